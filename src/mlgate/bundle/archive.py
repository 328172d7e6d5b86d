"""The archive of a bundle: a stored ZIP that can be written in one way only.

Nothing is packed, dated, linked or commented; names are sorted. So a reader need not
know what others make of an odd archive: it writes the members again, and whatever is
not the same to the byte is refused. PKWARE APPNOTE 6.3.10, section 4.3.
"""

import struct
import zlib
from collections.abc import Iterator, Mapping

from mlgate.core.subject import check_paths, shown
from mlgate.errors import ConfigError, EvidenceError, VerificationError

# It is held in memory, and written anew there to be compared.
MAX_BYTES = 2**28
MAX_FILES = 50_000
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_LOCAL_MAGIC, _CENTRAL_MAGIC, _END_MAGIC = b"PK\3\4", b"PK\1\2", b"PK\5\6"
# Version 2.0, UTF-8 names, stored, 1 January 1980 at 00:00.
_NEEDS, _FLAGS, _METHOD, _TIME, _DATE = 20, 0x800, 0, 0, 0x21
_MADE_BY = 3 << 8 | _NEEDS  # Unix, for the mode
_MODE = 0o100644 << 16
_ENCRYPTED = 0x1
_AGAIN = "get the bundle again from whoever made it, as it was made"


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return the archive of ``files``; the same files give the same bytes.

    Raises:
        ConfigError: They are too many, or too large, for a bundle.
    """
    made = _written(files)
    if len(files) > MAX_FILES or len(made) > MAX_BYTES:
        why = f"{len(files)} files, {len(made)} bytes: more than a bundle holds"
        raise ConfigError(why, hint="move what is not evidence out of evidence/")
    return made


def _written(files: Mapping[str, bytes]) -> bytes:
    bodies, directory, at = [], [], 0
    for name, raw in sorted(files.items(), key=lambda item: item[0].encode()):
        said, size, crc = name.encode(), len(raw), zlib.crc32(raw)
        common = (_NEEDS, _FLAGS, _METHOD, _TIME, _DATE, crc, size, size, len(said), 0)
        entry = (*common, 0, 0, 0, _MODE, at)
        bodies += [_LOCAL.pack(_LOCAL_MAGIC, *common), said, raw]
        directory += [_CENTRAL.pack(_CENTRAL_MAGIC, _MADE_BY, *entry), said]
        at += _LOCAL.size + len(said) + size
    listed, count = sum(map(len, directory)), len(files)
    end = _END.pack(_END_MAGIC, 0, 0, count, count, listed, at, 0)
    return b"".join((*bodies, *directory, end))


def unpack(raw: bytes) -> dict[str, bytes]:
    """Return the files in the archive ``raw``, by name.

    Raises:
        VerificationError: It is not what ``pack`` makes of them: packed, encrypted,
            linked, dated or double members, names that are no plain paths, bytes
            before, between or after them, a directory that says something else.
    """
    if len(raw) > MAX_BYTES:
        raise _refused(f"it is larger than {MAX_BYTES} bytes")
    members = list(_members(raw))
    try:
        check_paths(name for name, _ in members)
    except EvidenceError as exc:
        raise _refused(f"the member '{exc.place}' {exc.message}") from exc
    files = dict(members)
    if (at := _difference(_written(files), raw)) >= 0:
        raise _refused(f"not written as bundles are: see byte {at} of it")
    return files


def _members(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each member, from the first byte on."""
    at = 0
    for count in range(MAX_FILES + 1):
        if raw[at : at + 4] != _LOCAL_MAGIC:
            break
        if count == MAX_FILES or len(raw) < at + _LOCAL.size:
            raise _refused("too many members, or cut off in the middle of one")
        _, _, flags, method, *_, packed, _, named, more = _LOCAL.unpack_from(raw, at)
        start = at + _LOCAL.size + named
        name = _name(raw[at + _LOCAL.size : start])
        if flags & _ENCRYPTED or method != _METHOD:
            raise _refused(f"the member '{shown(name)}' is packed or encrypted")
        at = start + more + packed
        if at > len(raw):
            raise _refused(f"cut off in the middle of '{shown(name)}'")
        yield name, raw[start + more : at]
    if not at:
        raise _refused("this is no bundle: it does not begin with a ZIP member")


def _name(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError as exc:
        raise _refused(f"a member is named {raw[:80]!a}, which is not UTF-8") from exc


def _difference(wanted: bytes, found: bytes) -> int:
    """Return where ``found`` first differs from ``wanted``; -1 if nowhere."""
    if wanted == found:
        return -1
    low, high = 0, min(len(wanted), len(found))
    while low < high:
        middle = (low + high + 1) // 2
        if wanted[:middle] == found[:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _refused(why: str) -> VerificationError:
    return VerificationError(why, hint=_AGAIN)
