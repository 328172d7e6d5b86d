"""Whole files packed by zlib, gzip, bzip2 or xz: joblib files, and archives."""

import zlib
from collections.abc import Callable
from typing import Any

from mlgate.loaders.formats import pickle_file
from mlgate.loaders.formats.blob import HEAD, MAX_INFLATED, Blob, Look
from mlgate.loaders.formats.model_file import Report, UntestedError
from mlgate.loaders.formats.unknown import named

NAME = "compressed file"
_CHUNK = 2**20
_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_GZIP, _BZIP2, _XZ, _LZMA = b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00", b"\x5d\x00\x00"
_LZ4 = b"\x04\x22\x4d\x18"


def recognised(blob: Blob) -> bool:
    """Tell whether it begins as one of the packings that joblib writes."""
    return _machine(blob.head) is not None


def read(blob: Blob, look: Look, report: Report) -> bool:
    """Judge what is packed; False if it is no model."""
    if blob.head.startswith(_LZ4):
        report.doubt("packed by LZ4, which is not read")
        return True
    inner = _head(blob)
    if inner is None:
        return False
    found = look(blob.inner(memoryview(inner), ""))
    if not found and not named(blob):
        return False
    return _whole(blob, look, report)


def _whole(blob: Blob, look: Look, report: Report) -> bool:
    data = memoryview(_inflate(blob, min(MAX_INFLATED, blob.effort.inflated)))
    found = look(blob.inner(data, blob.name.rpartition(".")[0]))
    if found is None:
        report.doubt("what is packed in it is not a known format of model")
        return named(blob)
    report.format = found.format
    if found.format == pickle_file.NAME:
        report.format = pickle_file.JOBLIB
    report.merge("unpacked", found)
    return True


def _machine(head: bytes) -> Callable[[], Any] | None:
    """Return what makes an inflater for these first bytes; None if there is none."""
    if head.startswith(_ZLIB):
        return zlib.decompressobj
    if head.startswith(_GZIP):
        return lambda: zlib.decompressobj(31)
    if head.startswith(_BZIP2):
        import bz2

        return bz2.BZ2Decompressor
    if head.startswith((_XZ, _LZMA)):
        import lzma

        return lambda: lzma.LZMADecompressor(memlimit=MAX_INFLATED)
    return dict if head.startswith(_LZ4) else None


def _head(blob: Blob) -> bytes | None:
    """Return the first unpacked bytes; None if these are not such packed bytes."""
    make = _machine(blob.head)
    try:
        return bytes(make().decompress(blob.data[: 8 * HEAD], HEAD)) if make else None
    except Exception:  # noqa: BLE001  # each library has its own errors, and says "no"
        return None


def _inflate(blob: Blob, limit: int) -> bytearray:
    make = _machine(blob.head)
    assert make is not None  # noqa: S101  # recognised by the same bytes
    machine, made, at = make(), bytearray(), 0
    while not machine.eof:
        fed = b"" if _wants_none(machine) else bytes(blob.data[at : at + _CHUNK])
        at += len(fed)
        got = machine.decompress(getattr(machine, "unconsumed_tail", b"") + fed, _CHUNK)
        made += got
        if len(made) > limit:
            raise UntestedError(f"it unpacks to more than {limit} bytes")
        if not got and not fed:
            raise UntestedError("the packed bytes end too soon")
    if machine.unused_data or at < len(blob.data):
        raise UntestedError("bytes follow the packed ones")
    blob.effort.inflated -= len(made)
    return made


def _wants_none(machine: Any) -> bool:  # noqa: ANN401  # three libraries, one shape
    """Tell whether an inflater has input left from before."""
    if hasattr(machine, "needs_input"):
        return not machine.needs_input
    return bool(machine.unconsumed_tail)
