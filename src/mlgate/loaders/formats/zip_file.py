"""A zip archive: its members, opened one at a time and never inflated without end."""

import zlib
from functools import cached_property

from mlgate.loaders.formats.blob import HEAD, MAX_INFLATED, Blob
from mlgate.loaders.formats.model_file import Report, UntestedError, shown
from mlgate.loaders.formats.zip_directory import (
    DEFLATED,
    STORED,
    Member,
    members,
)


class Archive:
    """The members of one archive, by name; doubts about it go into ``report``.

    Attributes:
        taken: Names of the members that a reader has accounted for.
    """

    def __init__(self, blob: Blob, report: Report) -> None:
        self.blob = blob
        self.report = report
        self.members = members(blob.data, report)
        self.taken: set[str] = set()

    @property
    def files(self) -> list[Member]:
        """Members that are files, each of them."""
        return [m for m in self.members if not m.name.endswith("/")]

    @property
    def twins(self) -> list[Member]:
        """Members that another of the same name hides."""
        return [m for m in self.files if self.by_name[m.name] is not m]

    @cached_property
    def by_name(self) -> dict[str, Member]:
        """Members that are files, by name; of two with one name, the last."""
        return {m.name: m for m in self.files}

    def open(self, member: Member) -> memoryview:
        """Return the bytes of a member and count it as accounted for.

        Raises:
            UntestedError: It is packed in an odd way, or too large.
        """
        self.taken.add(member.name)
        packed = self.blob.data[member.start : member.start + member.packed]
        if member.method == STORED:
            data = packed
        elif member.method == DEFLATED:
            data = self._inflate(packed, member)
        else:
            raise UntestedError(f"'{shown(member.name)}' is packed in an odd way")
        if len(data) != member.size:
            self.report.doubt(f"'{shown(member.name)}' is not of the size it says")
        return data

    def checked(self, member: Member) -> memoryview:
        """Open a member; doubt it if its checksum is wrong."""
        data = self.open(member)
        if zlib.crc32(data) != member.crc:
            self.report.doubt(f"'{shown(member.name)}' has a wrong checksum")
        return data

    def head(self, member: Member) -> bytes:
        """Return the first bytes of a member, without accounting for it."""
        packed = bytes(self.blob.data[member.start :][: min(member.packed, HEAD)])
        if member.method == STORED:
            return packed
        if member.method != DEFLATED:
            return b""
        try:
            return zlib.decompressobj(-15).decompress(packed, HEAD)
        except zlib.error:
            return b""

    def _inflate(self, packed: memoryview, member: Member) -> memoryview:
        effort = self.blob.effort
        room = max(0, min(MAX_INFLATED, effort.inflated))
        machine = zlib.decompressobj(-15)
        try:
            data = machine.decompress(packed, room + 1)
        except zlib.error as exc:
            raise UntestedError(f"'{shown(member.name)}' cannot be inflated") from exc
        effort.inflated -= len(data)
        if len(data) > room:
            raise UntestedError(f"'{shown(member.name)}' inflates to over {room} bytes")
        if not machine.eof or machine.unused_data:
            self.report.doubt(f"'{shown(member.name)}' is not one whole packed stream")
        return memoryview(data)
