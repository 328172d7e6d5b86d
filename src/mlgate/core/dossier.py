"""All evidence about one subject, joined into the one input that rules see."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Any, NamedTuple

from mlgate.core.evidence import Assurance, Binding, Evidence, Gap
from mlgate.core.frozen import frozen
from mlgate.core.needs import Worth, blank
from mlgate.core.pointer import ancestors, join, resolve, split
from mlgate.core.records import Records, collect
from mlgate.core.sections import COLLECTED, SHAPE
from mlgate.core.shape import fields, find, total

# What mlgate computes itself is worth most; the rest is worth what its source is.
COMPUTED = frozenset({
    "subject", "scans", "signatures", "links", "documents", "policy", "context",
    "waivers", "gaps",
})  # fmt: skip


_Filled = tuple[Evidence, Any]


class Place(NamedTuple):
    """Where something is said: a document's path, and a pointer into it."""

    document: str
    pointer: str


@frozen
class Dossier:
    """The total input, with where each part of it was said.

    Attributes:
        content: The input: every section and key of the shape is present.
        places: Pointer into the input -> place; anything else has the place of its
            nearest ancestor.
        evidence: The documents, by path.
        gaps: Why a field is null when it is more than missing.
        rests: Pointer into the input -> paths of all documents that decided it, where
            that is more than the one at its place.
    """

    content: dict[str, Any]
    places: Mapping[str, Place]
    evidence: Mapping[str, Evidence]
    gaps: tuple[Gap, ...]
    rests: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def place(self, pointer: str) -> Place:
        """Return where the input at ``pointer`` is said; an empty place if nowhere."""
        found = (self.places[p] for p in ancestors(pointer) if p in self.places)
        return next(found, Place("", ""))

    def worth(self, pointer: str) -> Worth:
        """Return what the source of the input at ``pointer`` is worth.

        What several documents decided is worth no more than the weakest of them.
        """
        document = self.place(pointer).document
        if pointer.split("/")[1] in COMPUTED or document not in self.evidence:
            return Worth(document, Binding.DIGEST, Assurance.VERIFIED)
        if also := self.rests.get(pointer):
            worths = [self._worth(d) for d in (document, *also) if d in self.evidence]
            weakest = min(worths, key=lambda w: (w.assurance, w.binding))
            return replace(weakest, binding=min(w.binding for w in worths))
        return self._worth(document)

    def _worth(self, document: str) -> Worth:
        source = self.evidence[document]
        source = self.evidence.get(source.joined, source)
        return Worth(source.path, source.binding, source.assurance)

    def gap(self, pointer: str) -> Gap | None:
        """Return the gap that explains why ``pointer`` is null, if one does."""
        near = list(ancestors(pointer))[:-1]
        return next((g for p in near for g in self.gaps if g.at == p), None)


def assemble(
    evidence: Sequence[Evidence],
    computed: Mapping[str, Any],
    places: Mapping[str, Place],
) -> Dossier:
    """Join ``evidence`` and what mlgate ``computed`` into a dossier.

    Every field has one source: the strongest by assurance, binding and evidence
    place, among the documents that are for its section if one of them fills it.
    Sources of equal strength that differ leave it null, with a gap. Free-form parts
    are shown and never ruled on: of several documents, each one's is kept.

    Args:
        evidence: Documents with binding and assurance settled.
        computed: Whole sections, by name; they are taken as they are.
        places: Places of what is computed.
    """
    usable = [e for e in evidence if e.binding is not Binding.NONE]
    usable.sort(key=lambda e: e.path)
    records, usable = collect(usable)
    content: dict[str, Any] = {}
    found: dict[str, Place] = {}
    gaps = [g for e in usable for g in _problems(e)]
    for section, shape in SHAPE.items():
        if section in computed:
            continue
        for pointer in fields(shape, f"/{section}"):
            if pointer in COLLECTED:
                _put_all(pointer, records, usable, content, found)
                continue
            mine = _filled(usable, section, pointer)
            if find(split(pointer)) == "any" and len(mine) > 1:
                _put_each(pointer, mine, content, found)
                continue
            gap = _fill(pointer, mine, content, found)
            gaps += [gap] if gap else []
        found.update(_homes(usable, section, found))
    found.update(places)
    homes = {e.path: e.joined or e.path for e in usable}
    gaps = [g for g in gaps if _open(g, content, found, homes)]
    found.update({g.at: Place(g.document, g.pointer) for g in gaps if g.pointer})
    listed = [
        {"for": g.at, "why": g.why, "raw": g.raw, "document": g.document} for g in gaps
    ]
    whole = total({**content, **computed, "gaps": listed}, SHAPE)
    return Dossier(whole, found, {e.path: e for e in evidence}, tuple(gaps))


