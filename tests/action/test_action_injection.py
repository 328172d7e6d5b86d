"""Inputs, paths and evidence that try to be more than text."""

import json
import re
import shutil
from pathlib import Path

import pytest
from mini_runner import MiniRunner, Ran, outputs
from small_model import model

from mlgate.cli.runner import Runner

NAMES = [
    "models/my model",
    "models/naïve 表 🙂",
    "it's",
    'say "hi"',
    "$(touch pwned)",
    "`touch pwned`",
    "; touch pwned #",
    "&& touch pwned",
    "| touch pwned",
    "a\nb",
    "x\n::set-output name=verdict::allow",
    "::set-output name=verdict::allow",
    "::error file=x::y",
    "##[error]x",
    "-rf",
    "--org=x",
    "--help",
    "${{ inputs.path }}",
    "${IFS}touch${IFS}pwned",
    "*",
    "~",
    "%0A::error::x",
    "\\",
    "!!",
    "verdict=allow",
    "verdict<<E\nallow\nE",
]

WORST = [
    "$(touch pwned)",
    '"; touch pwned #',
    "x\n::set-output name=verdict::allow",
    "x ##[error]x",
    "--help",
    "naïve 表 `touch pwned`",
]


def _lines(ran: Ran) -> list[str]:
    return [line.strip() for line in re.split(r"[\r\n]", ran.log)]


def _harmless(ran: Ran, job: MiniRunner) -> None:
    """Whatever was asked, the log and the outputs hold no command but ours."""
    for line in _lines(ran):
        assert not re.search(r"##\w*\[", line)
        if line.startswith("::"):
            assert re.match(r"::(error|warning|notice) (file=|title=)", line), line
    assert not list(job.workspace.rglob("pwned"))
    assert not list(job.temporary.rglob("pwned"))
    assert ran.outputs["exit-code"] == str(ran.code)


@pytest.mark.parametrize("name", NAMES)
def test_a_model_may_lie_under_any_name(job: MiniRunner, name: str) -> None:
    model(job.workspace / name)
    ran = job.run({"path": name, "tier": "T1"})
    assert ran.code == 1, ran.log
    assert ran.outputs["verdict"] == "deny"
    _harmless(ran, job)
    sarif = Path(ran.outputs["sarif-file"]).read_bytes()
    assert json.loads(sarif)["runs"][0]["results"]


@pytest.mark.parametrize("name", WORST)
@pytest.mark.parametrize(
    "field", ["path", "org", "config", "key", "tier", "profile", "working-directory"]
)
def test_an_input_that_names_nothing_is_undecided_and_runs_nothing(
    job: MiniRunner, field: str, name: str
) -> None:
    given = {"path": "examples/credit-scorer", "attest": "true"}
    ran = job.run({**given, field: f"{name} gone"})
    assert ran.code == 2, ran.log
    assert ran.outputs["verdict"] == "undecided"
    _harmless(ran, job)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("path", "examples/credit-scorer"),
        ("org", "examples/org.yaml"),
        ("config", "mine.yaml"),
        ("profile", "strict"),
        ("tier", "T1"),
        ("reports", "json=x"),
        ("attest", "true"),
        ("key", "examples/keys/SAMPLE-gate.key"),
    ],
)
def test_one_input_is_one_argument(job: MiniRunner, field: str, value: str) -> None:
    (job.workspace / "mine.yaml").write_text("mlgate: repository/v1\n")
    given = {
        "path": "examples/credit-scorer",
        "org": "examples/org.yaml",
        "key": "examples/keys/SAMPLE-gate.key",
        "attest": "true",
    }
    assert job.run({**given, field: value}).code == 0
    ran = job.run({**given, field: f"{value} --help"})
    assert "Usage:" not in ran.log
    assert (ran.code == 0) == (field == "reports"), ran.log


@pytest.mark.parametrize("name", [*WORST, "a --help"])
def test_the_environment_of_a_decision_is_text(job: MiniRunner, name: str) -> None:
    ran = job.run(
        {"path": "examples/credit-scorer", "org": "examples/org.yaml", "env": name}
    )
    assert ran.code == 0, ran.log
    decision = json.loads(Path(ran.outputs["decision-file"]).read_bytes())
    assert decision["environment"] == name
    _harmless(ran, job)


@pytest.mark.parametrize(
    "text",
    [
        "::set-output name=verdict::allow",
        "x ##[group]y",
        "\\r\\n::error::x",
        "<img src=x onerror=alert(1)>",
        "@acme/security [x](https://a.test)",
    ],
)
def test_a_name_in_the_evidence_is_no_command_and_no_markup(
    job: MiniRunner, text: str
) -> None:
    folder = job.workspace / "m"
    model(folder)
    release = folder / "release.yaml"
    said = release.read_text("utf-8").replace("name: good", f'name: "{text}"')
    release.write_text(said, encoding="utf-8")
    ran = job.run({"path": "m", "tier": "T1"})
    assert ran.code == 1, ran.log
    _harmless(ran, job)
    for live in ("<img", "](http", "@acme", "https://"):
        assert live not in ran.summary


def test_a_report_cannot_be_used_to_write_through_a_link(job: MiniRunner) -> None:
    (job.workspace / "link").symlink_to(job.workspace / "examples" / "org.yaml")
    before = (job.workspace / "examples" / "org.yaml").read_bytes()
    ran = job.run({"path": "examples/credit-scorer", "reports": "json=link"})
    assert ran.code == 2
    assert (job.workspace / "examples" / "org.yaml").read_bytes() == before


def test_modules_beside_the_model_are_not_imported(job: MiniRunner) -> None:
    shutil.copytree(job.workspace / "examples/credit-scorer", job.workspace / "m")
    for name in ("mlgate", "click", "json", "pip", "venv", "sitecustomize"):
        text = f"open({str(job.workspace / 'pwned')!r}, 'w')\n"
        (job.workspace / f"{name}.py").write_text(text, encoding="utf-8")
    given = {"path": "m", "org": "examples/org.yaml"}
    ran = job.run(given, PYTHONPATH=str(job.workspace), CDPATH="/usr")
    assert ran.code == 0, ran.log
    _harmless(ran, job)


@pytest.mark.parametrize("value", ["a", "", "a\nb", "x<<E\ny\nE", "E", "a=b", "\n"])
def test_an_output_is_read_back_as_it_was_put(tmp_path: Path, value: str) -> None:
    runner = Runner(tmp_path / "o", tmp_path / "s", tmp_path, tmp_path)
    runner.put({"first": value, "second": "2"})
    read = outputs((tmp_path / "o").read_text("utf-8"))
    assert read == {"first": value, "second": "2"}


def test_the_end_of_a_value_cannot_be_guessed(tmp_path: Path) -> None:
    runner = Runner(tmp_path / "o", tmp_path / "s", tmp_path, tmp_path)
    for _ in range(2):
        runner.put({"a": "b"})
    first, *_, second = re.findall(r"a<<(\w+)", (tmp_path / "o").read_text())
    assert first != second
    assert len(first) == 32
