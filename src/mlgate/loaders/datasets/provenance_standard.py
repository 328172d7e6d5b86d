"""Data Provenance Standards 1.0.0 (Data & Trust Alliance): source, provenance, use.

The published schema is no JSON, so what it asks for is checked by hand.
"""

from collections.abc import Mapping
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.core.pointer import resolve
from mlgate.loaders.datasets.entry import Entries, Entry
from mlgate.loaders.filling import shown
from mlgate.loaders.loader import fault, kind, shows
from mlgate.loaders.source import Source

_GROUPS = ('"source"', '"provenance"', '"use"')
_MARKS = ('"generation-method"', '"origin-geography"', '"intended-purpose"')
_NEEDED: dict[str, type] = {
    "/source": dict,
    "/source/title": str,
    "/source/id": str,
    "/source/issuer": list,
    "/provenance": dict,
    "/provenance/generation-method": list,
    "/use": dict,
}
_OPTIONAL: dict[str, type] = {
    "/use/license": list,
    "/use/intended-purpose": list,
    "/use/classification": list,
}
_WORDS: dict[type, str] = {dict: "an object", list: "a list", str: "text"}


class ProvenanceStandardLoader:
    """Reads who issued a data set, how it was made, and what it may be used for."""

    format = "data-provenance-standard"
    sections = ("datasets",)
    syntax = "json"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` has the three groups, and elements of them."""
        return shows(source, *_GROUPS) and any(shows(source, m) for m in _MARKS)

    def load(self, source: Source) -> Draft:
        """Return one data set.

        Raises:
            EvidenceError: It is not JSON, or an element is missing or of another kind.
        """
        value = source.json
        if not isinstance(value, dict):
            raise fault(
                source, self.syntax, "", f"expected an object, got {kind(value)}"
            )
        for at, wanted in (_NEEDED | _OPTIONAL).items():
            found = resolve(value, at)
            if isinstance(found, wanted) or (found is None and at in _OPTIONAL):
                continue
            name = at.rpartition("/")[2]
            why = f"'{name}' is {kind(found)}, expected {_WORDS[wanted]}"
            hint = "a record has the groups source, provenance and use"
            raise fault(source, self.syntax, at, why, hint)
        entries = Entries()
        _fill(value, entries.add(""))
        return entries.fill.draft


def _fill(value: Mapping[str, Any], entry: Entry) -> None:
    said, made, use = (value[key] for key in ("source", "provenance", "use"))
    entry.text("name", said["title"], "/source/title")
    entry.text("url", said.get("location"), "/source/location")
    issuers = [item.get("name") for item in _objects(said["issuer"])]
    entry.texts("creators", issuers, "/source/issuer")
    entry.time("published_at", made.get("date"), "/provenance/date")
    method = "/provenance/generation-method"
    entry.joined("collection", _coded(made["generation-method"]), method)
    purposes = _coded(use.get("intended-purpose"))
    entry.joined("intended_use", purposes, "/use/intended-purpose")
    entry.licence(list(use.get("license") or ()), "/use/license")
    classes = [_classified(item) for item in _objects(use.get("classification"))]
    entry.joined("sensitivity", classes, "/use/classification")
    entry.rest(value)


def _objects(value: object) -> list[Mapping[str, Any]]:
    listed = value if isinstance(value, list) else []
    return [item for item in listed if isinstance(item, dict)]


def _coded(value: object) -> list[object]:
    return [x.get("description") or x.get("code") for x in _objects(value)]


def _classified(item: Mapping[str, Any]) -> object:
    """Return a regulation, and whether the data set falls under it: both as written."""
    regulation = item.get("regulation")
    named = regulation if isinstance(regulation, dict) else {}
    return f"{shown(named.get('code'))}: {shown(item.get('evaluated'))}"
