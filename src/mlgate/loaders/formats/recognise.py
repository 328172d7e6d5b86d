"""Which format a file has, by its bytes, and what its reader says of it."""

import mmap
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from mlgate.loaders.formats import (
    gguf_file,
    keras_file,
    magic,
    numpy_file,
    onnx_file,
    packed,
    pickle_file,
    safetensors_file,
    savedmodel_file,
    tar_file,
    zip_file,
    zip_model,
)
from mlgate.loaders.formats.blob import Blob
from mlgate.loaders.formats.model_file import (
    NOT_TESTED,
    ModelFile,
    Report,
    UntestedError,
    shown,
)
from mlgate.loaders.formats.unknown import unknown

POINTER = b"version https://git-lfs.github.com/spec/v1"


class Kind(NamedTuple):
    """A format: its name, how it is recognised, and how it is read.

    ``read`` returns False if on a closer look this is not a model after all.
    """

    name: str
    recognised: Callable[[Blob], bool]
    read: Callable[[Blob, Report], bool | None]


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
    for kind in KINDS:
        if kind.recognised(blob):
            report = Report(kind.name, blob.effort)
            if _read(kind, blob, report):
                return report.result()
    return unknown(blob)


def _read(kind: Kind, blob: Blob, report: Report) -> bool:
    try:
        return kind.read(blob, report) is not False
    except UntestedError as exc:
        report.doubt(str(exc))
    except Exception as exc:  # noqa: BLE001  # hostile bytes must never end the gate
        report.doubt(f"cannot be read ({type(exc).__name__}: {shown(exc)})")
    return True


KINDS = (
    Kind(safetensors_file.NAME, safetensors_file.recognised, safetensors_file.read),
    Kind(gguf_file.NAME, gguf_file.recognised, gguf_file.read),
    Kind(numpy_file.NAME, numpy_file.recognised, numpy_file.read),
    Kind(zip_model.NAME, zip_file.recognised, lambda b, r: zip_model.read(b, look, r)),
    Kind(keras_file.HDF5, keras_file.hdf5, keras_file.read_hdf5),
    Kind(magic.NAME, magic.recognised, magic.read),
    Kind(packed.NAME, packed.recognised, lambda b, r: packed.read(b, look, r)),
    Kind(tar_file.NAME, tar_file.recognised, lambda b, r: tar_file.read(b, look, r)),
    Kind(pickle_file.NAME, pickle_file.recognised, pickle_file.read),
    Kind(onnx_file.NAME, onnx_file.recognised, onnx_file.read),
    Kind(savedmodel_file.NAME, savedmodel_file.recognised, savedmodel_file.read),
)
