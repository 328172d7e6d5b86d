"""Reads a big file on one core while another one hashes what has been read.

Even from memory, copying a file into a buffer costs a sixth of the time that hashing
it takes: done beside the hashing, it is free. Mapping the file instead is not safe, for
a mapped file that shrinks ends the process.
"""

import threading
from collections.abc import Callable, Iterator
from mmap import mmap
from queue import SimpleQueue

CHUNK = 2**20
_BUFFERS = 3

Read = Callable[[memoryview], int]
Chunk = tuple[memoryview, int] | OSError


def buffer() -> memoryview:
    """Return memory for one chunk; it begins on a page, which copies faster."""
    return memoryview(mmap(-1, CHUNK))


def chunks(read: Read) -> Iterator[memoryview]:
    """Yield what ``read`` puts into buffers, until it puts nothing.

    A chunk is good until the next one is asked for.

    Raises:
        OSError: ``read`` raised it.
    """
    free: SimpleQueue[memoryview | None] = SimpleQueue()
    full: SimpleQueue[Chunk] = SimpleQueue()
    for _ in range(_BUFFERS):
        free.put(buffer())
    reader = threading.Thread(target=_fill, args=(read, free, full), daemon=True)
    reader.start()
    try:
        yield from _taken(free, full)
    finally:
        free.put(None)
        reader.join()


def _taken(
    free: "SimpleQueue[memoryview | None]", full: "SimpleQueue[Chunk]"
) -> Iterator[memoryview]:
    while True:
        chunk = full.get()
        if isinstance(chunk, OSError):
            raise chunk
        used, got = chunk
        if not got:
            return
        yield used[:got]
        free.put(used)


def _fill(
    read: Read,
    free: "SimpleQueue[memoryview | None]",
    full: "SimpleQueue[Chunk]",
) -> None:
    while (unused := free.get()) is not None:
        try:
            got = read(unused)
        except OSError as exc:
            full.put(exc)
            return
        full.put((unused, got))
        if not got:
            return
