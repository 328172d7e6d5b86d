"""Writes the folder that is measured: a model with evidence, and an organisation.

``python subject.py FOLDER COMPONENTS WEIGHTS`` runs in a process of its own, so that
what it imports does not weigh on the figures.
"""

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any, NamedTuple

WEIGHTS = 100 * 10**6
CLOCK = "2026-11-25T09:00:00Z"
MLGATE = str(Path(sysconfig.get_path("scripts"), "mlgate"))

CARD = """\
---
license: apache-2.0
model_name: credit-scorer
datasets: [loans-2025]
---

# credit-scorer

## Intended use

Ranks loan applications for review by a person.

## Out-of-scope use

Deciding on a loan without a person.

## Limitations

Scores are not calibrated below 500 euros.

## Training data

Loans of 2019 to 2025, see the datasheet.

## Evaluation

AUC 0.81 on loans of 2026, held out by date.

## Intended users

Loan officers who review each application.

## Contact

credit-risk@example.org
"""
RELEASE = """\
mlgate: release/v1
name: credit-scorer
version: 1.0.0
purpose: Ranks loan applications for review by a person.
owner: {accountable: Jo Example, team: credit-risk, contact: credit-risk@example.org}
tiering:
  assessor: Jo Example
  decided_at: 2026-11-01T09:00:00Z
  answers: {annex_iii: yes, decides_about_people: yes, in_production: yes}
  prohibited_practices:
    manipulation: no
    exploits_vulnerability: no
    social_scoring: no
    crime_prediction: no
    face_scraping: no
    emotion_at_work_or_school: no
    biometric_categorisation: no
    live_biometric_identification: no
    intimate_imagery: no
    child_abuse_material: no
"""
ORGANISATION = """\
mlgate: organisation/v1
name: Example
keys:
  - {name: release, file: release.pub, purposes: [artifact, link, decision]}
"""


class Subject(NamedTuple):
    """Where the parts of a measured folder lie."""

    model: Path
    org: Path

    @property
    def weights(self) -> Path:
        return self.model / "weights.safetensors"

    def check(self) -> list[str]:
        """The command line that is measured."""
        asked = ["--org", str(self.org), "--profile", "standard", "--at", CLOCK]
        return [MLGATE, "check", str(self.model), *asked]


def at(folder: Path) -> Subject:
    return Subject(folder / "model", folder / "org" / "org.yaml")


def build(folder: Path, components: int, weights: int = WEIGHTS) -> Subject:
    """Write a subject below ``folder``, its evidence vouched for by a signed link."""
    mine = [sys.executable, str(Path(__file__)), str(folder)]
    sizes = [str(components), str(weights)]
    subprocess.run([*mine, *sizes], check=True, stdout=subprocess.DEVNULL)
    return at(folder)


def _write(folder: Path, components: int, weights: int) -> None:
    made = at(folder)
    made.model.mkdir(parents=True)
    made.org.parent.mkdir()
    write_weights(made.weights, weights)
    (made.model / "README.md").write_text(CARD, encoding="utf-8")
    (made.model / "release.yaml").write_text(RELEASE, encoding="utf-8")
    (made.model / "lineage.json").write_text(json.dumps(lineage()), encoding="utf-8")
    bom = json.dumps(sbom(components))
    (made.model / "bom.cdx.json").write_text(bom, encoding="utf-8")
    made.org.write_text(ORGANISATION, encoding="utf-8")
    key = made.org.parent / "release"
    for command in (
        ["keygen", str(key), "--no-passphrase"],
        ["evidence", "sign", str(made.model), "--key", f"{key}.key", "--at", CLOCK],
    ):
        subprocess.run([MLGATE, *command], check=True)


def write_weights(path: Path, size: int) -> None:
    """Write a safetensors file of ``size`` bytes of tensor, a little at a time."""
    tensor = {"dtype": "U8", "shape": [size], "data_offsets": [0, size]}
    header = json.dumps({"weights": tensor}).encode()
    block = os.urandom(10**6)
    with path.open("wb") as file:
        file.write(len(header).to_bytes(8, "little") + header)
        for done in range(0, size, len(block)):
            file.write(block[: size - done])


def lineage() -> list[dict[str, Any]]:
    """Return the two events of one training run with ten inputs."""
    inputs = [_dataset(f"loans-{year}") for year in range(2016, 2026)]
    start = _event("START", "2026-11-01T09:00:00Z")
    end = _event("COMPLETE", "2026-11-01T10:00:00Z")
    return [start | {"inputs": inputs}, end | {"outputs": [_dataset("credit-scorer")]}]


def _event(kind: str, time: str) -> dict[str, Any]:
    parameters = [{"key": "depth", "value": "6"}, {"key": "seed", "value": "1"}]
    run = {
        "executionParameters": {"parameters": parameters},
        "environment": {"sha256": "c" * 64},
    }
    code = {"sourceCodeLocation": {"type": "git", "version": "a" * 40}}
    return {
        "eventType": kind,
        "eventTime": time,
        "run": {"runId": "41fb5137-f0fd-4ee5-ba5c-56f8571d1bd7", "facets": run},
        "job": {"namespace": "ci", "name": "train", "facets": code},
        "producer": "https://example.org/train",
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
    }


def _dataset(name: str) -> dict[str, Any]:
    digest = {"digest": {"sha256": "b" * 64}}
    return {"namespace": "s3://loans", "name": name, "facets": digest}


def sbom(components: int) -> dict[str, Any]:
    """Return a CycloneDX 1.6 document of one model and ``components`` packages."""
    packages = [_package(number) for number in range(components)]
    root = {"type": "machine-learning-model", "name": "credit-scorer", "bom-ref": "m"}
    depends = [{"ref": "m", "dependsOn": [p["bom-ref"] for p in packages]}]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
        "version": 1,
        "metadata": {"timestamp": CLOCK, "component": root | {"version": "1.0.0"}},
        "components": packages,
        "dependencies": depends,
    }


def _package(number: int) -> dict[str, Any]:
    name, version = f"package-{number}", f"1.{number}.0"
    purl = f"pkg:pypi/{name}@{version}"
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "licenses": [{"license": {"id": "MIT"}}],
        "hashes": [{"alg": "SHA-256", "content": f"{number:064x}"}],
    }


if __name__ == "__main__":
    _write(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
