"""All evidence about one subject, joined into the one input that rules see."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from mlgate.core.evidence import Assurance, Binding, Evidence, Gap
from mlgate.core.frozen import frozen
from mlgate.core.needs import Worth, blank
from mlgate.core.pointer import ancestors, resolve
from mlgate.core.records import Records, collect
from mlgate.core.sections import COLLECTED, SHAPE
from mlgate.core.shape import fields, total

# What mlgate computes itself is worth most; the rest is worth what its source is.
COMPUTED = frozenset({
    "subject", "scans", "signatures", "links", "documents", "policy", "context",
    "waivers", "gaps",
})  # fmt: skip


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
    """

    content: dict[str, Any]
    places: Mapping[str, Place]
    evidence: Mapping[str, Evidence]
    gaps: tuple[Gap, ...]

    def place(self, pointer: str) -> Place:
        """Return where the input at ``pointer`` is said; an empty place if nowhere."""
        found = (self.places[p] for p in ancestors(pointer) if p in self.places)
        return next(found, Place("", ""))

    def worth(self, pointer: str) -> Worth:
        """Return what the source of the input at ``pointer`` is worth."""
        document = self.place(pointer).document
        if pointer.split("/")[1] in COMPUTED or document not in self.evidence:
            return Worth(document, Binding.DIGEST, Assurance.VERIFIED)
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
    place. Sources of equal strength that differ leave it null, with a gap.

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
            gap = _fill(pointer, _sources(usable, section), content, found)
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


def _sources(usable: Sequence[Evidence], section: str) -> list[Evidence]:
    return [e for e in usable if section in e.draft.sections]


def _strength(source: Evidence) -> tuple[int, int, bool]:
    return source.assurance, source.binding, source.placed


def _fill(
    pointer: str,
    sources: Sequence[Evidence],
    content: dict[str, Any],
    places: dict[str, Place],
) -> Gap | None:
    """Put the strongest source's value at ``pointer``; return a gap on conflict."""
    filled = [(e, resolve(e.draft.sections, pointer)) for e in sources]
    filled = [(e, v) for e, v in filled if not blank(v)]
    if not filled:
        return None
    best = max(_strength(e) for e, _ in filled)
    top = sorted((e.path, e, v) for e, v in filled if _strength(e) == best)
    _, source, value = top[0]
    if any(other != value for _, _, other in top[1:]):
        paths = " and ".join(path for path, _, _ in top)
        return Gap(pointer, "conflict", f"{paths} differ", *_said(source, pointer))
    _put(content, pointer, value)
    places[pointer] = _said(source, pointer)
    if isinstance(value, list | dict):
        places.update(_below(source, pointer))
    return None


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


def _said(source: Evidence, pointer: str) -> Place:
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
    home = max(mine, key=lambda e: (section in e.draft.sections, _strength(e)))
    objects = {p: s for p, s in _below(home, at).items() if p not in places}
    return {at: _said(home, at), **objects}
