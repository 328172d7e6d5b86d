"""The decision as one picture: documents joined on the bytes, the bytes judged.

It shows what a decision holds, and nothing that only the dossier knows. Readers who do
not see it find all of it in the tables.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from mlgate.core.decision import Decision, Input, Outcome, Result
from mlgate.reporters.html_elements import Markup, counted, element, joined
from mlgate.reporters.svg import end, start, words

DOCUMENTS, FAMILIES = 12, 14
BINDINGS = ("none", "enclosed", "listed", "digest")
MARKS = {"fail": "✗", "error": "!", "waived": "~", "pass": "✓", "not_applicable": "-"}
_LOOSE = {"none", "loose", "not_applicable"}
_WIDTH, _TOP, _STEP = 1000, 30, 54
_LEFT, _MIDDLE, _RIGHT, _END = (0, 330), (410, 190), (680, 180), (900, 100)

# Lines of text, and the classes that say how they look.
_Shown = tuple[tuple[str, ...], str]


class Box(NamedTuple):
    """A box of the picture: column, middle height, lines of text, and its look."""

    column: tuple[int, int]
    y: int
    lines: tuple[str, ...]
    kind: str


def picture(decision: Decision) -> Markup:
    """Return the section with the picture, and how to read it."""
    documents, families = _documents(decision), _families(decision)
    rows = max(len(documents), len(families), 3)
    height = _TOP + rows * _STEP
    middle = _TOP + rows * _STEP // 2
    left = _column(_LEFT, documents, middle)
    right = _column(_RIGHT, families, middle)
    subject = Box(_MIDDLE, middle, _subject(decision), "subject")
    verdict = Box(
        _END, middle, (decision.verdict.value.upper(),), f"end {decision.verdict.value}"
    )
    lines = [_line(box, subject) for box in left]
    lines += [_line(subject, box) for box in right]
    lines += [_line(box, verdict) for box in right]
    boxes = map(_box, (*left, subject, *right, verdict))
    drawn = element(
        "svg",
        _heads(decision),
        *lines,
        *boxes,
        viewBox=f"0 0 {_WIDTH} {height}",
        role="img",
        aria_label="Documents, the bytes they belong to, the rules, and the verdict",
        class_="picture",
    )
    scroll = element(
        "div", drawn, class_="scroll", role="region", tabindex=0, aria_label="Picture"
    )
    return element(
        "section",
        element("h2", "Evidence, joined on the bytes"),
        element("figure", scroll, element("figcaption", *_legend())),
    )


def _documents(decision: Decision) -> list[_Shown]:
    found = [i for i in decision.inputs if i.role == "evidence"]
    weakest = sorted(found, key=lambda i: (not i.problem, _strength(i)))
    kept = weakest if len(found) <= DOCUMENTS else weakest[: DOCUMENTS - 1]
    shown: list[_Shown] = [
        ((end(i.name, 42), _worth(i)), f"document {_look(i)}") for i in kept
    ]
    if left := len(found) - len(kept):
        shown.append(((f"{counted(left, 'more document')}", "see the table"), "loose"))
    if not found:
        shown.append((("no document",), "loose"))
    return shown


def _families(decision: Decision) -> list[_Shown]:
    found: dict[str, list[Result]] = {}
    for result in decision.results:
        found.setdefault(result.rule.partition("-")[0], []).append(result)
    kept = list(found)[: FAMILIES if len(found) <= FAMILIES else FAMILIES - 1]
    shown = [_family(name, found[name]) for name in kept]
    if left := len(found) - len(kept):
        shown.append(((f"{left} more", "see the table"), "loose"))
    return shown


def _family(name: str, results: Sequence[Result]) -> _Shown:
    by = Counter(result.outcome for result in results)
    worst = next(outcome for outcome in MARKS if by[Outcome(outcome)])
    judged = [o for o in MARKS if by[Outcome(o)] and o != "not_applicable"]
    became = ", ".join(f"{by[Outcome(o)]} {o}" for o in judged) or "not applicable"
    lines = (f"{MARKS[worst]} {start(name, 18)}", start(became, 27))
    return lines, f"family {worst}"


def _subject(decision: Decision) -> tuple[str, ...]:
    subject = decision.subject
    digest = str(subject["digest"]).removeprefix("sha256:")
    return (
        start(subject["name"] or "unnamed", 22),
        start(subject["version"] or "no version", 26),
        f"{digest[:16]}…",
        counted(subject["files"], "file"),
    )


def _heads(decision: Decision) -> Markup:
    policy = decision.policy
    documents = sum(i.role == "evidence" for i in decision.inputs)
    rules = counted(decision.counts["selected"], "rule")
    said = (
        (_LEFT, counted(documents, "document")),
        (_MIDDLE, "the bytes"),
        (_RIGHT, start(f"{rules}, {policy['pack']} {policy['version']}", 28)),
        (_END, "verdict"),
    )
    return joined(words(x + width // 2, 14, word, "head") for (x, width), word in said)


def _legend() -> tuple[Markup, ...]:
    said = (
        ("bold line", "the document names the digest"),
        ("thin line", "a signed or unsigned link lists it"),
        ("dashed", "it only lies in the folder"),
        ("no line", "nothing ties it to these bytes: it was not used"),
    )
    return tuple(
        element("span", element("b", word), f" {meaning}. ") for word, meaning in said
    )


def _column(column: tuple[int, int], rows: Sequence[_Shown], middle: int) -> list[Box]:
    top = middle - len(rows) * _STEP // 2 + _STEP // 2
    return [
        Box(column, top + n * _STEP, lines, kind)
        for n, (lines, kind) in enumerate(rows)
    ]


def _line(one: Box, other: Box) -> Markup | None:
    kind = other.kind if one.kind == "subject" else one.kind
    if _LOOSE.intersection(kind.split()):
        return None
    (x, width), (to, _) = one.column, other.column
    x += width
    half = (x + to) // 2
    path = f"M{x} {one.y} C{half} {one.y} {half} {other.y} {to} {other.y}"
    return element("path", d=path, class_=f"line {kind}")


def _box(box: Box) -> Markup:
    x, width = box.column
    height = 18 * len(box.lines) + 10
    frame = element(
        "rect", x=x + 1, y=box.y - height // 2, width=width - 2, height=height, rx=6
    )
    first = box.y - (len(box.lines) - 1) * 9 + 5
    lines = (
        words(x + width // 2, first + n * 18, line, "first" if n == 0 else "later")
        for n, line in enumerate(box.lines)
    )
    return element("g", frame, *lines, class_=box.kind)


def _worth(item: Input) -> str:
    if item.problem:
        return start(f"problem: {item.problem}", 50)
    by = f" by {item.signer}" if item.signer else ""
    return start(f"{item.binding or 'none'}, {item.assurance or 'unknown'}{by}", 50)


def _look(item: Input) -> str:
    trouble = " problem" if item.problem else ""
    return f"{BINDINGS[_strength(item)]}{trouble}"


def _strength(item: Input) -> int:
    return BINDINGS.index(item.binding) if item.binding in BINDINGS else 0
