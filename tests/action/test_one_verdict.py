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
from mlgate.serve.metrics import Metrics
from mlgate.serve.replies import Replies
from mlgate.serve.settings import Settings
from mlgate.serve.store import Store
from oci_images import digest, pushed

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


def _image(model: Path) -> str:
    """Put the OCI manifest of ``model`` among its evidence; return its digest."""
    files = (p for p in sorted((model / "model").rglob("*")) if p.is_file())
    raw = pushed(model, *(p.relative_to(model).as_posix() for p in files))
    (model / "evidence" / "model.oci.json").write_bytes(raw)
    return digest(raw)


def _reviewed(job: MiniRunner, image: str, at: datetime) -> dict[str, Any]:
    """Return what the webhook says of a service that runs ``image``."""
    folder = job.workspace / "attested"
    folder.mkdir(exist_ok=True)  # It is not there if there was nothing to sign.
    settings = Settings(job.workspace / "examples" / "org.yaml", folder)
    store = Store(settings)
    store.refresh()
    uri = f"oci://registry.example/credit-scorer@{image}"
    request = {
        "uid": "1",
        "operation": "CREATE",
        "kind": {"group": "serving.kserve.io", "kind": "InferenceService"},
        "object": {"spec": {"predictor": {"model": {"storageUri": uri}}}},
    }
    about = {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview"}
    replies = Replies(store, settings, Metrics(settings.mode), lambda: at)
    said = replies.reply(json.dumps({**about, "request": request}).encode())
    response: dict[str, Any] = json.loads(said)["response"]
    return response


@pytest.mark.parametrize("verdict", EDITS)
def test_library_commands_action_replay_and_webhook_decide_the_same(
    job: MiniRunner, verdict: str
) -> None:
    EDITS[verdict](job)
    at = datetime.fromisoformat(AT).astimezone(UTC)
    model, org = job.workspace / MODEL, job.workspace / "examples" / "org.yaml"
    image = _image(model)
    decided = mlgate.check(model, org=org, at=at)
    expected, code = record(decided), VERDICTS[verdict]
    assert expected["verdict"] == verdict
    assert {"kind": "oci", "digest": image} in expected["subject"]["aliases"]

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

    # The webhook has only what was signed, and the digest that an object names.
    admitted = _reviewed(job, image, at)
    assert admitted["allowed"] == (verdict == "allow")
    assert admitted["auditAnnotations"]["verdict"] == verdict, admitted

    ran = job.run(GIVEN)
    acted = json.loads(Path(ran.outputs["decision-file"]).read_bytes())
    assert (ran.code, _timeless(acted)) == (code, _timeless(expected))
