"""NumPy .npy: one array, whose type and shape stand in a Python literal.

NumPy enhancement proposal 1 (NEP 1), versions 1.0 to 3.0.
"""

import math
import re
from typing import NamedTuple

from mlgate.core.frozen import frozen
from mlgate.loaders.formats.blob import Blob, Cursor, Look
from mlgate.loaders.formats.model_file import Report, UntestedError, shown
from mlgate.loaders.formats.type_names import of_numpy

NAME = "NumPy array"
MAGIC = b"\x93NUMPY"
MAX_HEADER = 64 * 1024
MAX_TYPES = 1000
MAX_ELEMENTS = 2**60

_HEADER = re.compile(
    r"\{'descr': (?P<descr>.+), 'fortran_order': (?:False|True), "
    r"'shape': \((?P<shape>[0-9, ]*)\),? *\}[ \n]*"
)
_TYPE = re.compile(
    r"[<>|=]?(?P<kind>[?bBiufcmMOSaUV])(?P<size>\d{0,9})(?:\[\w{1,8}\])?"
)
_TOKEN = re.compile(r"'(?P<text>[^'\\]*)'|(?P<number>\d{1,9})|(?P<mark>[()\[\],])|\s+")
_SIZES = {"?": 1, "b": 1, "B": 1}
_PER_CHARACTER = 4


@frozen
class Layout:
    """Bytes of one element, and whether it holds Python objects, thus pickles."""

    size: int
    objects: bool


class Header(NamedTuple):
    """Type, as a literal of Python, and shape."""

    descr: str
    shape: tuple[int, ...]


def recognised(blob: Blob) -> bool:
    """Tell whether it begins as an array does."""
    return blob.head.startswith(MAGIC)


def read(blob: Blob, _look: Look, report: Report) -> None:
    """Check that the array fills the file; walk the pickle of one of objects."""
    header, body = opened(blob.data)
    layout, count = _Types(header.descr).layout(), math.prod(header.shape)
    report.facts.array(of_numpy(header.descr.strip("'")), count)
    if layout.objects:
        from mlgate.loaders.formats import pickle_file

        pickle_file.walk(body, report)
    elif layout.size * count != len(body):
        raise UntestedError(
            f"an array of {layout.size * count} bytes, but {len(body)} follow"
        )


def opened(data: memoryview) -> tuple[Header, memoryview]:
    """Return what the header says, and the bytes behind it.

    Raises:
        UntestedError: It is not as NumPy writes it.
    """
    cursor = Cursor(data, len(MAGIC))
    major, minor = cursor.u8(), cursor.u8()
    if major not in {1, 2, 3} or minor:
        raise UntestedError(f"the unknown version {major}.{minor} of the format")
    size = cursor.u16() if major == 1 else cursor.u32()
    if size > MAX_HEADER:
        raise UntestedError(f"a header of {size} bytes")
    return _header(cursor.take(size)), data[cursor.at :]


def _header(raw: bytes) -> Header:
    text = raw.decode("utf-8", "replace")
    found = _HEADER.fullmatch(text)
    if not found:
        raise UntestedError("a header that is not as NumPy writes it")
    shape = tuple(int(side[:20]) for side in re.findall(r"\d+", found["shape"]))
    count = 1
    for side in shape:
        count *= side
        if count > MAX_ELEMENTS:
            raise UntestedError("a shape too large to be real")
    return Header(found["descr"], shape)


def layout(kind: str) -> Layout:
    """Return the layout of a simple type, such as ``<f8``.

    Raises:
        UntestedError: There is no such type.
    """
    found = _TYPE.fullmatch(kind)
    if not found:
        raise UntestedError(f"the unknown array type '{shown(kind)}'")
    letter, digits = found["kind"], found["size"]
    size = int(digits) if digits else _SIZES.get(letter, 0)
    if letter == "U":
        size *= _PER_CHARACTER
    return Layout(size, letter == "O")


class _Types:
    """Reads a type, or a list of fields, from a literal, and no more of Python."""

    def __init__(self, text: str) -> None:
        self._tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text):
            found = _TOKEN.match(text, at)
            if not found or len(self._tokens) > 20 * MAX_TYPES:
                raise UntestedError(f"the unknown array type {shown(text)}")
            at = found.end()
            if found.lastgroup:
                self._tokens.append((found.lastgroup, found[found.lastgroup]))
        self._tokens.reverse()

    def layout(self) -> Layout:
        """Return the layout of the one type that the text is."""
        made = self._type(0)
        if self._tokens:
            raise UntestedError("an array type with more behind it")
        return made

    def _type(self, depth: int) -> Layout:
        kind, text = self._next()
        if kind == "text":
            return layout(text)
        if (kind, text) != ("mark", "[") or depth > 10:  # noqa: PLR2004  # deep enough
            raise UntestedError("an array type of an unknown form")
        size, objects = 0, False
        while not self._take("]"):
            field = self._field(depth)
            size, objects = size + field.size, objects or field.objects
            self._take(",")
        return Layout(size, objects)

    def _field(self, depth: int) -> Layout:
        self._expect("(")
        if self._take("("):  # a title beside the name
            self._text()
            self._expect(",")
            self._text()
            self._expect(")")
        else:
            self._text()
        self._expect(",")
        made = self._type(depth + 1)
        times = self._shape() if self._take(",") else 1
        self._expect(")")
        return Layout(made.size * times, made.objects)

    def _shape(self) -> int:
        times = 1
        self._expect("(")
        while not self._take(")"):
            kind, text = self._next()
            if kind != "number" or times > MAX_ELEMENTS:
                raise UntestedError("an array type with an unknown shape")
            times *= int(text)
            self._take(",")
        return times

    def _text(self) -> None:
        if self._next()[0] != "text":
            raise UntestedError("an array type without a field name")

    def _next(self) -> tuple[str, str]:
        if not self._tokens:
            raise UntestedError("an array type that ends too soon")
        return self._tokens.pop()

    def _take(self, mark: str) -> bool:
        if self._tokens and self._tokens[-1] == ("mark", mark):
            self._tokens.pop()
            return True
        return False

    def _expect(self, mark: str) -> None:
        if not self._take(mark):
            raise UntestedError(f"an array type without a '{mark}' where one belongs")
