"""Sections of a Markdown text, told apart by their headings (CommonMark, in part).

Known: ATX headings, setext headings over one line, fenced code, HTML comments.
"""

import re
from collections.abc import Iterator

from mlgate.core.frozen import frozen

MAX_HEADING = 200
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*")
_FENCE = re.compile(r" {0,3}(`{3,}(?!.*`)|~{3,})")
_NOT_TEXT = re.compile(
    r"[ \t]*(?:[#>|<]|[-*+][ \t]|\d{1,9}[.)][ \t]|(?:---|===|```|~~~))"
)
_OPTIONAL = re.compile(r"\[[^\[\]]*\]|\([^()]*\)")
_NUMBER = re.compile(r"^(?:\d+\s+)+")
_MARKS = re.compile(r"[^\w\s]+")


@frozen
class Section:
    """A heading with the text below it, down to the next heading of any level.

    Attributes:
        title: Its words in lower case, without marks, numbers and brackets.
        line: Line of the file that it stands on.
    """

    level: int
    title: str
    line: int
    lines: tuple[str, ...]


def sections(text: str, first_line: int) -> list[Section]:
    """Return the sections of ``text``, which begins on ``first_line`` of its file."""
    lines = [line.rstrip("\r") for line in _without_comments(text).split("\n")]
    headings = list(_headings(lines))
    starts = [start for start, _, _, _ in headings] + [len(lines)]
    return [
        Section(level, normal(title), first_line + start, tuple(lines[body:end]))
        for (start, body, level, title), end in zip(headings, starts[1:], strict=True)
    ]


def normal(title: str) -> str:
    """Return a heading's words as they are compared."""
    words = _OPTIONAL.sub(" ", title.casefold()).replace("&", " and ")
    words = _MARKS.sub(" ", words.replace("'", "")).replace("_", " ")
    return " ".join(_NUMBER.sub("", words.strip()).split())


def _headings(lines: list[str]) -> Iterator[tuple[int, int, int, str]]:
    """Yield (line, first line below, level, title) of each heading, from 0."""
    fence = ""
    for number, line in enumerate(lines):
        if fence:
            if line.strip() == fence[0] * max(len(line.strip()), len(fence)):
                fence = ""
        elif opening := _FENCE.match(line):
            fence = opening[1]
        elif len(line) <= MAX_HEADING and (atx := _ATX.match(line)):
            yield number, number + 1, len(atx[1]), _title(line[atx.end() :])
        elif _SETEXT.fullmatch(line[:MAX_HEADING]) and _underlined(lines, number):
            level = 1 if "=" in line else 2
            yield number - 1, number + 1, level, lines[number - 1].strip()


def _title(text: str) -> str:
    title = text.rstrip()
    bare = title.rstrip("#")
    return bare.rstrip() if bare != title and (not bare or bare[-1] in " \t") else title


def _underlined(lines: list[str], number: int) -> bool:
    """Say whether the line before ``number`` is a paragraph of one line."""
    above = lines[number - 1] if number else ""
    before = lines[number - 2] if number > 1 else ""
    plain = bool(above.strip()) and len(above) <= MAX_HEADING
    alone = not before.strip() or _ATX.match(before) is not None
    return plain and alone and not _NOT_TEXT.match(above)


def _without_comments(text: str) -> str:
    """Blank out HTML comments, keeping their line ends."""
    kept: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0:
        end = text.find("-->", start + 4)
        if end < 0:
            break
        kept += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end + 3
    return "".join(kept) + text[at:]
