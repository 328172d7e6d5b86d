"""What is wrong, who can mend it and how; what could not be judged; what is waived."""

from collections.abc import Iterator, Mapping, Sequence

from mlgate.core.causes import Group, Who, groups
from mlgate.core.decision import Cause, Decision, Finding, Outcome, Result, Verdict
from mlgate.reporters.html_elements import (
    LONG,
    Markup,
    badge,
    counted,
    element,
    fitting,
    hidden,
    joined,
    listed,
    number,
    text,
)
from mlgate.reporters.lines import pasted

MOST, REMARKS = 200, 100
CAUSES = {
    Cause.ABSENT: "evidence is absent",
    Cause.WEAK: "evidence is worth too little",
    Cause.RULE: "found by the rule",
}
HINTS = {
    Who.MLGATE: "Run the command. Words in capitals are yours to fill in.",
    Who.YOU: "Change the model, or what its documents say.",
    Who.OTHERS: "Ask the person or team that is named.",
}
FEW, OPEN, TITLE, _SHORT = 20, 2, 240, 120


def unjudged(decision: Decision) -> Markup | None:
    """Return what could not be judged, if anything."""
    said = [element("span", text(error)) for error in decision.errors]
    said += [
        joined((_named(r), element("span", text(r.reason), class_="reason")))
        for r in decision.results
        if r.outcome is Outcome.ERROR
    ]
    return _list("Could not be judged", said, "error", "unjudged")


def findings(decision: Decision, path: str) -> Markup:
    """Return all findings by who can mend them, the worst first."""
    found = groups(decision)
    titles = {result.rule: result for result in decision.results}
    kept = fitting((_finding(group, titles, path) for group in found), MOST)
    shown = list(zip(found, kept, strict=False))
    parts = [
        joined((_heading(who, found), *mine))
        for who in Who
        if (mine := [made for group, made in shown if group.who is who])
    ]
    return element(
        "section",
        element("h2", "What to do"),
        element("p", _lead(decision, len(found)), class_="lead"),
        *parts,
        hidden(len(found) - len(kept), "finding"),
    )


def _lead(decision: Decision, found: int) -> str:
    if found:
        return f"{counted(found, 'thing')} to mend, the worst first."
    if decision.verdict is Verdict.ALLOW:
        return "Nothing: no rule has anything left to mend."
    return "No rule found anything; the reason is above."


def waived(decision: Decision) -> Markup | None:
    """Return what was found and is accepted for now, if anything."""
    said = [
        joined((_named(result), *_accepted(covered)))
        for result in decision.results
        if (covered := [f for f in result.findings if f.waiver])
    ]
    return _list("Accepted by waiver", said, "waived rule", "waived")


def _accepted(covered: Sequence[Finding]) -> Iterator[Markup]:
    waivers = ", ".join(dict.fromkeys(f.waiver for f in covered))
    yield element("span", text(f"by {waivers}", _SHORT), class_="reason")
    messages = list(dict.fromkeys(f.message for f in covered))
    for message in messages[:FEW]:
        yield element("span", text(message), class_="reason")
    if (left := len(messages) - FEW) > 0:
        yield element("span", f"and {number(left)} more", class_="reason")


def remarks(decision: Decision) -> Markup | None:
    """Return what else a person should know, if anything."""
    said = list(decision.notes)
    if decision.preview:
        would = ", ".join(f"{tier} {count}" for tier, count in decision.preview.items())
        said.append(f"rules that each tier would run: {would}")
    return _list("Notes", list(map(text, said)), "note", "notes")


def _list(title: str, said: Sequence[Markup], what: str, kind: str) -> Markup | None:
    if not said:
        return None
    kept = fitting(said, REMARKS)
    more = hidden(len(said) - len(kept), what)
    return element("section", element("h2", title), listed(kept), more, class_=kind)


def _heading(who: Who, found: Sequence[Group]) -> Markup:
    mine = sum(group.who is who for group in found)
    count = element("span", number(mine), class_="count")
    said = element("h3", _sentence(who.value), Markup(" "), count)
    return joined((said, element("p", HINTS[who], class_="hint")))


def _sentence(said: str) -> str:
    # The name of the program is written small even there.
    return said if said.startswith("mlgate") else f"{said[0].upper()}{said[1:]}"


def _finding(group: Group, titles: Mapping[str, Result], path: str) -> Markup:
    lead = group.lead
    said = element("span", text(lead.message), lead.more)
    return element(
        "article",
        element("h4", badge(group.severity.value), Markup(" "), said),
        element("p", _place(lead), element("span", CAUSES[lead.cause]), class_="where"),
        _step(lead.next, path),
        _rules(group, titles),
        _fold("place", lead.places, lead.count),
        _fold("changed file", lead.root, len(lead.root))
        if len(lead.root) > 1
        else None,
        class_=f"finding {group.severity.value}",
    )


def _place(finding: Finding) -> Markup:
    place = f"{finding.file}:{finding.line}" if finding.line else finding.file
    place += f":{finding.column}" if finding.line and finding.column else ""
    return element("code", text(place or finding.pointer or "/", LONG))


def _step(step: str, path: str) -> Markup:
    command = pasted(step, path)
    # A command that is cut must not be copied.
    whole = 0 < len(command) <= LONG
    said = element("code", text(command), class_="command") if whole else text(step)
    return element("p", element("b", "Next step"), Markup(" "), said, class_="next")


def _rules(group: Group, titles: Mapping[str, Result]) -> Markup:
    named = [_named(titles[rule]) for rule in group.rules]
    if len(named) <= OPEN:
        return element("ul", *(element("li", n) for n in named), class_="rules")
    summary = element("summary", f"{counted(len(named), 'rule')} failed for it")
    more = hidden(len(named) - FEW, "rule")
    return element("details", summary, listed(named[:FEW]), more)


def _fold(what: str, items: tuple[str, ...], count: int) -> Markup | None:
    if not items:
        return None
    kept = [element("code", text(item, _SHORT)) for item in items[:FEW]]
    summary = element("summary", counted(count, what))
    return element("details", summary, listed(kept), hidden(count - len(kept), what))


def _named(result: Result) -> Markup:
    rule = element("code", text(result.rule, _SHORT))
    later = result.reason if result.outcome is Outcome.FAIL else ""
    note = element("span", text(later, TITLE), class_="reason") if later else None
    return joined((rule, Markup(" "), text(result.title, TITLE), note))
