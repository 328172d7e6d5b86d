"""Records of provenance, as every form of W3C PROV has them (PROV-DM).

An element is a thing, an activity or somebody; a relation joins two of them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from mlgate.core.statements import strength
from mlgate.loaders.filling import Filling

ELEMENTS = ("entity", "activity", "agent")
# What stands in a relation, in the order in which people say it.
RELATIONS: dict[str, tuple[str, str]] = {
    "used": ("activity", "entity"),
    "wasGeneratedBy": ("entity", "activity"),
    "wasDerivedFrom": ("generatedEntity", "usedEntity"),
    "wasAttributedTo": ("entity", "agent"),
    "wasAssociatedWith": ("activity", "agent"),
    "actedOnBehalfOf": ("delegate", "responsible"),
    "wasInformedBy": ("informed", "informant"),
    "wasStartedBy": ("activity", "trigger"),
    "wasEndedBy": ("activity", "trigger"),
    "wasInvalidatedBy": ("entity", "activity"),
    "wasInfluencedBy": ("influencee", "influencer"),
    "specializationOf": ("specificEntity", "generalEntity"),
    "alternateOf": ("alternate1", "alternate2"),
    "hadMember": ("collection", "entity"),
    "mentionOf": ("specificEntity", "generalEntity"),
    "hadDictionaryMember": ("dictionary", "entity"),
    "derivedByInsertionFrom": ("after", "before"),
    "derivedByRemovalFrom": ("after", "before"),
}
SEVERAL = "the relation has several ends on both of its sides"
_AT = "/lineage"
# An attribute that is called by the name of an algorithm holds such a digest.
_DIGEST = re.compile(r"(?:.*[:/#])?(sha-?(?:1|224|256|384|512)|md5)", re.IGNORECASE)
_LABELS = ("prov:label", "rdfs:label", "label")


class Record(NamedTuple):
    """One element or one relation.

    Attributes:
        kind: A key of ``RELATIONS``, or one of ``ELEMENTS``.
        ident: Of an element, its full id; "" for a relation.
        ends: Of a relation, the full ids of both; "" where one is not told.
        attributes: Name -> value as written.
        at: Pointer of the record.
    """

    kind: str
    ident: str
    ends: tuple[str, str]
    attributes: Mapping[str, Any]
    at: str


def pairs(starts: list[str], ends: list[str]) -> list[tuple[str, str]] | None:
    """Return both ends of each relation; None if there are several on both sides.

    A collection has members; nothing is said of all things with all other things.
    """
    if len(starts) > 1 and len(ends) > 1:
        return None
    return [(start, end) for start in starts for end in ends]


def fill_records(records: Iterable[Record], fill: Filling) -> None:
    """Fill nodes and edges; an element that is described twice is one node."""
    nodes: dict[tuple[str, str], tuple[dict[str, Any], str]] = {}
    edges: list[tuple[dict[str, str], str]] = []
    for record in records:
        if record.kind in ELEMENTS:
            made, _ = nodes.setdefault((record.kind, record.ident), ({}, record.at))
            made |= {k: v for k, v in _node(record).items() if v or k not in made}
        elif all(record.ends):
            start, end = record.ends
            edges.append(({"from": start, "to": end, "kind": record.kind}, record.at))
    for name, found in (("nodes", list(nodes.values())), ("edges", edges)):
        if found:
            fill.put(f"{_AT}/{name}", [made for made, _ in found], "")
        for number, (_, at) in enumerate(found):
            fill.draft.sources[f"{_AT}/{name}/{number}"] = at


def _node(record: Record) -> dict[str, Any]:
    texts = dict(_texts(record.attributes))
    strong, weak = _digests(texts)
    return {
        "id": record.ident,
        "kind": record.kind,
        "name": next((texts[key] for key in _LABELS if key in texts), None),
        "version": next((t for k, t in texts.items() if _local(k) == "version"), None),
        "digest": strong,
        "weak_digest": weak,
    }


def _digests(texts: Mapping[str, str]) -> tuple[str | None, str | None]:
    strong = weak = None
    for key, text in texts.items():
        if match := _DIGEST.fullmatch(key):
            algorithm, digest = match[1].lower().replace("-", ""), text.lower()
            written = f"{algorithm}:{digest.removeprefix(f'{algorithm}:')}"
            if strength(algorithm, written.partition(":")[2]):
                strong = strong or written
            else:
                weak = weak or written
    return strong, weak


def _local(name: str) -> str:
    return re.split(r"[:/#]", name)[-1].lower()


def _texts(attributes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each attribute's first text, whatever wraps it."""
    for name, value in attributes.items():
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, dict):
            first = first.get("$", first.get("@value"))
        if isinstance(first, str) and first.strip():
            yield name, first
