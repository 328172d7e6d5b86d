"""Which format a file has, by its bytes, and what its reader says of it."""

import mmap
import os
import stat
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import ModuleType

from mlgate.loaders.formats import hidden_zip
from mlgate.loaders.formats.blob import Blob
from mlgate.loaders.formats.model_file import (
    NOT_TESTED,
    ModelFile,
    Report,
    UntestedError,
    shown,
)
from mlgate.loaders.formats.signs import possible
from mlgate.loaders.formats.unknown import unknown

POINTER = b"version https://git-lfs.github.com/spec/v1"


def inspect(path: Path, name: str, size: int) -> ModelFile | None:
    """Return what the model file at ``path`` is and whether loading it is safe.

    Nothing in it is run, imported or unpickled. Only as much is read as it takes: of
    a file that is not a model, the first bytes; of large tensors, their headers.

    Args:
        path: Where it lies; only files beside it are looked at besides.
        name: What it is called, which counts only where its bytes cannot tell.
        size: How many bytes it had when it was hashed.

    Returns:
        None if it is not a model file. Whatever is wrong with it is a reason.
    """
    try:
        return _inspect(path, name, size)
    except OSError as exc:
        why = f"cannot be read: {(exc.strerror or 'unknown error').lower()}"
        return ModelFile("unreadable file", NOT_TESTED, (why,))


def _inspect(path: Path, name: str, size: int) -> ModelFile | None:
    flags = os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_CLOEXEC", 0)
    with os.fdopen(os.open(path, flags), "rb", buffering=0) as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_size != size:
            why = "it changed after it was hashed, or is not a regular file"
            return ModelFile("changed file", NOT_TESTED, (why,))
        if not size:
            return look(Blob(memoryview(b""), name, path.parent))
        mapped = mmap.mmap(stream.fileno(), size, access=mmap.ACCESS_READ)
    return look(Blob(memoryview(mapped), name, path.parent))


def look(blob: Blob) -> ModelFile | None:
    """Return what a file, or a member of an archive, is; None if not a model."""
    if blob.head.startswith(POINTER):
        why = "the bytes of the model are absent: fetch them with git lfs pull"
        return ModelFile("git-lfs pointer", NOT_TESTED, (why,))
    for module in possible(blob.head, blob.suffix):
        reader = import_module(f"{__package__}.{module}")
        if reader.recognised(blob):
            report = Report(reader.NAME, blob.effort)
            if _read(reader, blob, report):
                return report.result()
    start = hidden_zip.begins(blob.data)
    return unknown(blob) if start is None else _behind(blob, start)


def _behind(blob: Blob, start: int) -> ModelFile | None:
    """Judge an archive behind other bytes: readers differ over where it begins."""
    reader = import_module(f"{__package__}.zip_model")
    report = Report(reader.NAME, blob.effort)
    report.doubt("a zip archive behind other bytes")
    found = _read(reader, replace(blob, data=blob.data[start:]), report)
    return report.result() if found else unknown(blob)


def _read(reader: ModuleType, blob: Blob, report: Report) -> bool:
    try:
        return reader.read(blob, look, report) is not False
    except UntestedError as exc:
        report.unread(str(exc))
    except Exception as exc:  # noqa: BLE001  # hostile bytes must never end the gate
        report.unread(f"cannot be read ({type(exc).__name__}: {shown(exc)})")
    return True
