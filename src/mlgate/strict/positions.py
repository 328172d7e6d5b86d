"""Line and column of pointers into a document, all of one file in one pass.

Reading stays fast because it keeps no positions: they are looked up afterwards,
for findings alone.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mlgate.core.pointer import split
from mlgate.errors import EvidenceError
from mlgate.strict import front_matter, json_places, xml_reader, yaml_reader
from mlgate.strict.text import breaks, decode

Path = tuple[str, ...]
Found = dict[Path, tuple[int, int]]
_LINE = re.compile(r"L([0-9]{1,9})", re.ASCII)
_START = (1, 1)
_UNREADABLE = (EvidenceError, ValueError, IndexError, StopIteration, RecursionError)


def locate(
    raw: bytes, syntax: str, pointers: Iterable[str]
) -> dict[str, tuple[int, int]]:
    """Return line and column, from 1, of each pointer in ``raw``.

    A member is where its key is, an item where its value begins. What does not
    exist is where its nearest ancestor is; ``L<n>`` is line n.

    Args:
        raw: The document's bytes.
        syntax: ``json``, ``events``, ``yaml``, ``front_matter`` or ``xml``; anything
            else, or a document that cannot be read, answers line 1, column 1.
        pointers: JSON Pointers; in ``events`` they start with the value's index, in
            ``xml`` they lead by names, as ``strict.xml_reader`` says.
    """
    asked = list(dict.fromkeys(pointers))
    wanted = [p for p in asked if p and not _LINE.fullmatch(p)]
    found = _search(raw, syntax, wanted) if wanted else {}
    return {p: _answer(p, found) for p in asked}


def _answer(pointer: str, found: Found) -> tuple[int, int]:
    if line := _LINE.fullmatch(pointer):
        return int(line.group(1)), 1
    path = tuple(split(pointer))
    near = (found.get(path[:n]) for n in range(len(path), 0, -1))
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
        return search(raw, trie)
    except _UNREADABLE:
        return {}


def _json(raw: bytes, trie: Mapping[str, Any]) -> Found:
    text = decode(raw, "")
    return _lines(text, json_places.single(text, trie))


def _events(raw: bytes, trie: Mapping[str, Any]) -> Found:
    text = decode(raw, "")
    return _lines(text, json_places.events(text, trie))


def _lines(text: str, offsets: Mapping[Path, int]) -> Found:
    """Turn offsets into lines and columns, counting line ends once."""
    found: Found = {}
    line, counted, start = 1, 0, 0
    for path, offset in sorted(offsets.items(), key=lambda item: item[1]):
        line += breaks(text, counted, offset)
        last = max(text.rfind(end, counted, offset) for end in "\r\n")
        start = last + 1 if last >= 0 else start
        counted = offset
        found[path] = (line, offset - start + 1)
    return found


def _yaml(raw: bytes, trie: Mapping[str, Any]) -> Found:
    return _marks(decode(raw, ""), trie)


def _marks(text: str, trie: Mapping[str, Any], shift: int = 0) -> Found:
    found: Found = {}
    for path, line, column in yaml_reader.marks(text):
        node: Mapping[str, Any] | None = trie
        for token in path:
            node = node.get(token) if node is not None else None
        if node is not None:
            found[path] = (line + shift, column)
    return found


def _front(raw: bytes, trie: Mapping[str, Any]) -> Found:
    shift = front_matter.FIRST_LINE - 1
    return _marks(front_matter.front(decode(raw, "")), trie, shift)


def _xml(raw: bytes, trie: Mapping[str, Any]) -> Found:
    found: Found = {}
    todo: list[tuple[Path, xml_reader.Element, Mapping[str, Any]]]
    todo = [((), xml_reader.parse(raw, ""), trie)]
    while todo:
        path, element, wanted = todo.pop()
        for pointer, child in element.placed():
            [token] = split(pointer)
            if token in wanted:
                found[*path, token] = (child.line, child.column)
                todo.append(((*path, token), child, wanted[token]))
    return found


_SYNTAXES: dict[str, Callable[[bytes, Mapping[str, Any]], Found]] = {
    "json": _json,
    "events": _events,
    "yaml": _yaml,
    "front_matter": _front,
    "xml": _xml,
}
