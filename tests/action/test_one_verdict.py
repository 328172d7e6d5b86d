"""Every door says the same of the same model: there is one decision behind them."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from mini_runner import MiniRunner
from test_action import EDITS, GIVEN, MODEL

import mlgate
from mlgate.cli.finish import VERDICTS
from mlgate.core.record import record

AT = "2026-11-26T12:00:00Z"
ORG = ["--org", "examples/org.yaml"]
GATE = "examples/keys/SAMPLE-gate.key"


def _mlgate(job: MiniRunner, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mlgate", *arguments]
    return subprocess.run(
        command, cwd=job.workspace, capture_output=True, text=True, check=False
    )


def _timeless(decision: dict[str, Any]) -> dict[str, Any]:
    """Return ``decision`` without its instant, which the action takes from the day."""
    return {key: value for key, value in decision.items() if key != "clock"}


@pytest.mark.parametrize("verdict", EDITS)
def test_library_commands_action_and_replay_decide_the_same(
    job: MiniRunner, verdict: str
) -> None:
    EDITS[verdict](job)
    at = datetime.fromisoformat(AT).astimezone(UTC)
    model, org = job.workspace / MODEL, job.workspace / "examples" / "org.yaml"
    decided = mlgate.check(model, org=org, at=at)
    expected, code = record(decided), VERDICTS[verdict]
    assert expected["verdict"] == verdict

    checked = _mlgate(job, "check", MODEL, *ORG, "--at", AT, "--report", "json")
    assert (checked.returncode, json.loads(checked.stdout)) == (code, expected)
    hook = _mlgate(job, "check", MODEL, *ORG, "--at", AT, "--quiet")
    assert (hook.returncode, hook.stdout == "") == (code, verdict == "allow")

    signed = ["--key", GATE, "--at", AT]
    attested = _mlgate(job, "attest", MODEL, *ORG, *signed, "--out", "attested")
    assert attested.returncode == code
    bundled = _mlgate(job, "bundle", "create", MODEL, *ORG, *signed, "--out", "b.zip")
    assert bundled.returncode == code
    for name in ("attested", "b.zip"):
        # Without a decision there is nothing to sign.
        assert (job.workspace / name).exists() == (verdict != "undecided")
    if verdict != "undecided":
        written = (job.workspace / "attested" / "decision.json").read_bytes()
        assert json.loads(written) == expected
        replayed = _mlgate(job, "bundle", "replay", "b.zip", *ORG)
        assert replayed.returncode == code, replayed.stderr

    ran = job.run(GIVEN)
    acted = json.loads(Path(ran.outputs["decision-file"]).read_bytes())
    assert (ran.code, _timeless(acted)) == (code, _timeless(expected))
