"""The graph of an SPDX 3 document: elements by id and type, and what relates them."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mlgate.loaders.bom.components import fields, items

COLLECTIONS = ("SpdxDocument", "software_Sbom", "Bom", "Bundle")


class Node(NamedTuple):
    """One element as written.

    Attributes:
        at: Its JSON Pointer.
        raw: Its properties.
        type: Its type; empty if it has none.
        id: What others refer to it by; empty if they cannot.
    """

    at: str
    raw: Mapping[str, Any]
    type: str = ""
    id: str = ""


def node(at: str, raw: Mapping[str, Any]) -> Node:
    """Return the element ``raw``, which is at ``at``."""
    kind = raw.get("type") or raw.get("@type")
    ref = raw.get("spdxId") or raw.get("@id")
    return Node(
        at,
        raw,
        kind if isinstance(kind, str) else "",
        ref if isinstance(ref, str) else "",
    )


class Link(NamedTuple):
    """One relationship: from what, of which kind, to what, and where it is said."""

    source: str
    kind: str
    targets: tuple[str, ...]
    at: str
    raw: Mapping[str, Any]


class Graph:
    """The elements of a document.

    Attributes:
        nodes: All of them, in order.
        links: The relationships among them.
    """

    def __init__(self, document: Mapping[str, Any]) -> None:
        listed = document.get("@graph")
        if isinstance(listed, list):
            self.nodes = [node(f"/@graph/{n}", fields(x)) for n, x in enumerate(listed)]
        else:
            self.nodes = [node("", document)]
        self.by_id = {n.id: n for n in self.nodes if n.id}
        self._by_type: dict[str, list[Node]] = {}
        for one in self.nodes:
            self._by_type.setdefault(one.type, []).append(one)
        self.links = list(self._read())
        self._from: dict[str, dict[str, list[Link]]] = {}
        for link in self.links:
            ours = self._from.setdefault(link.kind, {})
            ours.setdefault(link.source, []).append(link)

    def _read(self) -> Iterator[Link]:
        for one in self.nodes:
            raw = one.raw
            if "relationshipType" in raw:
                to = items(raw.get("to"))
                targets = tuple(r for r in map(reference, to) if r)
                kind = str(raw["relationshipType"])
                yield Link(reference(raw.get("from")), kind, targets, one.at, raw)

    def of(self, *types: str) -> list[Node]:
        """Return the elements of ``types``, in order of types."""
        return [one for kind in types for one in self._by_type.get(kind, ())]

    def leading(self, source: str, *kinds: str) -> list[Link]:
        """Return the relationships of ``kinds`` that lead from ``source``."""
        return [x for k in kinds for x in self._from.get(k, {}).get(source, ())]

    def targets(self, source: str, *kinds: str) -> list[str]:
        """Return what relationships of ``kinds`` lead to from ``source``, each once."""
        found = [t for link in self.leading(source, *kinds) for t in link.targets]
        return found if len(found) < 2 else list(dict.fromkeys(found))  # noqa: PLR2004

    def inner(self, value: object) -> Mapping[str, Any]:
        """Return the object that ``value`` is, or refers to; an empty one if none."""
        if isinstance(value, str) and value in self.by_id:
            return self.by_id[value].raw
        return fields(value)

    def inners(self, value: object) -> list[Mapping[str, Any]]:
        """Return the objects that the items of a list are, or refer to."""
        return [self.inner(item) for item in items(value)]

    def within(self, source: str) -> set[str]:
        """Return what ``source`` contains, at any depth."""
        found: set[str] = set()
        todo = [source]
        while todo:
            fresh = set(self.targets(todo.pop(), "contains")) - found
            found |= fresh
            todo += fresh
        return found

    def roots(self) -> list[Node]:
        """Return what the document is about: its root elements, through collections."""
        found: dict[str, Node] = {}
        seen: set[str] = set()
        todo = self.of(COLLECTIONS[0]) or self.of(*COLLECTIONS)
        while todo:
            about = todo.pop(0)
            for target in map(reference, items(about.raw.get("rootElement"))):
                inner = self.by_id.get(target)
                if inner is None or target in seen:
                    continue
                seen.add(target)
                if inner.type in COLLECTIONS:
                    todo.append(inner)
                else:
                    found[target] = inner
        return list(found.values())


def reference(value: object) -> str:
    """Return the id that ``value`` is, or that it has if it is an object in place."""
    if isinstance(value, str):
        return value
    return node("", fields(value)).id
