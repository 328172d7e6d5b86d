"""Protocol buffers wire format, field by field (encoding guide of protobuf.dev)."""

from collections.abc import Iterator
from typing import NamedTuple

from mlgate.loaders.formats.blob import Cursor
from mlgate.loaders.formats.model_file import Effort, UntestedError

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
MAX_DEPTH = 64
MAX_TEXT = 64 * 1024
_VARINT_BITS = 64
_ALL = 0xFFFF_FFFF_FFFF_FFFF


class Field(NamedTuple):
    """One field; ``value`` of a varint, else the place ``start``:``end``."""

    number: int
    wire: int
    value: int
    start: int
    end: int


def fields(data: memoryview, start: int, end: int, effort: Effort) -> Iterator[Field]:
    """Yield the fields between two places; bytes are passed over, not read.

    Raises:
        UntestedError: They are not well formed.
    """
    cursor = Cursor(data, start, end)
    while cursor.left:
        effort.step()
        tag = _varint(cursor)
        number, wire = tag >> 3, tag & 7
        value = 0
        if wire == VARINT:
            at = cursor.at
            value = _varint(cursor)
        elif wire == BYTES:
            size = _varint(cursor)
            at = cursor.skip(size)
        elif wire in {FIXED32, FIXED64}:
            at = cursor.skip(4 if wire == FIXED32 else 8)
        else:
            raise UntestedError(f"an unknown kind of field at byte {cursor.at}")
        if not 0 < number < 2**29:
            raise UntestedError(f"an impossible field number at byte {cursor.at}")
        yield Field(number, wire, value, at, cursor.at)


def text(data: memoryview, field: Field) -> str:
    """Return a field as text, whatever bytes it holds.

    Raises:
        UntestedError: It is not text, or too long.
    """
    if field.wire != BYTES or field.end - field.start > MAX_TEXT:
        raise UntestedError(f"field {field.number} is not a text, or too long")
    return bytes(data[field.start : field.end]).decode("utf-8", "backslashreplace")


def varints(data: memoryview, start: int, end: int) -> list[int]:
    """Return the numbers between two places, as far as they can be read."""
    cursor, found = Cursor(data, start, end), []
    try:
        while cursor.left:
            found.append(_varint(cursor))
    except UntestedError:
        return []
    return found


def _varint(cursor: Cursor) -> int:
    value: int = 0
    shift = 0
    while True:
        byte = cursor.u8()
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:  # noqa: PLR2004  # the last byte has no mark
            return value & _ALL
        if shift >= _VARINT_BITS:
            raise UntestedError(f"a number too long at byte {cursor.at}")
