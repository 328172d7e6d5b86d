"""Markdown for a comment on a pull request, or for the summary of a step."""

from collections.abc import Iterable, Iterator

from mlgate.core.causes import Group, Who, groups
from mlgate.core.decision import Decision, Verdict
from mlgate.reporters.lines import pasted
from mlgate.reporters.markdown_text import code, prose
from mlgate.reporters.text import counts, remarks

# GitHub takes 65,536 characters of a comment, and 1 MiB of a summary; this fits both.
MOST = 65_000
_MARKS = {Verdict.ALLOW: "✅", Verdict.DENY: "❌", Verdict.UNDECIDED: "⚠️"}
_TABLE = ("| | Rule | Where | What is wrong | Next step |", "|---|---|---|---|---|")
_SHORT, _LONG = 120, 400
# For the headings of the tables, and for what says how much is left out.
_SPARE = 1_500


class MarkdownReporter:
    """Groups findings by who can mend them; leaves out the mildest if too long."""

    def render(self, decision: Decision, path: str = "") -> str:
        """Return the report of ``decision``; commands in it name ``path``."""
        head = "\n\n".join(_head(decision))
        room = MOST - _SPARE - len(head.encode())
        said = [f"- {prose(remark, _LONG)}" for remark in remarks(decision)]
        noted = _fitting(said, room // 4)
        room -= sum(map(_size, noted))
        found = groups(decision)
        rows = _fitting([_row(group, path) for group in found], room)
        parts = [head, *_tables(zip(found, rows, strict=False))]
        if hidden := len(found) - len(rows):
            parts.append(f"{_more(hidden, 'finding')}, milder than these.")
        parts += ["\n".join(noted)] if noted else []
        if hidden := len(said) - len(noted):
            parts.append(f"{_more(hidden, 'remark')}.")
        return "\n\n".join(parts) + "\n"


def refused(message: str, hint: str) -> str:
    """Return the report that says why there is no decision at all."""
    verdict = Verdict.UNDECIDED
    head = f"## {_MARKS[verdict]} {verdict.value.upper()}"
    said = [f"Error: {prose(message, _LONG)}"]
    said += [f"Next step: {prose(hint, _LONG)}"] if hint else []
    return "\n\n".join((head, *said)) + "\n"


def _head(decision: Decision) -> Iterator[str]:
    subject, policy, verdict = decision.subject, decision.policy, decision.verdict
    name = f"{subject['name'] or 'unnamed'} {subject['version'] or ''}".strip()
    yield f"## {_MARKS[verdict]} {verdict.value.upper()}: {prose(name, _SHORT)}"
    tier = decision.tier.value if decision.tier else "no tier"
    pack = f"pack {policy['pack']} {policy['version']}, profile {policy['profile']}"
    where = f" for {prose(decision.environment, _SHORT)}"
    yield (
        f"**{tier}** ({prose(decision.tier_reason, _LONG)}) · "
        f"{prose(pack, _LONG)} · {counts(decision)} · "
        f"{decision.clock}{where if decision.environment else ''}"
    )
    yield f"Model `{subject['digest']}`  \nPack `{policy['digest']}`"


def _tables(found: Iterable[tuple[Group, str]]) -> Iterator[str]:
    kept = list(found)
    for who in Who:
        if rows := [row for group, row in kept if group.who is who]:
            yield "\n".join((f"### {who.value}", "", *_TABLE, *rows))


def _row(group: Group, path: str) -> str:
    finding = group.lead
    where = f"{finding.file}:{finding.line}" if finding.line else finding.file
    cells = (
        group.severity.value,
        prose(", ".join(group.rules), _SHORT),
        code(where, _LONG),
        f"{prose(finding.message, _LONG)}{finding.more}",
        _step(finding.next, path),
    )
    return f"| {' | '.join(cells)} |"


def _step(text: str, path: str) -> str:
    command = pasted(text, path)
    # A command that is cut, or shown with what it does not say, must not be copied.
    return code(command, _LONG) if 0 < len(command) <= _LONG else prose(text, _LONG)


def _fitting(lines: list[str], room: int) -> list[str]:
    """Return as many of ``lines``, from the first, as fit into ``room`` bytes."""
    for count, line in enumerate(lines):
        room -= _size(line)
        if room < 0:
            return lines[:count]
    return lines


def _size(line: str) -> int:
    return len(line.encode()) + 1


def _more(count: int, what: str) -> str:
    are = f"{count} more {what} is" if count == 1 else f"{count} more {what}s are"
    return f"{are} not shown (`--report json` lists them all)"
