"""The bytes of one document, and each way to read them, done at most once."""

import hashlib
import re
from collections.abc import Callable
from typing import Any

from mlgate.errors import EvidenceError
from mlgate.strict import front_matter, json_reader, xml_reader, yaml_reader
from mlgate.strict.front_matter import FrontMatter
from mlgate.strict.text import decode
from mlgate.strict.xml_reader import Element

HEAD = 64 * 1024
# Behind an even number of backslashes, or it is another escape's end.
_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Source:
    """One document as found: its raw bytes are what was hashed, and what is parsed.

    Each reader below raises ``EvidenceError`` with its place if the document is not
    of that syntax, and says the same each time it is asked.

    Attributes:
        path: Path below the subject's root, ``/``-separated.
        raw: The bytes.
        sha256: Their digest, 64 hex digits; computed here unless it is known.
        near: Whether, for now, only its beginning is to be looked at to recognise it.
    """

    __slots__ = ("_read", "near", "path", "raw", "sha256")

    def __init__(self, path: str, raw: bytes, sha256: str = "") -> None:
        self.path = path
        self.raw = raw
        self.near = False
        self.sha256 = sha256 or hashlib.sha256(raw).hexdigest()
        self._read: dict[str, tuple[Any, EvidenceError | None]] = {}

    def __repr__(self) -> str:
        return f"Source({self.path!r}, {self.size} bytes)"

    @property
    def size(self) -> int:
        """Number of bytes."""
        return len(self.raw)

    @property
    def head(self) -> str:
        """The first 64 kB as text, whatever they are: to recognise, not to read."""
        head: str = self._once("head", self._head)
        return head

    def _head(self) -> str:
        encoding = "utf-16" if self.raw.startswith(UTF16) else "utf-8-sig"
        return self.raw[:HEAD].decode(encoding, errors="replace")

    @property
    def text(self) -> str:
        """The document as text, without a byte order mark; line ends are kept."""
        text: str = self._once("text", lambda: decode(self.raw, self.path))
        return text

    @property
    def json(self) -> Any:  # noqa: ANN401  # any JSON value
        """The document as one JSON value."""
        return self._once("json", lambda: json_reader.parse(self.text, self.path))

    @property
    def report(self) -> Any:  # noqa: ANN401  # any JSON value
        """The document as one JSON value, for what a scanner found and nobody wrote.

        Files hold NUL, and scanners quote them: it stands there as it is written.
        """
        return self._once(
            "report", lambda: json_reader.parse(_nul_shown(self.text), self.path)
        )

    @property
    def events(self) -> list[Any]:
        """The document as one JSON value, a JSON array or JSON Lines: its values."""
        events: list[Any] = self._once(
            "events", lambda: json_reader.parse_events(self.text, self.path)
        )
        return events

    @property
    def yaml(self) -> Any:  # noqa: ANN401  # any YAML value
        """The document as one YAML value; None if it is empty."""
        return self._once("yaml", lambda: yaml_reader.parse(self.text, self.path))

    @property
    def xml(self) -> Element:
        """The document as XML: its root element."""
        root: Element = self._once("xml", lambda: xml_reader.parse(self.raw, self.path))
        return root

    @property
    def front_matter(self) -> FrontMatter:
        """The document as Markdown: front matter and body."""
        found: FrontMatter = self._once(
            "front_matter", lambda: front_matter.read(self.text, self.path)
        )
        return found

    def _once(self, name: str, read: Callable[[], Any]) -> Any:  # noqa: ANN401
        if name not in self._read:
            try:
                self._read[name] = read(), None
            except EvidenceError as exc:
                self._read[name] = None, exc
        value, error = self._read[name]
        if error:
            # Otherwise each raise would add its own frames to the one kept.
            raise error.with_traceback(None)
        return value


def _nul_shown(text: str) -> str:
    return _NUL.sub(r"\1\\\\u0000", text) if "\\u0000" in text else text
