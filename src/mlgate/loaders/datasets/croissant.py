"""Croissant (MLCommons, 0.8, 1.0 and 1.1) with its RAI vocabulary, as JSON-LD.

The context is never fetched: prefixes are read as the standard uses them.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.core.pointer import join
from mlgate.loaders.datasets.croissant_check import faults
from mlgate.loaders.datasets.croissant_parts import items, listed, local
from mlgate.loaders.datasets.entry import Entries, Entry
from mlgate.loaders.loader import fault, kind, shows
from mlgate.loaders.source import Source

_HOST = "mlcommons.org/"
_VOCABULARIES = (f"{_HOST}croissant", f"{_HOST}schema")
_TASK = '"croissant:'
# Our field -> the keys that it is read from, the first of them that is there.
_TEXTS = {
    "collection": ("rai:dataCollection", "dataCollection"),
    "limitations": ("rai:dataLimitations", "dataLimitations"),
    "biases": ("rai:dataBiases", "dataBiases"),
    "intended_use": ("rai:dataUseCases", "dataUseCases"),
    "personal_data": (
        "rai:personalSensitiveInformation",
        "personalSensitiveInformation",
    ),
}
_PLAIN = {"url", "version", *(key for keys in _TEXTS.values() for key in keys)}
_LARGE = ("recordSet", "distribution")


class CroissantLoader:
    """Reads one data set: its files with their digests, its licence, what it is for."""

    format = "croissant"
    sections = ("datasets",)
    syntax = "json"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is JSON-LD of Croissant's vocabulary, and no task."""
        if not shows(source, _HOST, '"@context"'):
            return False
        mine = any(shows(source, word) for word in _VOCABULARIES)
        return mine and not shows(source, _TASK)

    def load(self, source: Source) -> Draft:
        """Return one data set.

        Raises:
            EvidenceError: It is not JSON, or not Croissant; names the place.
        """
        value = source.json
        if not isinstance(value, dict):
            why = f"expected a Croissant dataset, got {kind(value)}"
            raise fault(source, self.syntax, "", why)
        if found := next(faults(value), None):
            raise fault(source, self.syntax, *found)
        entries = Entries()
        _fill(value, entries.add(""))
        return entries.fill.draft


def _fill(value: Mapping[str, Any], entry: Entry) -> None:
    entry.text("name", _worded(value, "name"), "/name")
    entry.text("url", value.get("url"), "/url")
    version = value.get("version")
    # A number such as 1.10 is not what was written any more.
    whole = str(version) if type(version) is int else version
    entry.text("version", whole, "/version")
    entry.time("published_at", value.get("datePublished"), "/datePublished")
    licences = [_licence(item) for item in listed(value.get("license"))]
    entry.licence(licences, "/license")
    entry.texts("creators", list(_creators(value)), "/creator")
    for name, keys in _TEXTS.items():
        key = next((k for k in keys if value.get(k) is not None), keys[0])
        entry.joined(name, listed(value.get(key)), join("", key))
    _files(value, entry)
    rest = {k: v for k, v in value.items() if k not in {"@context", *_PLAIN}}
    entry.rest(rest, _LARGE)


def _worded(value: Mapping[str, Any], key: str) -> object:
    """Return a text, or out of several languages the one the context names."""
    found = value.get(key)
    if not isinstance(found, dict):
        return found
    context = value.get("@context")
    main = context.get("@language") if isinstance(context, dict) else None
    return found.get(main if isinstance(main, str) else "", found.get("@value", found))


def _licence(item: object) -> object:
    if not isinstance(item, dict):
        return item
    keys = ("url", "@id", "name")
    return next((item[key] for key in keys if item.get(key)), item)


def _creators(value: Mapping[str, Any]) -> Iterator[object]:
    for item in listed(value.get("creator")):
        named = item.get("name", item.get("@id")) if isinstance(item, dict) else item
        yield from listed(named)


def _files(value: Mapping[str, Any], entry: Entry) -> None:
    """Fill the files; the only one that lies in no other is the whole data set."""
    found = list(items(value, "distribution", ""))
    files = [(_name(item), item, at) for item, at in found]
    entry.files(files)
    tops = [n for n, (item, _) in enumerate(found) if "containedIn" not in item]
    if len(tops) == 1 and local(found[tops[0]][0].get("@type")) == "FileObject":
        only = entry.made["files"][tops[0]]
        entry.made |= {key: only[key] for key in ("digest", "weak_digest")}


def _name(item: Mapping[str, Any]) -> str | None:
    keys = ("name", "@id", "contentUrl")
    return next((item[k] for k in keys if isinstance(item.get(k), str)), None)
