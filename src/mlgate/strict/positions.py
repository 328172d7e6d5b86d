"""Line and column of pointers into a document, all of one file in one pass.

Reading stays fast because it keeps no positions: they are looked up afterwards,
for findings alone. Values nobody asked for are skipped by the C scanner.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from json.decoder import scanstring  # type: ignore[attr-defined]  # public, untyped
from typing import Any

from mlgate.core.pointer import ancestors, split
from mlgate.errors import EvidenceError
from mlgate.strict import front_matter, yaml_reader
from mlgate.strict.text import decode

Found = dict[tuple[str, ...], tuple[int, int]]
_SPACE = re.compile(r"[ \t\n\r]*")
_LINE = re.compile(r"L([0-9]+)")
_START = (1, 1)


def locate(
    raw: bytes, syntax: str, pointers: Iterable[str]
) -> dict[str, tuple[int, int]]:
    """Return line and column, from 1, of each pointer in ``raw``.

    A member is where its key is, an item where its value begins. What does not
    exist is where its nearest ancestor is; ``L<n>`` is line n.

    Args:
        raw: The document's bytes.
        syntax: ``json``, ``events``, ``yaml`` or ``front_matter``; anything else,
            or a document that cannot be read, answers line 1, column 1.
        pointers: JSON Pointers; in ``events`` they start with the value's index.
    """
    asked = list(pointers)
    wanted = [p for p in asked if not _LINE.fullmatch(p)]
    found = _search(raw, syntax, wanted) if any(wanted) else {}
    return {p: _answer(p, found) for p in asked}


def _answer(pointer: str, found: Found) -> tuple[int, int]:
    if line := _LINE.fullmatch(pointer):
        return int(line.group(1)), 1
    near = (found.get(tuple(split(p))) for p in ancestors(pointer))
    return next((place for place in near if place), _START)


def _search(raw: bytes, syntax: str, pointers: list[str]) -> Found:
    search = _SYNTAXES.get(syntax)
    if search is None:
        return {}
    trie: dict[str, Any] = {}
    for pointer in pointers:
        node = trie
        for token in split(pointer):
            node = node.setdefault(token, {})
    try:
        return search(decode(raw, ""), trie)
    except (EvidenceError, ValueError, RecursionError, StopIteration):
        return {}


class _Json:
    """Walks one JSON text, into wanted members only."""

    _skip = json.JSONDecoder().scan_once  # type: ignore[attr-defined]  # typeshed lacks it

    def __init__(self, text: str) -> None:
        self._text = text
        self.found: dict[tuple[str, ...], int] = {}

    def value(self, at: int, trie: Mapping[str, Any], path: tuple[str, ...]) -> int:
        """Walk the value at offset ``at``; return the offset behind it."""
        opening = self._text[at : at + 1]
        if trie and opening == "{":
            return self._object(at + 1, trie, path)
        if trie and opening == "[":
            return self._array(at + 1, trie, path)
        end: int = self._skip(self._text, at)[1]
        return end

    def _object(self, at: int, trie: Mapping[str, Any], path: tuple[str, ...]) -> int:
        at = self.space(at)
        while self._text[at] != "}":
            key, end = scanstring(self._text, at + 1)
            value = self.space(self.space(end) + 1)
            if key in trie:
                self.found[(*path, key)] = at
                end = self.value(value, trie[key], (*path, key))
            else:
                end = self._skip(self._text, value)[1]
            at = self._next(end)
        return at + 1

    def _array(self, at: int, trie: Mapping[str, Any], path: tuple[str, ...]) -> int:
        at, index = self.space(at), 0
        while self._text[at] != "]":
            key = str(index)
            if key in trie:
                self.found[(*path, key)] = at
                end = self.value(at, trie[key], (*path, key))
            else:
                end = self._skip(self._text, at)[1]
            at, index = self._next(end), index + 1
        return at + 1

    def _next(self, at: int) -> int:
        at = self.space(at)
        return self.space(at + 1) if self._text[at] == "," else at

    def space(self, at: int) -> int:
        """Return the offset of the first character at or after ``at`` not blank."""
        return _SPACE.match(self._text, at).end()  # type: ignore[union-attr]  # matches


def _json(text: str, trie: Mapping[str, Any]) -> Found:
    walk = _Json(text)
    walk.value(walk.space(0), trie, ())
    return _lines(text, walk.found)


def _events(text: str, trie: Mapping[str, Any]) -> Found:
    walk = _Json(text)
    at, index = walk.space(0), 0
    end = walk.value(at, {}, ())
    if text[at] == "[" and walk.space(end) == len(text):
        return _json(text, trie)
    while at < len(text):
        key = str(index)
        walk.found[key,] = at
        at = walk.space(walk.value(at, trie.get(key, {}), (key,)))
        index += 1
    return _lines(text, walk.found)


def _lines(text: str, offsets: Mapping[tuple[str, ...], int]) -> Found:
    """Turn offsets into lines and columns, counting line ends once."""
    found: Found = {}
    line, counted = 1, 0
    for path, offset in sorted(offsets.items(), key=lambda item: item[1]):
        line += text.count("\n", counted, offset)
        counted = offset
        found[path] = (line, offset - text.rfind("\n", 0, offset))
    return found


def _yaml(text: str, trie: Mapping[str, Any], shift: int = 0) -> Found:
    found: Found = {}
    _nodes(yaml_reader.compose(text), trie, (), shift, found)
    return found


def _nodes(
    node: Any,  # noqa: ANN401
    trie: Mapping[str, Any],
    path: tuple[str, ...],
    shift: int,
    found: Found,
) -> None:
    items = enumerate(getattr(node, "value", ()) if trie else ())
    for index, item in items:
        pair = isinstance(item, tuple)
        key, value = (item[0].value, item[1]) if pair else (str(index), item)
        if key in trie and not isinstance(item, str):
            mark = (item[0] if pair else item).start_mark
            found[(*path, key)] = (mark.line + 1 + shift, mark.column + 1)
            _nodes(value, trie[key], (*path, key), shift, found)


def _front(text: str, trie: Mapping[str, Any]) -> Found:
    return _yaml(front_matter.front(text), trie, shift=1)


_SYNTAXES: dict[str, Callable[[str, Mapping[str, Any]], Found]] = {
    "json": _json,
    "events": _events,
    "yaml": _yaml,
    "front_matter": _front,
}
