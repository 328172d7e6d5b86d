"""YAML front matter at the head of a Markdown file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mlgate.errors import EvidenceError
from mlgate.strict import yaml_reader
from mlgate.strict.text import decode

_FENCE = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)
_TRIED = 50


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Front matter and body, told apart.

    Attributes:
        status: ``absent`` (no opening fence), ``empty`` (nothing between the fences)
            or ``present``.
        fields: The mapping between the fences; empty unless present.
        body: The text after the closing fence; all of it if there is none.
        body_line: Line of the file on which the body begins.
    """

    status: str
    fields: dict[str, Any] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1


def read(raw: bytes | str, path: str) -> FrontMatter:
    """Return front matter and body of a Markdown file.

    Fences may have trailing blanks and need no line after them. A fence inside a
    quoted scalar does not close: each later fence is tried until the YAML between
    reads; if none does, the error is that of the first.

    Raises:
        EvidenceError: The front matter is not closed, not YAML, or not a mapping.
    """
    text = decode(raw, path) if isinstance(raw, bytes) else raw
    opening = _FENCE.match(text)
    if not opening:
        return FrontMatter("absent", body=text)
    start = min(opening.end() + 1, len(text))
    error: EvidenceError | None = None
    for fence in _closing(text, start):
        try:
            value = yaml_reader.parse(text[start : fence.start()], path, first_line=2)
        except EvidenceError as exc:
            error = error or exc
            continue
        return _made(value, text, fence, path)
    raise error or EvidenceError(
        "the front matter is not closed",
        place=f"{path}:1",
        hint="write a line `---` after the last key",
    )


def front(text: str) -> str:
    """Return the YAML text that ``read`` reads; empty if there is none."""
    opening = _FENCE.match(text)
    if not opening:
        return ""
    start = min(opening.end() + 1, len(text))
    for fence in _closing(text, start):
        try:
            yaml_reader.parse(text[start : fence.start()], "")
        except EvidenceError:
            continue
        return text[start : fence.start()]
    return ""


def _closing(text: str, start: int) -> Iterator[re.Match[str]]:
    for number, fence in enumerate(_FENCE.finditer(text, start)):
        if number == _TRIED:
            return
        yield fence


def _made(value: Any, text: str, fence: re.Match[str], path: str) -> FrontMatter:  # noqa: ANN401
    body = text[fence.end() + 1 :]
    line = text.count("\n", 0, fence.end()) + 2
    if value is None:
        return FrontMatter("empty", {}, body, line)
    if not isinstance(value, dict):
        kind = "a list" if isinstance(value, list) else "text"
        why = f"the front matter is {kind}, not a mapping"
        raise EvidenceError(why, place=f"{path}:2:1", hint="write `key: value` lines")
    return FrontMatter("present", value, body, line)
