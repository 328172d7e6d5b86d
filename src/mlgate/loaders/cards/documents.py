"""YAML files of several documents, each read as strictly as one alone.

A separator line may carry blanks or a comment behind it; a reader that misses such a
line loses all that follows.
"""

import re
from itertools import islice
from typing import Any, NamedTuple

from mlgate.errors import EvidenceError
from mlgate.strict import yaml_reader
from mlgate.strict.text import breaks, place

MAX_DOCUMENTS = 5000

# YAML 1.2, section 9.1.2: within no value can a line begin so.
_MARK = re.compile(r"^---(?=[ \t\r\n]|\Z)", re.MULTILINE)


class Document(NamedTuple):
    """One document; ``line`` is where in the file its text begins."""

    value: Any
    line: int


def documents(text: str, path: str) -> list[Document]:
    """Return each document of ``text`` that is not empty.

    Raises:
        EvidenceError: One of them is not strict YAML, or they are too many; names
            the line in the file.
    """
    marks = [m.start() for m in islice(_MARK.finditer(text), MAX_DOCUMENTS + 1)]
    if len(marks) > MAX_DOCUMENTS:
        why = f"more than {MAX_DOCUMENTS} documents"
        where = place(path, text, marks[-1])
        raise EvidenceError(why, place=where, hint="split the file")
    starts = [0, *(start + len("---") for start in marks)]
    ends = [*marks, len(text)]
    found = []
    line, counted = 1, 0
    for start, end in zip(starts, ends, strict=True):
        line += breaks(text, counted, start)
        counted = start
        value = yaml_reader.parse(text[start:end], path, line)
        if value is not None:
            found.append(Document(value, line + _blank(text[start:end])))
    return found


def _blank(text: str) -> int:
    """Return how many lines stand before the first that says something."""
    lines = re.split(r"\r\n|\r|\n", text)
    said = (
        n for n, x in enumerate(lines) if x.strip() and not x.lstrip().startswith("#")
    )
    return next(said, 0)
