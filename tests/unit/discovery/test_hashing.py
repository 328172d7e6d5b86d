import hashlib
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.errors import EvidenceError
from mlgate.loaders import hashing, reading_ahead
from mlgate.loaders.hashing import File, Hashed, digest_all, digest_file
from mlgate.loaders.reading_ahead import CHUNK

KEEP = 2**26


def file(path: Path, keep: int = KEEP) -> File:
    return File(str(path), path.name, path.lstat().st_size, keep)


def sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


@pytest.fixture(params=["one thread", "reading ahead"])
def buffer(request: pytest.FixtureRequest) -> memoryview | None:
    return reading_ahead.buffer() if request.param == "one thread" else None


@pytest.mark.parametrize(
    "size", [0, 1, 4096, CHUNK - 1, CHUNK, CHUNK + 1, 4 * CHUNK + 5]
)
def test_a_file_has_size_digest_and_bytes(
    tmp_path: Path, size: int, buffer: memoryview | None
) -> None:
    raw = (b"text " * (size // 5 + 1))[:size]
    (tmp_path / "a").write_bytes(raw)
    assert digest_file(file(tmp_path / "a"), buffer) == Hashed(size, sha256(raw), raw)


@pytest.mark.parametrize(
    ("raw", "keep", "kept"),
    [
        (b"a" * 4096 + b"\0", KEEP, True),
        (b"a" * 4095 + b"\0", KEEP, False),
        (b"\0", KEEP, False),
        (b"\xff\xfe{\0}\0", KEEP, True),
        (b"\xfe\xff\0{\0}", KEEP, True),
        (b"{\0}\0", KEEP, False),
        (b"12345", 5, True),
        (b"123456", 5, False),
        (b"", 0, True),
        (b"1", 0, False),
    ],
)
def test_bytes_are_kept_if_they_look_like_a_document_and_are_not_too_many(
    tmp_path: Path, raw: bytes, keep: int, *, kept: bool
) -> None:
    (tmp_path / "a").write_bytes(raw)
    hashed = digest_file(file(tmp_path / "a", keep), reading_ahead.buffer())
    assert hashed == (len(raw), sha256(raw), raw if kept else None)


@given(st.lists(st.integers(0, 9), max_size=6), st.integers(1, 4))
def test_chunks_read_ahead_are_those_that_were_read(
    sizes: list[int], least: int
) -> None:
    parts = [bytes([n]) * (size + least) for n, size in enumerate(sizes)]
    left = iter(parts)

    def read(into: memoryview) -> int:
        part = next(left, b"")
        into[: len(part)] = part
        return len(part)

    assert [bytes(c) for c in reading_ahead.chunks(read)] == parts


def test_an_error_while_reading_ahead_comes_after_what_was_read() -> None:
    answers = iter([2, OSError(5, "Input/output error")])

    def read(_: memoryview) -> int:
        answer = next(answers)
        if isinstance(answer, OSError):
            raise answer
        return answer

    chunks = reading_ahead.chunks(read)
    assert len(next(chunks)) == 2
    with pytest.raises(OSError, match="Input/output"):
        next(chunks)


def test_whoever_stops_early_is_not_kept_waiting() -> None:
    chunks = reading_ahead.chunks(len)
    assert len(next(chunks)) == CHUNK
    chunks.close()


class Meddling:
    """A sha256 that lets somebody else at the file each time it is fed."""

    def __init__(self, meddle: Callable[[], object]) -> None:
        self._sha = hashlib.new("sha256")
        self._meddle = meddle

    def update(self, data: memoryview) -> None:
        self._sha.update(data)
        self._meddle()

    def hexdigest(self) -> str:
        return self._sha.hexdigest()


def append(path: Path) -> None:
    with path.open("ab") as stream:
        stream.write(b"more" * CHUNK)


def shorten(path: Path) -> None:
    os.truncate(path, 3)


def overwrite(path: Path) -> None:
    with path.open("r+b") as stream:
        stream.write(b"X")


def overwrite_and_hide_it(path: Path) -> None:
    before = path.stat()
    overwrite(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def replace(path: Path) -> None:
    other = path.with_name("other")
    shutil.copy2(path, other)
    other.replace(path)


def delete(path: Path) -> None:
    path.unlink(missing_ok=True)


def replace_by_a_symlink(path: Path) -> None:
    if not path.is_symlink():
        path.replace(path.with_name("moved"))
        path.symlink_to("moved")


MEDDLERS = [append, shorten, overwrite, overwrite_and_hide_it, replace, delete]


@pytest.mark.parametrize("meddle", [*MEDDLERS, replace_by_a_symlink])
def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    buffer: memoryview | None,
    meddle: Callable[[Path], None],
) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(b"a" * (5 * CHUNK))
    os.utime(path, ns=(0, 0))
    _pass_a_tick_of_the_file_system(path)
    target = file(path)
    monkeypatch.setattr(
        hashing.hashlib, "sha256", lambda: Meddling(lambda: meddle(path))
    )
    with pytest.raises(EvidenceError, match="changed while it was read") as caught:
        digest_file(target, buffer)
    assert caught.value.place == "model.bin"
    assert caught.value.hint


def _pass_a_tick_of_the_file_system(path: Path) -> None:
    # Times in the file system move in ticks of some milliseconds.
    probe = path.with_name("probe")
    while True:
        probe.write_bytes(b"")
        if probe.stat().st_ctime_ns > path.stat().st_ctime_ns:
            return


def test_an_untouched_file_is_not_said_to_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, buffer: memoryview | None
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"a" * (5 * CHUNK))
    monkeypatch.setattr(hashing.hashlib, "sha256", lambda: Meddling(path.read_bytes))
    assert digest_file(file(path), buffer).size == 5 * CHUNK


def test_what_is_not_a_regular_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "target").write_bytes(b"a")
    (tmp_path / "link").symlink_to("target")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
    said = {}
    for name in ("pipe", "folder", "link", "socket", "missing"):
        with pytest.raises(EvidenceError) as caught:
            digest_file(File(str(tmp_path / name), name), reading_ahead.buffer())
        assert caught.value.place == name
        assert caught.value.hint
        said[name] = caught.value.message
    assert said["pipe"] == "is a named pipe, not a file"
    assert said["folder"] == "cannot be read: is a directory"
    assert said["link"].startswith("cannot be read")


