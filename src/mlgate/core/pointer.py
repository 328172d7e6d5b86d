"""JSON Pointers (RFC 6901), as text and as tokens."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

# RFC 6901, section 4; and short, for an int of thousands of digits is an error.
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)


def join(at: str, token: str) -> str:
    """Return pointer ``at`` extended by ``token``, escaped."""
    return f"{at}/{token.replace('~', '~0').replace('/', '~1')}"


def pointer(tokens: Iterable[str]) -> str:
    """Return the pointer that ``tokens`` make, each of them escaped."""
    return "".join([f"/{t.replace('~', '~0').replace('/', '~1')}" for t in tokens])


def split(pointer: str) -> list[str]:
    """Return the unescaped tokens of ``pointer``; none for the whole document."""
    return [t.replace("~1", "/").replace("~0", "~") for t in pointer.split("/")[1:]]


def ancestors(pointer: str) -> Iterator[str]:
    """Yield ``pointer`` itself, then each one above it, down to the empty pointer."""
    while pointer:
        yield pointer
        pointer = pointer.rpartition("/")[0]
    yield ""


def resolve(value: Any, pointer: str) -> Any:  # noqa: ANN401
    """Return what lies at ``pointer`` in ``value``, or None if nothing does."""
    for token in split(pointer):
        if isinstance(value, dict) and token in value:
            value = value[token]
        elif isinstance(value, list) and _within(token, value):
            value = value[int(token)]
        else:
            return None
    return value


def _within(token: str, items: list[Any]) -> bool:
    return _INDEX.fullmatch(token) is not None and int(token) < len(items)


def expand(value: Any, pattern: str) -> list[tuple[str, Any]]:  # noqa: ANN401
    """Return each concrete pointer that ``pattern`` matches, with its value.

    ``*`` stands for each item of a list; an empty list therefore matches nothing.
    ``value`` must be total: every key that the pattern names is present.
    """
    found = [("", value)]
    for token in split(pattern):
        if token == "*":
            found = [(f"{p}/{i}", x) for p, v in found for i, x in enumerate(v)]
        else:
            found = [(join(p, token), v[token]) for p, v in found]
    return found
