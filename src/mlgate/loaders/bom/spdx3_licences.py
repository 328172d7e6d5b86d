"""Licences of SPDX 3: elements of a graph, read as the expression they stand for.

SPDX 3.0.1, profiles SimpleLicensing and ExpandedLicensing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from mlgate.loaders.bom.components import items
from mlgate.loaders.bom.spdx3_graph import Graph, Node, reference
from mlgate.loaders.bom.spdx_words import NO_ASSERTION, NONE

KINDS = ("hasDeclaredLicense", "hasConcludedLicense")
_LISTED = ("https://spdx.org/licenses/", "http://spdx.org/licenses/")
_EXPRESSION = "simplelicensing_licenseExpression"
_MEMBERS = "expandedlicensing_member"
_SETS = {
    "expandedlicensing_ConjunctiveLicenseSet": " AND ",
    "expandedlicensing_DisjunctiveLicenseSet": " OR ",
}
_MAX_DEPTH = 20
# Elements that stand for no licence, and for none that anybody asserts.
_NOTHING = {
    "nonelicense": NONE,
    "noneelement": NONE,
    "none": NONE,
    "noassertionlicense": NO_ASSERTION,
    "noassertionelement": NO_ASSERTION,
    "noassertion": NO_ASSERTION,
}


def licence(graph: Graph, ref: str, level: int = 0) -> str:
    """Return what the licence ``ref`` is: an expression, an id, or a name."""
    node = graph.by_id.get(ref)
    if node is None or level > _MAX_DEPTH:
        return _bare(ref)
    if isinstance(found := node.raw.get(_EXPRESSION), str):
        return found
    return _read(graph, node, level)


def _read(graph: Graph, node: Node, level: int) -> str:
    raw, ref = node.raw, node.id
    if node.type in _SETS:
        members = [
            licence(graph, reference(m), level + 1) for m in items(raw.get(_MEMBERS))
        ]
        return _SETS[node.type].join(map(_bracketed, members)) or _bare(ref)
    if subject := reference(raw.get("expandedlicensing_subjectExtendableLicense")):
        addition = graph.inner(raw.get("expandedlicensing_subjectAddition"))
        other = addition.get("name") or _bare(reference(addition))
        return f"{licence(graph, subject, level + 1)} WITH {other}"
    if subject := reference(raw.get("expandedlicensing_subjectLicense")):
        return f"{licence(graph, subject, level + 1)}+"
    # A listed licence is known by its id; a custom one by its name.
    name = raw.get("name")
    known = ref.startswith(_LISTED) or not isinstance(name, str)
    return _bare(ref) if known else str(name)


def elements(graph: Graph) -> Mapping[str, Any]:
    """Return every element that is about licences, by its place."""
    return {
        node.at: dict(node.raw)
        for node in graph.nodes
        if node.type.startswith(("simplelicensing_", "expandedlicensing_"))
    }


def said(graph: Graph, source: str, kinds: Sequence[str] = KINDS) -> list[str]:
    """Return the licences that ``source`` is related to, declared ones first."""
    return [licence(graph, ref) for ref in graph.targets(source, *kinds)]


def _bare(ref: str) -> str:
    tail = ref.rpartition("/")[2]
    nothing = _NOTHING.get(tail.rpartition("_")[2].lower())
    if nothing:
        return nothing
    return tail if ref.startswith(_LISTED) else ref


def _bracketed(text: str) -> str:
    return f"({text})" if " OR " in text or " AND " in text else text
