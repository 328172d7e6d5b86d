"""One document's bytes, parsed at most once, however many loaders ask."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mlgate.strict import front_matter, json_reader, yaml_reader
from mlgate.strict.front_matter import FrontMatter
from mlgate.strict.text import decode

HEAD = 64 * 1024


@dataclass(frozen=True)
class Source:
    """A file that may be a document.

    Parsing raises ``EvidenceError``, with a place, if the bytes are not of that kind.
    """

    path: str
    sha256: str
    raw: bytes

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @cached_property
    def head(self) -> str:
        """The first 64 kB as text, whatever they are: to recognise, not to read."""
        utf16 = self.raw[:2] in {b"\xff\xfe", b"\xfe\xff"}
        head = self.raw[:HEAD]
        return head.decode("utf-16" if utf16 else "utf-8-sig", errors="replace")

    @cached_property
    def text(self) -> str:
        """The whole text."""
        return decode(self.raw, self.path)

    @cached_property
    def json(self) -> Any:  # noqa: ANN401
        """The one JSON value."""
        return json_reader.parse(self.text, self.path)

    @cached_property
    def events(self) -> list[Any]:
        """The JSON values: one, those of an array, or one a line."""
        return json_reader.parse_events(self.text, self.path)

    @cached_property
    def yaml(self) -> Any:  # noqa: ANN401
        """The one YAML document."""
        return yaml_reader.parse(self.text, self.path)

    @cached_property
    def front_matter(self) -> FrontMatter:
        """Front matter and body of a Markdown file."""
        return front_matter.read(self.text, self.path)