def _problems(evidence: Evidence) -> Iterator[Gap]:
    for gap in evidence.draft.gaps:
        document = gap.document or evidence.path
        yield Gap(gap.at, gap.why, gap.raw, document, gap.pointer)
    if evidence.problem:
        for section in evidence.sections:
            why = "unreadable"
            yield Gap(f"/{section}", why, evidence.problem, evidence.path)


def _open(
    gap: Gap,
    content: Mapping[str, Any],
    places: Mapping[str, Place],
    homes: Mapping[str, str],
) -> bool:
    """Say whether ``gap`` explains a null: no other document filled it, or its list."""
    if not blank(resolve(content, gap.at)):
        return False
    _, *above = ancestors(gap.at)
    # A record and its gaps are of one document, whatever stands beside it.
    if COLLECTED.intersection(above):
        return True
    lists = (p for p in above if p in places and isinstance(resolve(content, p), list))
    said = (places[p].document for p in lists)
    home = homes.get(gap.document, gap.document)
    return all(homes.get(document, document) == home for document in said)


def _filled(usable: Sequence[Evidence], section: str, pointer: str) -> list[_Filled]:
    """Return each document that fills ``pointer``, with what it says there."""
    sources = [e for e in usable if section in e.draft.sections]
    said = ((e, resolve(e.draft.sections, pointer)) for e in sources)
    return [(e, v) for e, v in said if not blank(v)]


def _strength(source: Evidence) -> tuple[int, int, bool]:
    return source.assurance, source.binding, source.placed


def _fill(
    pointer: str,
    sources: Sequence[_Filled],
    content: dict[str, Any],
    places: dict[str, Place],
) -> Gap | None:
    """Put the strongest source's value at ``pointer``; return a gap on conflict."""
    section = pointer.split("/")[1]
    first = [(e, v) for e, v in sources if section not in e.draft.secondary]
    filled = first or sources
    if not filled:
        return None
    best = max(_strength(e) for e, _ in filled)
    top = sorted((e.path, e, v) for e, v in filled if _strength(e) == best)
    _, source, value = top[0]
    if any(other != value for _, _, other in top[1:]):
        paths = " and ".join(path for path, _, _ in top)
        return Gap(pointer, "conflict", f"{paths} differ", *said_at(source, pointer))
    _put(content, pointer, value)
    places[pointer] = said_at(source, pointer)
    if isinstance(value, list | dict):
        places.update(_below(source, pointer))
    return None


def _put_each(
    pointer: str,
    sources: Sequence[_Filled],
    content: dict[str, Any],
    places: dict[str, Place],
) -> None:
    """Put what each source says at ``pointer``, by the path of its document."""
    _put(content, pointer, {e.path: value for e, value in sources})
    for source, _ in sources:
        places[join(pointer, source.path)] = said_at(source, pointer)


def _put_all(
    pointer: str,
    records: Records,
    usable: Sequence[Evidence],
    content: dict[str, Any],
    places: dict[str, Place],
) -> None:
    """Put every record of the list at ``pointer``, each with its own place."""
    if listed := records.get(pointer):
        _put(content, pointer, list(listed))
        for source in usable:
            places.update(_below(source, pointer))


def said_at(source: Evidence, pointer: str) -> Place:
    """Return where ``source`` says what it says at ``pointer`` of the input."""
    said = source.draft.sources
    near = next((p for p in ancestors(pointer) if p in said), "")
    document = source.draft.documents.get(near, source.path)
    return Place(document, said.get(near, ""))


def _below(source: Evidence, pointer: str) -> dict[str, Place]:
    inside, documents = f"{pointer}/", source.draft.documents
    return {
        p: Place(documents.get(p, source.path), said)
        for p, said in source.draft.sources.items()
        if p.startswith(inside)
    }


def _put(content: dict[str, Any], pointer: str, value: Any) -> None:  # noqa: ANN401
    *above, last = pointer.split("/")[1:]
    for token in above:
        content = content.setdefault(token, {})
    content[last] = value


def _homes(
    usable: Sequence[Evidence], section: str, places: Mapping[str, Place]
) -> dict[str, Place]:
    """Give the section, and each object in it, the place of its strongest source."""
    at = f"/{section}"
    mine = [e for e in usable if section in e.draft.sections or section in e.sections]
    if at in places or not mine:
        return {}
    home = max(
        mine,
        key=lambda e: (
            bool(e.draft.sections.get(section)),
            section not in e.draft.secondary,
            _strength(e),
        ),
    )
    objects = {p: s for p, s in _below(home, at).items() if p not in places}
    return {at: said_at(home, at), **objects}
