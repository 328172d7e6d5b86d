"""What a rule says about itself, whichever language it is written in."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from mlgate.core.evidence import Assurance, Binding
from mlgate.core.frozen import frozen


class RiskTier(StrEnum):
    """How strict the gate is with a subject; T0 is blocked, T1 the strictest."""

    T0 = "T0"
    T1 = "T1"
    T2 = "T2"
    T3 = "T3"
    T4 = "T4"


class Severity(StrEnum):
    """What a failing rule does to the verdict, in one tier."""

    DENY = "deny"
    WARN = "warn"
    INFO = "info"


PROFILES = ("starter", "standard", "strict")


@frozen
class Need:
    """Fields a rule cannot be judged without, and what their source must be worth.

    Attributes:
        fields: Pointer patterns into the input; ``*`` stands for any list item.
        assurance: Weakest assurance accepted, by tier; the gate's default if absent.
        binding: Weakest binding accepted, by tier; the gate's default if absent.
        tiers: Tiers in which these fields are needed; empty means all.
    """

    fields: tuple[str, ...]
    assurance: Mapping[RiskTier, Assurance] = field(default_factory=dict)
    binding: Mapping[RiskTier, Binding] = field(default_factory=dict)
    tiers: frozenset[RiskTier] = frozenset()

    def applies(self, tier: RiskTier | None) -> bool:
        """Say whether these fields are needed in ``tier``."""
        return not self.tiers or tier is None or tier in self.tiers


@frozen
class Rule:
    """One check with its annotation.

    Attributes:
        id: Such as ``LIN-002``; unique over all packs in use.
        family: Folder it lies in, such as ``lineage``.
        path: Path of its source below the pack's folder.
        language: ``rego`` or ``python``.
        source: Text of the rule file.
        profiles: Profiles that select it.
        severity: By tier; a tier that is absent does not run the rule.
        overlays: The rule applies only if one of these is on; empty means always.
        may_be_empty: Pointers of lists and leaves it may read without needing them.
        effective_on: ISO date before which ``deny`` counts as ``warn``; "" for always.
        next: Command, line or role that mends a finding.
    """

    id: str
    title: str
    description: str
    family: str
    path: str
    language: str
    source: str
    profiles: tuple[str, ...]
    severity: Mapping[RiskTier, Severity]
    needs: tuple[Need, ...]
    remediation: str
    next: str
    overlays: tuple[str, ...] = ()
    may_be_empty: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    waivable: bool = True
    effective_on: str = ""

    @property
    def package(self) -> str:
        """The Rego package its place demands: ``mlgate.<pack>.<family>.<folder>``."""
        pack, family, folder = self.path.split("/")[:3]
        return f"mlgate.{pack}.{family}.{folder.lower().replace('-', '_')}"


@frozen
class PolicyPack:
    """A named, versioned, digested folder of rules: the unit that is pinned.

    Attributes:
        digest: ``sha256:<hex>`` over the sorted paths and bytes of all its files.
        origin: ``shipped``, or ``local`` for a folder given by configuration.
    """

    name: str
    version: str
    title: str
    digest: str
    rules: tuple[Rule, ...]
    origin: str = "shipped"
