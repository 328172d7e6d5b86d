"""Zip archives behind other bytes: readers that begin at the end of a file find them.

It imports nothing heavy: every file that is no model is looked at here.
"""

MAGIC, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
END_SIZE, MAX_COMMENT = 22, 0xFFFF


def begins(data: memoryview) -> int | None:
    """Return where an archive at the end of ``data`` begins; None if there is none."""
    base = max(0, len(data) - END_SIZE - MAX_COMMENT)
    tail = bytes(data[base:])
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_SIZE or bytes(data[:4]) == MAGIC:
        return None
    size, offset = (int.from_bytes(tail[at + n :][:4], "little") for n in (12, 16))
    start = base + at - size - offset
    if start < 0 or bytes(data[start + offset :][:4]) != CENTRAL:
        return None
    return start
