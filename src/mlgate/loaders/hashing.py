"""Hashes files over all cores, and notices when one changes meanwhile."""

import hashlib
import os
import stat
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from io import FileIO
from typing import NamedTuple

from mlgate.errors import EvidenceError
from mlgate.loaders import reading_ahead

HEAD = 4096
# Below this, threads only wait for one another: Python's share of the work is more
# than that of the hash.
SMALL = 2**18
BIG = 2**24
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    # Opening a named pipe would wait for a writer that never comes.
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_WAIT = "wait until nothing writes to it, then run again"


class File(NamedTuple):
    """A file to hash.

    Attributes:
        path: Where it lies, with every symlink resolved.
        name: What it is called in messages.
        size: What it measured when it was found; the largest are hashed first.
        keep: The most bytes to keep of it; 0 to keep none.
    """

    path: str
    name: str
    size: int = 0
    keep: int = 0


class Hashed(NamedTuple):
    """Size and sha256 of a file, with its bytes if they were to be kept."""

    size: int
    sha256: str
    raw: bytes | None


def digest_all(files: Collection[File]) -> dict[str, Hashed]:
    """Return path -> what ``digest_file`` says of it, using all cores.

    Raises:
        EvidenceError: Of the first file, by name, that fails.
    """
    order = sorted(files, key=lambda file: (file.size, file.name))
    large = [file for file in order if file.size >= SMALL]
    small = [file for file in order if file.size < SMALL]
    big = sum(file.size >= BIG for file in large)
    work = _Work(ahead=big < _cores())
    threads = [
        threading.Thread(target=work.empty, args=(large,), daemon=True)
        for _ in range(min(_cores(), len(large)) - 1)
    ]
    for thread in threads:
        thread.start()
    work.empty(large)
    work.empty(small)
    for thread in threads:
        thread.join()
    if work.failed:
        raise work.failed[min(work.failed)]
    return work.found


@dataclass(slots=True)
class _Work:
    """What the threads share.

    Attributes:
        ahead: Whether a core is left over to read ahead while another one hashes.
    """

    ahead: bool
    found: dict[str, Hashed] = field(default_factory=dict)
    failed: dict[str, Exception] = field(default_factory=dict)

    def empty(self, files: list[File]) -> None:
        """Take and hash the last of ``files``, the largest, until none is left."""
        buffer = reading_ahead.buffer()
        while True:
            try:
                file = files.pop()
            except IndexError:  # Asking first would race with the other threads.
                return
            alone = self.ahead and file.size >= BIG
            try:
                self.found[file.path] = digest_file(file, None if alone else buffer)
            except Exception as exc:  # noqa: BLE001  # digest_all raises it
                self.failed[file.name] = exc


def digest_file(file: File, buffer: memoryview | None = None) -> Hashed:
    """Hash one regular file through one descriptor.

    Its bytes are kept if they are at most ``file.keep`` and the first 4 kB hold no
    NUL, or are UTF-16: a document is parsed from exactly the bytes that were hashed.

    Args:
        file: What to hash.
        buffer: Memory to read through, used again and again; without it, a thread
            of its own reads ahead.

    Raises:
        EvidenceError: It is a symlink or special, cannot be read, or changed.
    """
    try:
        with FileIO(file.path, opener=_open) as stream:
            before = os.fstat(stream.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise special(before.st_mode, file.name)
            hashed = _hash(stream, file, before.st_size, buffer)
            # By path, not by descriptor: this also sees another file put in place.
            after = os.stat(file.path, follow_symlinks=False)  # noqa: PTH116  # a Path per file is slow
    except FileNotFoundError as exc:
        raise _changed(file.name) from exc
    except OSError as exc:
        raise unreadable(exc, file.name) from exc
    if _state(before) != _state(after) or hashed.size != before.st_size:
        raise _changed(file.name)
    return hashed


def _open(path: str, _flags: int) -> int:
    return os.open(path, _FLAGS)


def _hash(stream: FileIO, file: File, size: int, buffer: memoryview | None) -> Hashed:
    sha = hashlib.sha256()
    seen = 0
    kept: bytearray | None = bytearray() if size <= file.keep else None
    for chunk in _chunks(stream, buffer):
        if not seen and not _looks_like_text(bytes(chunk[:HEAD])):
            kept = None
        seen += len(chunk)
        if seen > size:
            # What grows for ever would be read for ever.
            raise _changed(file.name)
        sha.update(chunk)
        if kept is not None:
            kept += chunk
    return Hashed(seen, sha.hexdigest(), None if kept is None else bytes(kept))


def _chunks(stream: FileIO, buffer: memoryview | None) -> Iterator[memoryview]:
    if buffer is None:
        yield from reading_ahead.chunks(stream.readinto)
        return
    while got := stream.readinto(buffer):
        yield buffer[:got]


def _looks_like_text(head: bytes) -> bool:
    return b"\0" not in head or head.startswith(_UTF16)


def _state(status: os.stat_result) -> tuple[int, ...]:
    # The time of the last change of the inode is there because, unlike the other
    # one, nobody can set it back.
    return (
        status.st_dev,
        status.st_ino,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
    )


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _changed(name: str) -> EvidenceError:
    return EvidenceError("changed while it was read", place=name, hint=_WAIT)


def unreadable(error: OSError, name: str) -> EvidenceError:
    """Return the error that the file or folder ``name`` cannot be read, and why."""
    why = f"cannot be read: {(error.strerror or 'unknown error').lower()}"
    hint = "give the user who runs mlgate the right to read it"
    return EvidenceError(why, place=name, hint=hint)


def special(mode: int, name: str) -> EvidenceError:
    """Return the error that ``name``, of ``mode``, is neither file nor folder."""
    kinds = {
        stat.S_IFIFO: "a named pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
        stat.S_IFLNK: "a symlink put there meanwhile",
    }
    why = f"is {kinds.get(stat.S_IFMT(mode), 'a special file')}, not a file"
    hint = "remove it: only files and folders can be judged"
    return EvidenceError(why, place=name, hint=hint)
