"""The archive of a bundle can be written in one way; every other way is refused."""

import io
import struct
import zipfile
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.bundle import archive
from mlgate.errors import VerificationError

FILES = {"a.json": b"{}", "b/c": b"\0" * 9, "é": b""}
NAMES = st.text("abé/.", min_size=1, max_size=6)


def _zip(*members: tuple[str, bytes], **how: int) -> bytes:
    """Return an archive as others write them."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, raw in members:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.external_attr = how.get("mode", 0o100644) << 16
            info.compress_type = how.get("method", 0)
            made.writestr(info, raw)
    return stream.getvalue()


def _written(*members: tuple[str, bytes]) -> bytes:
    """Return an archive in our own form, whatever its names are."""
    bodies, directory, at = b"", b"", 0
    for name, raw in members:
        said = name.encode()
        sizes = (zlib.crc32(raw), len(raw), len(raw), len(said), 0)
        common = struct.pack("<HHHHHIIIHH", 20, 0x800, 0, 0, 0x21, *sizes)
        more = struct.pack("<HHHII", 0, 0, 0, 0o100644 << 16, at)
        bodies += b"PK\3\4" + common + said + raw
        directory += b"PK\1\2" + struct.pack("<H", 3 << 8 | 20) + common + more + said
        at = len(bodies)
    count, listed = len(members), len(directory)
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, listed, at, 0)
    return bodies + directory + end


GOOD = archive.pack(FILES)
BAD: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "is no bundle"),
    "no archive": (b"{}", "is no bundle"),
    "an empty archive": (_zip(), "is no bundle"),
    "a parent folder": (_written(("../x", b"")), "'..'"),
    "a parent folder within": (_written(("a/../x", b"")), "'..'"),
    "an absolute path": (_written(("/etc/x", b"")), "not a relative path"),
    "a backslash": (_written(("a\\x", b"")), "backslash"),
    "a folder": (_written(("a/", b"")), "empty part"),
    "a control character": (_written(("a\nb", b"")), "control characters"),
    "two of one name": (_written(("a", b"1"), ("a", b"2")), "same file"),
    "case twins": (_written(("A", b"1"), ("a", b"2")), "same file"),
    "accent twins": (_written(("e\u0301", b""), ("\u00e9", b"")), "same file"),
    "a link": (_zip(("a", b"/etc/passwd"), mode=0o120777), "not written as"),
    "an executable": (_zip(("a", b"x"), mode=0o100755), "not written as"),
    "a packed member": (_zip(("a", b"x" * 9999), method=8), "packed or encrypted"),
    "an encrypted member": (
        GOOD.replace(b"\x14\0\0\x08", b"\x14\0\1\x08", 1),
        "packed",
    ),
    "unsorted members": (_written(("b", b""), ("a", b"")), "not written as"),
    "bytes before": (b"#!" + GOOD, "is no bundle"),
    "bytes after": (GOOD + b"\0", "not written as"),
    "a second archive after": (GOOD + GOOD, "not written as"),
    "half of it": (GOOD[: len(GOOD) // 2], "not written as"),
    "the first bytes": (GOOD[:20], "cut off"),
    "a size past the end": (
        GOOD[:18] + b"\xff\xff\xff\x7f" * 2 + GOOD[26:],
        "cut off",
    ),
    "a name that is not UTF-8": (GOOD.replace(b"a.json", b"\xff.json"), "UTF-8"),
    "a name that the directory has otherwise": (
        GOOD[:40] + GOOD[40:].replace(b"a.json", b"z.json"),
        "not written as",
    ),
    "no directory": (GOOD[: GOOD.index(b"PK\1\2")], "not written as"),
}


def test_this_test_writes_archives_as_bundles_are() -> None:
    assert _written(*sorted(FILES.items())) == GOOD


def test_what_was_packed_is_unpacked() -> None:
    assert archive.unpack(GOOD) == FILES


def test_other_programs_read_the_archive_and_find_nothing_odd() -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as found:
        assert found.testzip() is None
        assert {i.filename: found.read(i) for i in found.infolist()} == FILES
        for info in found.infolist():
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert (info.extra, info.comment) == (b"", b"")
            assert info.external_attr >> 16 == 0o100644


@pytest.mark.parametrize("name", BAD)
def test_an_archive_is_refused_that_is_written_otherwise(name: str) -> None:
    raw, said = BAD[name]
    with pytest.raises(VerificationError, match=said) as caught:
        archive.unpack(raw)
    assert caught.value.hint


def test_changing_any_one_byte_of_an_archive_is_found_out() -> None:
    for at in range(len(GOOD)):
        changed = bytearray(GOOD)
        changed[at] ^= 0x20
        with pytest.raises(VerificationError):
            archive.unpack(bytes(changed))


def test_too_many_members_are_refused_before_they_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archive, "MAX_FILES", 2)
    with pytest.raises(VerificationError, match="too many members"):
        archive.unpack(GOOD)
    monkeypatch.setattr(archive, "MAX_BYTES", 10)
    with pytest.raises(VerificationError, match="larger than 10 bytes"):
        archive.unpack(GOOD)


@given(st.dictionaries(NAMES, st.binary(max_size=20), min_size=1, max_size=5))
def test_the_order_in_which_files_come_changes_nothing(files: dict[str, bytes]) -> None:
    backwards = dict(reversed(files.items()))
    assert archive.pack(backwards) == archive.pack(files)


@given(st.binary(max_size=200))
def test_any_bytes_are_unpacked_or_refused_and_nothing_else(raw: bytes) -> None:
    for given_ in (raw, b"PK\3\4" + raw, GOOD[:40] + raw):
        with suppress(VerificationError):
            assert archive.pack(archive.unpack(given_)) == given_
