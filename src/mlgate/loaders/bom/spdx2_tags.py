"""Brings an SPDX 2 document from tag-value into the form that it has in JSON.

SPDX 2.3, annex C to H and each clause's "tag". A tag belongs to the nearest element
above it of the kind that has such a tag.
"""

import re
from collections.abc import Iterator
from typing import Any

from mlgate.errors import EvidenceError
from mlgate.loaders.bom.spdx2_tag_names import ANYWHERE, KINDS, TAGS, WITH_ID

_LINE = re.compile(r"([A-Za-z]+):[ \t]*(.*)", re.DOTALL)
_OPEN, _CLOSE = "<text>", "</text>"


class Tags:
    """One document in its JSON form.

    Attributes:
        value: The document.
        places: JSON Pointer -> ``L<line>``.
        problems: Tags that are not known, or not known where they are.
    """

    def __init__(self, text: str, path: str) -> None:
        self.value: dict[str, Any] = {}
        self.places = {"": "L1"}
        self.problems: list[dict[str, str]] = []
        self._path = path
        self._open: dict[str, tuple[str, dict[str, Any]]] = {}
        self._open["document"] = ("", self.value)
        self._last = "document"
        for line, tag, found in _lines(text, path):
            self._take(tag, found, line)

    def _take(self, tag: str, text: str, line: int) -> None:
        if tag in ANYWHERE:
            self._shared(tag, text, line)
            return
        kind = TAGS.get(tag, "")
        if kind and tag == KINDS[kind][1]:
            self._begin(kind, line)
        if kind not in self._open:
            at = f"/#{line}"
            self.places[at] = f"L{line}"
            why = f"the tag '{tag}' is not known here"
            self.problems.append({"message": why, "pointer": at})
            return
        at, element = self._open[kind]
        self._put(element, at, KINDS[kind][2][tag], text, line)

    def _begin(self, kind: str, line: int) -> None:
        key = KINDS[kind][0]
        listed = self.value.setdefault(key, [])
        element: dict[str, Any] = {}
        at = f"/{key}/{len(listed)}"
        listed.append(element)
        self._open[kind] = (at, element)
        self.places.setdefault(f"/{key}", f"L{line}")
        self.places[at] = f"L{line}"
        self._last = kind if kind in WITH_ID else self._last

    def _shared(self, tag: str, text: str, line: int) -> None:
        if tag == "SPDXID":
            at, element = self._open[self._last]
            self._put(element, at, "SPDXID", text, line)
        elif tag == "Relationship":
            self._add(self.value, "", "relationships", _relationship(text), line)
        elif listed := self.value.get("relationships"):
            listed[-1]["comment"] = text

    def _put(
        self, element: dict[str, Any], at: str, key: str, text: str, line: int
    ) -> None:
        above, _, own = key.rpartition("/")
        if above:
            element = element.setdefault(above, {})
            at = f"{at}/{above}"
            self.places.setdefault(at, f"L{line}")
        if own.endswith("+"):
            self._add(element, at, own[:-1], text, line)
        elif own.startswith("LAST "):
            if listed := element.get(own[5:]):
                listed[-1]["comment"] = text
        elif own in _TAKEN_APART:
            name, value = _TAKEN_APART[own](text)
            many = isinstance(value, dict) and name != "packageVerificationCode"
            put = self._add if many else self._set
            put(element, at, name, value, line)
        else:
            self._set(element, at, own, text, line)

    def _set(
        self, element: dict[str, Any], at: str, key: str, value: object, line: int
    ) -> None:
        here = f"{at}/{key}"
        if key in element:
            why = f"`{key}` is there twice: first on line {self.places[here][1:]}"
            hint = "keep the one that is meant"
            raise EvidenceError(why, place=f"{self._path}:{line}:1", hint=hint)
        element[key] = value
        self.places[here] = f"L{line}"

    def _add(
        self, element: dict[str, Any], at: str, key: str, value: object, line: int
    ) -> None:
        listed = element.setdefault(key, [])
        self.places.setdefault(f"{at}/{key}", f"L{line}")
        self.places[f"{at}/{key}/{len(listed)}"] = f"L{line}"
        listed.append(value)


def _lines(text: str, path: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, tag and text; what is between <text> marks may be many lines."""
    lines = iter(enumerate(text.splitlines(), 1))
    for number, line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if not match:
            hint = "write `Tag: value`, and text of several lines in <text>...</text>"
            why = f"no tag in '{line.strip()[:40]}'"
            raise EvidenceError(why, place=f"{path}:{number}:1", hint=hint)
        tag, found = match.groups()
        if not found.startswith(_OPEN):
            yield number, tag, found
            continue
        read = [found.removeprefix(_OPEN)]
        while _CLOSE not in read[-1]:
            more = next(lines, None)
            if more is None or _begins_text(more[1]):
                why, hint = "<text> is not closed", "end it with </text>"
                raise EvidenceError(why, place=f"{path}:{number}:1", hint=hint)
            read.append(more[1])
        read[-1] = read[-1].rpartition(_CLOSE)[0]
        yield number, tag, "\n".join(read)


def _begins_text(line: str) -> bool:
    # Text that is not closed would swallow all the tags that follow it.
    match = _LINE.fullmatch(line)
    return match is not None and match[1] in TAGS and match[2].startswith(_OPEN)


def _relationship(text: str) -> dict[str, str]:
    keys = ("spdxElementId", "relationshipType", "relatedSpdxElement")
    return dict(zip(keys, text.split(maxsplit=2), strict=False))


def _checksum(text: str) -> tuple[str, object]:
    algorithm, _, value = text.partition(":")
    found = {"algorithm": algorithm.strip(), "checksumValue": value.strip()}
    return "checksums", found


def _code(text: str) -> tuple[str, object]:
    code, _, excluded = text.partition("(")
    found: dict[str, object] = {"packageVerificationCodeValue": code.strip()}
    left = excluded.rstrip(") ").removeprefix("excludes:").strip()
    if left:
        found["packageVerificationCodeExcludedFiles"] = [left]
    return "packageVerificationCode", found


def _reference(text: str) -> tuple[str, object]:
    keys = ("referenceCategory", "referenceType", "referenceLocator")
    return "externalRefs", dict(zip(keys, text.split(maxsplit=2), strict=False))


def _document(text: str) -> tuple[str, object]:
    keys = ("externalDocumentId", "spdxDocument", "checksum")
    return "externalDocumentRefs", dict(zip(keys, text.split(maxsplit=2), strict=False))


def _boolean(text: str) -> tuple[str, object]:
    return "filesAnalyzed", {"true": True, "false": False}.get(text.lower(), text)


_TAKEN_APART = {
    "BOOLEAN": _boolean,
    "CHECKSUM": _checksum,
    "CODE": _code,
    "DOCUMENT": _document,
    "REFERENCE": _reference,
}
