"""All evidence about one subject, joined into the one input that rules see."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from mlgate.core.evidence import Assurance, Binding, Evidence, Gap
from mlgate.core.needs import Worth
from mlgate.core.pointer import ancestors, resolve
from mlgate.core.shape import SHAPE, fields, total

# What mlgate computes itself is worth most; the rest is worth what its source is.
COMPUTED = frozenset({
    "subject", "scans", "signatures", "links", "documents", "policy", "context",
    "waivers", "gaps",
})  # fmt: skip


class Place(NamedTuple):
    """Where something is said: a document's path, and a pointer into it."""

    document: str
    pointer: str


@dataclass(frozen=True, slots=True)
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
        return Worth(document, source.binding, source.assurance)

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
    content: dict[str, Any] = {}
    found: dict[str, Place] = {}
    gaps = [g for e in usable for g in _problems(e)]
    for section, shape in SHAPE.items():
        if section in computed:
            continue
        for pointer in fields(shape, f"/{section}"):
            gap = _fill(pointer, _sources(usable, section), content, found)
            gaps += [gap] if gap else []
        found.update(_homes(usable, section, found))
    found.update(places)
    gaps = [g for g in gaps if resolve(content, g.at) in (None, [], {})]
    found.update({g.at: Place(g.document, g.pointer) for g in gaps if g.pointer})
    listed = [
        {"for": g.at, "why": g.why, "raw": g.raw, "document": g.document} for g in gaps
    ]
    whole = total({**content, **computed, "gaps": listed}, SHAPE)
    return Dossier(whole, found, {e.path: e for e in evidence}, tuple(gaps))


def _problems(evidence: Evidence) -> Iterator[Gap]:
    for gap in evidence.draft.gaps:
        yield Gap(gap.at, gap.why, gap.raw, evidence.path, gap.pointer)
    if evidence.problem:
        for section in evidence.sections:
            why = "unreadable"
            yield Gap(f"/{section}", why, evidence.problem, evidence.path)


def _sources(usable: Sequence[Evidence], section: str) -> list[Evidence]:
    return [e for e in usable if section in e.draft.sections]


def _strength(source: Evidence) -> tuple[int, int, bool]:
    return source.assurance, source.binding, source.path.startswith("evidence/")


def _fill(
    pointer: str,
    sources: Sequence[Evidence],
    content: dict[str, Any],
    places: dict[str, Place],
) -> Gap | None:
    """Put the strongest source's value at ``pointer``; return a gap on conflict."""
    filled = [(e, resolve(e.draft.sections, pointer)) for e in sources]
    filled = [(e, v) for e, v in filled if v is not None and v not in ("", [], {})]
    if not filled:
        return None
    best = max(_strength(e) for e, _ in filled)
    top = sorted((e.path, e, v) for e, v in filled if _strength(e) == best)
    _, source, value = top[0]
    if any(other != value for _, _, other in top[1:]):
        paths = " and ".join(path for path, _, _ in top)
        return Gap(
            pointer, "conflict", f"{paths} differ", source.path, _said(source, pointer)
        )
    _put(content, pointer, value)
    places[pointer] = Place(source.path, _said(source, pointer))
    below = {
        p: s for p, s in source.draft.sources.items() if p.startswith(f"{pointer}/")
    }
    places.update({p: Place(source.path, s) for p, s in below.items()})
    return None


def _said(source: Evidence, pointer: str) -> str:
    said = source.draft.sources
    return next((said[p] for p in ancestors(pointer) if p in said), "")


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
    below = {p: s for p, s in home.draft.sources.items() if p.startswith(f"{at}/")}
    objects = {p: Place(home.path, s) for p, s in below.items() if p not in places}
    return {at: Place(home.path, _said(home, at)), **objects}
