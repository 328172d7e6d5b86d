"""Strict JSON (RFC 8259): nothing is guessed, merged or dropped.

Keys that differ only by case are two keys here; who reads a signed statement must
refuse them, for other parsers take one for the other.
"""

import json
import re
from collections.abc import Callable, Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]  # public, untyped
from typing import Any

from mlgate.errors import EvidenceError
from mlgate.strict.text import MAX_DEPTH, decode, line_column, place

_SPACE = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_HIDDEN = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)")


def parse(raw: bytes | str, path: str) -> Any:  # noqa: ANN401
    """Return the one JSON value in ``raw``.

    Raises:
        EvidenceError: Not strict JSON: duplicate keys (both lines), NaN, infinities,
            numbers out of range, NUL or lone surrogates, depth over 100, a syntax
            error. Names line and column.
    """
    text = decode(raw, path) if isinstance(raw, bytes) else raw
    start = _SPACE.match(text, 0).end()  # type: ignore[union-attr]  # matches always
    value, end = _value(text, start, path)
    end = _SPACE.match(text, end).end()  # type: ignore[union-attr]
    if end != len(text):
        why = "more text after the end of the JSON value"
        raise EvidenceError(why, place=place(path, text, end), hint="keep one value")
    return value


def parse_events(raw: bytes | str, path: str) -> list[Any]:
    """Return the values of ``raw``: one value, the items of an array, or JSON Lines.

    A pointer into the result starts with the value's index. Values may be printed
    over several lines; they follow one another with nothing but white space between.
    """
    text = decode(raw, path) if isinstance(raw, bytes) else raw
    found: list[Any] = []
    offset = _SPACE.match(text, 0).end()  # type: ignore[union-attr]
    while offset < len(text) or not found:
        value, offset = _value(text, offset, path)
        found.append(value)
        offset = _SPACE.match(text, offset).end()  # type: ignore[union-attr]
    only = found[0]
    return only if len(found) == 1 and isinstance(only, list) else found


def _value(text: str, start: int, path: str) -> tuple[Any, int]:
    _check_depth(text, path)
    try:
        value, end = _DECODER.raw_decode(text, start)
    except _RefusedError as exc:
        raise _refusal(exc, text, start, path) from exc
    except json.JSONDecodeError as exc:
        why = f"not JSON: {exc.msg[0].lower()}{exc.msg[1:]}"
        raise EvidenceError(why, place=place(path, text, exc.pos)) from exc
    except (ValueError, RecursionError) as exc:
        why = "a number is too long, or values are nested too deeply"
        raise EvidenceError(why, place=path) from exc
    _check_hidden(text, path)
    return value, end


class _RefusedError(Exception):
    def __init__(self, what: str, key: str = "") -> None:
        super().__init__(what)
        self.key = key


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _RefusedError("duplicate", key)
            seen.add(key)
    return made


def _constant(name: str) -> float:
    raise _RefusedError("constant", name)


def _float(text: str) -> float:
    number = float(text)
    if number in {float("inf"), float("-inf")}:
        raise _RefusedError("range", text)
    return number


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_constant=_constant, parse_float=_float
)


def _check_depth(text: str, path: str) -> None:
    # Counting brackets is an upper bound; only a suspicious text is walked.
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth = 0
    for match in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[{\]}]', text, re.DOTALL):
        token = match.group()
        depth += 1 if token in "[{" else -1 if token in "]}" else 0
        if depth > MAX_DEPTH:
            why = f"nested more than {MAX_DEPTH} deep"
            raise EvidenceError(why, place=place(path, text, match.start()))


def _check_hidden(text: str, path: str) -> None:
    if not _HIDDEN.search(text):
        return
    for match in _STRING.finditer(text):
        value = scanstring(text, match.start() + 1)[0]
        if "\0" in value or any("\ud800" <= c <= "\udfff" for c in value):
            why = "a string holds NUL or half of a surrogate pair"
            raise EvidenceError(why, place=place(path, text, match.start()))


def _refusal(exc: _RefusedError, text: str, start: int, path: str) -> EvidenceError:
    kind, key = str(exc), exc.key
    if kind == "duplicate":
        first, second = _twice(text, start, key)
        line = line_column(text, first)[0]
        why = f"duplicate key {json.dumps(key)}: first on line {line}"
        hint = "keep the one that is meant"
        return EvidenceError(why, place=place(path, text, second), hint=hint)
    found = re.search(rf"(?<![\w\".]){re.escape(key)}(?![\w\"])", text)
    offset = found.start() if found else 0
    why = (
        f"{key} is not a JSON number"
        if kind == "constant"
        else f"{key} is out of range"
    )
    return EvidenceError(
        why, place=place(path, text, offset), hint="write a finite number"
    )


def _twice(text: str, start: int, key: str) -> tuple[int, int]:
    """Return the offsets of the first key that one object has twice."""
    open_objects: list[dict[str, int]] = []
    for offset, name in _tokens(text, start):
        if name == "{":
            open_objects.append({})
        elif name == "}":
            open_objects.pop()
        elif open_objects:
            first = open_objects[-1].setdefault(name[1:], offset)
            if first != offset and name[1:] == key:
                return first, offset
    return start, start


def _tokens(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Yield ``{``, ``}`` and each key, prefixed by ``:``, with its offset."""
    pattern = re.compile(r'"(?:[^"\\]|\\.)*"(?P<colon>\s*:)?|[{}]', re.DOTALL)
    read: Callable[[str, int], tuple[str, int]] = scanstring
    for match in pattern.finditer(text, start):
        if match.group() in {"{", "}"}:
            yield match.start(), match.group()
        elif match.group("colon"):
            yield match.start(), f":{read(text, match.start() + 1)[0]}"
