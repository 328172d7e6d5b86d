"""Real documents, sound and broken, in a bundle: the decision comes out the same."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus import CORPUS, MISSING, CorpusFile, files
from mlgate.config.bundling import create
from mlgate.config.replaying import replayed
from mlgate.config.wire import Options
from mlgate.core.decision import Outcome
from mlgate.core.rule import RiskTier
from mlgate.trust import keys

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
FORMATS = (
    "cyclonedx", "openlineage-event", "hf-readme", "sigstore-bundle", "slsa-dsse",
    "oms-bundle",
)  # fmt: skip
MOST, LARGEST = 30, 300_000


def _sample(kind: str) -> list[CorpusFile]:
    """Return some documents of a kind, broken ones first."""
    small = [f for f in files(kind) if f.path.stat().st_size < LARGEST]
    broken = [f for f in small if f.validity != "valid"]
    return [*broken[: MOST // 2], *(f for f in small if f.validity == "valid")][:MOST]


def _world(folder: Path, documents: list[CorpusFile]) -> tuple[Path, Path, Path]:
    model, protected = folder / "módel", folder / "protected"
    (model / "evidence").mkdir(parents=True)
    protected.mkdir()
    (model / "model.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0{}      ")
    for number, document in enumerate(documents):
        raw = document.path.read_bytes()
        name = f"{number} é {document.path.name}"
        (model / "evidence" / name).write_bytes(raw)
        # The same bytes under another name are another input, and one file.
        (model / "evidence" / f"twin {name}").write_bytes(raw)
    private, public = keys.generate(None)
    (protected / "gate.pub").write_bytes(public)
    (protected / "gate.key").write_bytes(private)
    org = protected / "org.yaml"
    said = "keys: [{name: gate, file: gate.pub, purposes: [decision]}]\n"
    org.write_text(f"mlgate: organisation/v1\nname: Acme\n{said}", encoding="utf-8")
    return model, org, protected / "gate.key"


@pytest.mark.skipif(not CORPUS.is_dir(), reason=MISSING)
@pytest.mark.parametrize("kind", FORMATS)
def test_a_decision_on_real_documents_is_replayed(kind: str, tmp_path: Path) -> None:
    documents = _sample(kind)
    assert documents
    model, org, key = _world(tmp_path, documents)
    signer = keys.load_private(key.read_bytes(), None, "gate.key")
    options = Options(org=org, tier=RiskTier.T1, profile="strict")
    checked, raw = create(model, options, AT, signer)
    path = tmp_path / "a.zip"
    path.write_bytes(raw)
    made = replayed(path, org, AT)
    assert made.differs == ()
    assert made.decision == checked.decision
    assert len(made.decision.inputs) > MOST / 2
    assert any(r.outcome is Outcome.FAIL for r in made.decision.results)
