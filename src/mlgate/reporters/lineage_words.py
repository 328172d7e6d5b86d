"""A lineage in words: what things are called, how much is there, what came of what."""

from collections.abc import Iterator, Mapping
from typing import Any

from mlgate.reporters.html_elements import counted
from mlgate.reporters.lineage_layout import Graph

# What can be known by name only, and how it is called then.
NAMED = {"dataset": "data set", "base_model": "base model"}
_UNKNOWN = {"dataset": "data", "run": "a run"}
_VERBS = {
    "used": "was used by",
    "generated": "made",
    "trained_on": "trained",
    "tested_on": "tested",
    "derived_from": "went into",
    "deployed_as": "is deployed as",
}
_JOINS = {
    "digest": "joined by digest",
    "id": "joined by an id",
    "document": "said by one document",
}


def name(node: Mapping[str, Any]) -> str:
    """Return what a node is called."""
    kind = node["kind"]
    return str(node["name"] or node["version"] or NAMED.get(kind, kind))


def names(graph: Graph) -> dict[str, str]:
    """Return what each end of an edge or of a missing link is called."""
    return _UNKNOWN | {node["id"]: name(node) for node in graph["nodes"]}


def percent(score: float) -> str:
    """Return a score as people read it, never more than it is."""
    # Of 0.29 a float makes 28.999 hundredths.
    return f"{int(round(score * 10_000) / 100)} %"


def summary(graph: Graph) -> str:
    """Say how much of the chain is there."""
    said = f"{percent(graph['score'])} of the chain from data to model is there"
    lacking = len(graph["missing"]) + graph["left_out"]["missing"]
    return f"{said}; {counted(lacking, 'link')} missing" if lacking else said


def lines(graph: Graph) -> Iterator[str]:
    """Yield a sentence for each missing link, then for each edge."""
    called = names(graph)
    for lacking in graph["missing"]:
        ends = [called.get(lacking[end], lacking[end]) for end in ("from", "to")]
        yield f"missing: {' → '.join(ends)}: {lacking['why']}"
    for edge in graph["edges"]:
        one, other = (called.get(edge[end], edge[end]) for end in ("from", "to"))
        yield f"{one} {_VERBS[edge['kind']]} {other}, {_JOINS[edge['joined_by']]}"
