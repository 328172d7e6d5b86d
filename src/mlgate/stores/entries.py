"""One decision as the log keeps it: a row, a row for each outcome that is no pass.

A row's hash covers all of it, its outcomes and the hash of the row before: whoever
changes, removes or moves one breaks the chain from there on.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import rfc8785

from mlgate.core.decision import Decision, Outcome, Result
from mlgate.core.frozen import frozen
from mlgate.core.record import canonical

START = "0" * 64
# Packed outcomes: `LIN-002:f` for each rule, by these letters.
LETTERS = {
    Outcome.PASS: "p",
    Outcome.FAIL: "f",
    Outcome.WAIVED: "w",
    Outcome.ERROR: "e",
    Outcome.NOT_APPLICABLE: "n",
}
COUNTS = ("selected", "evaluated", *(outcome.value for outcome in Outcome))
TEXTS = (
    "prev", "hash", "written_at", "decision", "clock", "verdict", "subject", "name",
    "version", "tier", "overlays", "environment", "pack", "pack_version", "pack_digest",
    "profile", "engine", "why", "outcomes",
)  # fmt: skip
COLUMNS = ("seq", *TEXTS, *COUNTS, "listed")
Row = Mapping[str, Any]


@frozen
class Entry:
    """A row of the log, and the rows of its outcomes, in order of their rules."""

    row: Row
    outcomes: tuple[Row, ...]

    @property
    def hash(self) -> str:
        """The hash that the row says it has."""
        return str(self.row["hash"])


def entry(decision: Decision, seq: int, prev: str, written_at: datetime) -> Entry:
    """Return the entry of ``decision`` that follows the one with the hash ``prev``.

    Args:
        decision: What was decided.
        seq: Its number; the first one is 1.
        prev: Hash of the entry before it; ``START`` for the first.
        written_at: The writer's own clock, which no option of a check changes.
    """
    file = canonical(decision) + b"\n"  # as `mlgate attest` and bundles write it
    kept = [r for r in decision.results if r.outcome is not Outcome.PASS]
    kept.sort(key=lambda r: r.rule)
    outcomes = tuple(_outcome(seq, result) for result in kept)
    row = {
        "seq": seq,
        "prev": prev,
        "written_at": written_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "decision": f"sha256:{sha256(file).hexdigest()}",
        "clock": decision.clock,
        "verdict": decision.verdict.value,
        "subject": str(decision.subject["digest"]),
        "name": str(decision.subject["name"] or ""),
        "version": str(decision.subject["version"] or ""),
        "tier": decision.tier.value if decision.tier else "",
        "overlays": " ".join(decision.overlays),
        "environment": decision.environment,
        "pack": str(decision.policy["pack"]),
        "pack_version": str(decision.policy["version"]),
        "pack_digest": str(decision.policy["digest"]),
        "profile": str(decision.policy["profile"]),
        "engine": f"{decision.engine['implementation']} {decision.engine['version']}",
        "why": "; ".join(decision.errors),
        **{name: decision.counts[name] for name in COUNTS},
        "outcomes": " ".join(
            f"{r.rule}:{LETTERS[r.outcome]}" for r in decision.results
        ),
        "listed": len(outcomes),
    }
    return Entry({**row, "hash": digest(row, outcomes)}, outcomes)


def digest(row: Row, outcomes: Sequence[Row]) -> str:
    """Return the hash of a row: of all it says but its own hash.

    Raises:
        CanonicalizationError: It holds what no entry holds, such as bytes.
    """
    said = {name: value for name, value in row.items() if name != "hash"}
    listed = [dict(outcome) for outcome in outcomes]
    return sha256(rfc8785.dumps({**said, "listed_outcomes": listed})).hexdigest()


def _outcome(seq: int, result: Result) -> Row:
    waivers = sorted({f.waiver for f in result.findings if f.waiver})
    causes = sorted({f.cause.value for f in result.findings})
    return {
        "seq": seq,
        "rule": result.rule,
        "outcome": result.outcome.value,
        "severity": result.severity.value if result.severity else "",
        "reason": result.reason,
        "findings": len(result.findings),
        "causes": " ".join(causes),
        "waivers": " ".join(waivers),
    }
