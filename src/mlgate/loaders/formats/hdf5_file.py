"""HDF5: recognised, and looked through for a layer that runs code, but not read."""

import re

from mlgate.loaders.formats.blob import Blob, Look
from mlgate.loaders.formats.model_file import Report, UntestedError

NAME = "HDF5"
MAGIC = b"\x89HDF\r\n\x1a\n"
WINDOW, OVERLAP = 2**24, 256
_LAMBDA = re.compile(rb'"class_name":\s*"(?:Lambda|TFOpLambda|SlicingOpLambda)"')


def recognised(blob: Blob) -> bool:
    """Tell HDF5 by its signature (HDF5 file format 3.0, section II.A)."""
    return blob.head.startswith(MAGIC)


def read(blob: Blob, _look: Look, report: Report) -> None:
    """Look for a layer that runs code; an HDF5 file is never called safe.

    Raises:
        UntestedError: Always: links, filters and attributes are not followed.
    """
    for at in range(0, len(blob.data), WINDOW):
        window = bytes(blob.data[at : at + WINDOW + OVERLAP])
        if _LAMBDA.search(window):
            report.danger("holds a Keras layer that runs code of its own")
            break
    raise UntestedError("HDF5 is recognised, but not read")
