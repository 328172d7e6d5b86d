"""Hashes files over all cores, and notices when one changes meanwhile."""

import hashlib
import os
import stat
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from mlgate.errors import EvidenceError
from mlgate.strict.text import MAX_BYTES

CHUNK = 2**20
HEAD = 4096
FEW = 2**22


class Hashed(NamedTuple):
    """Size and sha256 of a file, with its bytes if they look like a document."""

    size: int
    sha256: str
    raw: bytes | None


def digest(path: Path, name: str) -> Hashed:
    """Hash the regular file at ``path``, called ``name`` in messages.

    Its bytes are kept if there is no NUL in the first 4 kB and they are at most
    64 MiB: a document is parsed from exactly the bytes that were hashed.

    Raises:
        EvidenceError: It is not a regular file, cannot be read, or changed.
    """
    try:
        handle = os.open(
            path, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_CLOEXEC", 0)
        )
    except OSError as exc:
        why = f"cannot be read: {(exc.strerror or 'unknown error').lower()}"
        hint = "give this user the right to read it"
        raise EvidenceError(why, place=name, hint=hint) from exc
    with os.fdopen(handle, "rb", buffering=0) as stream:
        before = os.fstat(stream.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise EvidenceError(f"is {kind(before.st_mode)}, not a file", place=name)
        hashed = _read(stream, before.st_size)
        after = os.fstat(stream.fileno())
    if _state(before) != _state(after) or hashed.size != before.st_size:
        hint = "wait until nothing writes to it, then run again"
        raise EvidenceError("changed while it was read", place=name, hint=hint)
    return hashed


def digest_all(files: Sequence[tuple[Path, str, int]]) -> dict[str, Hashed]:
    """Hash (path, name, size) of many files, the largest first, over all cores.

    Raises:
        EvidenceError: As for ``digest``, of the first file by name that fails.
    """
    order = sorted(files, key=lambda file: (-file[2], file[1]))
    found: dict[str, Hashed] = {}
    failed: dict[str, EvidenceError] = {}
    queue = iter(order)
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                file = next(queue, None)
            if file is None:
                return
            try:
                found[file[1]] = digest(file[0], file[1])
            except EvidenceError as exc:
                failed[file[1]] = exc

    many = sum(size for _, _, size in files) > FEW
    threads = [
        threading.Thread(target=work) for _ in range(_cores() - 1 if many else 0)
    ]
    for thread in threads:
        thread.start()
    work()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[min(failed)]
    return found


def _read(stream: "os.PathLike[str] | object", size: int) -> Hashed:
    read = stream.readinto  # type: ignore[attr-defined]  # a raw FileIO
    buffer = bytearray(min(CHUNK, max(size, 1)))
    view = memoryview(buffer)
    seen = 0
    sha = hashlib.sha256()
    kept: bytearray | None = None
    while got := read(buffer):
        if not seen:
            text = b"\0" not in buffer[: min(got, HEAD)] or _utf16(buffer)
            kept = bytearray() if text and size <= MAX_BYTES else None
        sha.update(view[:got])
        if kept is not None:
            kept += view[:got]
        seen += got
    raw = bytes(kept) if kept is not None else b"" if not seen else None
    return Hashed(seen, sha.hexdigest(), raw)


def _utf16(head: bytearray) -> bool:
    return head[:2] in {b"\xff\xfe", b"\xfe\xff"}


def _state(status: os.stat_result) -> tuple[int, int, int, int]:
    return status.st_size, status.st_mtime_ns, status.st_ino, status.st_dev


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2


def kind(mode: int) -> str:
    """Return what a file that is not regular is called."""
    names = {
        stat.S_ISFIFO: "a named pipe",
        stat.S_ISSOCK: "a socket",
        stat.S_ISDIR: "a folder",
        stat.S_ISCHR: "a device",
        stat.S_ISBLK: "a device",
    }
    return next((name for test, name in names.items() if test(mode)), "special")
