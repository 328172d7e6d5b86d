"""Bytes of a file or of a part of one, read within their bounds."""

import struct
from collections.abc import Callable
from dataclasses import field
from pathlib import Path

from mlgate.core.frozen import frozen
from mlgate.loaders.formats.model_file import (
    Effort,
    ModelFile,
    TooShortError,
    UntestedError,
)

HEAD = 4096
MAX_NESTING = 4
MAX_INFLATED = 256 * 2**20

_U16, _U32, _U64 = struct.Struct("<H"), struct.Struct("<I"), struct.Struct("<Q")


@frozen
class Blob:
    """What is looked at.

    Attributes:
        name: Path of the file, or of the member in its archive.
        folder: Where files that it refers to lie; None inside an archive.
        depth: How many archives it lies in.
        effort: What may be spent on the file it is a part of.
    """

    data: memoryview
    name: str
    folder: Path | None = None
    depth: int = 0
    effort: Effort = field(default_factory=Effort)

    @property
    def head(self) -> bytes:
        """The first bytes: enough to tell what it is."""
        return bytes(self.data[:HEAD])

    @property
    def suffix(self) -> str:
        """The last extension, in small letters."""
        return Path(self.name.lower()).suffix

    def inner(self, data: memoryview, name: str) -> "Blob":
        """Return a part of this one.

        Raises:
            UntestedError: It would lie too deep, or there are too many.
        """
        if self.depth >= MAX_NESTING:
            raise UntestedError(f"archives are nested more than {MAX_NESTING} deep")
        self.effort.part()
        return Blob(data, name, None, self.depth + 1, self.effort)


Look = Callable[[Blob], ModelFile | None]


class Cursor:
    """Reads little-endian values one after another, never past the end."""

    __slots__ = ("at", "data", "end")

    def __init__(self, data: memoryview, at: int = 0, end: int | None = None) -> None:
        self.data = data
        self.at = at
        self.end = len(data) if end is None else end

    @property
    def left(self) -> int:
        """How many bytes remain."""
        return self.end - self.at

    def skip(self, count: int) -> int:
        """Pass over ``count`` bytes and return where they begin.

        Raises:
            UntestedError: So many are not there.
        """
        start = self.at
        if not 0 <= count <= self.end - start:
            raise TooShortError(
                f"{count} bytes are announced at byte {start}, "
                f"but {self.end - start} are left"
            )
        self.at = start + count
        return start

    def take(self, count: int) -> bytes:
        """Return the next ``count`` bytes."""
        start = self.skip(count)
        return bytes(self.data[start : self.at])

    def u8(self) -> int:
        """Return the next byte."""
        return self.data[self.skip(1)]

    def u16(self) -> int:
        """Return the next two bytes as a number."""
        return int(_U16.unpack_from(self.data, self.skip(2))[0])

    def u32(self) -> int:
        """Return the next four bytes as a number."""
        return int(_U32.unpack_from(self.data, self.skip(4))[0])

    def u64(self) -> int:
        """Return the next eight bytes as a number."""
        return int(_U64.unpack_from(self.data, self.skip(8))[0])
