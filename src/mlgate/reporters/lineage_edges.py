"""The lines of the picture of a lineage: what came of what, and what is missing."""

from collections.abc import Iterator, Mapping

from mlgate.reporters.html_elements import Markup, element
from mlgate.reporters.lineage_layout import Graph, Layout, Placed
from mlgate.reporters.svg import words

MARKED = 8
Numbers = Mapping[tuple[str, str], int]


def numbered(graph: Graph) -> Numbers:
    """Number what is missing; links to one end that lack the same share a number."""
    numbers: dict[tuple[str, str], int] = {}
    return {
        (m["from"], m["to"]): numbers.setdefault((m["to"], m["why"]), len(numbers) + 1)
        for m in graph["missing"]
    }


def lines(graph: Graph, placed: Layout, lacking: Numbers) -> Iterator[Markup]:
    """Yield each edge with its tip; one that is missing is dashed, there or not."""
    looks = {(e["from"], e["to"]): e["joined_by"] for e in graph["edges"]}
    looks |= dict.fromkeys(lacking, "lacking")
    drawn: dict[tuple[str, str], str] = {}
    for (one, other), look in looks.items():
        pair = placed.stands.get(one, one), placed.stands.get(other, other)
        if pair[0] != pair[1] and drawn.get(pair) != "lacking":
            drawn[pair] = look
    for (one, other), look in drawn.items():
        if one in placed.boxes and other in placed.boxes:
            way, tip = _way(placed.boxes[one], placed.boxes[other])
            yield element("path", d=way, class_=f"edge {look}")
            yield element("path", d=tip, class_=f"tip {look}")


def marks(placed: Layout, lacking: Numbers) -> Iterator[Markup]:
    """Yield the number of each missing link, where it begins."""
    for (begin, _), number in lacking.items():
        box = placed.boxes.get(placed.stands.get(begin, begin))
        if box and number <= MARKED:
            x, y = box.x + box.width, box.y
            circle = element("rect", x=x - 9, y=y - 9, width=18, height=18, rx=9)
            label = words(x, y + 4, str(number), "first")
            yield element("g", circle, label, class_="mark")


def _way(one: Placed, other: Placed) -> tuple[str, str]:
    """Return the way from one box to another, and the tip at its end."""
    x, y, to = one.x + one.width, one.y, other.x
    if one.x == other.x:
        out = x + 34
        way = f"M{x} {y} C{out} {y} {out} {other.y} {x} {other.y}"
        return way, _tip(x, other.y, -1, 0)
    if other.x > one.x + 2 * one.width and one.y != other.y:
        # Past a column, where a line into the side would lead behind its boxes.
        side = 1 if one.y > other.y else -1
        to, end = other.x + other.width // 4, other.y + side * other.height // 2
        return f"M{x} {y} C{to} {y} {to} {y} {to} {end}", _tip(to, end, 0, -side)
    if one.x > other.x:
        x, to = one.x, other.x + other.width
    half, ahead = (x + to) // 2, 1 if one.x < other.x else -1
    way = f"M{x} {y} C{half} {y} {half} {other.y} {to} {other.y}"
    return way, _tip(to, other.y, ahead, 0)


def _tip(x: int, y: int, right: int, down: int) -> str:
    """Return a triangle with its tip at a point, that points to the right or down."""
    back, aside = (x - 8 * right, y - 8 * down), (4 * down, 4 * right)
    ends = [(back[0] + s * aside[0], back[1] + s * aside[1]) for s in (1, -1)]
    return f"M{x} {y} L{ends[0][0]} {ends[0][1]} L{ends[1][0]} {ends[1][1]} Z"
