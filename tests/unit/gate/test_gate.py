"""The gate as a whole: what was not judged must never be allowed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mlgate.core import statements
from mlgate.core.decision import Denial, Outcome, Verdict
from mlgate.core.organisation import Key, Organisation, Pin
from mlgate.core.ports import Reply
from mlgate.core.rule import PolicyPack, RiskTier
from mlgate.core.tiers import Floor
from mlgate.core.waivers import Waiver
from mlgate.errors import EvidenceError
from mlgate.gate.gate import Gate
from mlgate.gate.linking import link
from mlgate.gate.reading import Reading, read
from mlgate.packs.read import read as read_pack
from mlgate.strict.shipped import folder
from mlgate.trust import bundle, keys

AT = datetime(2026, 11, 25, tzinfo=UTC)
PACK = read_pack(folder("policies") / "baseline", "shipped")
SAFE = b"\x08\0\0\0\0\0\0\0{}      "


@dataclass
class FakeEngine:
    """Answers each rule as it is told to; a rule it knows nothing of gets no reply."""

    replies: dict[str, Reply]

    @property
    def info(self) -> dict[str, str]:
        return {"name": "fake", "implementation": "none", "version": "0"}

    def evaluate(
        self, pack: PolicyPack, rules: Sequence[str], document: bytes
    ) -> dict[str, Reply]:
        del pack, document
        return {rule: self.replies[rule] for rule in rules if rule in self.replies}

    def close(self) -> None:
        pass


@pytest.fixture
def model(tmp_path: Path) -> Path:
    (tmp_path / "model.safetensors").write_bytes(SAFE)
    return tmp_path


def _organisation(**more: object) -> Organisation:
    floors = (Floor("*", RiskTier.T4),)
    made = Organisation(floors=floors, pack=Pin("baseline", "", PACK.digest))
    return Organisation(**{**{f: getattr(made, f) for f in made.__slots__}, **more})  # type: ignore[arg-type]


def _outcomes(
    reading: Reading, engine: FakeEngine, organisation: Organisation
) -> tuple[Verdict, dict[str, Outcome]]:
    gate = Gate(PACK, organisation, engine)
    decision = gate.decide(reading, AT)
    return decision.verdict, {r.rule: r.outcome for r in decision.results}


def test_a_rule_that_gets_no_reply_is_an_error_and_never_a_pass(model: Path) -> None:
    organisation = _organisation()
    reading = read(model, organisation)
    verdict, outcomes = _outcomes(reading, FakeEngine({}), organisation)
    assert outcomes["EXC-001"] is Outcome.ERROR
    assert Outcome.PASS not in outcomes.values()
    assert verdict is not Verdict.ALLOW


def test_a_reply_without_denials_and_without_error_is_an_error(model: Path) -> None:
    organisation = _organisation()
    engine = FakeEngine({rule.id: Reply(None) for rule in PACK.rules})
    _, outcomes = _outcomes(read(model, organisation), engine, organisation)
    assert outcomes["EXC-001"] is Outcome.ERROR


def test_a_waiver_hides_a_finding_and_never_an_engine_error(model: Path) -> None:
    reading = read(model, _organisation())
    waiver = Waiver(
        id="W-1",
        rule="EVD-004",
        subject=reading.subject["digest"],
        reason="until the pack is reviewed, which happens next week",
        requested_by="ada",
        approved_by=("grace",),
        expires_at="2026-12-01T00:00:00Z",
    )
    organisation = _organisation(waivers=(waiver,))
    denied = Reply((Denial("/policy", "not the pinned pack"),))
    passing = {rule.id: Reply(()) for rule in PACK.rules}
    engine = FakeEngine({**passing, "EVD-004": denied})
    _, outcomes = _outcomes(reading, engine, organisation)
    assert outcomes["EVD-004"] is Outcome.WAIVED
    engine = FakeEngine({**passing, "EVD-004": Reply(denied.denials, "crashed")})
    _, outcomes = _outcomes(reading, engine, organisation)
    assert outcomes["EVD-004"] is Outcome.ERROR


def test_a_signed_statement_about_the_model_is_no_signature_over_it(
    model: Path,
) -> None:
    private, public = keys.generate(None)
    signer = keys.load_private(private, None, "key")
    trusted = (Key("team", public.decode(), frozenset({"artifact"})),)
    organisation = _organisation(keys=trusted)
    digest = read(model, organisation).subject["digest"]
    provenance = statements.PROVENANCE[0]
    raw = statements.statement("model", digest, provenance, {"runDetails": {}})
    (model / "evidence").mkdir()
    path = model / "evidence" / "provenance.sigstore.json"
    path.write_bytes(bundle.sign(raw, signer))
    reading = read(model, organisation)
    assert reading.subject["digest"] == digest
    (seen,) = reading.dossier.content["signatures"]
    assert (seen["verified"], seen["covers"]) == (True, "all")
    assert seen["purpose"] is None


@pytest.mark.parametrize(
    ("path", "content"),
    [("plot.bin", b"\0"), ("model.safetensors", SAFE + b" ")],
    ids=["added", "edited"],
)
def test_evidence_that_is_for_other_bytes_names_the_artifact_that_changed(
    model: Path, path: str, content: bytes
) -> None:
    private, public = keys.generate(None)
    signer = keys.load_private(private, None, "key")
    trusted = (Key("team", public.decode(), frozenset({"link"})),)
    organisation = _organisation(keys=trusted)
    (model / "README.md").write_text("---\nlicense: mit\n---\n", encoding="utf-8")
    own = "evidence/link.sigstore.json"
    raw, _ = link(read(model, organisation), own, "2026-11-25T00:00:00Z")
    (model / "evidence").mkdir()
    (model / own).write_bytes(bundle.sign(raw, signer))
    before = read(model, organisation).dossier.content
    assert [d["assurance"] for d in before["documents"]] == ["attested", "attested"]
    (model / path).write_bytes(content)
    after = read(model, organisation).dossier.content
    assert [d["assurance"] for d in after["documents"]] == ["declared", "declared"]
    assert [d["changed"] for d in after["documents"]] == [[path], [path]]
    assert after["links"][0]["changed"] == [path]


def test_a_folder_of_absent_bytes_is_no_model(tmp_path: Path) -> None:
    lfs = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 9\n"
    (tmp_path / "model.safetensors").write_text(lfs, encoding="utf-8")
    with pytest.raises(EvidenceError, match="no model file"):
        read(tmp_path, Organisation())
