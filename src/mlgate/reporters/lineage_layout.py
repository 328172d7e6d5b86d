"""Where each thing stands in the picture of a lineage: in columns, as data flows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

Graph = Mapping[str, Any]
HEADS = ("data", "features", "run", "model", "deployment")
DATA, FEATURES, RUN, MODEL, DEPLOYMENT = range(len(HEADS))
COLUMNS = {
    "dataset": DATA,
    "base_model": DATA,
    "features": FEATURES,
    "run": RUN,
    "model": MODEL,
    "deployment": DEPLOYMENT,
}
WIDTH, TOP, MARGIN = 1000, 96, 14
# Boxes have two lines as long as there are few of them in each column.
FEW, MOST = 12, 40
WIDE, SLIM = 208, 166
_CHAIN = ("used", "generated")


class Box(NamedTuple):
    """One thing, before anybody knows where it stands.

    Attributes:
        key: Id of the node; a word for a kind where there should be one.
        node: What is known of it; empty where nothing is.
        tested: Whether it is data that the model was only tested on.
        more: How many things it stands for, if for more than itself.
    """

    key: str
    column: int
    node: Mapping[str, Any]
    tested: bool = False
    more: int = 0


class Placed(NamedTuple):
    """A box, with its left edge, the middle of its height, and its size."""

    box: Box
    x: int
    y: int
    width: int
    height: int


class Layout(NamedTuple):
    """All boxes by key, and how much room they take.

    Attributes:
        columns: Head of each column that is shown -> its left edge and width.
        stands: Key of each thing that has no box of its own -> key of the box.
        slim: Whether there are so many that a box has one line only.
    """

    boxes: dict[str, Placed]
    columns: dict[str, tuple[int, int]]
    stands: dict[str, str]
    bottom: int
    slim: bool


def layout(graph: Graph) -> Layout:
    """Return the places of all nodes of ``graph``, and of what is missing in it."""
    rows, stands = _rows(graph)
    slim = max(map(len, rows.values())) > FEW
    pitch, height = (32, 24) if slim else (62, 46)
    width = WIDE if len(rows) < len(HEADS) else SLIM
    step = (WIDTH - 2 * MARGIN - width) // (len(rows) - 1)
    xs = {column: MARGIN + number * step for number, column in enumerate(rows)}
    placed: dict[str, Placed] = {}
    for column, boxes in rows.items():
        wanted = [(_wanted(box, graph, placed, stands), box) for box in boxes]
        for y, box in _stacked(wanted, pitch):
            placed[box.key] = Placed(box, xs[column], y, width, height)
    bottom = max(one.y for one in placed.values()) + pitch // 2
    columns = {HEADS[column]: (x, width) for column, x in xs.items()}
    return Layout(placed, columns, stands, bottom, slim)


def _rows(graph: Graph) -> tuple[dict[int, list[Box]], dict[str, str]]:
    """Return the boxes by column, and what those at the ends stand for."""
    lacks = {end for m in graph["missing"] for end in (m["from"], m["to"])}
    rows: dict[int, list[Box]] = {number: [] for number in range(len(HEADS))}
    for box in sorted(_boxes(graph, lacks), key=lambda b: _order(b, graph, lacks)):
        rows[box.column].append(box)
    if not rows[FEATURES]:
        del rows[FEATURES]
    stands: dict[str, str] = {}
    return {column: _folded(boxes, stands) for column, boxes in rows.items()}, stands


def _boxes(graph: Graph, lacks: set[str]) -> Iterator[Box]:
    """Yield a box for each node, and for each kind of which something is missing."""
    kinds = {node["kind"] for node in graph["nodes"]}
    ids = {node["id"] for node in graph["nodes"]}
    starts = {edge["from"] for edge in graph["edges"]}
    made = {e["to"] for e in graph["edges"] if e["kind"] == "generated"} - starts
    used = {e["from"] for e in graph["edges"] if e["kind"] != "tested_on"}
    for node in graph["nodes"]:
        key, data = node["id"], node["kind"] == "dataset"
        # What else a run made stands beside the model.
        column = MODEL if data and key in made else COLUMNS[node["kind"]]
        yield Box(key, column, node, data and key in starts - used)
    for word in sorted((lacks - ids) | ({"model", "deployment"} - kinds)):
        if word in COLUMNS:
            yield Box(word, COLUMNS[word], {})


def _order(box: Box, graph: Graph, lacks: set[str]) -> tuple[object, ...]:
    """Order a column: what lacks something, the chain, bases, tests, what is loose."""
    joined = any(box.key in {e["from"], e["to"]} for e in graph["edges"])
    loose = bool(box.node) and not joined and box.key not in lacks
    base = box.node.get("kind") == "base_model"
    return loose, box.tested, base, bool(box.node) and box.key not in lacks


def _folded(boxes: list[Box], stands: dict[str, str]) -> list[Box]:
    """Let one box stand for all that is too much for a column."""
    if len(boxes) <= MOST:
        return boxes
    first, *rest = boxes[MOST - 1 :]
    stands |= {box.key: first.key for box in rest}
    return [*boxes[: MOST - 1], first._replace(more=len(rest) + 1)]


def _wanted(
    box: Box,
    graph: Graph,
    placed: Mapping[str, Placed],
    stands: Mapping[str, str],
) -> float | None:
    """Return the height at which ``box`` would best stand: amid what leads to it."""
    if not box.node and box.column == DEPLOYMENT and "model" in placed:
        return placed["model"].y
    into = [e for e in graph["edges"] if e["to"] == box.key]
    # Bases and tests stand below: they are no part of the chain.
    chain = [e for e in into if e["kind"] in _CHAIN]
    chain += [m for m in graph["missing"] if m["to"] == box.key]
    starts = {stands.get(e["from"], e["from"]) for e in chain or into}
    ys = [placed[key].y for key in starts if key in placed]
    if not ys and box.column == FEATURES:
        # Below all that leads past them, lest a line seem to lead through them.
        return max((one.y + one.height * 4 // 3 for one in placed.values()), default=0)
    return sum(ys) / len(ys) if ys else None


def _stacked(
    wanted: Sequence[tuple[float | None, Box]], pitch: int
) -> Iterable[tuple[int, Box]]:
    """Yield heights near those that are ``wanted``, none of them too close."""
    least = TOP + pitch // 2
    # Those that may stand anywhere come last.
    far = float("inf")
    for y, box in sorted(wanted, key=lambda w: far if w[0] is None else w[0]):
        here = least if y is None else max(least, round(y))
        yield here, box
        least = here + pitch
