"""The composite action, run for real: outputs, summary, annotations, exit codes."""

import json
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from mini_runner import MiniRunner, Ran
from small_model import broken_organisation

from mlgate.cli.finish import VERDICTS
from mlgate.reporters import BUILTIN
from mlgate.stores import decision_log
from mlgate.stores.chain import Walk

MODEL = "examples/credit-scorer"
GIVEN = {"path": MODEL, "org": "examples/org.yaml"}
COMMAND = re.compile(r"^::(\w+) ([^\n]*?)::(.*)$", re.MULTILINE)
FILES = ("sarif-file", "decision-file")


def _commands(ran: Ran) -> list[tuple[str, str, str]]:
    return COMMAND.findall(ran.log)


def _denied(job: MiniRunner) -> None:
    lineage = job.workspace / MODEL / "evidence" / "lineage.json"
    events = json.loads(lineage.read_text())
    del events[0]["inputs"][1]["facets"]["digest"]
    lineage.write_text(json.dumps(events, indent=2))


def _undecided(job: MiniRunner) -> None:
    made = broken_organisation(job.workspace / "broken")
    text = made.read_text("utf-8").replace("path: acme", "path: ../broken/acme")
    (job.workspace / "examples" / "org.yaml").write_text(text, "utf-8")


EDITS: dict[str, Callable[[MiniRunner], None]] = {
    "allow": lambda _: None,
    "deny": _denied,
    "undecided": _undecided,
}


@pytest.mark.parametrize("verdict", EDITS)
def test_the_exit_code_the_outputs_and_the_summary_say_the_verdict(
    job: MiniRunner, verdict: str
) -> None:
    EDITS[verdict](job)
    ran = job.run(GIVEN)
    code = VERDICTS[verdict]
    assert ran.code == code, ran.log
    assert (ran.outputs["verdict"], ran.outputs["exit-code"]) == (verdict, str(code))
    assert f" {verdict.upper()}: credit-scorer 1.0.0" in ran.summary.splitlines()[0]
    assert ran.log.splitlines()[0] == f"{verdict.upper()}  credit-scorer 1.0.0"
    decision = json.loads(Path(ran.outputs["decision-file"]).read_bytes())
    assert decision["verdict"] == verdict
    for name in FILES:
        assert Path(ran.outputs[name]).is_relative_to(job.temporary)
    assert ran.outputs["attestation-file"] == ""
    failed = [r for r in decision["results"] if r["outcome"] == "fail"]
    count = sum(len(r["findings"]) for r in failed)
    assert ran.outputs["findings-count"] == str(count)
    assert (count > 0) == (verdict == "deny")


def test_a_denial_is_annotated_at_its_line_in_the_repository(job: MiniRunner) -> None:
    _denied(job)
    ran = job.run(GIVEN)
    commands = _commands(ran)
    assert {kind for kind, _, _ in commands} == {"error"}
    (found,) = [c for c in commands if "LIN-002" in c[1] and "LIN-004" not in c[1]]
    place = re.match(r"file=([^,]+),line=(\d+),col=\d+,", found[1])
    assert place
    assert place[1] == f"{MODEL}/evidence/lineage.json"
    text = (job.workspace / MODEL / "evidence" / "lineage.json").read_text()
    before = text.splitlines()[: int(place[2]) - 1]
    assert before[-1].strip() in {"},", "["}
    after = "\n".join(text.splitlines()[len(before) :])
    dataset, _ = json.JSONDecoder().raw_decode(after.strip())
    assert dataset["name"] == "repayments"
    assert ran.log.splitlines()[-1].startswith("DENY: ")


def test_the_sarif_file_names_files_of_the_repository(job: MiniRunner) -> None:
    _denied(job)
    (job.workspace / MODEL / "README.md").unlink()
    sarif = json.loads(Path(job.run(GIVEN).outputs["sarif-file"]).read_bytes())
    results = sarif["runs"][0]["results"]
    places = [r["locations"][0]["physicalLocation"] for r in results]
    uris = {place["artifactLocation"]["uri"] for place in places}
    assert f"{MODEL}/evidence/lineage.json" in uris
    assert len(uris) > 1
    assert all(uri.startswith(f"{MODEL}/") for uri in uris)
    assert all(place["region"]["startLine"] >= 1 for place in places)


