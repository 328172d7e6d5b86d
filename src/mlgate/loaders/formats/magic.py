"""Formats that are recognised, and not read."""

from mlgate.loaders.formats.blob import Blob, Look
from mlgate.loaders.formats.model_file import Report, UntestedError

NAME = "model"
# Where, which bytes, and what they mean.
MAGICS = (
    (0, b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (0, b"tjgg", "old ggml model"),
    (0, b"lmgg", "old ggml model"),
    (0, b"fmgg", "old ggml model"),
)

# FlatBuffers: the offset of the root table, then the file identifier.
FLATBUFFERS = {
    b"TFL3": "TensorFlow Lite",
    b"ORTM": "ONNX Runtime model",
    b"ET12": "ExecuTorch",
}


def recognised(blob: Blob) -> bool:
    """Tell a format by its magic bytes."""
    return _name(blob) is not None


def read(blob: Blob, _look: Look, report: Report) -> None:
    """Name the format.

    Raises:
        UntestedError: Always.
    """
    report.format = _name(blob) or NAME
    raise UntestedError("recognised, but not read")


def _name(blob: Blob) -> str | None:
    head = blob.head
    known = (n for at, raw, n in MAGICS if head[at : at + len(raw)] == raw)
    return next(known, None) or _flatbuffer(blob)


def _flatbuffer(blob: Blob) -> str | None:
    # Four letters alone may stand in any text of a pickle; a root table that lies
    # outside the file cannot be loaded by anything.
    head = blob.head[:8]
    inside = int.from_bytes(head[:4], "little") < len(blob.data)
    return FLATBUFFERS.get(head[4:]) if inside else None
