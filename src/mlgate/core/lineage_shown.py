"""As much of a lineage graph as a decision keeps: what a picture can show."""

from collections.abc import Mapping
from typing import Any

NODES, EDGES, MISSING, LONG = 60, 150, 30, 200
_FIRST = ("model", "run", "features", "base_model", "deployment", "dataset")


def compact(graph: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of section ``graph`` that is shown; the rest is counted.

    What a missing link is about is kept before all else, then the shorter columns.
    """
    listed = graph["nodes"]
    missing = [_shown(m) for m in graph["missing"][:MISSING]]
    told = {end for m in missing for end in (m["from"], m["to"])}

    def rank(number: int) -> tuple[object, ...]:
        node = listed[number]
        return node["id"] not in told, _FIRST.index(node["kind"]), number

    kept = sorted(sorted(range(len(listed)), key=rank)[:NODES])
    nodes = [_shown(listed[number]) for number in kept]
    ids = {node["id"] for node in nodes}
    among = [e for e in graph["edges"] if e["from"] in ids and e["to"] in ids]
    edges = [_shown(edge) for edge in among[:EDGES]]
    made = {"nodes": nodes, "edges": edges, "missing": missing}
    left = {name: len(graph[name]) - len(made[name]) for name in made}
    return {**made, "score": graph["score"], "left_out": left}


def _shown(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        k: v[:LONG] if isinstance(v, str) else v for k, v in item.items() if k != "at"
    }
