"""Frames between the gate and its worker: four bytes of length, then the body.

The gate writes frames of any size; what the worker may answer with is bounded.
"""

import json
import struct
from collections.abc import Iterator
from typing import Any

MAX_REPLY = 8 * 2**20
_LENGTH = struct.Struct(">I")
# Kept: ``dumps`` would make a new encoder for each reply.
_ENCODE = json.JSONEncoder(separators=(",", ":")).encode


def frame(body: bytes) -> bytes:
    """Return ``body`` with its length before it."""
    return _LENGTH.pack(len(body)) + body


def message(value: Any) -> bytes:  # noqa: ANN401
    """Return the frame that carries ``value`` as JSON."""
    return frame(_ENCODE(value).encode("ascii"))


def take(buffer: bytearray) -> bytes | None:
    """Remove one whole frame from the head of ``buffer``; None if there is none yet.

    Raises:
        ValueError: The frame says it is larger than any reply may be.
    """
    if len(buffer) < _LENGTH.size:
        return None
    (size,) = _LENGTH.unpack_from(buffer)
    if size > MAX_REPLY:
        raise ValueError(f"a reply of {size} bytes, at most {MAX_REPLY} are allowed")
    end = _LENGTH.size + size
    if len(buffer) < end:
        return None
    body = bytes(buffer[_LENGTH.size : end])
    del buffer[:end]
    return body


def incoming(read: Any) -> Iterator[bytes]:  # noqa: ANN401
    """Yield the body of each frame that ``read(size)`` brings, until it ends."""
    while head := _exactly(read, _LENGTH.size):
        yield _exactly(read, _LENGTH.unpack(head)[0])


def _exactly(read: Any, size: int) -> bytes:  # noqa: ANN401
    parts: list[bytes] = []
    while size and (part := read(min(size, 2**20))):
        parts.append(part)
        size -= len(part)
    return b"" if size else b"".join(parts)
