"""XML 1.0 with namespaces, strictly: no DTD, no entity of its own, bounded in all.

Elements keep their place. A pointer into a document leads from its root element down
by local names, ``/components/component[2]/name``; ``[2]`` is the second of that name
below one parent, ``@name`` an attribute.
"""

import codecs
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mlgate.core.pointer import join
from mlgate.errors import EvidenceError
from mlgate.strict.text import MAX_DEPTH, decode, place, shown

MAX_ELEMENTS = 2_000_000
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED = re.compile(
    rb"""\s*<\?xml\s[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{1,40})["']"""
)
# What is the same in any of its spellings, and of one byte a character.
_SINGLE = {"ascii", "iso8859-1", "cp1252"}
_SKIP = re.compile(
    r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL
)
_OPENING = re.compile(r"<(?![!?])[^<>]*>?")
_DTD = "it has a DOCTYPE, which may define entities or lead elsewhere"
_HINT = "write it anew without a DOCTYPE"


class Element:
    """One element as written.

    Attributes:
        name: Its name without a prefix.
        namespace: Its namespace; "" if it is in none.
        attributes: Their values by name; one in a namespace is ``{namespace}name``.
        children: The elements directly inside of it.
        text: The text directly inside of it, that between its children included.
        line: Where it begins, from 1.
        column: The same, in characters from 1.
    """

    __slots__ = (
        "attributes", "children", "column", "line", "name", "namespace", "text",
    )  # fmt: skip

    def __init__(
        self, tag: str, attributes: Mapping[str, str], line: int, column: int
    ) -> None:
        self.namespace, _, self.name = tag.removeprefix("{").rpartition("}")
        self.attributes = attributes
        self.children: list[Element] = []
        self.text = ""
        self.line = line
        self.column = column

    def __repr__(self) -> str:
        return f"Element({self.name!r}, line {self.line})"

    def first(self, name: str) -> "Element | None":
        """Return the first child called ``name``, in whatever namespace."""
        return next((c for c in self.children if c.name == name), None)

    def placed(self, at: str = "") -> "Iterator[tuple[str, Element]]":
        """Yield each child with its pointer, this element being at ``at``."""
        seen: dict[str, int] = {}
        for child in self.children:
            number = seen[child.name] = seen.get(child.name, 0) + 1
            yield join(at, step(child.name, number)), child


def step(name: str, number: int) -> str:
    """Return the token of a pointer that leads to the ``number``-th ``name``."""
    return name if number == 1 else f"{name}[{number}]"


def parse(raw: bytes | str, path: str) -> Element:
    """Return the root element of ``raw``.

    The encoding is that of a byte order mark, else the declared one, else UTF-8.

    Raises:
        EvidenceError: Not well-formed XML, a DOCTYPE, an encoding that is not read,
            more than 100 levels or too many elements. Names line and column.
    """
    text = _text(raw, path) if isinstance(raw, bytes) else raw
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser, ParseError

    builder = _Builder(path)
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.places = parser.parser
    try:
        parser.feed(text)
        root: Element = parser.close()
    except DefusedXmlException as exc:
        where = place(path, text, max(text.find("<!DOCTYPE"), 0))
        raise EvidenceError(_DTD, place=where, hint=_HINT) from exc
    except ParseError as exc:
        line, column = exc.position
        why = f"not XML: {str(exc).partition(':')[0]}"
        hint = "write well-formed XML"
        raise EvidenceError(
            why, place=f"{path}:{line}:{column + 1}", hint=hint
        ) from exc
    return root


def opening(start: str) -> str:
    """Return the root element's opening tag, as far as ``start`` holds it; else "".

    What stands before it is skipped; it is for recognising, never for reading.
    """
    at = 1 if start.startswith("\ufeff") else 0
    while found := _SKIP.match(start, at):
        at = found.end()
    tag = _OPENING.match(start, at)
    return tag.group() if tag else ""


class _Builder:
    """Builds elements as the parser finds them."""

    def __init__(self, path: str) -> None:
        self.places: Any = None  # expat's parser, which knows where it is
        self._path = path
        self._open: list[Element] = []
        self._said: list[list[str]] = []
        self._count = 0
        self._root: Element | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._count += 1
        if len(self._open) >= MAX_DEPTH:
            why = f"nested more than {MAX_DEPTH} deep"
            raise EvidenceError(why, place=self.place(), hint="flatten it")
        if self._count > MAX_ELEMENTS:
            why = f"more than {MAX_ELEMENTS} elements"
            raise EvidenceError(why, place=self.place(), hint="split the document")
        line, column = self._where()
        made = Element(tag, attributes, line, column)
        if self._open:
            self._open[-1].children.append(made)
        else:
            self._root = made
        self._open.append(made)
        self._said.append([])

    def data(self, text: str) -> None:
        if self._said:
            self._said[-1].append(text)

    def end(self, _: str) -> None:
        self._open.pop().text = "".join(self._said.pop())

    def close(self) -> Element | None:
        return self._root

    def place(self) -> str:
        line, column = self._where()
        return f"{self._path}:{line}:{column}"

    def _where(self) -> tuple[int, int]:
        return self.places.CurrentLineNumber, self.places.CurrentColumnNumber + 1


def _text(raw: bytes, path: str) -> str:
    declared = None if raw.startswith(_MARKS) else _DECLARED.match(raw[:200])
    if declared is None:
        return decode(raw, path)
    said = declared.group(1).decode()
    encoding = _encoding(said)
    if encoding == "utf-8":
        return decode(raw, path)
    at = f"{path}:1:{declared.start(1) + 1}"
    if encoding not in _SINGLE:
        why = f"the encoding '{shown(said)}' is not read"
        raise EvidenceError(why, place=at, hint="save the file as UTF-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as exc:
        before = raw[: exc.start].decode("latin-1")
        where = place(path, before, len(before))
        why = f"not valid {said}, as it says it is"
        raise EvidenceError(why, place=where, hint="save the file as UTF-8") from exc
    return decode(text.encode(), path)


def _encoding(said: str) -> str:
    try:
        return codecs.lookup(said).name
    except LookupError:
        return ""
