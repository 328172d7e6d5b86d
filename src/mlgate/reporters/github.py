"""Annotations for GitHub Actions: workflow commands, the worst first.

This is the one module whose output a runner is meant to obey. All text from outside is
made ``plain`` and escaped, so that it stays within the one command that carries it.
"""

from collections.abc import Iterator
from typing import NamedTuple

from mlgate.core.causes import Group, groups
from mlgate.core.decision import Decision, Outcome
from mlgate.core.rule import Severity
from mlgate.reporters.lines import pasted, plain
from mlgate.reporters.markdown_text import cut
from mlgate.reporters.placed import placed

# GitHub keeps ten of each kind a step, in the order printed, and drops the rest.
MOST = 10
KINDS = {Severity.DENY: "error", Severity.WARN: "warning", Severity.INFO: "notice"}
TITLE = "mlgate could not decide"
_TITLE, _TEXT = 120, 1500


class Annotation(NamedTuple):
    """One message at one place; line and column count from 1, 0 is unknown."""

    kind: str
    title: str
    message: str
    file: str = ""
    line: int = 0
    column: int = 0

    def command(self) -> str:
        """Return the workflow command, one line."""
        given: dict[str, object] = {}
        if self.file and plain(self.file) == self.file:
            # Made visible, it would be the name of something else.
            given["file"] = self.file
            given |= {"line": self.line} if self.line else {}
            given |= {"col": self.column} if self.line and self.column else {}
        given["title"] = cut(plain(self.title), _TITLE)
        said = ",".join(f"{name}={_property(str(v))}" for name, v in given.items())
        return f"::{self.kind} {said}::{_data(self.message)}"


class GithubReporter:
    """At most ten errors, warnings and notices; the last line counts the others."""

    def render(self, decision: Decision, path: str = "") -> str:
        """Return the commands that annotate files below ``path``."""
        found = [*_errors(decision), *_findings(decision, path)]
        lines, counted, hidden = [], [], 0
        for kind in KINDS.values():
            mine = [a.command() for a in found if a.kind == kind]
            lines += mine[:MOST]
            counted.append(f"{len(mine)} {kind}{'' if len(mine) == 1 else 's'}")
            hidden += len(mine[MOST:])
        verdict = decision.verdict.value.upper()
        last = f"{verdict}: {', '.join(counted)}; {hidden} not shown as annotations"
        return "\n".join([*lines, last]) + "\n"


def refused(message: str, hint: str) -> str:
    """Return the annotation that says why there is no decision at all."""
    said = "\n-> ".join(map(_cut, filter(None, (message, hint))))
    return Annotation("error", TITLE, said).command() + "\n"


def _errors(decision: Decision) -> Iterator[Annotation]:
    """Yield what could not be judged, which matters more than any finding."""
    for error in decision.errors:
        yield Annotation("error", TITLE, _cut(error))
    failed = [r for r in decision.results if r.outcome is Outcome.ERROR]
    for result in failed:
        kind = KINDS[result.severity or Severity.DENY]
        yield Annotation(kind, f"{TITLE}: {result.rule}", _cut(result.reason))


def _findings(decision: Decision, path: str) -> Iterator[Annotation]:
    for group in groups(placed(decision, path)):
        finding = group.lead
        yield Annotation(
            KINDS[group.severity],
            ", ".join(group.rules),
            _message(group, path),
            finding.file,
            finding.line,
            finding.column,
        )


def _message(group: Group, path: str) -> str:
    finding = group.lead
    step = pasted(finding.next, path)
    step = step if 0 < len(step) <= _TEXT else _cut(finding.next)
    return f"{_cut(finding.message)}{finding.more}\n-> {step}"


def _cut(text: str) -> str:
    return cut(plain(text), _TEXT)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
