"""One walk through an object for many patterns of where something lies in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from mlgate.core.pointer import pointer

# Whose child it is, by which key or index, and the value: most are never shown.
_Found = tuple[Any, str, Any]


@dataclass(slots=True)
class _Node:
    """Where several patterns go on from here.

    Attributes:
        ends: Numbers of the patterns that end here.
        keys: Where those go on that name a key.
        each: Where those go on that say ``*``.
        deep: Where those go on that say ``**``.
    """

    ends: list[int] = field(default_factory=list)
    keys: dict[str, "_Node"] = field(default_factory=dict)
    each: "_Node | None" = None
    deep: "_Node | None" = None

    def step(self, name: str) -> "_Node":
        """Return where a pattern goes on whose next step is ``name``."""
        if name == "*":
            self.each = self.each or _Node()
            return self.each
        if name == "**":
            self.deep = self.deep or _Node()
            return self.deep
        return self.keys.setdefault(name, _Node())


class Patterns:
    """Patterns that are sought together.

    Args:
        patterns: Pointers in which ``*`` is any item or key, ``**`` any number of them.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        self._count = len(patterns)
        self._root = _Node()
        for number, pattern in enumerate(patterns):
            reduce(_Node.step, pattern.split("/")[1:], self._root).ends.append(number)

    def matches(self, value: Any) -> list[list[tuple[str, Any]]]:  # noqa: ANN401
        """Return for each pattern the pointer and value of all that it leads to."""
        found: list[list[_Found]] = [[] for _ in range(self._count)]
        _walk(self._root, (None, "", value), found)
        return [[(_pointer(one), one[2]) for one in some] for some in found]


def _walk(node: _Node, one: _Found, found: list[list[_Found]]) -> None:
    for number in node.ends:
        found[number].append(one)
    for key, inner in node.keys.items():
        if isinstance(one[2], dict) and key in one[2]:
            _walk(inner, (one, key, one[2][key]), found)
    if node.each:
        for child in _children(one):
            _walk(node.each, child, found)
    if node.deep:
        for below in _below(one):
            _walk(node.deep, below, found)


def _below(one: _Found) -> Iterator[_Found]:
    """Yield ``one`` and all objects and lists below it."""
    left = [one]
    while left:
        last = left.pop()
        yield last
        left += [c for c in _children(last) if isinstance(c[2], (dict, list))]


def _children(one: _Found) -> list[_Found]:
    value = one[2]
    if isinstance(value, dict):
        return [(one, key, child) for key, child in value.items()]
    if isinstance(value, list):
        return [(one, str(index), child) for index, child in enumerate(value)]
    return []


def _pointer(one: _Found) -> str:
    steps = []
    while one[0] is not None:
        steps.append(one[1])
        one = one[0]
    return pointer(reversed(steps))
