"""Groups findings by what is behind them: one cause, one line, one next step."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from mlgate.core.decision import Cause, Decision, Finding, Outcome, Result
from mlgate.core.rule import Severity

COMMANDS = ("mlgate ", "`")
PEOPLE = "ask "


class Who(StrEnum):
    """Who can mend a finding; the value is the heading people read."""

    MLGATE = "mlgate can make it"
    YOU = "you write it"
    OTHERS = "someone else signs it"


@dataclass(slots=True)
class Group:
    """Findings with one cause, worst first, and the one step that mends them.

    Attributes:
        rules: Ids of the rules that fail for it, each once.
        severity: The worst among them.
    """

    who: Who
    severity: Severity
    lead: Finding
    rules: list[str]

    def add(self, finding: Finding, result: Result) -> None:
        """Join one more finding with the same cause."""
        if result.rule not in self.rules:
            self.rules.append(result.rule)
        severity = result.severity or Severity.INFO
        if _worse(severity, self.severity):
            self.severity = severity
        if _plainer(finding, self.lead):
            self.lead = finding


def groups(decision: Decision) -> list[Group]:
    """Group what is not waived by its cause, the worst first, then by place."""
    found: dict[object, Group] = {}
    for result in decision.results:
        if result.outcome not in {Outcome.FAIL, Outcome.ERROR}:
            continue
        for finding in result.findings:
            key = _key(finding, result)
            if key in found:
                found[key].add(finding, result)
            else:
                severity = result.severity or Severity.INFO
                found[key] = Group(_who(finding), severity, finding, [result.rule])
    order = tuple(Severity)
    return sorted(
        found.values(),
        key=lambda g: (order.index(g.severity), g.lead.file, g.lead.line, g.rules),
    )


def by_who(decision: Decision) -> Iterator[tuple[Who, list[Group]]]:
    """Yield who can mend what, leaving out those who have nothing to do."""
    found = groups(decision)
    for who in Who:
        if mine := [g for g in found if g.who is who]:
            yield who, mine


def _key(finding: Finding, result: Result) -> object:
    return finding.root or (result.rule, finding.pointer, finding.message)


def _who(finding: Finding) -> Who:
    if finding.next.startswith(PEOPLE):
        return Who.OTHERS
    return Who.MLGATE if finding.next.startswith(COMMANDS) else Who.YOU


def _worse(one: Severity, other: Severity) -> bool:
    order = tuple(Severity)
    return order.index(one) < order.index(other)


def _plainer(finding: Finding, lead: Finding) -> bool:
    # What the gate says of a document explains more than what one rule says of it.
    return finding.cause is not Cause.RULE and lead.cause is Cause.RULE
