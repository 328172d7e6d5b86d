"""One page a rule, made from its annotation and its cases: it cannot be out of date."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from mlgate.core import needs
from mlgate.core.dossier import COMPUTED
from mlgate.core.rule import Need, RiskTier, Rule
from mlgate.packs.cases import Case
from mlgate.packs.producers import COMMAND, Producer, find, read_by

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&#])")
_TICKS = re.compile(r"`+")
_ABSENT = "These fields are absent, so the rule fails without being run:"
_EVIDENCE = "Its findings are evidence for these controls; none is met by it alone."


def page(rule: Rule, cases: Iterable[Case], producers: Sequence[Producer] = ()) -> str:
    """Return the Markdown page of ``rule``.

    Args:
        rule: The rule.
        cases: Its cases, which become the examples.
        producers: Who fills what it reads; what none of them fills is left out.
    """
    return "\n".join(_page(rule, cases, producers)) + "\n"


def index(title: str, rules: Iterable[Rule]) -> str:
    """Return the Markdown page that lists ``rules`` by family."""
    return "\n".join(_index(title, rules)) + "\n"


def _page(
    rule: Rule, cases: Iterable[Case], producers: Sequence[Producer]
) -> Iterator[str]:
    yield f"# {plain(rule.id)}: {prose(rule.title)}"
    yield from ("", prose(rule.description), "", *_severities([rule], ""))
    yield from ("", *_facts(rule))
    if rule.needs:
        yield from ("", "## What it needs", "", *_needs(rule))
    if rule.may_be_empty:
        also = ", ".join(f"`{field}`" for field in rule.may_be_empty)
        yield from ("", f"It also reads, where it is there: {also}.")
    yield from _written(rule, producers)
    yield from ("", "## How to mend it", "", prose(rule.remediation))
    yield from ("", f"Next step: {prose(rule.next)}")
    if rule.controls:
        yield from ("", "## Controls", "", _EVIDENCE, "")
        yield from (f"- {plain(control)}" for control in rule.controls)
    yield from ("", "## Examples")
    for case in cases:
        yield from ("", *_example(case))


def _index(title: str, rules: Iterable[Rule]) -> Iterator[str]:
    yield from (
        "# Rules",
        "",
        f"{prose(title)}. One page a rule, made from its folder.",
    )
    ordered = sorted(rules, key=lambda rule: (rule.family, rule.id))
    for family, members in groupby(ordered, key=lambda rule: rule.family):
        yield from ("", f"## {plain(family.replace('_', ' ').capitalize())}", "")
        yield from _severities(list(members), "Rule")


def _severities(rules: Sequence[Rule], head: str) -> Iterator[str]:
    """Yield a table of severity by tier, one row a rule; with links under ``head``."""
    tiers = [t for t in RiskTier if t != "T0" or any(t in r.severity for r in rules)]
    lead, ruler = (f"| {head} | Title ", "|---|---") if head else ("", "")
    yield f"{lead}| {' | '.join(tiers)} |"
    yield f"{ruler}|{'---|' * len(tiers)}"
    for rule in rules:
        link = f"| [{plain(rule.id)}]({rule.id}.md) | {plain(rule.title)} "
        cells = (rule.severity[t].value if t in rule.severity else "-" for t in tiers)
        yield f"{link if head else ''}| {' | '.join(cells)} |"


def _facts(rule: Rule) -> Iterator[str]:
    yield f"- Profiles: {', '.join(rule.profiles)}"
    if rule.overlays:
        yield f"- Only with overlay: {' or '.join(rule.overlays)}"
    if rule.effective_on:
        yield f"- Counts as warn before {rule.effective_on}"
    yield f"- Can be waived: {'yes' if rule.waivable else 'no'}"
    yield f"- Source: `{rule.path}` ({rule.language})"


def _needs(rule: Rule) -> Iterator[str]:
    tiers = [t for t in RiskTier if t in rule.severity]
    yield f"| Field | {' | '.join(tiers)} |"
    yield f"|---|{'---|' * len(tiers)}"
    for need in rule.needs:
        for field in need.fields:
            cells = " | ".join(_asked(rule, need, field, tier) for tier in tiers)
            yield f"| `{field}` | {cells} |"


def _written(rule: Rule, producers: Sequence[Producer]) -> Iterator[str]:
    """Yield a table of who writes what the rule reads, one row a producer."""
    found = (find(field, producers) for field in read_by(rule))
    rows = dict.fromkeys(producer for producer in found if producer)
    if rows:
        yield from ("", "## Who writes it", "")
        yield from ("| Part of the input | From | Written by |", "|---|---|---|")
    for producer in rows:
        ours = ["mlgate itself"] if producer.computed else []
        held = ", ".join((*ours, *(f"`{name}`" for name in producer.formats)))
        by = ", ".join(f"`{x}`" if x.startswith(COMMAND) else x for x in producer.by)
        yield f"| `{producer.at}` | {held} | {by or '-'} |"


def _asked(rule: Rule, need: Need, field: str, tier: RiskTier) -> str:
    if not need.applies(tier):
        return "-"
    if field.split("/")[1] in COMPUTED:
        return "computed"
    assurance, binding = needs.asked(rule, need, tier)
    return f"{assurance.name.lower()}, {binding.name.lower()}"


def _example(case: Case) -> Iterator[str]:
    yield from (
        f"### {prose(case.name)}",
        "",
        f"Tier {case.tier.value}, with this input:",
    )
    written = json.dumps(case.given, indent=2, ensure_ascii=False)
    yield from ("", *_fenced(written, "json"), "")
    if case.absent:
        yield from (_ABSENT, "", *(f"- {plain(field)}" for field in case.absent))
    elif case.findings:
        yield from ("It finds:", "", *_fenced("\n".join(case.findings), "text"))
    else:
        yield "It passes."


def _fenced(text: str, language: str) -> tuple[str, str, str]:
    fence = "`" * max([3, *(len(run) + 1 for run in _TICKS.findall(text))])
    return f"{fence}{language}", text, fence


def plain(text: str) -> str:
    """Return ``text`` as Markdown that shows it as it is, in one line."""
    return _escaped(" ".join(text.split()))


def prose(text: str) -> str:
    """Return ``text`` as Markdown in which only `code spans` keep their meaning."""
    parts = " ".join(text.split()).split("`")
    if len(parts) % 2 == 0 or "" in parts[1::2]:
        return plain(text)
    return "`".join(p if n % 2 else _escaped(p) for n, p in enumerate(parts))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
