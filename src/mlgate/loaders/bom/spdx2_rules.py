"""What an SPDX 2 document must have: its mandatory properties (SPDX 2.2 and 2.3).

There is no copy of the official schema in mlgate; these are the rules of the
specification that a reader depends on, clause by clause.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mlgate.core.licence_expression import parse
from mlgate.core.waivers import instant
from mlgate.loaders.bom.components import fields, items
from mlgate.loaders.bom.spdx2_parts import DOCUMENT, Spdx2Part
from mlgate.loaders.bom.spdx_words import NO_ASSERTION, NONE

_LICENCES = ("licenseDeclared", "licenseConcluded")
_RELATIONSHIP = ("spdxElementId", "relationshipType", "relatedSpdxElement")
_PACKAGE = ("SPDXID", "name", "downloadLocation")
_FILE = ("SPDXID", "fileName")
_CHECKSUM = ("algorithm", "checksumValue")
Problem = dict[str, str]


def problems(
    document: Mapping[str, Any], listed: Sequence[Spdx2Part]
) -> Iterator[Problem]:
    """Yield ``{pointer, message}`` of each rule that ``document`` breaks.

    Args:
        document: The whole document.
        listed: Its packages and files.
    """
    yield from _header(document)
    seen: set[str] = set()
    for part in listed:
        yield from _part(part)
        if part.id and part.id in seen:
            yield _problem(f"{part.at}/SPDXID", f"'{part.id[:80]}' is there twice")
        seen.add(part.id)
    for number, item in enumerate(items(document.get("relationships"))):
        yield from _texts(item, f"/relationships/{number}", _RELATIONSHIP)


def _header(document: Mapping[str, Any]) -> Iterator[Problem]:
    if document.get("SPDXID") != DOCUMENT:
        yield _problem("/SPDXID", f"the document's id is not {DOCUMENT} (6.3)")
    if document.get("dataLicense") != "CC0-1.0":
        yield _problem("/dataLicense", "the licence of the data is not CC0-1.0 (6.2)")
    yield from _texts(document, "", ("name", "documentNamespace"))
    info = fields(document.get("creationInfo"))
    created = info.get("created")
    if not isinstance(created, str) or instant(created) is None:
        why = "the time of creation is missing, or is no time with a zone (6.9)"
        yield _problem("/creationInfo/created", why)
    creators = items(info.get("creators"))
    if not creators:
        yield _problem("/creationInfo/creators", "no creator is named (6.8)")
    for number, creator in enumerate(creators):
        if not isinstance(creator, str):
            yield _problem(f"/creationInfo/creators/{number}", "a creator is no text")


def _part(part: Spdx2Part) -> Iterator[Problem]:
    raw, at = part.raw, part.at
    file = at.startswith("/files")
    yield from _texts(raw, at, _FILE if file else _PACKAGE)
    for key in _LICENCES:
        if key in raw and not _is_licence(raw[key]):
            said = str(raw[key])[:80]
            yield _problem(f"{at}/{key}", f"'{said}' is no licence expression")
    checksums = items(raw.get("checksums"))
    for number, item in enumerate(checksums):
        yield from _texts(item, f"{at}/checksums/{number}", _CHECKSUM)
    if file and not checksums:
        yield _problem(f"{at}/checksums", "a file has no checksum (8.4)")


def _is_licence(value: object) -> bool:
    if not isinstance(value, str):
        return False
    if value in {NONE, NO_ASSERTION} or value.isalnum():
        return True
    return parse(value) is not None


def _texts(value: object, at: str, keys: Sequence[str]) -> Iterator[Problem]:
    for key in keys:
        found = fields(value).get(key)
        if not isinstance(found, str):
            yield _problem(f"{at}/{key}", f"`{key}` is missing, or is no text")


def _problem(pointer: str, message: str) -> Problem:
    return {"message": message, "pointer": pointer}
