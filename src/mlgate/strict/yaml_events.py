"""The events of one YAML document, with all that is not plain data refused.

PyYAML's C parser (libyaml) makes the events; it never builds a value, so aliases,
tags and further documents are seen before anything is made of them.
"""

import re
from collections.abc import Iterator
from typing import Any

from mlgate.errors import EvidenceError
from mlgate.strict.text import MAX_DEPTH, place, shown
from mlgate.strict.yaml_errors import hint_of, syntax

MAX_NODES = 500_000
# YAML 1.2, section 5.1 and 5.4: not printable, or a line end in YAML 1.1 alone.
_ODD = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")


def events(text: str, path: str, first_line: int = 1) -> Iterator[Any]:
    """Yield scalars, and starts and ends of mappings and sequences, in order.

    Raises:
        EvidenceError: A syntax error, an anchor, an alias, a tag, a directive, a
            second document, a control character, too deep or too many values.
    """
    import yaml

    if odd := _ODD.search(text):
        why = f"the character U+{ord(odd.group()):04X} may not stand in YAML"
        where = place(path, text, odd.start(), first_line)
        raise EvidenceError(why, place=where, hint=hint_of(why))
    limits = _Limits(path, first_line)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            limits.check(event)
            if isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
                yield event
    except yaml.YAMLError as exc:
        raise syntax(exc, text, path, first_line) from exc


class _Limits:
    """Counts the events of one text, and refuses what it may not hold."""

    def __init__(self, path: str, first_line: int) -> None:
        self._path = path
        self._shift = first_line
        self._documents = self._depth = self._nodes = 0

    def check(self, event: Any) -> None:  # noqa: ANN401  # untyped upstream
        """Raise EvidenceError if ``event`` may not be."""
        import yaml

        if isinstance(event, yaml.CollectionEndEvent):
            self._depth -= 1
        elif isinstance(event, yaml.NodeEvent):
            self._nodes += 1
            self._depth += isinstance(event, yaml.CollectionStartEvent)
            self._refuse(event, self._node(event))
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            self._refuse(event, self._document(event))

    def _refuse(self, event: Any, why: str) -> None:  # noqa: ANN401
        if why:
            raise refused(why, event, self._path, self._shift)

    def _node(self, event: Any) -> str:  # noqa: ANN401
        if event.anchor:
            return f"anchors and aliases are not read: '{shown(event.anchor)}'"
        if getattr(event, "tag", None):
            return f"the tag '{shown(event.tag)}' is not read"
        if "\0" in getattr(event, "value", ""):
            return "a NUL character may not stand in YAML"
        if self._depth > MAX_DEPTH:
            return f"nested more than {MAX_DEPTH} deep"
        return f"more than {MAX_NODES} values" if self._nodes > MAX_NODES else ""

    def _document(self, event: Any) -> str:  # noqa: ANN401
        if self._documents > 1:
            return "a second YAML document: one is read"
        old = event.version and event.version != (1, 2)
        return "a directive is not read" if old or event.tags else ""


def refused(why: str, event: Any, path: str, first_line: int) -> EvidenceError:  # noqa: ANN401
    """Return the error that ``event``, where it starts, is refused because ``why``."""
    mark = event.start_mark
    where = f"{path}:{mark.line + first_line}:{mark.column + 1}"
    return EvidenceError(why, place=where, hint=hint_of(why))
