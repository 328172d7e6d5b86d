"""An SPDX 3 graph as the minimum elements look at it: by what each part is for."""

from collections.abc import Mapping, Sequence
from typing import Any

from mlgate.loaders.bom.spdx3_graph import COLLECTIONS, Graph
from mlgate.loaders.bom.spdx3_parts import DATASET, Spdx3Part

_RELATED = ("trainedOn", "testedOn")


def view(
    graph: Graph, listed: Sequence[Spdx3Part], models: Sequence[Spdx3Part]
) -> dict[str, Any]:
    """Return the tops that homes in ``ml-bom-elements.json`` begin with."""
    roots = {node.id for node in graph.roots()}
    return {
        "context": "SPDX",
        "creation": [node.raw for node in graph.of("CreationInfo")],
        "tools": [node.raw for node in graph.of("Tool")],
        "collections": [node.raw for node in graph.of(*COLLECTIONS)],
        "root": [_seen(p) for p in listed if p.id in roots],
        "model": [_seen(p) for p in models],
        "dataset": [_seen(p) for p in listed if p.node.type == DATASET],
        "parts": [p.node.raw for p in listed],
        "relationships": [link.raw for link in graph.links],
        "vulnerabilities": [node.raw for node in graph.of("security_Vulnerability")],
    }


def _seen(part: Spdx3Part) -> Mapping[str, Any]:
    """Return a part with what it refers to and is related to in place."""
    raw, graph = part.node.raw, part.graph
    related = {kind: graph.targets(part.id, kind) for kind in _RELATED}
    inner = {
        key: graph.inners(raw[key])
        for key in ("verifiedUsing", "externalIdentifier", "externalRef")
        if key in raw
    }
    return {**raw, **inner, **related, "licences": part.licences}
