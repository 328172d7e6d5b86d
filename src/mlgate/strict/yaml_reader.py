"""Strict YAML 1.2: only null, true and false are typed; all else stays text.

Values are built from events one by one, never by recursion. A key is always text.
"""

from collections.abc import Iterator
from typing import Any

from mlgate.strict.text import as_text, shown
from mlgate.strict.yaml_events import events, refused

# YAML 1.2, section 10.3.2 (core schema), without its numbers.
_TYPED: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def parse(raw: bytes | str, path: str, first_line: int = 1) -> Any:  # noqa: ANN401
    """Return the one document in ``raw``; None for an empty one.

    Args:
        raw: YAML bytes or text.
        path: Name for messages.
        first_line: Line of the file on which ``raw`` begins.

    Raises:
        EvidenceError: Not strict YAML: duplicate keys (both lines), anchors, aliases,
            tags, directives, merge keys, keys that are not text, a second document,
            too deep or too large, a syntax error. Names line and column.
    """
    builder = _Builder(path, first_line)
    for event in events(as_text(raw, path), path, first_line):
        builder.take(event)
    return builder.value


def marks(text: str) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Yield path, line and column (from 1) of each key, and of each item of a list.

    Raises:
        EvidenceError: As for ``parse``.
    """
    builder = _Builder("", 1)
    for event in events(text, ""):
        if builder.take(event):
            mark = event.start_mark
            yield builder.path, mark.line + 1, mark.column + 1


class _Frame:
    """A mapping or list that is being filled.

    Attributes:
        token: The last key, or the index of the last item; None before the first.
        waits: Whether that key still waits for its value.
        lines: Line of each key so far.
    """

    __slots__ = ("lines", "made", "token", "waits")

    def __init__(self, made: dict[str, Any] | list[Any]) -> None:
        self.made = made
        self.token: str | None = None
        self.waits = False
        self.lines: dict[str, int] = {}


class _Builder:
    """Builds the value of one document out of its events."""

    def __init__(self, path: str, first_line: int) -> None:
        self.value: Any = None
        self._path = path
        self._first = first_line
        self._frames: list[_Frame] = []

    @property
    def path(self) -> tuple[str, ...]:
        """Keys and indexes that lead to what was taken last."""
        return tuple(f.token for f in self._frames if f.token is not None)

    def take(self, event: Any) -> bool:  # noqa: ANN401  # untyped upstream
        """Add one event; say whether it begins a key or an item of a list."""
        kind = type(event).__name__
        if kind.endswith("EndEvent"):
            self._frames.pop()
            return False
        if kind == "ScalarEvent":
            return self._put(_typed(event), event)
        made: dict[str, Any] | list[Any] = {} if kind == "MappingStartEvent" else []
        begins = self._put(made, event)
        self._frames.append(_Frame(made))
        return begins

    def _put(self, value: Any, event: Any) -> bool:  # noqa: ANN401
        if not self._frames:
            self.value = value
            return False
        frame = self._frames[-1]
        if isinstance(frame.made, list):
            frame.token = str(len(frame.made))
            frame.made.append(value)
            return True
        frame.waits = not frame.waits
        if frame.waits:
            frame.token = self._key(event, frame.lines)
        else:
            frame.made[frame.token or ""] = value
        return frame.waits

    def _key(self, event: Any, lines: dict[str, int]) -> str:  # noqa: ANN401
        key: str | None = getattr(event, "value", None)
        plain = key is not None and event.implicit[0]
        if key is None or (plain and not key):
            why = "a key that is not text" if key is None else "a key that is empty"
        elif plain and key == "<<":
            why = "merge keys are not read"
        elif key in lines:
            why = f"duplicate key '{shown(key)}': first on line {lines[key]}"
        else:
            lines[key] = event.start_mark.line + self._first
            return key
        raise refused(why, event, self._path, self._first)


def _typed(event: Any) -> Any:  # noqa: ANN401
    plain = event.implicit[0]
    return _TYPED[event.value] if plain and event.value in _TYPED else event.value
