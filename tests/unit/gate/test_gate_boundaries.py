"""The edges of the gate: packs that lack rules, and rules that point nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mlgate.core.decision import Denial, Outcome, Verdict
from mlgate.core.organisation import Organisation
from mlgate.core.ports import Reply
from mlgate.core.record import canonical
from mlgate.core.rule import PolicyPack, RiskTier, Rule, Severity
from mlgate.core.tiers import Floor
from mlgate.errors import PolicyError
from mlgate.gate.gate import Gate
from mlgate.gate.reading import Reading, read
from mlgate.packs.read import read as read_pack
from mlgate.strict.shipped import folder

AT = datetime(2026, 11, 25, tzinfo=UTC)
PACK = read_pack(folder("policies") / "baseline", "shipped")
INFO = dict.fromkeys(RiskTier, Severity.INFO)
BLOCKED = """\
mlgate: release/v1
tiering: {prohibited_practices: {social_scoring: "yes"}}
"""


@dataclass
class Says:
    """An engine whose every rule says the same."""

    reply: Reply

    @property
    def info(self) -> dict[str, str]:
        return {"name": "fake", "implementation": "none", "version": "0"}

    def evaluate(
        self, pack: PolicyPack, rules: Sequence[str], document: bytes
    ) -> dict[str, Reply]:
        del pack, document
        return dict.fromkeys(rules, self.reply)

    def close(self) -> None:
        pass


def pack(*rules: Rule) -> PolicyPack:
    return replace(PACK, rules=rules)


def lenient(ident: str) -> Rule:
    """Return a rule of an organisation's own pack that needs nothing and only tells."""
    return replace(PACK.rules[0], id=ident, needs=(), severity=INFO)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    (tmp_path / "model.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0{}      ")
    return tmp_path


def reading(model: Path) -> Reading:
    return read(model, Organisation())


def test_a_prohibited_practice_is_allowed_by_no_pack(model: Path) -> None:
    (model / "release.yaml").write_text(BLOCKED, encoding="utf-8")
    gate = Gate(pack(lenient("OWN-001")), Organisation(), Says(Reply(())))
    decision = gate.decide(reading(model), AT)
    assert decision.tier is RiskTier.T0
    assert decision.verdict is Verdict.UNDECIDED
    assert decision.errors == (
        "tier T0 blocks the release, and no rule of the pack denies it",
    )
    shipped = Gate(PACK, Organisation(), Says(Reply(()))).decide(reading(model), AT)
    assert shipped.verdict is Verdict.DENY
    assert shipped.errors == ()


def test_a_model_without_a_tier_is_allowed_by_no_pack(model: Path) -> None:
    gate = Gate(pack(lenient("INV-002")), Organisation(), Says(Reply(())))
    decision = gate.decide(reading(model), AT)
    assert decision.verdict is Verdict.UNDECIDED
    assert "there is no tier" in decision.errors[0]
    other = Gate(pack(lenient("OWN-001")), Organisation(), Says(Reply(())))
    with pytest.raises(PolicyError, match="nothing was judged"):
        other.decide(reading(model), AT)


@pytest.mark.parametrize(
    "at",
    [
        "",
        "/",
        "/nowhere/at/all",
        f"/documents/{'9' * 5000}",
        "/documents/-1/path",
        "/documents/\u0661",
        "/release/name/deeper",
        "/~2",
        "/" * 500,
    ],
    ids=lambda at: at[:20],
)
def test_a_rule_that_points_anywhere_is_told_and_never_a_traceback(
    model: Path, at: str
) -> None:
    (model / "README.md").write_text("---\nlicense: mit\n---\n", encoding="utf-8")
    organisation = Organisation(floors=(Floor("*", RiskTier.T4),))
    engine = Says(Reply((Denial(at, "it is wrong"),)))
    gate = Gate(pack(lenient("OWN-001")), organisation, engine)
    decision = gate.decide(reading(model), AT)
    (result,) = decision.results
    assert result.outcome is Outcome.FAIL
    assert [f.pointer for f in result.findings] == [at]
    assert canonical(decision)
