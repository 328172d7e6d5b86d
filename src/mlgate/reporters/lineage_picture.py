"""Where a model comes from, as one picture: from data over runs to the bytes.

It stands alone, or in a page: colours come from a style beside it, and nothing in it
leads anywhere.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from mlgate.reporters.html_elements import Markup, counted, element
from mlgate.reporters.lineage_edges import MARKED, Numbers, lines, marks, numbered
from mlgate.reporters.lineage_layout import (
    DEPLOYMENT,
    MARGIN,
    WIDTH,
    Graph,
    Layout,
    Placed,
    layout,
)
from mlgate.reporters.lineage_words import NAMED, name, names, summary
from mlgate.reporters.svg import start, words

FEW = 2
_NAMELESS = {
    "dataset": "no data is known",
    "features": "no features are known",
    "run": "no run is known",
    "model": "no model is known",
}
_SAMPLES = (
    ("digest", "joined by digest"),
    ("id", "joined by an id"),
    ("document", "said by one document"),
    ("lacking", "missing"),
)


def picture(graph: Graph, *inside: Markup, **attributes: str | int) -> Markup:
    """Return ``graph``, as a decision keeps it, as an ``svg`` element.

    Args:
        graph: ``nodes``, ``edges``, ``missing``, ``score`` and ``left_out``.
        inside: What it is to hold besides, such as a style.
        attributes: Further ones of the element, such as ``xmlns``.
    """
    placed = layout(graph)
    lacking = numbered(graph)
    below = list(_below(graph, lacking))
    height = placed.bottom + 26 + 20 * len(below) + 26
    return element(
        "svg",
        *inside,
        element("rect", x=0, y=0, width=WIDTH, height=height, class_="ground"),
        words(MARGIN, 26, _title(graph), "title"),
        words(MARGIN, 48, _summary(graph), "quiet"),
        *_heads(placed),
        *lines(graph, placed, lacking),
        *(_box(one, slim=placed.slim) for one in placed.boxes.values()),
        *marks(placed, lacking),
        *(
            words(MARGIN, placed.bottom + 26 + 20 * number, line, "listed")
            for number, line in enumerate(below)
        ),
        *_legend(height - 16),
        viewBox=f"0 0 {WIDTH} {height}",
        role="img",
        aria_label="From data over runs to the model, and what is missing",
        class_="lineage",
        **attributes,
    )


@cache
def style() -> str:
    """Return the style of the picture; colours are variables of whatever is around."""
    found = files("mlgate.reporters").joinpath("lineage_picture.css")
    return found.read_text("utf-8")


def _title(graph: Graph) -> str:
    models = [n for n in graph["nodes"] if n["id"] == "model"]
    named = [text for n in models for text in (n["name"], n["version"]) if text]
    return start(f"Lineage of {' '.join(named) or 'the model'}", 90)


def _summary(graph: Graph) -> str:
    hidden = graph["left_out"]["nodes"]
    more = f"; {counted(hidden, 'more node')} not drawn" if hidden else ""
    return f"{summary(graph)}{more}"


def _heads(placed: Layout) -> Iterator[Markup]:
    for head, (x, width) in placed.columns.items():
        yield words(x + width // 2, 82, head, "head")


def _box(placed: Placed, *, slim: bool) -> Markup:
    said = _lines(placed)[: 1 if slim else 2]
    top = placed.y - placed.height // 2
    frame = element(
        "rect", x=placed.x, y=top, width=placed.width, height=placed.height, rx=6
    )
    first = placed.y - (len(said) - 1) * 9 + 4
    middle = placed.x + placed.width // 2
    shown = (
        words(middle, first + 18 * n, line, "later" if n else "first")
        for n, line in enumerate(said)
    )
    return element("g", frame, *shown, class_=_look(placed))


def _look(placed: Placed) -> str:
    node = placed.box.node
    if not node:
        return f"node {'quiet' if placed.box.column == DEPLOYMENT else 'absent'}"
    loose = node["kind"] in NAMED and not node["digest"]
    return f"node {node['kind']}{' loose' if loose else ''}"


def _lines(placed: Placed) -> list[str]:
    box = placed.box
    if not box.node:
        return [_NAMELESS.get(box.key, "none is known")]
    if box.more:
        return [f"and {box.more} more"]
    # Bold letters are wider than those of the line below.
    both = ((name(box.node), 9), (_identity(box.node, box.tested), 7))
    return [start(said, placed.width // wide) for said, wide in both]


def _identity(node: Mapping[str, Any], tested: bool) -> str:  # noqa: FBT001  a word
    kind = "test data" if tested else NAMED.get(node["kind"], node["kind"])
    if node["digest"]:
        algorithm, _, digits = node["digest"].partition(":")
        return f"{'test data' if tested else algorithm} {digits[:12]}…"
    if node["kind"] in NAMED:
        return f"{kind}, by name only"
    return str(node["version"] or kind)


def _below(graph: Graph, lacking: Numbers) -> Iterator[str]:
    """Yield what is missing in words, a line for each number in the picture."""
    called = names(graph)
    whys: dict[int, tuple[list[str], str, str]] = {}
    for m in graph["missing"]:
        number = lacking[m["from"], m["to"]]
        begins, _, _ = whys.setdefault(number, ([], m["to"], m["why"]))
        begins.append(called.get(m["from"], m["from"]))
    for number, (begins, end, why) in sorted(whys.items())[:MARKED]:
        left = len(begins) - FEW
        many = f" and {left} more" if left > 0 else ""
        said = ", ".join(start(one, 40) for one in begins[:FEW])
        to = start(called.get(end, end), 40)
        yield start(f"{number}  {said}{many} → {to}: {why}", 150)
    if len(whys) > MARKED:
        yield f"and {counted(len(whys) - MARKED, 'reason')} more"


def _legend(y: int) -> Iterator[Markup]:
    x: int = MARGIN
    for look, said in _SAMPLES:
        yield element(
            "path", d=f"M{x} {y - 4} L{x + 34} {y - 4}", class_=f"edge {look}"
        )
        yield words(x + 42, y, said, "quiet")
        x += 62 + 7 * len(said)
