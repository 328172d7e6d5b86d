"""Strict YAML 1.2: only null, true and false are typed; all else stays text.

PyYAML's C parser makes the nodes; the values are built here, so that duplicates,
anchors, tags and further documents are seen in one place.
"""

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mlgate.errors import EvidenceError
from mlgate.strict.text import MAX_DEPTH, decode

if TYPE_CHECKING:
    import yaml

MAX_NODES = 500_000
_TYPED: dict[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
}
_TYPED |= dict.fromkeys(("true", "True", "TRUE"), True)
_TYPED |= dict.fromkeys(("false", "False", "FALSE"), False)


def parse(raw: bytes | str, path: str, first_line: int = 1) -> Any:  # noqa: ANN401
    """Return the one document in ``raw``; None for an empty one.

    Args:
        raw: YAML bytes or text.
        path: Name for messages.
        first_line: Line of the file on which ``raw`` begins.

    Raises:
        EvidenceError: Not strict YAML: duplicate keys (both lines), anchors, aliases,
            tags, merge keys, keys that are not text, a second document, too deep or
            too large, a syntax error. Names line and column.
    """
    text = decode(raw, path) if isinstance(raw, bytes) else raw
    return _Builder(path, first_line).build(text)


def compose(text: str) -> "yaml.Node | None":
    """Return the root node of ``text``, for those who look for positions."""
    import yaml

    loader = yaml.CSafeLoader(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


class _Builder:
    """Builds values straight from the parser's events, so that each is seen once."""

    def __init__(self, path: str, first_line: int) -> None:
        self._path = path
        self._shift = first_line
        self._seen = 0

    def build(self, text: str) -> Any:  # noqa: ANN401
        import yaml

        try:
            events = yaml.parse(text, Loader=yaml.CSafeLoader)
            return self._document(events)
        except yaml.MarkedYAMLError as exc:
            raise self._syntax(exc) from exc
        except (yaml.YAMLError, ValueError) as exc:
            why = f"not YAML: {str(exc).splitlines()[0]}"
            raise EvidenceError(why, place=self._path) from exc

    def _document(self, events: Iterator[Any]) -> Any:  # noqa: ANN401
        import yaml

        next(events)
        if isinstance(next(events), yaml.StreamEndEvent):
            return None
        value = self._value(next(events), events, 1)
        next(events)
        if isinstance(after := next(events), yaml.DocumentStartEvent):
            hint = "keep one document in a file"
            raise self._error("a second YAML document", after.start_mark, hint)
        return value

    def _value(self, event: Any, events: Iterator[Any], depth: int) -> Any:  # noqa: ANN401
        import yaml

        self._refuse(event, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            items = iter(lambda: next(events), None)
            until = itertools.takewhile(_inside, items)
            return [self._value(item, events, depth + 1) for item in until]
        text: str = event.value
        plain = event.style in {None, ""}
        return _TYPED[text] if plain and text in _TYPED else text

    def _mapping(self, events: Iterator[Any], depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        lines: dict[str, int] = {}
        while _inside(event := next(events)):
            self._refuse(event, depth)
            key = getattr(event, "value", None)
            if not isinstance(key, str):
                raise self._error(
                    "a key that is not text", event.start_mark, "quote it"
                )
            if key == "<<" and event.style in {None, ""}:
                hint = "write the keys out"
                raise self._error("merge keys are not read", event.start_mark, hint)
            if key in made:
                why = f"duplicate key '{key}': first on line {lines[key]}"
                hint = "keep the one that is meant"
                raise self._error(why, event.start_mark, hint)
            lines[key] = event.start_mark.line + self._shift
            made[key] = self._value(next(events), events, depth + 1)
        return made

    def _refuse(self, event: Any, depth: int) -> None:  # noqa: ANN401
        self._seen += 1
        why = hint = ""
        if getattr(event, "anchor", None):
            why, hint = "anchors and aliases are not read", "write the value out"
        elif getattr(event, "tag", None):
            why, hint = f"the tag {event.tag} is not read", "drop the tag"
        elif depth > MAX_DEPTH:
            why, hint = f"nested more than {MAX_DEPTH} deep", "flatten it"
        elif self._seen > MAX_NODES:
            why, hint = f"more than {MAX_NODES} values", "split the document"
        if why:
            raise self._error(why, event.start_mark, hint)

    def _syntax(self, exc: Any) -> EvidenceError:  # noqa: ANN401
        why = f"not YAML: {exc.problem or exc.context or 'unreadable'}"
        mark = exc.problem_mark or exc.context_mark
        return (
            self._error(why, mark, "") if mark else EvidenceError(why, place=self._path)
        )

    def _error(self, why: str, mark: Any, hint: str) -> EvidenceError:  # noqa: ANN401
        place = f"{self._path}:{mark.line + self._shift}:{mark.column + 1}"
        return EvidenceError(why, place=place, hint=hint)


def _inside(event: Any) -> bool:  # noqa: ANN401
    import yaml

    return not isinstance(event, yaml.CollectionEndEvent)
