"""The way back from the model's bytes to the data, link by link."""

from collections.abc import Iterable
from typing import NamedTuple

from mlgate.core.lineage_joining import Edges, Mention
from mlgate.core.lineage_reader import Reader
from mlgate.core.lineage_training import MATERIAL

_BEHIND = ("used", "generated", "derived_from")
_DIRECT = ("trained_on", "derived_from")


class Link(NamedTuple):
    """A link of the chain, and the word for it that is worth most."""

    start: int
    end: int
    said: Mention


class Walk:
    """One walk back from the model.

    Attributes:
        runs: Those that made a part of the model; if some of them are known for
            sure, the others count for nothing.
        links: All that lies behind them, or behind the model itself.
    """

    def __init__(self, reader: Reader, edges: Edges) -> None:
        self._reader = reader
        self._into: dict[int, list[tuple[int, str, list[Mention]]]] = {}
        for (start, end, kind), said in edges.items():
            self._into.setdefault(end, []).append((start, kind, said))
        self.model = reader.model.number if reader.model else -1
        makers = self._from(self.model, ("generated",), "run")
        sure = [maker for maker in makers if self.fixed(maker[0])]
        found = [Link(n, self.model, said[0]) for n, _, said in sure or makers]
        self.links, self.runs = found, [link.start for link in found]
        self._back(self.runs)
        if not self.of_kind("dataset"):
            direct = self._chosen(self.model, _DIRECT)
            self.links += [Link(n, self.model, said) for n, said in direct]
            self._back([n for n, _ in direct])

    def kind(self, number: int) -> str:
        """Return the kind of a node."""
        return self._reader.graph.nodes[number].kind

    def fixed(self, number: int) -> bool:
        """Say whether a node cannot be mistaken for another one."""
        return self._reader.graph.nodes[number].fixed

    def sound(self, link: Link) -> bool:
        """Say whether neither end of a link can be mistaken."""
        return self.fixed(link.start) and self.fixed(link.end)

    def of_kind(self, kind: str) -> set[int]:
        """Return the nodes of a kind that the walk came by."""
        return {link.start for link in self.links if self.kind(link.start) == kind}

    def reached(self) -> set[int]:
        """Return the nodes from which sound links alone lead to the model."""
        into: dict[int, list[int]] = {}
        for link in filter(self.sound, self.links):
            into.setdefault(link.end, []).append(link.start)
        found, queue = {self.model}, [self.model]
        while queue:
            new = [n for n in into.get(queue.pop(), ()) if n not in found]
            found.update(new)
            queue += new
        return found

    def _back(self, begin: Iterable[int]) -> None:
        queue = list(begin)
        seen = {self.model, *queue}
        for number in queue:
            for start, said in self._chosen(number, _BEHIND):
                self.links.append(Link(start, number, said))
                if start not in seen:
                    seen.add(start)
                    queue.append(start)

    def _chosen(self, end: int, kinds: Iterable[str]) -> list[tuple[int, Mention]]:
        """Return what went into ``end`` as one document lists it: the best that does.

        Lists of several documents are not added up: what one of them knows by name
        only may be what another one has pinned.
        """
        found = self._from(end, kinds) or self._from(end, (MATERIAL,))
        lists: dict[str, dict[int, Mention]] = {}
        for start, _, said in found:
            for mention in said:
                lists.setdefault(mention.home, {}).setdefault(start, mention)
        best = max(sorted(lists), key=lambda home: self._rank(lists[home]), default="")
        return sorted(lists.get(best, {}).items())

    def _rank(self, listed: dict[int, Mention]) -> tuple[object, ...]:
        worth = max(mention.worth for mention in listed.values())
        return worth, sum(map(self.fixed, listed)), len(listed)

    def _from(
        self, end: int, kinds: Iterable[str], of: str = ""
    ) -> list[tuple[int, str, list[Mention]]]:
        into = self._into.get(end, ())
        # A base model is where the weights came from, and no data.
        wanted = {of} if of else {"dataset", "features", "run"}
        return [e for e in into if e[1] in kinds and self.kind(e[0]) in wanted]
