"""What people read in a terminal: the verdict, and what to do next, by whom."""

from collections.abc import Iterator

from mlgate.core.causes import Group, by_who
from mlgate.core.decision import Decision, Outcome, Verdict
from mlgate.core.rule import Severity
from mlgate.reporters.lines import step, wrap

RED, GREEN, YELLOW, BOLD, DIM = "31", "32", "33", "1", "2"
COLOURS = {Verdict.ALLOW: GREEN, Verdict.DENY: RED, Verdict.UNDECIDED: YELLOW}
SHOWN = 12


class TextReporter:
    """Groups findings by who can mend them; about 25 lines, 80 columns."""

    def __init__(self, *, colour: bool = False) -> None:
        self._colour = colour

    def render(self, decision: Decision, path: str = "") -> str:
        """Return the report of ``decision``; commands in it name ``path``."""
        todo = self._todo(decision, path)
        lines = [*self._head(decision), *todo, *self._foot(decision)]
        return "\n".join(line.rstrip() for line in lines) + "\n"

    def _head(self, decision: Decision) -> Iterator[str]:
        subject, policy = decision.subject, decision.policy
        name = f"{subject['name'] or 'unnamed'} {subject['version'] or ''}"
        tier = decision.tier.value if decision.tier else "no tier"
        verdict = decision.verdict.value.upper()
        painted = self._paint(verdict, COLOURS[decision.verdict], BOLD)
        first, *rest = wrap(f"{verdict}  {name}", 0, hang=len(verdict) + 2)
        yield first.replace(verdict, painted, 1)
        yield from rest
        yield self._paint(f"  {subject['digest']}", DIM)
        yield from wrap(
            f"{tier} ({decision.tier_reason}); pack {policy['pack']} "
            f"{policy['version']}, profile {policy['profile']}; {counts(decision)}"
        )

    def _todo(self, decision: Decision, path: str) -> Iterator[str]:
        for who, mine in by_who(decision):
            yield ""
            yield self._paint(who.value, BOLD)
            for group in mine[:SHOWN]:
                yield from self._group(group, path)
            if len(mine) > SHOWN:
                yield f"  and {len(mine) - SHOWN} more (--report json lists them all)"

    def _group(self, group: Group, path: str) -> Iterator[str]:
        finding = group.lead
        where = finding.file + (
            f":{finding.line}:{finding.column}" if finding.line else ""
        )
        mark = {Severity.DENY: RED, Severity.WARN: YELLOW, Severity.INFO: DIM}
        severity = group.severity.value
        head = "  ".join(filter(None, (severity, ", ".join(group.rules), where)))
        first, *rest = wrap(head, 2, hang=8)
        yield first.replace(severity, self._paint(severity, mark[group.severity]), 1)
        yield from rest
        yield from wrap(f"{finding.message}{finding.more}", 8)
        yield from step(finding.next, path)

    def _foot(self, decision: Decision) -> Iterator[str]:
        said = remarks(decision)
        yield from [""] if said else []
        for line in said:
            yield from wrap(line)

    def _paint(self, text: str, *codes: str) -> str:
        return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if self._colour else text


def remarks(decision: Decision) -> list[str]:
    """Return what else there is to know, errors of the whole first, a line each."""
    said = [f"error: {e}" for e in decision.errors]
    for result in decision.results:
        if result.outcome is Outcome.ERROR:
            said.append(f"error: {result.rule}: {result.reason}")
        elif result.outcome is Outcome.WAIVED:
            ids = sorted({f.waiver for f in result.findings})
            said.append(f"waived: {result.rule} by {', '.join(ids)}")
        elif result.outcome is Outcome.FAIL and result.reason:
            said.append(f"note: {result.rule} {result.reason}")
    said += [f"note: {n}" for n in decision.notes]
    if decision.preview:
        would = ", ".join(f"{t} {n}" for t, n in decision.preview.items())
        said.append(f"note: rules that each tier would run: {would}")
    return said


def counts(decision: Decision) -> str:
    """Return how many rules were run and what became of them, in words."""
    by = decision.counts
    parts = [f"{by[o]} {o}" for o in ("pass", "fail", "waived", "error") if by[o]]
    rules = "rule" if by["selected"] == 1 else "rules"
    return f"{by['selected']} {rules}: {', '.join(parts)}"
