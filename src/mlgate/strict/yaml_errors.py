"""What is wrong with a YAML text, where, and what to do, in our words."""

import re
from typing import Any

from mlgate.errors import EvidenceError
from mlgate.strict.text import MAX_DEPTH, shown

_QUOTE = "put the value in quotes"
_INDENT = "check the indentation of this line and the one before"
# What libyaml says -> what we say. Where it is: at the problem, or where the thing
# that is wrong begins.
_SAID = {
    "found character that cannot start any token": ("", "problem"),
    "mapping values are not allowed": ("': ' where no key can be", "problem"),
    "could not find expected ':'": ("a line that is not `key: value`", "begin"),
    "did not find expected ',' or": ("a bracket that is not closed", "begin"),
    "did not find expected node": ("no value where one must be", "problem"),
    "did not find expected key": ("expected a key of the mapping", "problem"),
    "did not find expected '-'": ("expected a '- ' item of the list", "problem"),
    "did not find expected <document start>": ("more text after the value", "problem"),
    "did not find expected alphabetic": ("a value that begins with * or &", "begin"),
    "block sequence entries are not": ("a '- ' item inside a line", "problem"),
    "found unexpected end of stream": ("a quote that is not closed", "begin"),
    "found unexpected document indicator": ("a quote not closed before `---`", "begin"),
    "found unknown escape": ("an unknown escape in double quotes", "problem"),
    "found invalid Unicode": ("an escape of no character", "problem"),
    "exceeded max": (f"nested more than {MAX_DEPTH} deep", "problem"),
}
_HINTS = {
    "anchors": "write the value out; put text that begins with * or & in quotes",
    "the tag": "drop the tag; put text that begins with ! in quotes",
    "a NUL": "take it out",
    "nested": "flatten it",
    "more than": "split the document",
    "a second": "keep one document in a file",
    "a directive": "drop the line that begins with %",
    "duplicate key": "keep the one that is meant",
    "merge keys": "write the keys out",
    "an escape": "write the character itself",
    "': '": "put the value in quotes, or check the indentation",
    "the character": "take it out, or write an escape in double quotes",
    "a key": "write the key as text; put a placeholder in quotes",
    "a tab": "indent with spaces",
    "expected": _INDENT,
    "no value": "write the value, or close the bracket before it",
    "a line": _INDENT,
    "more text": _INDENT,
    "a '- ' item": "begin the item on a line of its own",
    "a bracket": "close it, or put the value in quotes",
    "a quote": "write the closing quote",
    "an unknown escape": "use single quotes, or write the backslash twice",
}


def syntax(exc: Any, text: str, path: str, first_line: int) -> EvidenceError:  # noqa: ANN401
    """Return the error of PyYAML in one line, with a place and a hint."""
    problem = getattr(exc, "problem", None) or str(exc).splitlines()[0]
    why, where = next(
        (said for begin, said in _SAID.items() if problem.startswith(begin)),
        (problem, "problem"),
    )
    marks = (getattr(exc, "context_mark", None), getattr(exc, "problem_mark", None))
    begin, at = marks if where == "begin" else marks[::-1]
    mark = begin or at
    if mark is None:
        return EvidenceError(f"not YAML: {why}", place=path, hint=hint_of(why))
    why = why or _start(_line(text, mark.line)[mark.column : mark.column + 1])
    place = f"{path}:{mark.line + first_line}:{mark.column + 1}"
    return EvidenceError(f"not YAML: {why}", place=place, hint=hint_of(why))


def hint_of(why: str) -> str:
    """Return what to do about an error that says ``why``."""
    return next((h for begin, h in _HINTS.items() if why.startswith(begin)), _QUOTE)


def _start(found: str) -> str:
    if found == "\t":
        return "a tab where only spaces may be"
    return f"a value that begins with '{shown(found)}'"


def _line(text: str, number: int) -> str:
    lines = re.split(r"\r\n|\r|\n", text, maxsplit=number + 1)
    return lines[number] if number < len(lines) else ""