def test_many_files_are_each_hashed(tmp_path: Path) -> None:
    sizes = [0, 1, hashing.SMALL - 1, hashing.SMALL, hashing.SMALL + 1, hashing.BIG]
    raws = {f"{n}": bytes([n]) * size for n, size in enumerate(sizes * 2)}
    for name, raw in raws.items():
        (tmp_path / name).write_bytes(raw)
    found = digest_all([file(tmp_path / name, 1) for name in raws])
    assert found.keys() == {str(tmp_path / name) for name in raws}
    for name, raw in raws.items():
        hashed = found[str(tmp_path / name)]
        assert (hashed.size, hashed.sha256) == (len(raw), sha256(raw))


def test_no_files_are_no_error() -> None:
    assert digest_all([]) == {}


@pytest.mark.parametrize("size", [1, hashing.SMALL + 1])
def test_of_several_files_that_fail_the_first_by_name_is_reported(
    tmp_path: Path, size: int
) -> None:
    (tmp_path / "good").write_bytes(b"a" * size)
    wanted = [File(str(tmp_path / n), n, size + i) for i, n in enumerate("cbad")]
    for _ in range(5):
        with pytest.raises(EvidenceError) as caught:
            digest_all([file(tmp_path / "good"), *wanted])
        assert caught.value.place == "a"


def test_an_error_that_nobody_expected_is_not_lost_in_a_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class UnexpectedError(Exception):
        pass

    def fail() -> None:
        raise UnexpectedError

    for name in "abcd":
        (tmp_path / name).write_bytes(b"a" * hashing.SMALL)
    files = [file(tmp_path / name) for name in "abcd"]
    monkeypatch.setattr(hashing.hashlib, "sha256", fail)
    with pytest.raises(UnexpectedError):
        digest_all(files)
