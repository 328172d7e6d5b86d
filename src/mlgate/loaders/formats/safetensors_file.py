"""safetensors: a JSON header with offsets, then the bytes of tensors."""

from collections.abc import Iterator, Mapping
from typing import Any

from mlgate.errors import EvidenceError
from mlgate.loaders.formats.blob import Blob, Cursor, Look
from mlgate.loaders.formats.model_file import Report, UntestedError, shown
from mlgate.strict import json_reader
from mlgate.strict.text import MAX_BYTES

NAME = "safetensors"
MAX_HEADER = min(100_000_000, MAX_BYTES)
MAX_RANK = 64
MAX_BITS = 2**63
START = 8
_AFTER = (b'"', b"}", b" ", b"\n", b"\r", b"\t")
BITS = {
    "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6,
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E4M3": 8, "F8_E5M2": 8, "F8_E8M0": 8,
    "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8,
    "U16": 16, "I16": 16, "F16": 16, "BF16": 16,
    "U32": 32, "I32": 32, "F32": 32,
    "U64": 64, "I64": 64, "F64": 64, "C64": 64,
}  # fmt: skip


def recognised(blob: Blob) -> bool:
    """Tell whether a header length is followed by the start of a header."""
    head = blob.head
    if blob.suffix == ".safetensors":
        return bool(head)
    # Text has no NUL, and a header of up to 2**56 bytes has one in its length.
    begun = head[START : START + 1] == b"{" and head[START + 1 : START + 2] in _AFTER
    return begun and b"\0" in head[:START]


def read(blob: Blob, _look: Look, report: Report) -> None:
    """Check header and offsets; the tensors themselves are never read."""
    cursor = Cursor(blob.data)
    size = cursor.u64()
    if size > MAX_HEADER:
        raise UntestedError(f"a header of {size} bytes, more than {MAX_HEADER}")
    header, metadata = _header(cursor.take(size))
    body = cursor.left
    end = 0
    for name, begin, stop in sorted(_tensors(header), key=lambda t: t[1:]):
        if begin != end:
            what = "overlaps" if begin < end else "leaves a gap after"
            raise UntestedError(f"tensor '{shown(name)}' {what} the one before it")
        end = stop
    if end != body:
        raise UntestedError(f"tensors take {end} bytes, but {body} follow the header")
    report.facts.producer = metadata.get("format", "")
    for tensor in header.values():
        begin, stop = tensor["data_offsets"]
        dtype = tensor["dtype"]
        report.facts.array(dtype, (stop - begin) * 8 // BITS[dtype])


def _header(raw: bytes) -> tuple[dict[str, Any], dict[str, str]]:
    if not raw.startswith(b"{"):
        raise UntestedError("the header does not begin with '{'")
    try:
        header = json_reader.parse(raw, "header")
    except EvidenceError as exc:
        raise UntestedError(f"{exc.place}: {shown(exc.message)}") from exc
    metadata = header.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(
        isinstance(value, str) for value in metadata.values()
    ):
        raise UntestedError("__metadata__ is not a map from text to text")
    return dict(header), metadata


def _tensors(header: Mapping[str, Any]) -> Iterator[tuple[str, int, int]]:
    for name, tensor in header.items():
        try:
            yield name, *_extent(name, tensor)
        except UntestedError as exc:
            raise UntestedError(f"tensor '{shown(name)}' {exc}") from exc


def _extent(name: str, tensor: Any) -> tuple[int, int]:  # noqa: ANN401  # any JSON
    _check_name(name)
    if not isinstance(tensor, dict) or set(tensor) != {
        "dtype",
        "shape",
        "data_offsets",
    }:
        raise UntestedError("does not have exactly dtype, shape and data_offsets")
    begin, end = _whole(tensor["data_offsets"], 2)
    if end - begin != _bytes(tensor["dtype"], tensor["shape"]):
        raise UntestedError("has offsets that do not fit its shape and type")
    return begin, end


def _check_name(name: str) -> None:
    parts = name.replace("\\", "/").split("/")
    if not name or not name.isprintable() or ".." in parts or not parts[0]:
        raise UntestedError("has a name that is empty, unprintable or a path")


def _bytes(dtype: Any, shape: Any) -> int:  # noqa: ANN401  # any JSON
    if not isinstance(dtype, str) or dtype not in BITS:
        raise UntestedError(f"has the unknown type '{shown(dtype)}'")
    bits, empty = BITS[dtype], False
    for side in _whole(shape, None):
        empty |= side == 0
        # A zero must not hide a side that a reader's own arithmetic overflows on.
        bits *= side or 1
        if bits >= MAX_BITS:
            raise UntestedError("has a shape too large to be real")
    if not empty and bits % 8:
        raise UntestedError("does not end on a whole byte")
    return 0 if empty else bits // 8


def _whole(values: Any, count: int | None) -> list[int]:  # noqa: ANN401  # any JSON
    fits = isinstance(values, list) and len(values) <= MAX_RANK
    if not fits or not all(type(v) is int and v >= 0 for v in values):
        raise UntestedError("has a shape or offsets that are not whole numbers")
    if count is not None and len(values) != count:
        raise UntestedError(f"does not have {count} offsets")
    return list(values)
