"""The top of the page: the verdict in words and colour, and the facts behind it."""

from collections.abc import Iterator, Mapping

from mlgate.core.decision import Decision, Outcome, Verdict
from mlgate.core.rule import Severity
from mlgate.reporters.html_elements import Markup, counted, element, number, text

MARKS = {Verdict.ALLOW: "✓", Verdict.DENY: "✗", Verdict.UNDECIDED: "?"}
OUTCOMES = ("pass", "fail", "waived", "error", "not_applicable")
_NAME = 200


def strip(decision: Decision) -> Markup:
    """Return the verdict, what it is about, and why."""
    verdict = decision.verdict
    mark = element("span", MARKS[verdict], aria_hidden="true", class_="mark")
    said = element("span", mark, verdict.value.upper(), class_="verdict")
    named = element("span", text(name(decision), _NAME), class_="name")
    return element(
        "header",
        element(
            "div",
            element("p", "mlgate decision", class_="kicker"),
            element("h1", said, Markup(" "), named),
            element("p", _why(decision), class_="why"),
            element("p", _size(decision), class_="size"),
            element("p", text(decision.subject["digest"]), class_="digest"),
            class_="inner",
        ),
        class_=f"strip {verdict.value}",
    )


def name(decision: Decision) -> str:
    """Return name and version of the subject."""
    subject = decision.subject
    return f"{subject['name'] or 'unnamed'} {subject['version'] or ''}".strip()


def _size(decision: Decision) -> str:
    subject = decision.subject
    if subject["kind"] == "file":
        return f"One file of {counted(subject['size'], 'byte')}"
    files = counted(subject["files"], "file")
    return f"{files} of {counted(subject['size'], 'byte')} in all"


def _why(decision: Decision) -> str:
    denying = [r for r in decision.results if r.severity is Severity.DENY]
    failed = sum(r.outcome is Outcome.FAIL for r in denying)
    unclear = sum(r.outcome is Outcome.ERROR for r in denying) + len(decision.errors)
    match decision.verdict:
        case Verdict.ALLOW:
            return "Every rule that may deny was judged, and none failed. Exit code 0."
        case Verdict.DENY:
            return f"{counted(failed, 'rule')} that may deny failed. Exit code 1."
        case Verdict.UNDECIDED:
            things = counted(unclear, "thing")
            return f"{things} could not be judged: that is never a yes. Exit code 2."


def facts(decision: Decision) -> Markup:
    """Return how many rules had which outcome, and what they were chosen by."""
    return element(
        "section",
        element("h2", "At a glance", class_="unseen"),
        _bar(decision.counts),
        _tiles(decision.counts),
        element("dl", *(element("div", *pair) for pair in _pairs(decision))),
    )


def _bar(by: Mapping[str, int]) -> Markup:
    bars, x = [], 0
    for outcome in OUTCOMES:
        width = by[outcome]
        bars.append(element("rect", class_=outcome, x=x, y=0, width=width, height=1))
        x += width
    return element(
        "svg",
        *bars,
        viewBox=f"0 0 {max(x, 1)} 1",
        preserveAspectRatio="none",
        aria_hidden="true",
        class_="bar",
    )


def _tiles(by: Mapping[str, int]) -> Markup:
    tiles = (
        element(
            "li",
            element("b", number(by[outcome])),
            f" {outcome.replace('_', ' ')}",
            class_=outcome if by[outcome] else "none",
        )
        for outcome in OUTCOMES
    )
    return element("ul", *tiles, class_="tally")


def _pairs(decision: Decision) -> Iterator[tuple[Markup, Markup]]:
    policy = decision.policy
    tier = decision.tier.value if decision.tier else "no tier"
    yield _pair("Risk tier", tier, decision.tier_reason)
    yield _pair(
        "Policy pack", f"{policy['pack']} {policy['version']}", _pinned(decision)
    )
    yield _pair("Profile", policy["profile"], _overlays(decision))
    yield _pair("Judged at", decision.clock, _where(decision))


def _pair(name: str, value: str, more: str) -> tuple[Markup, Markup]:
    said = (element("b", text(value, _NAME)), element("span", text(more)))
    return element("dt", name), element("dd", *said)


def _pinned(decision: Decision) -> str:
    pinned, digest = decision.policy["pinned"], decision.policy["digest"]
    if not pinned:
        return "not pinned"
    return "as pinned" if pinned == digest else "not the pack that is pinned"


def _overlays(decision: Decision) -> str:
    on = ", ".join(decision.overlays)
    return f"overlays: {on}" if on else "no overlays"


def _where(decision: Decision) -> str:
    return f"for {decision.environment or 'no environment'}"
