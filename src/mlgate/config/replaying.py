"""Opens bundles of evidence: whether they stand, and whether they decide the same."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from mlgate.bundle import archive, replay, verify
from mlgate.bundle.content import Content
from mlgate.bundle.verify import Verified
from mlgate.config import organisation, repository, wire
from mlgate.config.organisation import MAX_PEM
from mlgate.config.plain_file import named
from mlgate.config.wire import Options
from mlgate.core.decision import Decision, Verdict
from mlgate.core.frozen import frozen
from mlgate.core.organisation import Organisation
from mlgate.core.record import canonical, record
from mlgate.core.rule import PolicyPack, RiskTier
from mlgate.core.waivers import instant
from mlgate.engines.embedded import EmbeddedEngine
from mlgate.errors import ConfigError, EvidenceError, PolicyError, VerificationError
from mlgate.gate.reading import understand
from mlgate.trust.bundle import TrustedKey, trusted
from mlgate.trust.keys import load_public


@frozen
class Replay:
    """A decision made once more from a bundle alone.

    Attributes:
        decision: As it comes out now, at the instant of the bundle's decision.
        differs: Parts of the decision that came out otherwise; none if it is the
            same to the byte.
        now: The verdict on the same evidence at the instant of replaying: waivers
            expire, and rules come into force.
    """

    verified: Verified
    decision: Decision
    differs: tuple[str, ...]
    now: Verdict


def opened(path: Path, keys: Sequence[Path]) -> Verified:
    """Return the bundle at ``path``, verified by public key files.

    Raises:
        ConfigError: There is no such file. Or no key is given, and the parts of the
            bundle agree: then it cannot be told who made it.
        VerificationError: The bundle does not stand.
    """
    verified = _verified(path, [_key(key) for key in keys])
    if not keys:
        why = "its parts agree, but no key was given: anybody can have made it"
        hint = "give the public key of whoever signs decisions: --key FILE"
        raise ConfigError(why, place=str(path), hint=hint)
    return verified


def replayed(path: Path, org: Path, now: datetime) -> Replay:
    """Decide once more on what is in the bundle at ``path``.

    Keys, pins, waivers and limits are those of ``org``; the policy pack is the one in
    the bundle, if it is the one that ``org`` pins or names.

    Raises:
        VerificationError: The bundle does not stand, or is not of the configuration
            that was given.
        MlgateError: It cannot be told.
    """
    trusting = organisation.read(org)
    with _our_own():
        keys = trusted(trusting.keys)
    if not any(verify.PURPOSE in key.purposes for key in keys):
        why = "it names no key for decisions, so no bundle can be trusted"
        hint = "give the key of whoever signs decisions the purpose `decision`"
        raise ConfigError(why, place=str(org), hint=hint)
    verified = _verified(path, keys)
    content = verified.content
    at = instant(content.decision["clock"])
    if at is None:
        why = f"the decision was made at '{content.decision['clock']}'"
        raise VerificationError(why, place=str(path), hint="no instant with a zone")
    first, second = _decided(content, trusting, keys, (at, now))
    return Replay(verified, first, _differs(content, first), second.verdict)


def _decided(
    content: Content,
    trusting: Organisation,
    keys: Sequence[TrustedKey],
    instants: Sequence[datetime],
) -> list[Decision]:
    asked = content.asked
    wishes, named = _wishes(content, trusting)
    options = Options(
        config=named,
        tier=RiskTier(asked["tier"]) if asked["tier"] else None,
        environment=asked["environment"],
        profile=asked["profile"],
    )
    pack = _pack(content, trusting)
    seen = replay.seen(content, (*trusting.kinds, *wishes.kinds))
    reading = understand(seen, keys, trusting, wishes.licences)
    engine = EmbeddedEngine()
    try:
        gate = wire.wired(pack, trusting, engine, wishes, options)
        return [gate.decide(reading, at) for at in instants]
    finally:
        engine.close()


def _pack(content: Content, trusting: Organisation) -> PolicyPack:
    """Return the pack in the bundle, if it is one that the organisation accepts."""
    pin = trusting.pack
    wanted = pin.digest or wire.load_pack(pin).digest
    pack = replay.pack(content, "local" if pin.path else "shipped")
    if pack.digest != wanted:
        why = f"the pack in the bundle is {pack.digest}, the organisation's is {wanted}"
        hint = "to accept the one in the bundle, pin its digest in org.yaml"
        raise PolicyError(why, place=pack.name, hint=hint)
    return pack


def _wishes(
    content: Content, trusting: Organisation
) -> tuple[repository.Wishes, Path | None]:
    """Return what the repository asked for, and its file if ``--config`` named it."""
    for item in content.decision["inputs"]:
        if item["role"] in {"repository", "config"}:
            name, raw = Path(item["name"]), content.inputs[item["sha256"]]
            schemas = _schemas(content)
            wishes = repository.read(name, trusting, raw=raw, schemas=schemas)
            return wishes, name if item["role"] == "config" else None
    return repository.Wishes(), None


def _schemas(content: Content) -> dict[str, bytes]:
    """Return the schemas of the kinds that the repository named, by file."""
    inputs = content.decision["inputs"]
    mine = [i for i in inputs if i["role"] == "repository-schema"]
    return {i["name"]: content.inputs[i["sha256"]] for i in mine}


def _differs(content: Content, made: Decision) -> tuple[str, ...]:
    if canonical(made) + b"\n" == content.raw:
        return ()
    said: Mapping[str, Any] = content.decision
    again = record(made)
    if "lineage" not in said:
        # It was made before decisions kept their lineage.
        del again["lineage"]
    keys = sorted(k for k in said.keys() | again.keys() if said.get(k) != again.get(k))
    return tuple(_part(key, said.get(key), again.get(key)) for key in keys)


def _part(key: str, said: Any, again: Any) -> str:  # noqa: ANN401  # JSON
    """Return ``key``, with the names of the inputs or rules that differ."""
    known = {"inputs": "name", "results": "rule"}
    if key not in known:
        return key
    one, other = (
        [i for i in a if i not in b] for a, b in ((said, again), (again, said))
    )
    named = sorted({str(item[known[key]]) for item in (*one, *other)})
    return f"{key} ({', '.join(named) or 'their order'})"


def _verified(path: Path, keys: Sequence[TrustedKey]) -> Verified:
    raw = _bytes(path)
    try:
        return verify.verify(raw, keys)
    except VerificationError as exc:
        # A fault of the archive itself is in none of its files.
        place = exc.place or str(path)
        raise VerificationError(exc.message, place=place, hint=exc.hint) from exc


def _key(path: Path) -> TrustedKey:
    raw = named(path, MAX_PEM, EvidenceError, "check the path of the public key")
    with _our_own():
        public = load_public(raw, str(path))
    return TrustedKey(path.name, public, frozenset({verify.PURPOSE}))


@contextmanager
def _our_own() -> Iterator[None]:
    """A key of the verifier's that cannot be read says nothing about a bundle."""
    try:
        yield
    except VerificationError as exc:
        raise ConfigError(exc.message, place=exc.place, hint=exc.hint) from exc


def _bytes(path: Path) -> bytes:
    return named(
        path, archive.MAX_BYTES, EvidenceError, "make it with mlgate bundle create"
    )
