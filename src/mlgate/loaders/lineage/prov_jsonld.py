"""W3C PROV-JSONLD (member submission, 2024): the same records, as a graph.

Its context is known by address and never fetched: the words in it are fixed.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from mlgate.core.evidence import Draft
from mlgate.loaders.lineage.prov_json import drafted
from mlgate.loaders.lineage.prov_records import (
    ELEMENTS,
    RELATIONS,
    SEVERAL,
    Record,
    pairs,
)
from mlgate.loaders.loader import fault, kind, shows
from mlgate.loaders.source import Source

CONTEXT = "openprovenance.org/prov-jsonld/context"
_TYPES = {
    "Entity": "entity",
    "Activity": "activity",
    "Agent": "agent",
    "Usage": "used",
    "Generation": "wasGeneratedBy",
    "Derivation": "wasDerivedFrom",
    "Attribution": "wasAttributedTo",
    "Association": "wasAssociatedWith",
    "Delegation": "actedOnBehalfOf",
    "Communication": "wasInformedBy",
    "Start": "wasStartedBy",
    "End": "wasEndedBy",
    "Invalidation": "wasInvalidatedBy",
    "Influence": "wasInfluencedBy",
    "Specialization": "specializationOf",
    "Alternate": "alternateOf",
    "Membership": "hadMember",
}


class ProvJsonLdLoader:
    """Reads the records of ``@graph``, and of bundles in it."""

    format = "prov-jsonld"
    sections = ("lineage",)
    syntax = "json"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` names the context of PROV-JSONLD."""
        return shows(source, '"@context"', CONTEXT)

    def load(self, source: Source) -> Draft:
        """Return nodes and edges; all that is written is in the extras as well.

        Raises:
            EvidenceError: It is not JSON, or not PROV-JSONLD; names the place.
        """
        value = source.json
        graph = value.get("@graph") if isinstance(value, dict) else None
        records = list(_graph(source, graph, "/@graph", nested=False))
        return drafted(records, self.format, value)


def _graph(source: Source, graph: object, at: str, *, nested: bool) -> Iterator[Record]:
    if not isinstance(graph, list):
        _refuse(source, at, f"'@graph' is {kind(graph)}, not a list")
    for number, item in enumerate(graph):
        place = f"{at}/{number}"
        if not isinstance(item, dict):
            _refuse(source, place, f"expected a record, got {kind(item)}")
        name = item.get("@type")
        if name == "Bundle" and not nested:
            inner = f"{place}/@graph"
            yield from _graph(source, item.get("@graph"), inner, nested=True)
        elif isinstance(name, str) and name.removeprefix("prov:") in _TYPES:
            kind_ = _TYPES[name.removeprefix("prov:")]
            yield from _record(source, kind_, item, place)
        else:
            hint = f"known: {', '.join(_TYPES)}, Bundle"
            _refuse(source, place, f"unknown type of record {str(name)[:50]!a}", hint)


def _record(
    source: Source, name: str, item: Mapping[str, Any], at: str
) -> Iterator[Record]:
    if name in ELEMENTS:
        yield Record(name, _ids(item.get("@id"))[0], ("", ""), item, at)
        return
    sides = [_ids(item.get(key)) for key in RELATIONS[name]]
    if (found := pairs(*sides)) is None:
        _refuse(source, at, SEVERAL)
    for ends in found:
        yield Record(name, "", ends, item, at)


def _ids(value: object) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    found = [one.get("@id") if isinstance(one, dict) else one for one in listed]
    return [one if isinstance(one, str) else "" for one in found] or [""]


def _refuse(source: Source, at: str, why: str, hint: str = "") -> NoReturn:
    raise fault(source, ProvJsonLdLoader.syntax, at, why, hint)
