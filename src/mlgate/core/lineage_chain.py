"""How much of the chain from data to the model's bytes is there, and what is missing.

The chain is walked back from the bytes: what hangs in the air, however well it is
pinned, is no part of it. A link counts if both of its ends cannot be mistaken: data
by a strong digest, a run by an id of its own, features by a digest or a full commit.
"""

from collections.abc import Iterator, Sequence
from math import prod
from typing import NamedTuple

from mlgate.core.dossier import Place
from mlgate.core.lineage_joining import MAX_NODES, Edges
from mlgate.core.lineage_reader import OURS, Reader
from mlgate.core.lineage_walk import Walk

# A score is rounded down to this part of one: no threshold is met by rounding.
FINE = 10_000
_UNFIXED = {
    "run": "has no id of its own: another run may be called the same",
    "features": "has neither a strong digest nor a full commit id",
}
_Share = tuple[int, int]


class Missing(NamedTuple):
    """A link that is not there: both ends, as numbers of nodes or words for a kind."""

    start: int | str
    end: int | str
    why: str
    place: Place


class Chain(NamedTuple):
    """What became of the walk.

    Attributes:
        rests: Where each link is said that the score rests on, the one that is worth
            least first.
    """

    score: float
    missing: list[Missing]
    rests: list[Place]


def chain(reader: Reader, edges: Edges) -> Chain:
    """Return how much of the chain is there; 1 if, and only if, nothing is missing."""
    walk = Walk(reader, edges)
    reached = walk.reached()
    shares = [_made(reader, walk), _pinned(reader, walk, reached)]
    nodes = range(len(reader.graph.nodes))
    if features := [n for n in nodes if walk.kind(n) == "features"]:
        shares.append((len(reached.intersection(features)), len(features)))
    sound = [x.said for x in walk.links if walk.sound(x) and x.end in reached]
    rests = [said.place for said in sorted(sound, key=lambda m: (m.worth, m.place))]
    lacking = [*_unmade(reader, walk), *_unpinned(reader, walk, reached)]
    lacking += _unlinked(reader, walk, features)
    return Chain(_mean(shares), lacking, rests)


def _made(reader: Reader, walk: Walk) -> _Share:
    """Return how many of the model's files runs made or found there, of all."""
    made = _parts(reader, walk)
    return (len(made | reader.given) if made else 0), max(len(reader.parts), 1)


def _parts(reader: Reader, walk: Walk) -> frozenset[str]:
    sound = (reader.made_by.get(n, frozenset()) for n in walk.runs if walk.fixed(n))
    return frozenset[str]().union(*sound)


def _pinned(reader: Reader, walk: Walk, reached: set[int]) -> _Share:
    """Return how much of the data, and of the runs behind it, is pinned to the end."""
    found = walk.of_kind("dataset")
    found |= (walk.of_kind("run") - set(walk.runs)) if found else set()
    # What was not looked at may be anything.
    return len(found & reached), max(len(found) + reader.graph.cut, 1)


def _mean(shares: Sequence[_Share]) -> float:
    """Return the mean of ``shares``, in whole numbers up to the last step."""
    whole = prod(want for _, want in shares)
    total = sum(have * (whole // want) for have, want in shares)
    return total * FINE // (whole * len(shares)) / FINE


def _unmade(reader: Reader, walk: Walk) -> Iterator[Missing]:
    """Yield why parts of the model were made by no run that is known."""
    for link in walk.links:
        if link.start in walk.runs and not walk.fixed(link.start):
            yield Missing(link.start, link.end, _UNFIXED["run"], link.said.place)
    model: int | str = walk.model if reader.model else "model"
    made = _parts(reader, walk)
    if made and (left := len(reader.parts - made - reader.given)):
        why = f"no run made {left} of {len(reader.parts)} model files"
        yield Missing("run", model, why, OURS)
    if walk.runs:
        return
    runs = _runs(reader, walk)
    for number in runs:
        why = "no document says by digest that this run made these bytes"
        yield Missing(number, model, why, _place(reader, number))
    if not runs:
        yield Missing("run", model, "no document names a run that made it", OURS)


def _unpinned(reader: Reader, walk: Walk, reached: set[int]) -> Iterator[Missing]:
    """Yield the links behind the runs that do not count, and why."""
    ahead = {*walk.runs, *reached}
    behind = [link for link in walk.links if link.start not in ahead]
    for link in behind:
        if not walk.sound(link):
            at = link.end if walk.fixed(link.start) else link.start
            why = _UNFIXED.get(walk.kind(at), "has no strong digest")
            yield Missing(link.start, link.end, why, link.said.place)
    if reader.graph.cut:
        why = f"there is more lineage than is joined: {MAX_NODES} records"
        yield Missing("dataset", "run", why, OURS)
    if not walk.of_kind("dataset"):
        why = "no document says which data went in"
        last = sorted(walk.of_kind("features")) or sorted(walk.runs)
        for number in last:
            yield Missing("dataset", number, why, _place(reader, number))
        if not (last or _runs(reader, walk)):
            yield Missing("dataset", "run", why, OURS)


def _unlinked(reader: Reader, walk: Walk, features: list[int]) -> Iterator[Missing]:
    why = "no run names it, or the file that defines it, by digest"
    end = walk.runs[0] if len(walk.runs) == 1 else "run"
    for number in set(features) - walk.of_kind("features"):
        yield Missing(number, end, why, _place(reader, number))


def _runs(reader: Reader, walk: Walk) -> list[int]:
    return [n for n in range(len(reader.graph.nodes)) if walk.kind(n) == "run"]


def _place(reader: Reader, number: int) -> Place:
    return reader.graph.best(reader.graph.nodes[number]).place
