"""What is wrong with a JSON text, where, and what to do; run only on errors."""

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]  # public, untyped

from mlgate.errors import EvidenceError
from mlgate.strict.text import MAX_DEPTH, line_column, place, shown

# One pass whatever the text: a string that is not closed reaches to the end.
_TOKEN = re.compile(
    r'(?P<string>"(?:[^"\\]+|\\.?)*+"?)(?P<colon>[ \t\r\n]*:)?'
    r"|(?P<bracket>[\[\]{}])|(?P<word>[-+.\w]+)",
    re.DOTALL,
)
# What the standard parser says -> what it expected, and what to do by default.
_EXPECTED = {
    "Expecting value": ("a value", "write a value there"),
    "Expecting property name": ("a key in double quotes", "write a key there"),
    "Expecting ':'": ("':' after the key", "write the colon"),
    "Expecting ','": ("',' or the closing bracket", "write the comma or bracket"),
    "Unterminated string": ("a closing '\"' for this string", ""),
    "Invalid control": ("no control character within a string", "escape it: \\n, \\t"),
    "Invalid \\u": ("four hex digits after '\\u'", "write a backslash as two"),
    "Invalid \\escape": ("an escape of JSON", "write a backslash as two"),
}
_CUT = ("the text is cut off", "the file is empty; make it again")
_COMMENT = (r"//|/\*|#", "JSON has no comments; take it out")
_HINTS = (
    _COMMENT,
    (r"'", "use double quotes"),
    (r"(True|False|None|undefined)\b", "write true, false or null"),
    (r"[-+]?\.?[0-9]", "write numbers as 10, -1, 0.5; keys in double quotes"),
    (r"\w", "put text in double quotes"),
)


class RefusedError(Exception):
    """Raised within the standard parser, which does not say where it is."""

    def __init__(self, literal: str, why: str) -> None:
        super().__init__(why)
        self.literal = literal
        self.why = why


def syntax(exc: json.JSONDecodeError, path: str) -> EvidenceError:
    """Return a syntax error in our words, the same on every version of Python."""
    text, at = exc.doc, exc.pos
    comma = _comma(text, at)
    expected, hint = next(e for m, e in _EXPECTED.items() if exc.msg.startswith(m))
    why = f"expected {expected}, found '{shown(text[at : at + 1])}'"
    if comma >= 0:
        at, why, hint = comma, "a comma with nothing after it", "take the comma out"
    elif at >= len(text) or exc.msg.startswith("Unterminated"):
        why, hint = f"expected {expected}, found the end", _CUT[not text.strip()]
    else:
        known = _HINTS if expected.startswith("a ") else (_COMMENT,)
        hint = next((h for p, h in known if re.match(p, text[at : at + 10])), hint)
    return EvidenceError(f"not JSON: {why}", place=place(path, text, at), hint=hint)


def _comma(text: str, at: int) -> int:
    """Return the offset of a comma that nothing follows; -1 if that is not wrong.

    Python 3.13 points at that comma, older ones at what comes after it.
    """
    if text[at : at + 1] == "," and text[at + 1 :].lstrip(" \t\r\n")[:1] in {"]", "}"}:
        return at
    before = text[:at].rstrip(" \t\r\n")
    bare = text[at : at + 1] in {"]", "}", ","} and before.endswith(",")
    return len(before) - 1 if bare else -1


def refused(exc: RefusedError, text: str, path: str) -> EvidenceError:
    """Return the place of a number that was refused."""
    words = (t for t in _TOKEN.finditer(text) if t["word"])
    at = next((w.start() for w in words if w["word"] == exc.literal), 0)
    why = f"{shown(exc.literal, 20)} {exc.why}"
    hint = "write a finite number, or text in double quotes"
    return EvidenceError(why, place=place(path, text, at), hint=hint)


def duplicate(text: str, path: str) -> EvidenceError:
    """Return both lines of the first key that an object in ``text`` has twice."""
    key, first, second = _twice(text)
    why = f"duplicate key '{shown(key)}': first on line {line_column(text, first)[0]}"
    hint = "keep the one that is meant"
    return EvidenceError(why, place=place(path, text, second), hint=hint)


def too_deep(text: str, path: str) -> EvidenceError:
    """Return the place of the first bracket that is too deep."""
    why = f"nested more than {MAX_DEPTH} deep"
    return EvidenceError(why, place=place(path, text, _deep(text)), hint="flatten it")


def _deep(text: str) -> int:
    depth = 0
    for token in _TOKEN.finditer(text):
        bracket = token["bracket"]
        depth += 1 if bracket in {"[", "{"} else -1 if bracket else 0
        if depth > MAX_DEPTH:
            return token.start()
    return 0


def _twice(text: str) -> tuple[str, int, int]:
    opened: list[dict[str, int]] = []
    for token in _TOKEN.finditer(text):
        if token["bracket"] in {"[", "{"}:
            opened.append({})
        elif token["bracket"]:
            opened.pop()
        elif token["colon"]:
            key: str = scanstring(text, token.start() + 1)[0]
            first = opened[-1].setdefault(key, token.start())
            if first != token.start():
                return key, first, token.start()
    return "", 0, 0
