"""The lineage of a model: what all documents say of it, joined into one graph.

From data over features and runs to the model, and on to where it is deployed. An edge
leads from what was there first to what came of it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mlgate.core import lineage_around, lineage_training
from mlgate.core.dossier import Dossier, Place
from mlgate.core.lineage_chain import chain
from mlgate.core.lineage_joining import KINDS, Edges, Mention, Said, strong
from mlgate.core.lineage_reader import OURS, Reader
from mlgate.core.lineage_training import MATERIAL
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total

AT, MODEL = "/graph", "model"
_Edge = tuple[str, str, str, Mention]


class Lineage(NamedTuple):
    """The graph as rules see it.

    Attributes:
        section: Section ``graph`` of the input.
        places: Pointer into it -> where that is said.
        rests: Paths of all documents that its score rests on.
    """

    section: dict[str, Any]
    places: dict[str, Place]
    rests: tuple[str, ...]


def lineage(dossier: Dossier, parts: Mapping[str, str]) -> Lineage:
    """Return the lineage of the subject of ``dossier``.

    Args:
        dossier: All evidence, joined; its own section ``graph`` is not looked at.
        parts: Path -> sha256 of each file that holds the model itself, such as its
            weights: whoever made these made the model.
    """
    reader = _read(dossier, parts)
    told = reader.graph.edges()
    found = chain(reader, told)
    nodes = reader.graph.nodes
    said = [reader.graph.best(node) for node in nodes]
    order = sorted(range(len(nodes)), key=lambda n: (*_column(reader, n), said[n]))
    ids = _ids(reader, order)
    edges = _edges(told, ids)
    missing = [(ids.get(m.start, m.start), ids.get(m.end, m.end), m) for m in found[1]]
    missing.sort()
    made = {
        "nodes": [_node(reader, n, ids[n], said[n]) for n in order],
        "edges": [
            {"from": start, "to": end, "kind": kind, "joined_by": word.joined_by}
            for start, end, kind, word in edges
        ],
        "missing": [{"from": a, "to": b, "why": m.why} for a, b, m in missing],
        "score": found.score,
    }
    places = {AT: next(iter(found.rests), OURS)}
    places |= _places("nodes", [said[n].place for n in order])
    places |= _places("edges", [word.place for *_, word in edges])
    places |= _places("missing", [m.place for *_, m in missing])
    rests = tuple(dict.fromkeys(place.document for place in found.rests))
    return Lineage(total(made, SHAPE["graph"], AT), places, rests)


def _read(dossier: Dossier, parts: Mapping[str, str]) -> Reader:
    reader = Reader(dossier, parts)
    lineage_training.runs(reader)
    lineage_training.data(reader)
    lineage_around.records(reader)
    lineage_around.ancestors(reader)
    lineage_around.evaluations(reader)
    lineage_around.deployments(reader)
    lineage_training.materials(reader)
    return reader


def _column(reader: Reader, number: int) -> tuple[object, ...]:
    model = reader.model is not None and number == reader.model.number
    return KINDS.index(reader.graph.nodes[number].kind), not model


def _ids(reader: Reader, order: Sequence[int]) -> dict[int | str, str]:
    """Return a name for each node that people can read: its kind, and a number."""
    ids: dict[int | str, str] = {}
    counts = dict.fromkeys(KINDS, 0)
    for number in order:
        kind = reader.graph.nodes[number].kind
        if reader.model and number == reader.model.number:
            ids[number] = MODEL
        else:
            counts[kind] += 1
            ids[number] = f"{kind}-{counts[kind]}"
    return ids


def _node(reader: Reader, number: int, ident: str, said: Said) -> dict[str, Any]:
    node = reader.graph.nodes[number]
    digests = (d for one in (said, *node.mentions) for d in one.digests if strong(d))
    return {
        "id": ident,
        "kind": node.kind,
        "name": said.name,
        "version": said.version,
        "digest": next(digests, None),
        "document": said.place.document,
    }


def _edges(told: Edges, ids: Mapping[int | str, str]) -> list[_Edge]:
    found: dict[tuple[str, str, str], Mention] = {}
    for (start, end, kind), said in sorted(told.items(), key=lambda e: e[0]):
        # What a build saw and a list of inputs names is one edge.
        shown = "used" if kind == MATERIAL else kind
        key = ids[start], ids[end], shown
        if kind != MATERIAL or key not in found:
            found[key] = said[0]
    return sorted((*key, word) for key, word in found.items())


def _places(name: str, places: Sequence[Place]) -> dict[str, Place]:
    return {f"{AT}/{name}/{number}": place for number, place in enumerate(places)}
