"""Opcodes of pickle with their operands, read within bounds.

Names and operand kinds come from the table of the standard library; its reader, which
trusts what it reads, is not used.
"""

import re
from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple

from mlgate.loaders.formats.blob import Cursor
from mlgate.loaders.formats.model_file import TooShortError, UntestedError
from mlgate.loaders.formats.pickle_values import Thing

MAX_TEXT = 4096
MAX_DIGITS = 256
LINE = 256
MAX_LINE = 256 * 2**20

Operand = Callable[[Cursor], object]

_FIXED = {"uint1": 1, "uint2": 2, "uint4": 4, "uint8": 8, "int4": -4}
_INTEGER = re.compile(rb"[+-]?\d+L?")
_FLOAT = re.compile(rb"[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+|inf|nan)")


class Opcode(NamedTuple):
    """One opcode: its name, and how its operand is read."""

    name: str
    operand: Operand | None


@cache
def opcodes() -> dict[int, Opcode]:
    """Return the opcodes of all protocols, by their byte."""
    from pickletools import code2op  # type: ignore[attr-defined]  # public, untyped

    return {
        ord(code): Opcode(op.name, _operand(op.arg.name) if op.arg else None)
        for code, op in code2op.items()
    }


def _operand(kind: str) -> Operand:
    if kind in _FIXED:
        return partial(_number, _FIXED[kind])
    if kind.startswith("long"):
        return partial(_long, int(kind[-1]))
    if kind[-1].isdigit() and kind != "float8":
        make = _text if kind.startswith(("unicode", "string")) else _bytes
        return partial(make, int(kind[-1]))
    lines: dict[str, Operand] = {
        "float8": _float8,
        "floatnl": partial(_parsed, _FLOAT, float),
        "decimalnl_short": partial(_parsed, _INTEGER, _integer),
        "decimalnl_long": partial(_parsed, _INTEGER, _integer),
        "stringnl": _quoted,
        "stringnl_noescape": _plain_line,
        "stringnl_noescape_pair": lambda c: (_plain_line(c), _plain_line(c)),
        "unicodestringnl": _unicode_line,
    }
    return lines[kind]


def _number(size: int, cursor: Cursor) -> int:
    return int.from_bytes(cursor.take(abs(size)), "little", signed=size < 0)


def _long(size: int, cursor: Cursor) -> object:
    count = _number(size, cursor)
    if count > MAX_DIGITS:
        cursor.skip(count)
        return Thing("number")
    return int.from_bytes(cursor.take(count), "little", signed=True)


def _bytes(size: int, cursor: Cursor) -> object:
    count = _number(size, cursor)
    if count > MAX_TEXT:
        start = cursor.skip(count)
        return Thing("bytes", data=cursor.data[start : start + count])
    return cursor.take(count)


def _text(size: int, cursor: Cursor) -> object:
    raw = _bytes(size, cursor)
    if not isinstance(raw, bytes):
        return Thing("text")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return Thing("text")


def _float8(cursor: Cursor) -> float:
    cursor.skip(8)
    return 0.0


def _line(cursor: Cursor) -> bytes:
    """Return the bytes up to the next line feed, which is passed over."""
    size = LINE
    while True:
        window = bytes(cursor.data[cursor.at : min(cursor.at + size, cursor.end)])
        length = window.find(b"\n")
        if length >= 0:
            return cursor.take(length + 1)[:-1]
        if len(window) < size or size > MAX_LINE:
            raise TooShortError(f"the line at byte {cursor.at} does not end")
        size *= 8


def _parsed(
    pattern: re.Pattern[bytes], make: Callable[[bytes], object], cursor: Cursor
) -> object:
    at = cursor.at
    line = _line(cursor)
    if not pattern.fullmatch(line):
        raise UntestedError(f"not a number at byte {at}")
    return make(line) if len(line) <= MAX_DIGITS else Thing("number")


def _integer(line: bytes) -> int:
    return int(line.removesuffix(b"L"))


def _plain_line(cursor: Cursor) -> object:
    line = _line(cursor)
    try:
        return line.decode() if len(line) <= MAX_TEXT else Thing("text")
    except UnicodeDecodeError:
        return Thing("text")


def _quoted(cursor: Cursor) -> object:
    at = cursor.at
    line = _line(cursor).strip()
    if len(line) < 2 or line[:1] != line[-1:] or line[:1] not in {b"'", b'"'}:  # noqa: PLR2004  # both quotes
        raise UntestedError(f"a text without quotes at byte {at}")
    return _unescaped(line[1:-1])


def _unicode_line(cursor: Cursor) -> object:
    return _unescaped(_line(cursor))


def _unescaped(raw: bytes) -> object:
    # What is escaped is not needed: as a name it would be refused in any case.
    if b"\\" in raw or len(raw) > MAX_TEXT or not raw.isascii():
        return Thing("text")
    return raw.decode()
