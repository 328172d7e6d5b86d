"""tar archives: old PyTorch files, NeMo, and any model somebody packed.

POSIX.1-2017, pax, section "ustar Interchange Format".
"""

import re
from collections.abc import Iterator

from mlgate.loaders.formats.blob import Blob, Look
from mlgate.loaders.formats.model_file import Report, UntestedError
from mlgate.loaders.formats.unknown import named

NAME = "tar archive"
BLOCK = 512
MAX_MEMBERS = 10_000
_OCTAL = re.compile(rb"[ 0]*([0-7]*)[ \0]*")


def recognised(blob: Blob) -> bool:
    """Tell whether the first block is a header."""
    return bytes(blob.data[257:262]) == b"ustar"


def read(blob: Blob, look: Look, report: Report) -> bool:
    """Look into each member; False if none is a model, nor is the name of one."""
    report.doubt("what a loader takes from a tar archive cannot be accounted for")
    model = named(blob)
    for name, data in _members(blob.data):
        found = look(blob.inner(data, name))
        if found:
            report.merge(name, found)
            model = True
    return model


def _members(data: memoryview) -> Iterator[tuple[str, memoryview]]:
    at = 0
    for _ in range(MAX_MEMBERS):
        block = bytes(data[at : at + BLOCK])
        if not block.strip(b"\0"):
            return
        found = _OCTAL.fullmatch(block[124:136])
        if len(block) < BLOCK or not found:
            raise UntestedError(f"a broken member at byte {at}")
        size = int(found[1] or b"0", 8)
        if at + BLOCK + size > len(data):
            raise UntestedError(f"a member at byte {at} that reaches past the end")
        name = block[:100].rstrip(b"\0").decode("utf-8", "backslashreplace")
        yield name, data[at + BLOCK : at + BLOCK + size]
        at += BLOCK + -(-size // BLOCK) * BLOCK
    raise UntestedError(f"more than {MAX_MEMBERS} members")
