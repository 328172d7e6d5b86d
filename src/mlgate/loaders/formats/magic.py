"""Formats that are recognised, and not read."""

from mlgate.loaders.formats.blob import Blob, Look
from mlgate.loaders.formats.model_file import Report, UntestedError

NAME = "model"
# Where, which bytes, and what they mean.
MAGICS = (
    (4, b"TFL3", "TensorFlow Lite"),
    (4, b"ORTM", "ONNX Runtime model"),
    (4, b"ET12", "ExecuTorch"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (0, b"tjgg", "old ggml model"),
    (0, b"lmgg", "old ggml model"),
    (0, b"fmgg", "old ggml model"),
)


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
    return next((n for at, raw, n in MAGICS if head[at : at + len(raw)] == raw), None)
