"""Offsets of wanted members of a JSON text; the C scanner skips all others."""

import json
import re
from collections.abc import Mapping
from json.decoder import scanstring  # type: ignore[attr-defined]  # public, untyped
from typing import Any

Path = tuple[str, ...]
Trie = Mapping[str, Any]
_SPACE = re.compile(r"[ \t\n\r]*")


def single(text: str, trie: Trie) -> dict[Path, int]:
    """Return the offset of each path of ``trie`` in one JSON value.

    Raises:
        ValueError, IndexError, StopIteration, RecursionError: Not JSON.
    """
    walk = _Walk(text)
    walk.value(walk.space(0), trie, ())
    return walk.found


def events(text: str, trie: Trie) -> dict[Path, int]:
    """Return the offset of each path of ``trie``, led by the index of its value.

    Raises:
        ValueError, IndexError, StopIteration, RecursionError: Not JSON.
    """
    walk = _Walk(text)
    at, index = walk.space(0), 0
    if text[at] == "[" and walk.space(walk.value(at, trie, ())) == len(text):
        return walk.found
    walk.found.clear()
    while at < len(text):
        key = str(index)
        walk.found[key,] = at
        at = walk.space(walk.value(at, trie.get(key, {}), (key,)))
        index += 1
    return walk.found


class _Walk:
    """Walks one text, into wanted members only."""

    _skip = json.JSONDecoder().scan_once  # type: ignore[attr-defined]  # typeshed lacks it

    def __init__(self, text: str) -> None:
        self._text = text
        self.found: dict[Path, int] = {}

    def space(self, at: int) -> int:
        """Return the offset of the first character from ``at`` on that is not blank."""
        return _SPACE.match(self._text, at).end()  # type: ignore[union-attr]  # matches

    def value(self, at: int, trie: Trie, path: Path) -> int:
        """Walk the value at offset ``at``; return the offset behind it."""
        opening = self._text[at : at + 1]
        if trie and opening == "{":
            return self._object(at + 1, trie, path)
        if trie and opening == "[":
            return self._array(at + 1, trie, path)
        end: int = self._skip(self._text, at)[1]
        return end

    def _object(self, at: int, trie: Trie, path: Path) -> int:
        at = self.space(at)
        while self._text[at] != "}":
            key, end = scanstring(self._text, at + 1)
            value = self.space(self.space(end) + 1)
            at = self._next(self._member(key, at, value, trie, path))
        return at + 1

    def _array(self, at: int, trie: Trie, path: Path) -> int:
        at, index = self.space(at), 0
        while self._text[at] != "]":
            at = self._next(self._member(str(index), at, at, trie, path))
            index += 1
        return at + 1

    def _member(self, key: str, at: int, value: int, trie: Trie, path: Path) -> int:
        if key not in trie:
            end: int = self._skip(self._text, value)[1]
            return end
        here = (*path, key)
        self.found[here] = at
        return self.value(value, trie[key], here)

    def _next(self, at: int) -> int:
        at = self.space(at)
        return self.space(at + 1) if self._text[at] == "," else at
