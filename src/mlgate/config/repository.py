"""Reads ``mlgate.yaml``, which the judged may write and which only tightens."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from mlgate.config import kinds, reading
from mlgate.config.reading import Document
from mlgate.core.frozen import frozen
from mlgate.core.licences import classify
from mlgate.core.organisation import CustomKind, Organisation
from mlgate.core.rule import PROFILES, RiskTier
from mlgate.core.tiers import strictest
from mlgate.errors import ConfigError
from mlgate.strict.shipped import folder

Loose = tuple[str, str, str]  # JSON Pointer, what is wrong, what to do
_JUDGE = "the judged never sets the judge: this belongs in the file given by --org"
_FOREIGN = dict.fromkeys(
    (
        "keys",
        "packs",
        "waivers",
        "waiver_limits",
        "floors",
        "profiles",
        "bom_score",
        "decision_log",
        "enforcement",
        "roles",
        "trust",
    ),
    _JUDGE,
)


@frozen
class Wishes:
    """What a repository asks for itself, beyond what the organisation demands."""

    file: str = ""
    sha256: str = ""
    profile: str = ""
    tier: RiskTier | None = None
    licences: tuple[str, ...] = ()
    kinds: tuple[CustomKind, ...] = ()


def read(
    path: Path,
    organisation: Organisation,
    *,
    judged: bool = False,
    raw: bytes | None = None,
    schemas: Mapping[str, bytes] | None = None,
) -> Wishes:
    """Return what the repository's file asks for.

    Args:
        path: The file.
        organisation: What holds already.
        judged: The file lies in the folder that is judged.
        raw: Its bytes, if they are at hand.
        schemas: Those of the kinds it names, by the names of their files, likewise.

    Raises:
        ConfigError: It is malformed, sets trust, or would loosen what holds.
    """
    document = reading.read(
        path, "repository", foreign=_FOREIGN, judged=judged, raw=raw
    )
    fields = document.fields
    profile, licences = fields.get("profile") or "", fields.get("licences") or ()
    tier = RiskTier(fields["tier"]) if fields.get("tier") else None
    for pointer, why, hint in (
        *_loose_profile(profile, organisation),
        *_loose_tier(tier, organisation),
        *_loose_licences(licences, organisation),
    ):
        raise ConfigError(why, place=document.place(pointer), hint=hint)
    added = _kinds(document, organisation, schemas, judged=judged)
    return Wishes(document.name, document.sha256, profile, tier, tuple(licences), added)


def named_kinds(
    path: Path, organisation: Organisation, *, judged: bool
) -> tuple[CustomKind, ...]:
    """Return the kinds that the repository's file names, whatever else it asks for.

    Raises:
        ConfigError: It is malformed, sets trust, or a kind is not what it must be.
    """
    document = reading.read(path, "repository", foreign=_FOREIGN, judged=judged)
    return _kinds(document, organisation, None, judged=judged)


def _kinds(
    document: Document,
    organisation: Organisation,
    schemas: Mapping[str, bytes] | None,
    *,
    judged: bool,
) -> tuple[CustomKind, ...]:
    files = kinds.beside(document, judged=judged)
    if schemas is not None:
        files = kinds.kept(document, schemas)
    found = kinds.read(document, files)
    taken = {kind.name for kind in organisation.kinds}
    for index, kind in enumerate(found):
        if kind.name in taken:
            why = f"the organisation says what the kind '{kind.name}' is"
            place = document.place(f"/kinds/{index}/name")
            raise ConfigError(why, place=place, hint="give it another name")
    return found


def _loose_profile(profile: str, organisation: Organisation) -> Iterator[Loose]:
    least = min((organisation.profile(t) for t in RiskTier), key=PROFILES.index)
    if profile and PROFILES.index(profile) < PROFILES.index(least):
        why = f"profile '{profile}' is looser than the organisation's '{least}'"
        yield "/profile", why, f"drop it, or write `profile: {least}` or stricter"


def _loose_tier(tier: RiskTier | None, organisation: Organisation) -> Iterator[Loose]:
    floors = [f.tier for f in organisation.floors if f.match == "*"]
    if tier and floors and strictest([tier, *floors]) is not tier:
        least = strictest(floors)
        why = f"tier {tier} is looser than the organisation's floor, {least}"
        yield "/tier", why, f"drop it, or write `tier: {least}` or stricter"


def _loose_licences(
    asked: Sequence[str], organisation: Organisation
) -> Iterator[Loose]:
    if not asked:
        return
    table = json.loads(
        (folder("policies") / "reference" / "licences.json").read_bytes()
    )
    allowed = organisation.licences
    for index, licence in enumerate(asked):
        found = classify(licence, None, None, table, allowed)
        if licence not in allowed and not found["allowed"]:
            why = f"the organisation does not allow '{licence}'"
            hint = f"drop it; the organisation allows {', '.join(allowed)}"
            yield f"/licences/{index}", why, hint
