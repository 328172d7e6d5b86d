"""From bytes to text, refusing by name what is not text."""

import codecs

from mlgate.errors import EvidenceError

MAX_BYTES = 64 * 2**20
MAX_DEPTH = 100
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAVE = "save the file as UTF-8"


def decode(raw: bytes, path: str) -> str:
    """Return ``raw`` as text: UTF-8, or UTF-16 that says so by a byte order mark.

    The mark is dropped; line ends are kept.

    Raises:
        EvidenceError: The bytes are too many, or not such text; names the line.
    """
    if len(raw) > MAX_BYTES:
        why = f"{len(raw)} bytes, more than the {MAX_BYTES} that are read"
        raise EvidenceError(why, place=path, hint="split the document")
    encoding = "utf-16" if raw.startswith(_UTF16) else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as exc:
        line = raw.count(b"\n", 0, exc.start) + 1
        why = f"not valid {encoding.removesuffix('-sig').upper()} ({_guess(raw)})"
        raise EvidenceError(why, place=f"{path}:{line}", hint=_SAVE) from exc
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        why = f"a NUL character ({_guess(raw)})"
        raise EvidenceError(why, place=f"{path}:{line}", hint=_SAVE)
    return text


def _guess(raw: bytes) -> str:
    if raw[:1] == b"\0" or raw[1:2] == b"\0":
        return "looks like UTF-16 without a byte order mark"
    return "looks like binary data" if b"\0" in raw else "looks like Latin-1"


def place(path: str, text: str, offset: int, first_line: int = 1) -> str:
    """Return ``path:line:column`` of ``offset`` in ``text``, both from 1."""
    line, column = line_column(text, offset)
    return f"{path}:{line + first_line - 1}:{column}"


def line_column(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, from 1 and in characters, of ``offset`` in ``text``."""
    start = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, start) + 1, offset - start + 1
