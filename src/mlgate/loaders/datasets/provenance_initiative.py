"""Summaries of the Data Provenance Initiative: data sets by name, one or several."""

from collections.abc import Mapping
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.core.pointer import join
from mlgate.loaders.datasets.entry import Entries, Entry
from mlgate.loaders.loader import fault, kind, shows
from mlgate.loaders.source import Source

_MARKS = ('"Unique Dataset Identifier"', '"Dataset Name"', '"Licenses"')
_URLS = ("Dataset URL", "Hugging Face URL", "GitHub URL", "Collection URL")
_USED = {"Dataset Name", "Creators", "Process Description"}


class ProvenanceInitiativeLoader:
    """Reads what was found out about data sets: licences, creators, sources."""

    format = "data-provenance-initiative"
    sections = ("datasets",)
    syntax = "json"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` has the keys that every summary has."""
        return shows(source, *_MARKS)

    def load(self, source: Source) -> Draft:
        """Return a record for each data set.

        Raises:
            EvidenceError: It is not JSON, or not an object of objects.
        """
        value = source.json
        if not isinstance(value, dict):
            why = f"expected data sets by name, got {kind(value)}"
            raise fault(source, self.syntax, "", why)
        entries = Entries()
        for name, found in value.items():
            at = join("", name)
            self._check(source, found, at)
            _fill(name, found, entries.add(at), at)
        return entries.fill.draft

    def _check(self, source: Source, found: object, at: str) -> None:
        if not isinstance(found, dict):
            why = f"expected the summary of a data set, got {kind(found)}"
            raise fault(source, self.syntax, at, why)
        for key in ("Licenses", "Creators"):
            if not isinstance(found.get(key), list | None):
                why = f"'{key}' is {kind(found[key])}, not a list"
                raise fault(source, self.syntax, join(at, key), why)


def _fill(name: str, found: Mapping[str, Any], entry: Entry, at: str) -> None:
    title = "Dataset Name" if found.get("Dataset Name") else ""
    entry.text(
        "name", found[title] if title else name, join(at, title) if title else at
    )
    if url := next((key for key in _URLS if found.get(key)), ""):
        entry.text("url", found[url], join(at, url))
    entry.texts("creators", found.get("Creators") or [], f"{at}/Creators")
    method = found.get("Process Description")
    entry.text("collection", method, f"{at}/Process Description")
    licences = [_licence(item) for item in found.get("Licenses") or ()]
    entry.licence(licences, f"{at}/Licenses")
    entry.rest({k: v for k, v in found.items() if k not in _USED}, ("Bibtex",))


def _licence(item: object) -> object:
    return item.get("License", item) if isinstance(item, dict) else item
