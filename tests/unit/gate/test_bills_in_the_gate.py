"""The bill of a model and that of an environment, side by side in one decision."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mlgate.core.causes import groups
from mlgate.core.decision import Decision
from mlgate.core.organisation import Organisation
from mlgate.core.rule import RiskTier
from mlgate.core.tiers import Floor
from mlgate.engines.embedded import EmbeddedEngine
from mlgate.gate.gate import Gate
from mlgate.gate.reading import Reading, read
from mlgate.packs.read import read as read_pack
from mlgate.strict.shipped import folder

AT = datetime(2026, 11, 25, tzinfo=UTC)
ORG = Organisation(floors=(Floor("*", RiskTier.T3),))
WEIGHTS = b"\x08\0\0\0\0\0\0\0{}      "
CYCLONEDX = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}
ENVIRONMENT = CYCLONEDX | {
    "metadata": {"component": {"type": "application", "name": "env"}},
    "components": [{"type": "library", "name": "torch", "version": "2.1"}],
}
MODEL = CYCLONEDX | {
    "components": [{"type": "machine-learning-model", "name": "m", "version": "1"}]
}
SPDX = {
    "spdxVersion": "SPDX-2.3",
    "dataLicense": "CC0-1.0",
    "SPDXID": "SPDXRef-DOCUMENT",
    "name": "image",
    "documentNamespace": "https://example.org/image",
    "creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": ["Tool: t"]},
}


@pytest.fixture(scope="module")
def gate() -> Iterator[Gate]:
    engine = EmbeddedEngine()
    yield Gate(read_pack(folder("policies") / "baseline", "shipped"), ORG, engine)
    engine.close()


def seen(at: Path, **documents: dict[str, Any]) -> Reading:
    (at / "evidence").mkdir()
    (at / "model.safetensors").write_bytes(WEIGHTS)
    for name, value in documents.items():
        (at / "evidence" / f"{name}.json").write_text(json.dumps(value))
    return read(at, ORG)


def said(decision: Decision) -> list[str]:
    """Return what SUP-003 finds, each cause once, as reports do."""
    found = [g for g in groups(decision) if "SUP-003" in g.rules]
    return [g.lead.message for g in found]


def test_bills_of_environments_stand_beside_the_models_own(tmp_path: Path) -> None:
    reading = seen(tmp_path, a=ENVIRONMENT, b=MODEL, c=SPDX)
    content = reading.dossier.content
    assert content["bom"]["model"]["name"] == "m"
    assert [c["name"] for c in content["bom"]["components"]] == ["m"]
    assert [s["document"] for s in content["software"]] == [
        "evidence/a.json",
        "evidence/c.json",
    ]
    assert not [g for g in content["gaps"] if g["for"].startswith("/bom")]


def test_bills_that_name_no_model_are_one_clear_finding(
    tmp_path: Path, gate: Gate
) -> None:
    decision = gate.decide(seen(tmp_path, a=ENVIRONMENT), AT)
    [message] = said(decision)
    assert message.startswith("`bom` is missing: this SBOM names no model")
    [group] = [g for g in groups(decision) if "SUP-003" in g.rules]
    assert group.lead.file == "evidence/a.json"


def test_a_model_in_spdx_2_has_no_score_and_the_finding_says_why(
    tmp_path: Path, gate: Gate
) -> None:
    purl = {"referenceType": "purl", "referenceLocator": "pkg:huggingface/a/b@1"}
    package = {"SPDXID": "SPDXRef-p", "name": "m", "downloadLocation": "NONE"}
    package["externalRefs"] = [purl]
    decision = gate.decide(seen(tmp_path, a=SPDX | {"packages": [package]}), AT)
    [message] = said(decision)
    assert message.startswith("`bom.score` makes no assertion: SPDX 2 has no place")
