"""YAML front matter at the head of a Markdown file."""

import re
from dataclasses import field
from typing import Any, Literal

from mlgate.core.frozen import frozen
from mlgate.errors import EvidenceError
from mlgate.strict import yaml_reader
from mlgate.strict.text import as_text, breaks

FIRST_LINE = 2
_OPENING = re.compile(r"---[ \t]*(?:\r\n|\n|\r|\Z)")
_CLOSING = re.compile(r"(?:^|(?<=\r))---[ \t]*(?:\r\n|\n|\r|\Z)", re.MULTILINE)


@frozen
class FrontMatter:
    """Front matter and body, told apart.

    Attributes:
        status: ``absent`` (no opening fence), ``empty`` (nothing between the fences)
            or ``present``.
        fields: The mapping between the fences; empty unless present.
        body: The text after the closing fence; all of it if there is none.
        body_line: Line of the file on which the body begins.
    """

    status: Literal["absent", "empty", "present"]
    fields: dict[str, Any] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1


def read(raw: bytes | str, path: str) -> FrontMatter:
    """Return front matter and body of a Markdown file.

    A fence is a line ``---``, with or without blanks behind it and a line end. The
    first line opens; the next fence closes, for YAML (1.2, section 9.1.2) lets no
    such line stand within a value.

    Raises:
        EvidenceError: The front matter is not closed, not YAML, or not a mapping.
    """
    text = as_text(raw, path)
    fences = _fences(text)
    if fences is None:
        return FrontMatter("absent", body=text)
    start, end, body = fences
    if end < 0:
        why = "the front matter is not closed"
        hint = "write a line `---` after its last key"
        raise EvidenceError(why, place=f"{path}:1", hint=hint)
    value = yaml_reader.parse(text[start:end], path, FIRST_LINE)
    if value is not None and not isinstance(value, dict):
        kind = "a list" if isinstance(value, list) else "text"
        why = f"the front matter is {kind}, not a mapping"
        hint = "write `key: value` lines"
        raise EvidenceError(why, place=f"{path}:{FIRST_LINE}:1", hint=hint)
    status: Literal["empty", "present"] = "empty" if value is None else "present"
    return FrontMatter(status, value or {}, text[body:], breaks(text, 0, body) + 1)


def front(text: str) -> str:
    """Return the YAML text that ``read`` reads; empty if there is none."""
    start, end, _ = _fences(text) or (0, 0, 0)
    return text[start : max(start, end)]


def _fences(text: str) -> tuple[int, int, int] | None:
    """Return where the YAML starts and ends and the body starts; -1 if not closed."""
    opening = _OPENING.match(text)
    if not opening:
        return None
    closing = _CLOSING.search(text, opening.end())
    if not closing:
        return opening.end(), -1, -1
    return opening.end(), closing.start(), closing.end()
