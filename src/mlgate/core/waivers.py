"""Waivers: dated, approved acceptance of one rule's findings on one subject.

One function judges them for every door, at the instant it is given. A waiver
marks findings and never removes them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from mlgate.core.decision import Outcome, Result
from mlgate.core.frozen import frozen
from mlgate.core.rule import Rule

EXPIRES_SOON = timedelta(days=14)
# Hours and minutes in full: what Python takes beyond RFC 3339 differs by version.
_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?"
    r"([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)",
    re.ASCII,
)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)


@frozen
class Waiver:
    """One waiver as written, all fields text; ``problem`` says why it is void.

    Attributes:
        subject: The subject digest it is for; no other bytes are covered.
        expires_at: An instant with a zone; from that instant on it is over.
        environments: Where it holds; empty means everywhere.
    """

    id: str
    rule: str
    subject: str
    reason: str
    requested_by: str
    approved_by: tuple[str, ...]
    expires_at: str
    starts_at: str = ""
    environments: tuple[str, ...] = ()
    renewals: int = 0
    problem: str = ""

    @property
    def days(self) -> float | None:
        """Length of its life in days; None if a date is missing or bad."""
        start, end = instant(self.starts_at), instant(self.expires_at)
        return (end - start) / timedelta(days=1) if start and end else None


@frozen
class Applied:
    """Results with waivers marked, and what a person should know about them."""

    results: tuple[Result, ...]
    notes: tuple[str, ...]
    errors: tuple[str, ...]


def instant(text: str) -> datetime | None:
    """Return the instant that RFC 3339 ``text`` names; None without date or zone.

    None as well where no date in UTC stands for it, before year 1 or after 9999.
    """
    if not _INSTANT.fullmatch(text):
        return None
    try:
        # Nanoseconds are cut to the microseconds that Python can hold.
        moment = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text.upper()))
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment


def check(waiver: Waiver, rules: Mapping[str, Rule]) -> Waiver:
    """Return ``waiver`` with the reason why it is void, if it is."""
    return replace(waiver, problem=_problem(waiver, rules))


def _problem(waiver: Waiver, rules: Mapping[str, Rule]) -> str:
    return next(_problems(waiver, rules), "")


def _problems(waiver: Waiver, rules: Mapping[str, Rule]) -> Iterator[str]:
    if waiver.rule not in rules:
        yield f"rule '{waiver.rule}' is not in the policy pack"
    elif not rules[waiver.rule].waivable:
        yield f"{waiver.rule} cannot be waived"
    if not _DIGEST.fullmatch(waiver.subject):
        yield "`subject` is not 'sha256:' and 64 hex digits"
    for name in ("expires_at", "starts_at"):
        text = getattr(waiver, name)
        if (text or name == "expires_at") and instant(text) is None:
            yield f"`{name}` is {_quoted(text)}, not an instant with a zone"
    yield from _people(waiver)


def _people(waiver: Waiver) -> Iterator[str]:
    """Yield why it is not known that a second person accepted the risk."""
    names = [_plain(name) for name in waiver.approved_by]
    asked = _plain(waiver.requested_by)
    if not names or "" in names:
        yield "nobody approved it"
    if not asked:
        yield "it does not say who requested it"
    elif asked in names:
        yield f"{waiver.requested_by} both requested and approved it"


def apply(
    results: Sequence[Result],
    waivers: Iterable[Waiver],
    subject: str,
    environment: str,
    at: datetime,
) -> Applied:
    """Mark the findings that a waiver in force covers.

    A void waiver covers nothing and is an error: a run whose waivers cannot be
    read must not pass as if they had never been written.
    """
    marked = {r.rule: r for r in results}
    notes: list[str] = []
    errors: list[str] = []
    for waiver in sorted(waivers, key=lambda w: w.id):
        if not concerns(waiver, subject):
            continue
        if waiver.problem:
            errors.append(f"waiver {waiver.id} is void: {waiver.problem}")
        else:
            notes += _apply(waiver, marked, environment, at)
    return Applied(tuple(marked[r.rule] for r in results), tuple(notes), tuple(errors))


def concerns(waiver: Waiver, subject: str) -> bool:
    """Say whether ``waiver`` is, or could be, for the bytes of ``subject``."""
    return waiver.subject == subject or not _DIGEST.fullmatch(waiver.subject)


def _apply(
    waiver: Waiver, marked: dict[str, Result], environment: str, at: datetime
) -> list[str]:
    if state := _state(waiver, environment, at):
        return [f"waiver {waiver.id} for {waiver.rule} {state}"]
    result = marked.get(waiver.rule)
    if result is None or result.outcome not in {Outcome.FAIL, Outcome.WAIVED}:
        return [f"waiver {waiver.id} is unused: {waiver.rule} has no finding to waive"]
    findings = tuple(replace(f, waiver=f.waiver or waiver.id) for f in result.findings)
    marked[waiver.rule] = replace(result, outcome=Outcome.WAIVED, findings=findings)
    return _expiring(waiver, at)


def _state(waiver: Waiver, environment: str, at: datetime) -> str:
    """Return why a valid waiver does not hold here and now; empty if it does."""
    ends, starts = instant(waiver.expires_at), instant(waiver.starts_at)
    if ends is not None and at >= ends:
        return f"expired {waiver.expires_at}"
    if starts is not None and at < starts:
        return f"starts {waiver.starts_at}"
    if waiver.environments and environment not in waiver.environments:
        return f"is for {', '.join(waiver.environments)} only"
    return ""


def _expiring(waiver: Waiver, at: datetime) -> list[str]:
    ends = instant(waiver.expires_at)
    if ends is None or ends - at > EXPIRES_SOON:
        return []
    return [f"waiver {waiver.id} for {waiver.rule} expires {waiver.expires_at}"]


def record(waiver: Waiver) -> dict[str, Any]:
    """Return what rules see of ``waiver``: section ``waivers`` of the input."""
    return {
        "id": waiver.id,
        "rule": waiver.rule,
        "subject": waiver.subject,
        "reason": waiver.reason,
        "requested_by": waiver.requested_by,
        "approved_by": list(waiver.approved_by),
        "starts_at": waiver.starts_at,
        "expires_at": waiver.expires_at,
        "days": waiver.days,
        "renewals": waiver.renewals,
        "valid": not waiver.problem,
        "problem": waiver.problem,
    }


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _quoted(text: str) -> str:
    return f"'{text}'" if text else "missing"