def test_what_could_not_be_judged_is_annotated(job: MiniRunner) -> None:
    _undecided(job)
    commands = _commands(job.run(GIVEN))
    kind, given, said = commands[0]
    assert (kind, given) == ("error", "title=mlgate could not decide%3A ACM-001")
    assert "raises ValueError" in said
    assert "::error::" not in said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"path": "nowhere"}, "no such file"),
        ({"org": "nowhere.yaml"}, "nowhere.yaml: "),
        ({"reports": "yaml=x"}, "no report format 'yaml'"),
        ({"attest": "true"}, "attest is asked for, and no key is given"),
        ({"attest": "true", "key": "nowhere.key"}, "nowhere.key: no such file"),
    ],
)
def test_what_cannot_be_decided_is_undecided_and_says_why_everywhere(
    job: MiniRunner, given: dict[str, str], said: str
) -> None:
    ran = job.run({**GIVEN, **given})
    assert ran.code == 2, ran.log
    assert (ran.outputs["verdict"], ran.outputs["exit-code"]) == ("undecided", "2")
    others = {k: v for k, v in ran.outputs.items() if k not in {"verdict", "exit-code"}}
    assert set(others.values()) == {""}
    (command,) = _commands(ran)
    assert command[:2] == ("error", "title=mlgate could not decide")
    assert said in command[2]
    assert ran.summary.startswith("## ⚠️ UNDECIDED\n")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"path": ""}, "the input 'path' is empty"),
        ({"working-directory": "nowhere"}, "there is no such working-directory"),
        ({"tier": "T9"}, "Invalid value for '--tier'"),
        ({"tier": "T0"}, "Invalid value for '--tier'"),
        ({"profile": "lax"}, "Invalid value for '--profile'"),
        ({"attest": "maybe"}, "Invalid value for '--attest'"),
    ],
)
def test_an_input_of_no_meaning_is_undecided(
    job: MiniRunner, given: dict[str, str], said: str
) -> None:
    ran = job.run({**GIVEN, **given})
    assert ran.code == 2
    assert said in ran.log
    assert ran.outputs["verdict"] == "undecided"


def test_without_an_interpreter_it_is_undecided_and_not_denied(
    tmp_path: Path,
) -> None:
    job = MiniRunner(tmp_path)
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("bash", "cksum", "cut"):
        (tools / name).symlink_to(f"/usr/bin/{name}")
    ran = job.run(GIVEN, PATH=str(tools))
    assert ran.code == 2
    assert "mlgate could not be installed" in _commands(ran)[0][2]
    assert ran.outputs["verdict"] == "undecided"


def test_it_is_signed_only_when_that_is_asked_for(job: MiniRunner) -> None:
    key = {"key": "examples/keys/SAMPLE-gate.key"}
    assert job.run({**GIVEN, **key}).outputs["attestation-file"] == ""
    ran = job.run({**GIVEN, **key, "attest": "true"})
    assert ran.code == 0, ran.log
    signed = Path(ran.outputs["attestation-file"])
    assert {p.name for p in signed.parent.iterdir()} == {
        "decision.json",
        "decision.sigstore.json",
        "manifest.json",
        "vsa.sigstore.json",
    }
    same = json.loads((signed.parent / "decision.json").read_bytes())
    assert same == json.loads(Path(ran.outputs["decision-file"]).read_bytes())
    assert not (job.workspace / MODEL / ".mlgate").exists()


def test_a_no_is_signed_too_and_an_undecided_run_signs_nothing(
    job: MiniRunner,
) -> None:
    given = {**GIVEN, "attest": "true", "key": "examples/keys/SAMPLE-gate.key"}
    _denied(job)
    ran = job.run(given)
    assert ran.code == 1
    assert Path(ran.outputs["attestation-file"]).is_file()
    _undecided(job)
    ran = job.run(given)
    assert ran.code == 2
    assert ran.outputs["attestation-file"] == ""
    assert Path(ran.outputs["decision-file"]).is_file()


