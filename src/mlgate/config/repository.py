"""Reads ``mlgate.yaml``, which the judged may write and which only tightens."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from mlgate.config import reading
from mlgate.core.frozen import frozen
from mlgate.core.licences import classify
from mlgate.core.organisation import Organisation
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


def read(
    path: Path,
    organisation: Organisation,
    *,
    judged: bool = False,
    raw: bytes | None = None,
) -> Wishes:
    """Return what the repository's file asks for.

    Args:
        path: The file.
        organisation: What holds already.
        judged: The file lies in the folder that is judged.
        raw: Its bytes, if they are at hand.

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
    return Wishes(document.name, document.sha256, profile, tier, tuple(licences))


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
