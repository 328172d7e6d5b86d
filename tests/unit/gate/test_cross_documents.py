"""What the documents of one folder say of each other: agreed, contradicted, hidden."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mlgate.config import wire
from mlgate.config.wire import Options
from mlgate.core.decision import Outcome
from mlgate.core.organisation import Organisation
from mlgate.gate.reading import read

NOW = datetime(2026, 11, 25, tzinfo=UTC)
SAFE = b"\x08\0\0\0\0\0\0\0{}      "
BASE = b"\x08\0\0\0\0\0\0\0{ }     "
ORG = """mlgate: organisation/v1
name: Acme
packs: [{name: baseline}]
floors: [{match: '*', tier: T2}]
"""
RELEASE = "mlgate: release/v1\nname: m\nversion: 1.0.0\n"
Files = dict[str, str | bytes]


def sha256(raw: bytes) -> str:
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


def bom(name: str = "m", **model: object) -> str:
    component = {"type": "machine-learning-model", "name": name, **model}
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6"}
    return json.dumps(head | {"components": [component]})


def evaluation(subject: str) -> str:
    head = f"kind: mlgate.dev/evaluation/v1\nsubject: {subject}\n"
    return f"{head}records: [{{metric: auc, number: 0.7}}]\n"


def card(title: str, version: str) -> str:
    details = {"name": "m", "version": {"name": version}, "overview": title}
    return json.dumps({"model_details": details, "model_parameters": {}})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "org.yaml").write_text(ORG)
    model = tmp_path / "model"
    write(model, {"m.safetensors": SAFE, "config.json": "{}", "release.yaml": RELEASE})
    return model


def write(folder: Path, files: Files) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = content if isinstance(content, bytes) else content.encode()
        path.write_bytes(raw)


def found(folder: Path, files: Files) -> dict[str, list[str]]:
    """Return what each rule of the family found, its passes left out."""
    write(folder, files)
    asked = Options(org=folder.parent / "org.yaml", profile="strict")
    results = wire.check(folder, asked, NOW).decision.results
    mine = [r for r in results if r.rule.startswith("CRS-")]
    assert {r.outcome for r in mine} <= {Outcome.PASS, Outcome.FAIL}
    return {r.rule: [f.message for f in r.findings] for r in mine if r.findings}


def test_weights_are_told_by_their_digest_from_what_lies_beside_them(
    folder: Path,
) -> None:
    listed: list[dict[str, Any]] = read(folder, Organisation()).dossier.content[
        "scans"
    ]["model_files"]
    assert {(f["path"], f["digest"]) for f in listed if f["weights"]} == {
        ("m.safetensors", sha256(SAFE))
    }
    assert {f["path"] for f in listed} >= {"m.safetensors"}


def test_an_evaluation_of_the_weights_binds_and_one_of_other_bytes_is_found(
    folder: Path,
) -> None:
    assert list(found(folder, {})) == ["CRS-007"]
    assert found(folder, {"evidence/a.yaml": evaluation(sha256(SAFE))}) == {}
    other = {"evidence/b.yaml": evaluation(sha256(b"other"))}
    assert list(found(folder, other)) == ["CRS-001"]


def test_a_base_model_among_the_files_cannot_stand_in_for_the_model(
    folder: Path,
) -> None:
    hashes = [{"alg": "SHA-256", "content": sha256(BASE)[7:]}]
    above = {"type": "machine-learning-model", "name": "acme/base", "hashes": hashes}
    files: Files = {
        "base/m.safetensors": BASE,
        "evidence/bom.cdx.json": bom(pedigree={"ancestors": [above]}),
        "evidence/a.yaml": evaluation(sha256(BASE)),
    }
    assert list(found(folder, files)) == ["CRS-001", "CRS-007"]


def test_a_second_card_does_not_hide_a_version_by_contradicting_the_first(
    folder: Path,
) -> None:
    one, other = card("one", "2.0.0"), card("other", "3.0.0")
    assert list(found(folder, {"evidence/a.json": one})) == ["CRS-004", "CRS-007"]
    (message,) = found(folder, {"evidence/b.json": other})["CRS-004"]
    assert message.startswith("no version is known for certain: ")
    assert "evidence/a.json and evidence/b.json differ" in message


def test_card_and_sbom_have_to_name_one_licence_and_one_base_model(
    folder: Path,
) -> None:
    above = {
        "type": "machine-learning-model",
        "name": "base",
        "purl": "pkg:huggingface/evil/base",
    }
    files: Files = {
        "README.md": "---\nlicense: gpl-3.0\nbase_model: acme/base\n---\n# m\n",
        "evidence/bom.cdx.json": bom(
            licenses=[{"license": {"id": "MIT"}}], pedigree={"ancestors": [above]}
        ),
    }
    assert list(found(folder, files)) == ["CRS-002", "CRS-003", "CRS-007"]


def test_what_is_deployed_is_the_digest_that_was_decided_on(folder: Path) -> None:
    digest = read(folder, Organisation()).subject["digest"]
    deployed = "kind: mlgate.dev/deployment/v1\nname: m\ndigest: {}\n"
    assert "CRS-006" not in found(folder, {"evidence/d.yaml": deployed.format(digest)})
    other = deployed.format(sha256(SAFE))
    assert "CRS-006" in found(folder, {"evidence/d.yaml": other})
