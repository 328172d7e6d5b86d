"""Nodes and edges of lineage, put together: by digest, by id, never by a name.

Two mentions are one node if they share a strong digest, or an id that is unique
wherever it is written. What has neither is a thing of its own document.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from mlgate.core.dossier import Place
from mlgate.core.statements import strength

KINDS = ("dataset", "features", "run", "base_model", "model", "deployment")
MAX_NODES, MAX_EDGES = 5000, 20_000
JOINS = ("digest", "id", "document")
_UUID = re.compile(
    r"(?:urn:uuid:)?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})"
    r"-?([0-9a-f]{12})",
    re.IGNORECASE | re.ASCII,
)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/]+/\S+", re.ASCII)
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}", re.ASCII)


class Said(NamedTuple):
    """One mention of a node.

    Attributes:
        kind: One of ``KINDS``.
        place: Where it is said.
        digests: All digests that it is known by; weak ones count for nothing.
        ident: An id that is unique wherever it is written; "" if it has none.
        local: What the document itself tells it from others by.
        commit: The version of the code that it is, if it is code.
    """

    kind: str
    place: Place
    name: str = ""
    version: str = ""
    digests: tuple[str, ...] = ()
    ident: str = ""
    local: str = ""
    commit: str = ""


_Word = tuple[Place, frozenset[str]]


class Ref(NamedTuple):
    """A node, and how one mention named it."""

    number: int
    named: frozenset[str]


class Mention(NamedTuple):
    """One document's word for one edge.

    Attributes:
        worth: Of the document: assurance, then binding.
        home: The document that it counts for, where several tell of one run.
    """

    worth: tuple[int, int]
    joined_by: str
    place: Place
    home: str


# Start, end and kind -> what documents say of it, what is worth most first.
Edges = Mapping[tuple[int, int, str], list[Mention]]


class Node:
    """What all mentions of one thing say together.

    Attributes:
        kind: The most telling word that any of them has for it.
        fixed: Whether its bytes, or which run it was, cannot be mistaken.
        sources: How it is named -> homes of the documents that name it so.
    """

    __slots__ = ("fixed", "kind", "mentions", "sources")

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.fixed = False
        self.mentions: list[Said] = []
        self.sources: dict[str, set[str]] = {}

    def add(self, said: Said, home: str, named: frozenset[str]) -> None:
        """Take note of one more mention."""
        self.kind = max(self.kind, said.kind, key=KINDS.index)
        self.fixed |= "document" not in named
        self.fixed |= _COMMIT.fullmatch(said.commit) is not None
        self.mentions.append(said)
        for how in named:
            self.sources.setdefault(how, set()).add(home)


class Joining:
    """The graph while it grows.

    Attributes:
        nodes: In order of first mention.
        cut: Whether there were more nodes or edges than are joined.
    """

    def __init__(
        self, home: Callable[[str], str], worth: Callable[[str], tuple[int, int]]
    ) -> None:
        self.nodes: list[Node] = []
        self.cut = False
        self._home, self._worth = home, worth
        self._known: dict[tuple[str, str], int] = {}
        # Edge -> home of a document -> where it says so, and how it names the ends.
        self._edges: dict[tuple[int, int, str], dict[str, _Word]] = {}

    def node(self, said: Said) -> Ref | None:
        """Return the node that ``said`` mentions; None if there is no more room."""
        home = self._home(said.place.document)
        keys = [("digest", d) for d in said.digests if strong(d)]
        keys += [("id", said.ident)] if said.ident else []
        keys = keys or [("document", f"{home}\0{said.kind}\0{said.local}")]
        number = next((self._known[k] for k in keys if k in self._known), None)
        if number is None:
            if len(self.nodes) >= MAX_NODES:
                self.cut = True
                return None
            number = len(self.nodes)
            self.nodes.append(Node(said.kind))
        for key in keys:
            self._known.setdefault(key, number)
        named = frozenset(how for how, _ in keys)
        self.nodes[number].add(said, home, named)
        return Ref(number, named)

    def known(self, digest: str | None) -> Ref | None:
        """Return the node that has this strong digest, if there is one."""
        number = self._known.get(("digest", digest or ""))
        return None if number is None else Ref(number, frozenset({"digest"}))

    def edge(self, start: Ref | None, end: Ref | None, kind: str, at: Place) -> None:
        """Note that the document at ``at`` says that ``end`` came of ``start``."""
        if start is None or end is None or start.number == end.number:
            return
        key = start.number, end.number, kind
        if key not in self._edges and len(self._edges) >= MAX_EDGES:
            self.cut = True
            return
        said, home = self._edges.setdefault(key, {}), self._home(at.document)
        # However often one document says it, that is its word.
        place, before = said.get(home, (at, frozenset()))
        said[home] = place, before | start.named | end.named

    def best(self, node: Node) -> Said:
        """Return the mention of ``node`` that is worth most."""
        return min(node.mentions, key=self._order)

    def edges(self) -> Edges:
        """Return each edge with what is said of it, what is worth most first."""
        return {
            key: sorted((self._mention(key, *one) for one in said.items()), key=_order)
            for key, said in self._edges.items()
        }

    def _order(self, said: Said) -> tuple[object, ...]:
        document = said.place.document
        # What mlgate says itself goes before all that documents say.
        assurance, binding = self._worth(document) if document else (9, 9)
        return -assurance, -binding, not said.name, said.place, said

    def _mention(self, key: tuple[int, int, str], home: str, word: _Word) -> Mention:
        at, named = word
        shared = (
            how
            for how in JOINS
            if how in named
            and any(self.nodes[n].sources.get(how, set()) - {home} for n in key[:2])
        )
        joined_by = next(shared, "document")
        return Mention(self._worth(at.document), joined_by, at, home)


def strong(digest: str) -> bool:
    """Say whether ``digest`` is ``algorithm:hex`` and good enough to join on."""
    algorithm, _, text = digest.partition(":")
    return strength(algorithm, text)


def unique(ident: str | None) -> str:
    """Return ``ident`` in its one spelling if it is a UUID or a URI; else "".

    A run called `7` or `train` has namesakes: such an id joins no more than a name.
    """
    text = ident or ""
    if found := _UUID.fullmatch(text):
        digits = "".join(found.groups()).lower()
        return digits if digits.strip("0") else ""
    return text if _URI.fullmatch(text) else ""


def _order(mention: Mention) -> tuple[object, ...]:
    assurance, binding = mention.worth
    return -assurance, -binding, JOINS.index(mention.joined_by), mention.place
