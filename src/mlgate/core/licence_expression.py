"""Reads SPDX licence expressions (SPDX 3.0.1, annex B): OR, AND, WITH and brackets."""

import re

from mlgate.core.frozen import frozen

MAX_LENGTH = 500
MAX_BRACKETS = 20
_TOKEN = re.compile(r"[()]|[^\s()]+")
_OR, _AND, _WITH = "OR", "AND", "WITH"
# Capitals or, since SPDX 3.0, small letters.
_OPERATORS = {o: o for o in (_OR, _AND, _WITH)}
_OPERATORS |= {o.lower(): o for o in _OPERATORS}


@frozen
class Single:
    """One licence, perhaps with an exception to it."""

    id: str
    exception: str = ""


@frozen
class Joined:
    """Two or more licences: ``OR`` leaves the choice of one, ``AND`` takes them all."""

    operator: str
    parts: tuple["Expression", ...]


Expression = Single | Joined


def parse(text: str) -> Expression | None:
    """Return what ``text`` says; None if it is no expression, or beyond all measure."""
    if len(text) > MAX_LENGTH or text.count("(") > MAX_BRACKETS:
        return None
    tokens = [_OPERATORS.get(t, t) for t in _TOKEN.findall(text)]
    found = _joined(_OR, tokens)
    return None if tokens else found


def _joined(operator: str, tokens: list[str]) -> Expression | None:
    """Take what ``operator`` joins off the front of ``tokens``; AND binds tighter."""
    parts: list[Expression] = []
    while True:
        part = _joined(_AND, tokens) if operator == _OR else _single(tokens)
        if part is None:
            return None
        parts.append(part)
        if tokens[:1] != [operator]:
            return parts[0] if len(parts) == 1 else Joined(operator, tuple(parts))
        del tokens[0]


def _single(tokens: list[str]) -> Expression | None:
    first = _take(tokens)
    if first == "(":
        inner = _joined(_OR, tokens)
        return inner if _take(tokens) == ")" else None
    if not _is_id(first):
        return None
    if tokens[:1] != [_WITH]:
        return Single(first)
    del tokens[0]
    exception = _take(tokens)
    return Single(first, exception) if _is_id(exception) else None


def _take(tokens: list[str]) -> str:
    return tokens.pop(0) if tokens else ""


def _is_id(token: str) -> bool:
    return bool(token) and token not in {"(", ")", *_OPERATORS}
