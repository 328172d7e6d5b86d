"""Forms in Markdown: tables of a question, or a name, and its answer in each row."""

import re
from collections.abc import Sequence
from dataclasses import replace

from mlgate.core.frozen import frozen
from mlgate.loaders.filling import Filling

MAX_ROWS = 1000
_PAIR = 2
_LICENCE = {"license", "licence"}
_AT = "/model_card/answers"
_CELL = re.compile(r"(?<!\\)\|")
_LINK = re.compile(r"\[([^\[\]]*)\]\s?\([^()]*\)")
_MARKS = re.compile(r"<[^<>]*>|\*\*|__|`")
_RULE = re.compile(r"[\s|:-]+")
FORM = ("field", "response")
_HEADERS = (FORM, ("attribute", "details"), ("attribute", "value"))


@frozen
class Row:
    """One row; its question in lower case and without marks, its answer as written."""

    asked: str
    question: str
    answer: str
    line: int


def rows(text: str, first_line: int = 1) -> list[Row]:
    """Return the rows of each such table in ``text``, told by its two headings."""
    found: list[Row] = []
    inside = False
    for number, line in enumerate(text.split("\n"), first_line):
        cells = _cells(line)
        if len(cells) < _PAIR:
            inside = False
        elif headed(line, *_HEADERS):
            inside = True
        elif inside and not _RULE.fullmatch(line):
            asked = _MARKS.sub("", cells[0]).strip().rstrip(":").strip()
            answer = " ".join(" ".join(cells[1:]).split())
            found.append(Row(_plain(asked), asked, _tidy(answer), number))
    return found


def headed(line: str, *headings: tuple[str, str]) -> bool:
    """Say whether ``line`` heads a table whose first two columns are so called."""
    pair = tuple(cell.strip(" \t*").lower() for cell in _cells(line)[:_PAIR])
    return pair in headings


def fill_answers(form: Sequence[Row], fill: Filling, card: str | None = None) -> None:
    """Fill ``model_card.answers`` with each row; an answer not given is a gap.

    Args:
        form: The rows.
        fill: The draft.
        card: What the form is called, if that is known.
    """
    if len(form) > MAX_ROWS:
        fill.gap(_AT, "unreadable", f"more than {MAX_ROWS} rows", f"L{form[0].line}")
        return
    made = []
    for number, row in enumerate(form):
        at, said = f"{_AT}/{number}", f"L{row.line}"
        fill.draft.sources[at] = said
        answer = fill.checked(f"{at}/answer", row.answer, said)
        made.append({"card": card, "question": row.question, "answer": answer})
    if made:
        fill.put(_AT, made, f"L{form[0].line}")


def licence(form: Sequence[Row]) -> Row | None:
    """Return the row that names a licence, without the address it links to."""
    found = next((row for row in form if row.asked in _LICENCE), None)
    if found is None:
        return None
    return replace(found, answer=_MARKS.sub("", _LINK.sub(r"\1", found.answer)).strip())


def _cells(line: str) -> list[str]:
    return _CELL.split(line.strip().strip("|")) if "|" in line else []


def _plain(text: str) -> str:
    words = re.sub(r"[^\w\s]+", " ", _LINK.sub(r"\1", text).casefold())
    return " ".join(words.split())


def _tidy(answer: str) -> str:
    return re.sub(r"\s*<br\s*/?>\s*", " ", answer).strip()
