"""Strict JSON (RFC 8259): nothing is guessed, merged or dropped.

Keys that differ only by case are two keys here; who reads a signed statement must
refuse them, for other parsers take one for the other.

The standard parser reads. What it lets through is found by a few passes in C: fewer
members read than colons in the text means a key was lost. Places are sought in
``json_errors``, once something is wrong.
"""

import json
import math
import re
from typing import Any

from mlgate.errors import EvidenceError
from mlgate.strict import json_errors
from mlgate.strict.json_errors import RefusedError
from mlgate.strict.text import MAX_DEPTH, as_text, place

# Every CPython reads this many digits, however its own limit is set.
MAX_DIGITS = 640
_SPACE = re.compile(r"[ \t\n\r]*")
_BREAK = re.compile(r"[\r\n]")
_NOT_STRUCTURE = bytes(set(range(256)) - set(b'"[]{}:'))
# An escape of NUL or of half a pair, once escaped backslashes are blanked.
_HIDDEN = re.compile(
    r"\\u(?:0000|[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2}\\u)[dD][c-fC-F])"
)


def parse(raw: bytes | str, path: str) -> Any:  # noqa: ANN401
    """Return the one JSON value in ``raw``.

    Raises:
        EvidenceError: Not strict JSON: duplicate keys (both lines), NaN, infinities,
            numbers out of range, NUL or lone surrogates, depth over 100, a syntax
            error. Names line and column.
    """
    reader = _Reader(as_text(raw, path), path)
    value, end = reader.value(reader.space(0))
    at = reader.space(end)
    if at != len(reader.text):
        why = "more text after the end of the JSON value"
        where = place(path, reader.text, at)
        raise EvidenceError(why, place=where, hint="keep one value")
    reader.check()
    return value


def parse_events(raw: bytes | str, path: str) -> list[Any]:
    """Return the values of ``raw``: one value, the items of an array, or JSON Lines.

    A pointer into the result starts with the value's index. A value may be printed
    over several lines; each begins on a line of its own.

    Raises:
        EvidenceError: As for ``parse``.
    """
    reader = _Reader(as_text(raw, path), path)
    text = reader.text
    found: list[Any] = []
    at = reader.space(0)
    while at < len(text) or not found:
        value, end = reader.value(at)
        found.append(value)
        at = reader.space(end)
        if at < len(text) and not _BREAK.search(text, end, at):
            why = "more text after the end of a JSON value"
            hint = "begin each value on a line of its own"
            raise EvidenceError(why, place=place(path, text, at), hint=hint)
    reader.check()
    only = found[0]
    return only if len(found) == 1 and isinstance(only, list) else found


class _Reader:
    """Reads the values of one text, counting the members of their objects."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self._path = path
        self._members = 0
        self._decoder = json.JSONDecoder(
            object_hook=self._object,
            parse_constant=_constant,
            parse_float=_float,
            parse_int=_int,
        )

    def space(self, at: int) -> int:
        """Return the offset of the first character from ``at`` on that is not blank."""
        return _SPACE.match(self.text, at).end()  # type: ignore[union-attr]  # matches

    def value(self, at: int) -> tuple[Any, int]:
        """Return the value at ``at``, and the offset behind it."""
        try:
            return self._decoder.raw_decode(self.text, at)
        except RefusedError as exc:
            raise json_errors.refused(exc, self.text, self._path) from exc
        except json.JSONDecodeError as exc:
            raise json_errors.syntax(exc, self._path) from exc
        except RecursionError as exc:
            raise json_errors.too_deep(self.text, self._path) from exc

    def check(self) -> None:
        """Refuse what the parser lets through; the text is known to be JSON."""
        hidden = _hidden(self.text)
        if hidden >= 0:
            why = "a string holds NUL or half of a surrogate pair"
            where = place(self._path, self.text, hidden)
            raise EvidenceError(why, place=where, hint="take the escape out")
        structure = _structure(self.text)
        if structure.count(b":") != self._members:
            raise json_errors.duplicate(self.text, self._path)
        if _is_too_deep(structure):
            raise json_errors.too_deep(self.text, self._path)

    def _object(self, made: dict[str, Any]) -> dict[str, Any]:
        self._members += len(made)
        return made


def _constant(name: str) -> float:
    raise RefusedError(name, "is not a JSON number")


def _float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise RefusedError(text, "is out of the range of a number")
    return number


def _int(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise RefusedError(text, f"has more than {MAX_DIGITS} digits")
    return int(text)


def _hidden(text: str) -> int:
    # One character is sought much faster than two.
    if "\\" not in text or "\\u" not in text:
        return -1
    found = _HIDDEN.search(text.replace("\\\\", "  "))
    return found.start() if found else -1


def _structure(text: str) -> bytes:
    """Return the brackets and colons of ``text`` that are not within strings."""
    left = text.encode()
    if b"\\" in left:
        # Pairs of them first: then what stands before a quote escapes it.
        left = left.replace(rb"\\", b"").replace(rb"\"", b"")
    left = left.translate(None, _NOT_STRUCTURE).replace(b'""', b"")
    return re.sub(rb'"[^"]*"', b"", left) if b'"' in left else left


def _is_too_deep(structure: bytes) -> bool:
    """Say whether brackets are left after taking out empty pairs so many times."""
    left = structure.translate(None, b":")
    for _ in range(MAX_DEPTH):
        left = left.replace(b"{}", b"").replace(b"[]", b"")
        if not left:
            return False
    return bool(left)
