"""GGUF: typed key-value pairs, tensor descriptions, then the tensors' bytes.

The GGUF specification of the ggml project, versions 2 and 3.
"""

import math
from typing import NamedTuple

from mlgate.loaders.formats import templates
from mlgate.loaders.formats.blob import Blob, Cursor, Look
from mlgate.loaders.formats.facts import MAX_TEXT
from mlgate.loaders.formats.ggml_types import BLOCKS
from mlgate.loaders.formats.model_file import Report, UntestedError, shown

NAME = "GGUF"
MAGIC = b"GGUF"
VERSIONS = (2, 3)
MAX_PAIRS, MAX_TENSORS = 100_000, 1_000_000
MAX_STRING = 16 * 2**20
MAX_ALIGNMENT, ALIGNMENT = 2**20, 32
MAX_DIMENSIONS = 4
MAX_ELEMENTS = 2**62
MAX_NAME = 4096
MAX_TEXTS = 5_000_000
UINT32, STRING, ARRAY = 4, 8, 9
SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
LENGTH = 8
TEMPLATE = "tokenizer.chat_template"
TEMPLATE_NAMES = "tokenizer.chat_templates"
ARCHITECTURE = "general.architecture"


class _Tensor(NamedTuple):
    name: str
    size: int
    offset: int
    dtype: str
    elements: int


def recognised(blob: Blob) -> bool:
    """Tell GGUF by its first four bytes."""
    return blob.head.startswith(MAGIC)


def read(blob: Blob, _look: Look, report: Report) -> None:
    """Check every length and offset, and look into the chat templates."""
    cursor = Cursor(blob.data, len(MAGIC))
    version = cursor.u32()
    if version not in VERSIONS:
        raise UntestedError(f"the unknown version {version}")
    tensors, pairs = cursor.u64(), cursor.u64()
    if tensors > MAX_TENSORS or pairs > MAX_PAIRS:
        raise UntestedError(f"{pairs} pairs and {tensors} tensors are too many")
    alignment = _pairs(cursor, pairs, report)
    found = [_tensor(cursor) for _ in range(tensors)]
    if len({t.name for t in found}) != len(found):
        raise UntestedError("two tensors have one name")
    if found:
        _layout(found, _padded(cursor.at, alignment), alignment, len(blob.data))
    elif cursor.left and cursor.end != _padded(cursor.at, alignment):
        raise UntestedError(f"{cursor.left} bytes follow a file without tensors")
    report.facts.version = str(version)
    for tensor in found:
        report.facts.array(tensor.dtype, tensor.elements)


def _pairs(cursor: Cursor, count: int, report: Report) -> int:
    """Read all pairs; return the alignment that they ask for."""
    seen: set[str] = set()
    alignment = ALIGNMENT
    for _ in range(count):
        key = _text(cursor, MAX_NAME)
        if key in seen:
            raise UntestedError(f"two values for '{shown(key)}'")
        seen.add(key)
        kind = cursor.u32()
        if key.startswith(TEMPLATE) and key != TEMPLATE_NAMES:
            if kind != STRING:
                raise UntestedError(f"the template '{shown(key)}' is not text")
            _template(key, _text(cursor, MAX_STRING), report)
        elif key == ARCHITECTURE and kind == STRING:
            report.facts.architecture = _skip_text(cursor)
        elif key == "general.alignment":
            alignment = _alignment(kind, cursor)
        else:
            _value(cursor, kind)
    return alignment


def _template(key: str, text: str, report: Report) -> None:
    if key == TEMPLATE:
        report.facts.template(text)
    if why := templates.danger(text):
        report.danger(f"the template '{shown(key)}' {why}")


def _alignment(kind: int, cursor: Cursor) -> int:
    value = cursor.u32() if kind == UINT32 else 0
    if not 0 < value <= MAX_ALIGNMENT or value & (value - 1):
        raise UntestedError("an alignment that is not a small power of two")
    return value


def _text(cursor: Cursor, limit: int) -> str:
    size = cursor.u64()
    if size > limit:
        raise UntestedError(f"a text of {size} bytes, more than {limit}")
    try:
        return cursor.take(size).decode()
    except UnicodeDecodeError as exc:
        raise UntestedError("a text that is not UTF-8") from exc


def _value(cursor: Cursor, kind: int) -> None:
    if kind in SIZES:
        cursor.skip(SIZES[kind])
    elif kind == STRING:
        _skip_text(cursor)
    elif kind == ARRAY:
        _array(cursor)
    else:
        raise UntestedError(f"a value of the unknown type {kind}")


def _array(cursor: Cursor) -> None:
    kind, count = cursor.u32(), cursor.u64()
    if kind in SIZES:
        cursor.skip(count * SIZES[kind])
    elif kind != STRING:
        raise UntestedError("an array in an array, or of an unknown type")
    elif count > MAX_TEXTS or count * LENGTH > cursor.left:
        raise UntestedError(f"an array of {count} texts is too long")
    else:
        for _ in range(count):
            _skip_text(cursor)


def _skip_text(cursor: Cursor) -> str:
    """Pass over a text, which may be an odd one, and return how it begins."""
    size = cursor.u64()
    if size > MAX_STRING:
        raise UntestedError(f"a text of {size} bytes, more than {MAX_STRING}")
    start = cursor.skip(size)
    return bytes(cursor.data[start : start + min(size, MAX_TEXT)]).decode(
        "utf-8", "replace"
    )


def _tensor(cursor: Cursor) -> _Tensor:
    name = _text(cursor, MAX_NAME)
    count = cursor.u32()
    if count > MAX_DIMENSIONS:
        raise UntestedError(f"tensor '{shown(name)}' has {count} dimensions")
    sides = [cursor.u64() for _ in range(count)]
    kind, offset = cursor.u32(), cursor.u64()
    if kind not in BLOCKS:
        raise UntestedError(f"tensor '{shown(name)}' is of the unknown type {kind}")
    elements = math.prod(max(side, 1) for side in sides)
    dtype, block, size = BLOCKS[kind]
    if elements > MAX_ELEMENTS or 0 in sides or (sides and sides[0] % block):
        raise UntestedError(f"tensor '{shown(name)}' has an impossible shape")
    return _Tensor(name, elements // block * size, offset, dtype, elements)


def _layout(tensors: list[_Tensor], start: int, alignment: int, end: int) -> None:
    """Check that the tensors lie one behind the other, aligned, up to the end."""
    at = 0
    for tensor in sorted(tensors, key=lambda t: t.offset):
        if tensor.offset != _padded(at, alignment):
            what = "overlaps, leaves a gap or is not aligned"
            raise UntestedError(f"tensor '{shown(tensor.name)}' {what}")
        at = tensor.offset + tensor.size
    if end not in {start + at, start + _padded(at, alignment)}:  # padded or not
        raise UntestedError("the tensors do not end where the file does")


def _padded(at: int, alignment: int) -> int:
    return -(-at // alignment) * alignment