def _log(job: MiniRunner) -> Path:
    """Let the organisation name a log, and return where it lies."""
    org = job.workspace / "examples" / "org.yaml"
    with org.open("a", encoding="utf-8") as stream:
        stream.write("decision_log: ../../../governance/log.db\n")
    log = job.workspace.parents[1] / "governance" / "log.db"
    log.parent.mkdir()
    return log


@pytest.mark.parametrize("verdict", EDITS)
def test_the_decision_is_in_the_log_that_the_organisation_names(
    job: MiniRunner, verdict: str
) -> None:
    EDITS[verdict](job)
    log = _log(job)
    given = {**GIVEN, "attest": "true", "key": "examples/keys/SAMPLE-gate.key"}
    ran = job.run(given)
    assert ran.code == VERDICTS[verdict], ran.log
    (entry,) = decision_log(f"sqlite:///{log}").walked(Walk())
    assert entry.row["verdict"] == verdict
    written = Path(ran.outputs["decision-file"]).read_bytes()
    assert entry.row["decision"] == f"sha256:{sha256(written).hexdigest()}"


def test_a_log_that_cannot_be_written_is_undecided_and_nothing_is_handed_on(
    job: MiniRunner,
) -> None:
    _log(job).mkdir()
    given = {**GIVEN, "attest": "true", "key": "examples/keys/SAMPLE-gate.key"}
    ran = job.run({**given, "reports": "junit=out/a.xml"})
    assert (ran.code, ran.outputs["verdict"]) == (2, "undecided")
    assert "the log cannot be used" in ran.log
    assert "ALLOW" not in ran.log + ran.summary
    assert ran.outputs["attestation-file"] == ""
    left = [path.name for path in job.temporary.rglob("*sigstore.json")]
    assert (left, (job.workspace / "out").exists()) == ([], False)


@pytest.mark.parametrize("verdict", EDITS)
def test_every_format_of_a_report_leaves_the_exit_code_as_it_is(
    job: MiniRunner, verdict: str
) -> None:
    EDITS[verdict](job)
    for name in BUILTIN:
        ran = job.run({**GIVEN, "reports": f"{name}=out/{name}\n{name}"})
        assert ran.code == VERDICTS[verdict], ran.log
        assert (job.workspace / "out" / name).read_bytes()


def test_inputs_reach_the_decision(job: MiniRunner) -> None:
    config = job.workspace / "mine.yaml"
    config.write_text("mlgate: repository/v1\n")
    more = {
        "config": "mine.yaml",
        "profile": "strict",
        "tier": "T1",
        "env": "production",
        "reports": "junit=out/a.xml\n\n  markdown=out/b.md\n",
    }
    ran = job.run({**GIVEN, **more})
    decision = json.loads(Path(ran.outputs["decision-file"]).read_bytes())
    assert decision["environment"] == "production"
    assert decision["policy"]["profile"] == "strict"
    assert "config" in {i["role"] for i in decision["inputs"]}
    assert (job.workspace / "out" / "a.xml").is_file()
    assert (job.workspace / "out" / "b.md").read_text() == ran.summary


def test_paths_are_relative_to_the_working_directory_and_places_to_the_top(
    job: MiniRunner,
) -> None:
    _denied(job)
    given = {
        "path": "credit-scorer",
        "org": "org.yaml",
        "working-directory": "examples",
    }
    ran = job.run(given)
    assert ran.code == 1, ran.log
    assert f"file={MODEL}/evidence/lineage.json," in ran.log


def test_two_models_in_one_job_keep_their_files_apart(job: MiniRunner) -> None:
    first = job.run(GIVEN)
    second = job.run({**GIVEN, "path": "examples/support-assistant"})
    assert (first.code, second.code) == (0, 0)
    for name in FILES:
        assert first.outputs[name] != second.outputs[name]
        assert Path(first.outputs[name]).is_file()
