"""What an organisation settles once: whom it trusts, and how strict it is."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from mlgate.core.frozen import frozen
from mlgate.core.rule import PROFILES, RiskTier
from mlgate.core.tiers import Floor
from mlgate.core.waivers import Waiver

PURPOSES = ("artifact", "link", "decision", "approval")
WAIVER_DAYS = {RiskTier.T1: 30, RiskTier.T2: 90, RiskTier.T3: 180, RiskTier.T4: 180}
BOM_SCORE = {RiskTier.T1: 0.8, RiskTier.T2: 0.6, RiskTier.T3: 0.4, RiskTier.T4: 0.0}
WAIVER_RENEWALS = 2


@frozen
class Key:
    """A public key (PEM text) the organisation trusts, for the purposes it names."""

    name: str
    pem: str
    purposes: frozenset[str]


@frozen
class Pin:
    """The policy pack to use; ``path`` "" is a shipped one, ``digest`` "" unpinned."""

    name: str = "baseline"
    path: str = ""
    digest: str = ""


@frozen
class CustomKind:
    """A kind of document that configuration names.

    Attributes:
        match: Which paths are of it; see ``core.globs``.
        file: Name of the schema's file, as configuration writes it.
        sha256: Digest of its bytes, 64 hex digits.
        raw: Its bytes.
        schema: What they say, which is a schema that may be asked.
    """

    name: str
    match: str
    file: str
    sha256: str
    raw: bytes
    schema: Mapping[str, Any]


@frozen
class Organisation:
    """The trusted part of configuration; its defaults trust nobody.

    Attributes:
        sha256: Digest of the file it was read from; "" if there is none.
        file: Name of that file, without its folder.
        profiles: Minimum profile, by tier.
        licences: Licence ids and categories a model may carry.
        decision_log: URL of the log in which its decisions are kept, its path from the
            root; "" if there is none.
        kinds: Kinds of documents beyond those that mlgate knows.
    """

    name: str = ""
    file: str = ""
    sha256: str = ""
    keys: tuple[Key, ...] = ()
    pack: Pin = Pin()
    profiles: Mapping[RiskTier, str] = field(default_factory=dict)
    floors: tuple[Floor, ...] = ()
    licences: Sequence[str] = ("open-source",)
    waivers: tuple[Waiver, ...] = ()
    waiver_days: Mapping[RiskTier, int] = field(default_factory=lambda: WAIVER_DAYS)
    waiver_renewals: int = WAIVER_RENEWALS
    bom_score: Mapping[RiskTier, float] = field(default_factory=lambda: BOM_SCORE)
    decision_log: str = ""
    kinds: tuple[CustomKind, ...] = ()

    def profile(self, tier: RiskTier | None, wish: str = "") -> str:
        """Return the profile in force: the strictest of minimum and ``wish``."""
        least = self.profiles.get(tier, "standard") if tier else "standard"
        return max(least, wish or least, key=PROFILES.index)
