"""What a stranger sees who runs the commands of the examples as they stand."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import example_signing as signing
import pytest

MLGATE = [sys.executable, "-m", "mlgate"]
AT = ["--at", "2026-11-25T12:00:00Z"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of all examples."""
    keep = shutil.ignore_patterns("make", ".mlgate")
    return Path(shutil.copytree(signing.EXAMPLES, tmp_path / "examples", ignore=keep))


def mlgate(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [*MLGATE, *arguments]
    return subprocess.run(
        command, cwd=home, capture_output=True, text=True, check=False
    )


def check(home: Path, name: str = "credit-scorer", *more: str) -> Any:  # noqa: ANN401
    ran = mlgate(home, "check", name, "--org", "org.yaml", *AT, *more)
    assert not ran.stderr
    return ran


@pytest.mark.parametrize("name", ["credit-scorer", "support-assistant"])
def test_an_example_is_allowed_now(home: Path, name: str) -> None:
    ran = mlgate(home, "check", name, "--org", "org.yaml")
    assert (ran.returncode, ran.stdout[:7], ran.stderr) == (0, "ALLOW  ", "")


def test_a_dropped_dataset_digest_is_found_at_its_dataset_and_once_in_the_link(
    home: Path,
) -> None:
    lineage = home / "credit-scorer" / "evidence" / "lineage.json"
    events = json.loads(lineage.read_text())
    del events[0]["inputs"][1]["facets"]["digest"]
    lineage.write_text(json.dumps(events, indent=2))
    ran = check(home)
    assert ran.returncode == 1
    line, column = place(lineage.read_text(), '"name": "repayments"')
    assert f"LIN-002  evidence/lineage.json:{line}:{column}" in ran.stdout
    assert ran.stdout.count("is not what its evidence link lists") == 1
    found = json.loads(check(home, "credit-scorer", "--report", "json").stdout)
    result = next(r for r in found["results"] if r["rule"] == "LIN-002")
    spots = {(f["file"], f["line"], f["column"]) for f in result["findings"]}
    assert ("evidence/lineage.json", line, column) in spots


def place(text: str, inside: str) -> tuple[int, int]:
    """Return where the object begins that holds ``inside`` first."""
    start = text.rfind("\n      {", 0, text.index(inside)) + 1
    return text.count("\n", 0, start) + 1, 7


def test_one_changed_byte_of_the_model_is_denied(home: Path) -> None:
    weights = home / "credit-scorer" / "model" / "model.skops"
    raw = bytearray(weights.read_bytes())
    raw[-1] ^= 1
    weights.write_bytes(raw)
    ran = check(home)
    assert ran.returncode == 1
    assert ran.stdout.count("model/model.skops changed") == 1


def test_an_attestation_verifies_for_its_model_and_for_no_other(home: Path) -> None:
    key, public = "keys/SAMPLE-gate.key", "keys/SAMPLE-gate.pub"
    name = "credit-scorer"
    ran = mlgate(home, "attest", name, "--org", "org.yaml", "--key", key)
    assert ran.returncode == 0, ran.stderr
    assert mlgate(home, "verify", name, "--key", public).returncode == 0
    other = ["verify", "support-assistant", "--key", public]
    ran = mlgate(home, *other, "--attestation", f"{name}/.mlgate")
    assert ran.returncode == 1
    assert ran.stdout.startswith("REFUSED")


def test_the_folder_of_an_attestation_is_not_part_of_the_subject(home: Path) -> None:
    before = check(home, "credit-scorer", "--report", "json").stdout
    key = ["--key", "keys/SAMPLE-gate.key"]
    mlgate(home, "attest", "credit-scorer", "--org", "org.yaml", *AT, *key)
    assert check(home, "credit-scorer", "--report", "json").stdout == before
