"""The directory of a zip archive, read so that no two readers can differ over it.

PKWARE APPNOTE 6.3.10: section 4.3 (records), 4.4 (fields), 4.5.3 (Zip64).
"""

from collections.abc import Iterator
from typing import NamedTuple

from mlgate.loaders.formats.blob import Cursor
from mlgate.loaders.formats.model_file import Report, UntestedError, shown

MAGIC = b"PK\x03\x04"
CENTRAL, END = b"PK\x01\x02", b"PK\x05\x06"
END64, LOCATOR64 = b"PK\x06\x06", b"PK\x06\x07"
DESCRIPTOR = b"PK\x07\x08"
END_SIZE, LOCATOR_SIZE = 22, 20
MAX_COMMENT = 0xFFFF
MAX_MEMBERS = 100_000
MAX_NAME = 1024
STORED, DEFLATED = 0, 8
FULL32, FULL16 = 0xFFFFFFFF, 0xFFFF
STREAMED = 0x8
# Deflate level, sizes after the data, UTF-8 names: nothing else is harmless.
PLAIN_FLAGS = 0x2 | 0x4 | STREAMED | 0x800


class Member(NamedTuple):
    """One file of an archive; ``start`` is where its packed bytes begin."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    start: int


class _Entry(NamedTuple):
    name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int


def members(data: memoryview, report: Report) -> list[Member]:
    """Return the members, in order of place, and doubt whatever is ambiguous.

    Raises:
        UntestedError: There is no directory that can be followed.
    """
    entries = sorted(_entries(data, report), key=lambda e: e.offset)
    seen: set[str] = set()
    found: list[Member] = []
    end = 0
    for entry in entries:
        member, stop = _member(data, entry, report)
        if entry.offset < end:
            # Reading the same bytes over and over is what such a bomb is made for.
            raise UntestedError("members of the archive overlap")
        if entry.offset != end:
            report.doubt("bytes before or between the members of the archive")
        end = stop
        if member.name in seen:
            report.doubt(f"two members are named '{shown(member.name)}'")
        seen.add(member.name)
        found.append(member)
    if entries and end != _directory(data, report)[1]:
        report.doubt("bytes between the last member and the directory")
    return found


def _directory(data: memoryview, report: Report) -> tuple[int, int, int]:
    """Return count, start and size of the directory, all as the end record says."""
    base = max(0, len(data) - END_SIZE - MAX_COMMENT)
    tail = bytes(data[base:])
    at = tail.rfind(END)
    if at < 0:
        raise UntestedError("a zip archive without an end record")
    # A record at the very end is found first by every reader; those of archives that
    # lie in this one, unpacked, are then no matter.
    if tail.count(END) > 1 and len(tail) - at != END_SIZE:
        report.doubt("a zip archive with several end records")
    cursor = Cursor(data, base + at + 4)
    disks = cursor.u16() | cursor.u16()
    here, count = cursor.u16(), cursor.u16()
    size, start = cursor.u32(), cursor.u32()
    if cursor.u16() != cursor.left:
        report.doubt("bytes after the end of the zip archive")
    if disks or here != count:
        report.doubt("a zip archive in several parts")
    stop = base + at
    if FULL16 in {here, count} or FULL32 in {size, start}:
        stop, count, size, start = _end64(data, stop)
    if start + size != stop:
        report.doubt("the zip directory is not where its end record says")
    return count, start, size


def _end64(data: memoryview, stop: int) -> tuple[int, int, int, int]:
    locator = Cursor(data, max(0, stop - LOCATOR_SIZE), stop)
    if locator.take(4) != LOCATOR64:
        raise UntestedError("a Zip64 archive without a locator")
    locator.skip(4)
    at = locator.u64()
    if at > stop:
        raise UntestedError("a Zip64 end record outside the file")
    record = Cursor(data, at, stop)
    if record.take(4) != END64 or record.u64() != stop - LOCATOR_SIZE - at - 12:
        raise UntestedError("a Zip64 end record of the wrong kind or size")
    record.skip(20)
    count, size, start = record.u64(), record.u64(), record.u64()
    return at, count, size, start


def _entries(data: memoryview, report: Report) -> Iterator[_Entry]:
    count, start, size = _directory(data, report)
    if count > MAX_MEMBERS:
        raise UntestedError(f"more than {MAX_MEMBERS} members")
    if start + size > len(data):
        raise UntestedError("a zip directory that reaches past the end")
    cursor = Cursor(data, start, start + size)
    for _ in range(count):
        yield _entry(cursor)
    if cursor.left:
        report.doubt("the zip directory holds more than its end record counts")


def _entry(cursor: Cursor) -> _Entry:
    if cursor.take(4) != CENTRAL:
        raise UntestedError("a broken entry in the zip directory")
    cursor.skip(4)
    flags, method = cursor.u16(), cursor.u16()
    cursor.skip(4)
    crc, packed, size = cursor.u32(), cursor.u32(), cursor.u32()
    names, extras, comments = cursor.u16(), cursor.u16(), cursor.u16()
    cursor.skip(8)
    offset = cursor.u32()
    name = cursor.take(names)
    extra = Cursor(cursor.data, cursor.skip(extras), cursor.at)
    cursor.skip(comments)
    size, packed, offset = _wide(extra, size, packed, offset)
    return _Entry(name, flags, method, crc, packed, size, offset)


def _wide(extra: Cursor, *short: int) -> list[int]:
    """Replace each 32-bit value that is all ones by its Zip64 value, in order."""
    while extra.left:
        kind, length = extra.u16(), extra.u16()
        field = Cursor(extra.data, extra.skip(length), extra.at)
        if kind == 1:
            return [field.u64() if value == FULL32 else value for value in short]
    return list(short)


def _member(data: memoryview, entry: _Entry, report: Report) -> tuple[Member, int]:
    """Return a member and where it ends, after comparing both of its headers."""
    cursor = Cursor(data, min(entry.offset, len(data)))
    if cursor.take(4) != MAGIC:
        raise UntestedError("a member that is not where the zip directory says")
    cursor.skip(2)
    flags, method = cursor.u16(), cursor.u16()
    cursor.skip(4)
    crc, packed, size = cursor.u32(), cursor.u32(), cursor.u32()
    names, extras = cursor.u16(), cursor.u16()
    name = _name(entry.name, report)
    if cursor.take(names) != entry.name:
        report.doubt(f"'{shown(name)}' has another name in front of its bytes")
    extra = Cursor(data, cursor.skip(extras), cursor.at)
    size, packed = _wide(extra, size, packed)
    sizes = (crc, packed, size)
    if sizes != (entry.crc, entry.packed, entry.size) and not (
        flags & STREAMED and not any(sizes)
    ):
        report.doubt(f"'{shown(name)}' has other sizes in front of its bytes")
    if (flags, method) != (entry.flags, entry.method) or flags & ~PLAIN_FLAGS:
        report.doubt(f"'{shown(name)}' is encrypted, or has odd or differing flags")
    start = cursor.skip(entry.packed)
    member = Member(name, entry.method, entry.crc, entry.packed, entry.size, start)
    return member, _past_descriptor(data, cursor.at) if flags & STREAMED else cursor.at


def _past_descriptor(data: memoryview, at: int) -> int:
    """Return where a descriptor ends: the place of the next record's signature."""
    for size in (16, 24, 12, 20):
        following = bytes(data[at + size : at + size + 4])
        if following in {MAGIC, CENTRAL, END64}:
            return at + size
    return at


def _name(raw: bytes, report: Report) -> str:
    name = raw.decode("utf-8", "backslashreplace")
    parts = name.removesuffix("/").split("/")
    plain = name.isprintable() and "\\" not in name and len(raw) <= MAX_NAME
    if not plain or {"", ".", ".."} & set(parts) or name[1:2] == ":":
        report.doubt(f"a member is named '{shown(name)}', which is not a plain path")
    return name
