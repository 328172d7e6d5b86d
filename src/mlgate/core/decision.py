"""What the gate decided, about which bytes, by which rules, and why."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any, NamedTuple

from mlgate.core.frozen import frozen
from mlgate.core.rule import RiskTier, Severity

NO_LINEAGE: Mapping[str, Any] = {
    "nodes": [],
    "edges": [],
    "missing": [],
    "score": 0.0,
    "left_out": {"nodes": 0, "edges": 0, "missing": 0},
}


class Verdict(StrEnum):
    """The answer; ``undecided`` means that something needed could not be judged."""

    ALLOW = "allow"
    DENY = "deny"
    UNDECIDED = "undecided"


class Outcome(StrEnum):
    """What became of one rule."""

    PASS = "pass"
    FAIL = "fail"
    WAIVED = "waived"
    ERROR = "error"
    NOT_APPLICABLE = "not_applicable"


class Cause(StrEnum):
    """Who found it: the gate (a need is absent or weak), or the rule itself."""

    ABSENT = "absent"
    WEAK = "weak"
    RULE = "rule"


class Denial(NamedTuple):
    """What a rule yields: a pointer into the input, and one sentence."""

    at: str
    message: str


@frozen
class Finding:
    """A denial, or a need not met, with its place and the next step.

    Attributes:
        pointer: JSON Pointer into the input.
        file: Path below the subject's root; "" if no document says anything here.
        line: From 1; 0 if unknown.
        column: From 1; 0 if unknown.
        count: How many places this finding stands for.
        places: The first 20 of those pointers, if more than one.
        root: The changed paths behind it, if that is why: findings that share a
            root have one cause and are shown as one.
        waiver: Id of the waiver that covers it; "" if none does.
    """

    message: str
    next: str
    cause: Cause
    pointer: str
    file: str = ""
    line: int = 0
    column: int = 0
    count: int = 1
    places: tuple[str, ...] = ()
    root: tuple[str, ...] = ()
    waiver: str = ""

    @property
    def more(self) -> str:
        """What to add to the message: how many more places it stands for."""
        # A weak document is one cause, however many of its fields are needed.
        if self.cause is Cause.WEAK or self.count == 1:
            return ""
        return f" (and {self.count - 1} more like it)"


@frozen
class Result:
    """The outcome of one rule.

    Attributes:
        reason: Why it is not applicable or in error, or a note on a waiver or date.
    """

    rule: str
    title: str
    outcome: Outcome
    severity: Severity | None = None
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    controls: tuple[str, ...] = ()


@frozen
class Input:
    """One thing the decision rests on: a role, a path or name, and a digest."""

    role: str
    name: str
    sha256: str
    format: str = ""
    binding: str = ""
    assurance: str = ""
    signer: str = ""
    problem: str = ""


@frozen
class Decision:
    """Verdict, subject, tier, outcomes and the digest of all that led to them.

    Attributes:
        subject: ``name``, ``version``, ``digest``, ``kind``, ``files``, ``size``, and
            ``aliases``: other digests of the same files, each with its ``kind``.
        tier: None if nobody said; then only the rule about that was run.
        policy: ``pack``, ``version``, ``digest``, ``profile``, ``pinned``.
        engine: ``name``, ``implementation``, ``version``.
        clock: The instant of the decision, RFC 3339 in UTC.
        notes: What a person should know that changes no verdict.
        errors: Errors that are no rule's; any of them forbids ``allow``.
        preview: Without a tier: how many rules each tier would select.
        lineage: Where the model comes from: ``nodes``, ``edges``, ``missing`` and
            ``score`` of the section ``graph``, and how many are ``left_out``.
    """

    verdict: Verdict
    subject: Mapping[str, Any]
    tier: RiskTier | None
    tier_reason: str
    overlays: tuple[str, ...]
    environment: str
    results: tuple[Result, ...]
    policy: Mapping[str, Any]
    inputs: tuple[Input, ...]
    engine: Mapping[str, str]
    clock: str
    notes: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    preview: Mapping[str, int] = field(default_factory=dict)
    lineage: Mapping[str, Any] = field(default_factory=lambda: NO_LINEAGE)

    def __bool__(self) -> bool:
        """Whether the verdict is ``allow``: whoever asks no further is not let in."""
        return self.verdict is Verdict.ALLOW

    @property
    def counts(self) -> dict[str, int]:
        """Rules by outcome, with ``selected`` and ``evaluated``."""
        outcomes = [r.outcome for r in self.results]
        by = {o.value: outcomes.count(o) for o in Outcome}
        evaluated = by["pass"] + by["fail"] + by["waived"]
        return {"selected": evaluated + by["error"], "evaluated": evaluated, **by}
