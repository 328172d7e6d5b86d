"""W3C PROV-JSON (member submission, 2013): who made what out of what.

PROV-JSONLD (member submission, 2024) is read as well, see ``prov_jsonld``.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from mlgate.core.evidence import Draft
from mlgate.core.pointer import join
from mlgate.loaders.filling import Filling
from mlgate.loaders.lineage.prov_records import (
    ELEMENTS,
    RELATIONS,
    SEVERAL,
    Record,
    fill_records,
    pairs,
)
from mlgate.loaders.loader import fault, head, kind
from mlgate.loaders.source import Source

MAX_EXTRAS = 256 * 1024
# Bundles in bundles are not allowed by the standard.
_KNOWN = frozenset({"prefix", "bundle", *ELEMENTS, *RELATIONS})
_FIRST = re.compile(rf'\s*\{{\s*"({"|".join(sorted(_KNOWN))})"\s*:')
_MARK = re.compile(r'"prov:|"prefix"\s*:\s*\{')
_Prefixes = Mapping[str, str]


class ProvJsonLoader:
    """Reads elements as nodes and relations as edges, by their full ids."""

    format = "prov-json"
    sections = ("lineage",)
    syntax = "json"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` begins as PROV-JSON does, and has a mark of it."""
        start = head(source)
        return _FIRST.match(start) is not None and _MARK.search(start) is not None

    def load(self, source: Source) -> Draft:
        """Return nodes and edges; all that is written is in the extras as well.

        Raises:
            EvidenceError: It is not JSON, or not PROV-JSON; names the place.
        """
        value = source.json
        reader = _Reader(source)
        records = list(reader.document(value, "", {}, nested=False))
        return drafted(records, self.format, value)


def drafted(records: list[Record], name: str, value: object) -> Draft:
    """Return the draft that ``records`` make, with the whole document beside them."""
    fill = Filling()
    fill.draft.sources["/lineage"] = ""
    fill_records(records, fill)
    large = len(json.dumps(value)) > MAX_EXTRAS
    kept = {"records": len(records)} if large else value
    fill.put("/lineage/extras", {name: kept}, "")
    return fill.draft


class _Reader:
    """Checks the records of one file, and knows where they are when they are wrong."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def document(
        self,
        value: Any,  # noqa: ANN401
        at: str,
        outer: _Prefixes,
        *,
        nested: bool,
    ) -> Iterator[Record]:
        """Yield the records of a document, or of a bundle in one."""
        found = self._object(value, at)
        prefixes = {**outer, **self._prefixes(found.get("prefix", {}), at)}
        for name, content in found.items():
            place = join(at, name)
            if name not in _KNOWN or (nested and name == "bundle"):
                hint = f"known: {', '.join(sorted(_KNOWN))}"
                self._refuse(place, f"unknown kind of record '{name[:50]}'", hint)
            if name == "bundle":
                for ident, inner in self._object(content, place).items():
                    within = join(place, ident)
                    yield from self.document(inner, within, prefixes, nested=True)
            elif name != "prefix":
                yield from self._records(name, content, place, prefixes)

    def _prefixes(self, value: object, at: str) -> dict[str, str]:
        found = self._object(value, f"{at}/prefix")
        for name, uri in found.items():
            if not isinstance(uri, str):
                self._refuse(
                    join(f"{at}/prefix", name), f"'{name}' is {kind(uri)}, not text"
                )
        return found

    def _records(
        self, name: str, content: object, at: str, prefixes: _Prefixes
    ) -> Iterator[Record]:
        for ident, value in self._object(content, at).items():
            place = join(at, ident)
            listed = isinstance(value, list)
            for number, item in enumerate(
                value if isinstance(value, list) else [value]
            ):
                where = f"{place}/{number}" if listed else place
                attributes = self._object(item, where)
                self._check(attributes, where)
                whole = _full(ident, prefixes) if name in ELEMENTS else ""
                for ends in self._ends(name, attributes, prefixes, where):
                    yield Record(name, whole, ends, attributes, where)

    def _ends(
        self, name: str, attributes: Mapping[str, Any], prefixes: _Prefixes, at: str
    ) -> list[tuple[str, str]]:
        """Return both ends of each relation that one record states."""
        if name in ELEMENTS:
            return [("", "")]
        sides = [_ids(attributes.get(f"prov:{k}"), prefixes) for k in RELATIONS[name]]
        if (found := pairs(*sides)) is None:
            self._refuse(at, SEVERAL)
        return found

    def _check(self, attributes: Mapping[str, Any], at: str) -> None:
        for name, value in attributes.items():
            for one in value if isinstance(value, list) else [value]:
                typed = isinstance(one, dict) and "$" in one
                if not typed and not isinstance(one, str | int | float):
                    why = f"'{name[:50]}' is {kind(one)} without a value in '$'"
                    self._refuse(join(at, name), why)

    def _object(self, value: object, at: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            self._refuse(at, f"expected an object of PROV-JSON, got {kind(value)}")
        return value

    def _refuse(self, at: str, why: str, hint: str = "") -> NoReturn:
        raise fault(self._source, ProvJsonLoader.syntax, at, why, hint)


def _ids(value: Any, prefixes: _Prefixes) -> list[str]:  # noqa: ANN401
    listed = value if isinstance(value, list) else [value]
    found = [one.get("$") if isinstance(one, dict) else one for one in listed]
    return [_full(x, prefixes) if isinstance(x, str) else "" for x in found] or [""]


def _full(name: str, prefixes: _Prefixes) -> str:
    """Return the id that the qualified ``name`` stands for."""
    prefix, colon, local = name.partition(":")
    if colon and prefix in prefixes:
        return f"{prefixes[prefix]}{local}"
    return (
        f"{prefixes['default']}{name}" if not colon and "default" in prefixes else name
    )
