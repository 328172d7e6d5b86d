"""Reads ``mlgate.yaml``, which the judged may write and which only tightens."""

from dataclasses import dataclass
from pathlib import Path

from mlgate.config import reading
from mlgate.core.organisation import Organisation
from mlgate.core.rule import PROFILES, RiskTier
from mlgate.errors import ConfigError

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


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a repository asks for itself, beyond what the organisation demands."""

    file: str = ""
    sha256: str = ""
    profile: str = ""
    tier: RiskTier | None = None
    licences: tuple[str, ...] = ()


def read(path: Path, organisation: Organisation) -> Wishes:
    """Return what the repository's file asks for.

    Raises:
        ConfigError: It is malformed, sets trust, or would loosen what holds.
    """
    document = reading.read(path, "repository", foreign=_FOREIGN)
    fields = document.fields
    profile, licences = fields.get("profile", ""), tuple(fields.get("licences") or ())
    least = min(
        (organisation.profile(t) for t in RiskTier), key=PROFILES.index, default=""
    )
    if profile and PROFILES.index(profile) < PROFILES.index(least):
        why = f"profile '{profile}' is looser than the organisation's '{least}'"
        hint = f"drop it, or write `profile: {least}` or stricter"
        raise ConfigError(why, place=str(path), hint=hint)
    tier = RiskTier(fields["tier"]) if fields.get("tier") else None
    return Wishes(document.name, document.sha256, profile, tier, licences)
