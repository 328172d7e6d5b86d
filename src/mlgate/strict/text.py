"""From bytes to text, refusing by name what is not text; and places in it."""

import codecs
import re

from mlgate.errors import EvidenceError

MAX_BYTES = 64 * 2**20
MAX_DEPTH = 100
_MARK = "\ufeff"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_SURROGATE = re.compile("[\ud800-\udfff]")
_HALF = re.compile(rb"\xed[\xa0-\xbf]")
_BREAK = re.compile(r"\r\n|\n|\r")
_SAVE = "save the file as UTF-8"


def decode(raw: bytes, path: str) -> str:
    """Return ``raw`` as text: UTF-8, or UTF-16 that says so by a byte order mark.

    The mark is dropped; line ends are kept.

    Raises:
        EvidenceError: The bytes are too many, or not such text; names the place.
    """
    _check_size(len(raw), path)
    if raw.startswith(_UTF32):
        raise EvidenceError("UTF-32, not UTF-8", place=f"{path}:1:1", hint=_SAVE)
    encoding = "utf-16" if raw.startswith(_UTF16) else "utf-8"
    try:
        text = raw.decode(encoding).removeprefix(_MARK)
    except UnicodeDecodeError as exc:
        why = f"not valid {encoding.upper()} ({_guess(raw, exc)})"
        before = raw[: exc.start].decode(encoding, "ignore").removeprefix(_MARK)
        raise _refused(why, path, before, len(before)) from exc
    if "\0" in text:
        why = f"a NUL character ({_guess(raw)})"
        raise _refused(why, path, text, text.index("\0"))
    return text


def as_text(raw: bytes | str, path: str) -> str:
    """Return ``raw`` as text that holds what ``decode`` lets through and no more.

    Raises:
        EvidenceError: As for ``decode``.
    """
    if isinstance(raw, bytes):
        return decode(raw, path)
    _check_size(len(raw), path)
    text = raw.removeprefix(_MARK)
    if "\0" in text:
        raise _refused("a NUL character", path, text, text.index("\0"))
    if not text.isascii() and (half := _SURROGATE.search(text)):
        raise _refused("half of a surrogate pair", path, text, half.start())
    return text


def place(path: str, text: str, offset: int, first_line: int = 1) -> str:
    """Return ``path:line:column`` of ``offset`` in ``text``, both from 1."""
    line, column = line_column(text, offset)
    return f"{path}:{line + first_line - 1}:{column}"


def line_column(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, from 1 and in characters, of ``offset`` in ``text``.

    A line ends at CR LF, LF or CR (YAML 1.2, section 5.4).
    """
    start = 1 + max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset))
    return breaks(text, 0, start) + 1, offset - start + 1


def breaks(text: str, start: int, end: int) -> int:
    """Return how many lines end between ``start`` and ``end``."""
    if text.find("\r", start, end) < 0:
        return text.count("\n", start, end)
    return sum(1 for _ in _BREAK.finditer(text, start, end))


def shown(found: str, limit: int = 40) -> str:
    """Return ``found`` in one short line, for messages."""
    cut = found if len(found) <= limit else f"{found[: limit - 3]}..."
    return cut if cut.isprintable() else repr(cut)[1:-1]


def _check_size(size: int, path: str) -> None:
    if size > MAX_BYTES:
        why = f"{size} bytes, more than the {MAX_BYTES} that are read"
        raise EvidenceError(why, place=path, hint="split the document")


def _refused(why: str, path: str, text: str, offset: int) -> EvidenceError:
    return EvidenceError(why, place=place(path, text, offset), hint=_SAVE)


def _guess(raw: bytes, exc: UnicodeDecodeError | None = None) -> str:
    if raw.startswith(_UTF16):
        return "damaged"
    if b"\0" in raw[:2]:
        return "looks like UTF-16 without a byte order mark"
    if exc is None or b"\0" in raw:
        return "looks like binary data"
    if _HALF.match(raw, exc.start):
        return "half of a surrogate pair"
    if exc.reason == "unexpected end of data":
        return "looks like Latin-1, or is cut off within a character"
    return "looks like Latin-1"
