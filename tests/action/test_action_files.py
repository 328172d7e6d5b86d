"""action.yml, the example workflows and the lock, as linters and readers see them."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from mini_runner import MiniRunner
from packaging.requirements import Requirement

import opa_server
from corpus import ROOT

ACTION = ROOT / "action.yml"
WORKFLOWS = sorted((ROOT / "examples" / "workflows").glob("*.yml"))
LOCK = ROOT / "action" / "requirements.txt"
PINNED = re.compile(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
EXPRESSION = re.compile(r"\$\{\{.*?\}\}")
ASKED = {
    *("path", "org", "config", "profile", "tier", "env"),
    *("reports", "attest", "key", "working-directory"),
}
TOLD = {
    *("verdict", "exit-code", "findings-count"),
    *("sarif-file", "decision-file", "attestation-file"),
}


def _action() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(ACTION.read_text("utf-8"))
    return read


def test_inputs_and_outputs_are_those_that_were_promised() -> None:
    action = _action()
    assert action["inputs"].keys() == ASKED
    assert action["outputs"].keys() == TOLD
    required = {n for n, about in action["inputs"].items() if about.get("required")}
    assert required == {"path"}


def test_every_input_goes_through_the_environment_and_is_used() -> None:
    (step,) = _action()["runs"]["steps"]
    given = {EXPRESSION.sub("", value) for value in step["env"].values()}
    assert given == {""}
    named = {f"${{{{ inputs.{name} }}}}" for name in ASKED}
    assert set(step["env"].values()) == named
    script = (ROOT / "action" / "run.sh").read_text("utf-8")
    for name in step["env"]:
        assert f"${name}" in script or f"${{{name}" in script


@pytest.mark.parametrize("path", [ACTION, *WORKFLOWS], ids=lambda p: p.name)
def test_nothing_is_expanded_in_a_script_and_every_use_is_pinned(path: Path) -> None:
    text = path.read_text("utf-8")
    uses = re.findall(r"uses: (.+)", text)
    assert all(PINNED.fullmatch(use) for use in uses)
    jobs = yaml.safe_load(text)
    steps = [s for job in jobs.get("jobs", {}).values() for s in job["steps"]]
    steps += jobs.get("runs", {}).get("steps", [])
    scripts = [step["run"] for step in steps if "run" in step]
    assert not [script for script in scripts if "${{" in script]
    assert "pull_request_target" not in text


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda p: p.name)
def test_a_workflow_asks_the_action_for_what_it_knows(path: Path) -> None:
    text = path.read_text("utf-8")
    jobs = yaml.safe_load(text)["jobs"].values()
    steps = [step for job in jobs for step in job["steps"]]
    mine = [step for step in steps if "mlgate/mlgate@" in step.get("uses", "")]
    assert len(mine) == 1
    assert {"path", "org"} <= mine[0]["with"].keys() <= ASKED
    assert set(re.findall(r"steps\.mlgate\.outputs\.([\w-]+)", text)) <= TOLD


TOOLS = {
    "zizmor": ["zizmor", "--offline", "--no-progress", str(ACTION)],
    "zizmor workflows": ["zizmor", "--offline", "--no-progress"],
    "schema": [
        *("check-jsonschema", "--builtin-schema", "vendor.github-actions"),
        str(ACTION),
    ],
    "schema of workflows": [
        *("check-jsonschema", "--builtin-schema", "vendor.github-workflows"),
    ],
}


@pytest.mark.parametrize("name", TOOLS)
def test_a_linter_finds_nothing(name: str) -> None:
    tool, *arguments = TOOLS[name]
    program = Path(sys.executable).with_name(tool)
    if not program.exists():
        pytest.skip("the linters come with the extra `dev`")
    more = map(str, WORKFLOWS) if "workflows" in name else ()
    done = subprocess.run(
        [str(program), *arguments, *more], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.peer("actionlint")
def test_actionlint_finds_nothing_in_the_workflows() -> None:
    program = opa_server.find("actionlint")
    command = [str(program), "-no-color", *map(str, WORKFLOWS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def _locked() -> dict[str, tuple[str, list[str]]]:
    """Return name -> (version, hashes) of the lock."""
    text = LOCK.read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    found = {}
    for line in lines:
        name, version = re.match(r"([\w.-]+)==([\w.]+)", line).groups()  # type: ignore[union-attr]
        found[name] = (version, re.findall(r"--hash=sha256:([0-9a-f]{64})\b", line))
    return found


def test_everything_that_is_installed_is_locked_by_hash() -> None:
    locked = _locked()
    assert all(hashes for _, hashes in locked.values())
    text = LOCK.read_text("utf-8")
    assert "http" not in text
    assert not re.search(r"index|find-links|@|trusted-host", text)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    store = project["project"]["optional-dependencies"]["store"]
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    for requirement in map(Requirement, [*wanted, *store]):
        assert requirement.specifier.contains(locked[requirement.name.lower()][0])


@pytest.mark.slow
def test_it_installs_itself_from_its_checkout_and_only_once(tmp_path: Path) -> None:
    checkout = tmp_path / "action"
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, files.decode().split("\0")):
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            target = checkout / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes((ROOT / name).read_bytes())
    job = MiniRunner(tmp_path, checkout / "action.yml")
    model = str(ROOT / "examples" / "credit-scorer")
    given = {"path": model, "org": str(ROOT / "examples" / "org.yaml")}
    first = job.run(given)
    assert (first.code, first.outputs["verdict"]) == (0, "allow"), first.log
    (ready,) = job.temporary.glob("mlgate-*/ready")
    made = ready.stat().st_mtime_ns
    assert job.run(given).code == 0
    assert ready.stat().st_mtime_ns == made
