"""Every door that a date comes through asks the same function whether it is one."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest

from mlgate.cli.options import Instant
from mlgate.core import statements, verification
from mlgate.core.organisation import Organisation
from mlgate.core.rule import RiskTier
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.core.tiers import Floor
from mlgate.core.verification import Expected
from mlgate.core.waivers import Waiver, check, instant
from mlgate.engines.embedded import EmbeddedEngine
from mlgate.errors import ConfigError, EvidenceError, VerificationError
from mlgate.gate.gate import Gate
from mlgate.gate.linking import link
from mlgate.gate.reading import read
from mlgate.loaders import BUILTIN
from mlgate.loaders.source import Source
from mlgate.packs.read import read as read_pack
from mlgate.strict.shipped import folder
from mlgate.trust import bundle, keys

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
DIGEST = f"sha256:{'a' * 64}"
PACK = read_pack(folder("policies") / "baseline", "shipped")
WEIGHTS = b"\x08\0\0\0\0\0\0\0{}      "

INSTANTS = (
    "2026-11-25T12:00:00Z",
    "2026-11-25t12:00:00z",
    "2026-11-25T12:00:00.5Z",
    "2026-11-25T12:00:00.123456789Z",
    "2026-11-25T13:30:00+01:30",
    "2026-11-25T12:00:00-00:00",
    "2024-02-29T23:59:59+14:00",
)
NONE = (
    "2026-11-25",
    "2026-11-25T12:00:00",
    "2026-11-25T12:00Z",
    "2026-11-25 12:00:00Z",
    "20261125T120000Z",
    "2026-W48-3T12:00:00Z",
    "2026-11-25T12:00:00,5Z",
    "2026-11-25T12:00:00+0130",
    "2026-11-25T12:00:00+01",
    "2026-11-25T24:00:00Z",
    "2026-11-25T12:00:00+24:00",
    "2026-11-25T23:59:60Z",
    "2026-02-29T12:00:00Z",
    "0001-01-01T00:00:00+01:00",
    "9999-12-31T23:59:59-01:00",
    "yesterday",
)


@pytest.fixture(scope="module")
def engine() -> Iterator[EmbeddedEngine]:
    made = EmbeddedEngine()
    yield made
    made.close()


def at_the_command_line(text: str) -> bool:
    try:
        return bool(Instant().convert(text, None, None))
    except click.UsageError:
        return False


def of_a_waiver(text: str) -> bool:
    rules = {rule.id: rule for rule in PACK.rules}
    written = Waiver("W", "LIN-002", DIGEST, "", "ada", ("grace",), text)
    ends = check(written, rules)
    starts = check(replace(written, expires_at=INSTANTS[0], starts_at=text), rules)
    assert bool(ends.problem) == bool(starts.problem)
    return not ends.problem


def of_a_release(text: str) -> bool:
    written = f"mlgate: release/v1\ntiering: {{decided_at: '{text}'}}\n"
    draft = BUILTIN["release"].load(Source("release.yaml", written.encode()))
    told = "decided_at" in draft.sections.get("tier", {})
    assert told != bool(draft.gaps)
    return told


def of_an_event(text: str) -> bool:
    event = {
        "eventTime": text,
        "eventType": "COMPLETE",
        "producer": "x:/y",
        "run": {"runId": "0191b0c0-0000-7000-8000-000000000001"},
        "job": {"namespace": "n", "name": "j"},
    }
    source = Source("evidence/lineage.json", json.dumps(event).encode())
    try:
        draft = BUILTIN["openlineage"].load(source)
    except EvidenceError:
        return False
    return "ended_at" in draft.sections["lineage"]["run"]


def of_a_verification(text: str) -> bool:
    decided = {
        "verifier": {"id": statements.VERIFIER},
        "timeVerified": text,
        "resourceUri": "mlgate:model/x",
        "verificationResult": "PASSED",
    }
    raw = statements.statement("x", DIGEST, statements.VSA, decided)
    vouched = statements.read(json.loads(raw), "vsa.json")
    expected = Expected(subject=DIGEST, at=datetime(2099, 1, 1, tzinfo=UTC))
    try:
        return bool(verification.summary(vouched, expected))
    except VerificationError:
        return False


DOORS: dict[str, Callable[[str], bool]] = {
    "--at": at_the_command_line,
    "waiver": of_a_waiver,
    "release": of_a_release,
    "lineage": of_an_event,
    "verification": of_a_verification,
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("text", [*INSTANTS, *NONE])
def test_a_door_takes_exactly_the_instants(door: str, text: str) -> None:
    assert (instant(text) is not None) == (text in INSTANTS)
    assert DOORS[door](text) is (text in INSTANTS)


@pytest.mark.parametrize("text", INSTANTS)
def test_the_rule_on_the_date_of_a_tier_takes_what_the_release_took(
    engine: EmbeddedEngine, text: str
) -> None:
    written = f"mlgate: release/v1\ntiering: {{assessor: Ada, decided_at: '{text}'}}\n"
    draft = BUILTIN["release"].load(Source("release.yaml", written.encode()))
    tier = draft.sections["tier"] | {"value": "T4"}
    context = {"clock": "2026-11-25T12:00:01Z"}
    content = total({"tier": tier, "context": context}, SHAPE)
    reply = engine.evaluate(PACK, ["INV-002"], json.dumps(content).encode())["INV-002"]
    assert reply.denials == ()


PRIVATE, PUBLIC = keys.generate(None)


def linked(model: Path, created_at: str) -> Path:
    """Make a small model with a signed link of the date ``created_at``."""
    (model / "evidence").mkdir(parents=True)
    (model / "model.safetensors").write_bytes(WEIGHTS)
    own = "evidence/link.sigstore.json"
    raw, _ = link(read(model, Organisation()), own, created_at)
    signer = keys.load_private(PRIVATE, None, "key")
    (model / own).write_bytes(bundle.sign(raw, signer))
    return model


@pytest.mark.parametrize("text", [*INSTANTS, *NONE])
def test_a_link_is_dated_only_if_its_date_is_an_instant(
    tmp_path: Path, text: str
) -> None:
    content = read(linked(tmp_path / "m", text), Organisation()).dossier.content
    (seen,) = content["links"]
    assert (seen["created_at"] is not None) is (text in INSTANTS)


@pytest.mark.parametrize(
    ("ahead", "noted"),
    [(timedelta(0), 0), (timedelta(seconds=1), 1), (timedelta(days=400), 1)],
)
def test_evidence_from_after_the_decision_is_used_and_noted(
    engine: EmbeddedEngine, tmp_path: Path, ahead: timedelta, noted: int
) -> None:
    organisation = Organisation(floors=(Floor("*", RiskTier.T4),))
    dated = (AT + ahead).isoformat()
    reading = read(linked(tmp_path / "m", dated), organisation)
    decision = Gate(PACK, organisation, engine).decide(reading, AT)
    notes = [n for n in decision.notes if "check both clocks" in n]
    assert len(notes) == noted
    for note in notes:
        assert note.startswith(f"evidence/link.sigstore.json is dated {dated}")
        assert "2026-11-25T12:00:00Z" in note


@pytest.mark.parametrize(
    ("hours", "severity"), [(-1, "warn"), (0, "deny"), (1, "deny")]
)
def test_a_rule_takes_effect_at_midnight_in_utc_whatever_zone_the_clock_is_in(
    engine: EmbeddedEngine, tmp_path: Path, hours: int, severity: str
) -> None:
    organisation = Organisation(floors=(Floor("*", RiskTier.T3),))
    rules = tuple(replace(r, effective_on="2026-12-01") for r in PACK.rules)
    later = replace(PACK, rules=rules, digest=f"{PACK.digest}later")
    midnight = datetime.fromisoformat("2026-12-01T09:00:00+09:00")
    reading = read(linked(tmp_path / "m", "2026-11-01T00:00:00Z"), organisation)
    gate = Gate(later, organisation, engine)
    decision = gate.decide(reading, midnight + timedelta(hours=hours))
    (seen,) = [r for r in decision.results if r.rule == "INV-002"]
    assert seen.severity == severity
    assert ("counts as warn until 2026-12-01" in seen.reason) is (severity == "warn")


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 25),  # noqa: DTZ001  the clock without a zone is the case
        datetime.fromisoformat("0001-01-01T00:00:00+01:00"),
        datetime.fromisoformat("9999-12-31T23:59:59-01:00"),
    ],
    ids=str,
)
def test_the_gate_itself_refuses_a_clock_that_is_no_instant(
    engine: EmbeddedEngine, tmp_path: Path, at: datetime
) -> None:
    organisation = Organisation(floors=(Floor("*", RiskTier.T4),))
    reading = read(linked(tmp_path / "m", "2026-11-01T00:00:00Z"), organisation)
    with pytest.raises(ConfigError, match="clock") as caught:
        Gate(PACK, organisation, engine).decide(reading, at)
    assert caught.value.hint
