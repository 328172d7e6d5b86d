"""JSON Schemas that others wrote: what may stand in one for it to be asked at all.

Whoever writes a schema may write the document as well, so what the check of both can
cost must not depend on them: no schema refers to itself, nor to anything outside of it,
and all that it refers to, written out in full, is of a bounded size.
"""

from collections.abc import Iterator
from typing import Any

from mlgate.core.pointer import join, resolve, split

MAX_SIZE = 20_000
MAX_DEPTH = 100
# Compiled, in bytes, of one regular expression.
MAX_PATTERN = 2**20
_DRAFTS = (
    "https://json-schema.org/draft/2020-12/schema",
    "https://json-schema.org/draft/2019-09/schema",
    "http://json-schema.org/draft-07/schema",
    "http://json-schema.org/draft-06/schema",
)
# With these, what a reference leads to depends on more than the text of it.
_BASES = (
    "$anchor", "$dynamicAnchor", "$dynamicRef", "$recursiveAnchor", "$recursiveRef",
)  # fmt: skip


class _RefusedError(Exception):
    """Carries the pointer and the reason out of the walk."""


def refused(schema: Any) -> tuple[str, str] | None:  # noqa: ANN401  # any JSON value
    """Return where ``schema`` is not one that is asked, and why; None if it is."""
    if not isinstance(schema, dict):
        return "", "expected a schema: an object"
    draft = schema.get("$schema")
    if draft is not None and str(draft).removesuffix("#") not in _DRAFTS:
        return "/$schema", "expected JSON Schema 2020-12, 2019-09, draft-07 or draft-06"
    try:
        _Walk(schema).size(schema, "", 0)
    except _RefusedError as exc:
        at, why = exc.args
        return at, why
    return _compiled(schema)


def _compiled(schema: Any) -> tuple[str, str] | None:  # noqa: ANN401  # any JSON value
    import jsonschema_rs

    try:
        validator(schema)
    except (jsonschema_rs.ValidationError, ValueError) as exc:
        at = ""
        for token in getattr(exc, "instance_path", ()):
            at = join(at, str(token))
        return at, f"not a schema: {str(exc).splitlines()[0]}"
    return None


def validator(schema: Any, mask: str | None = None) -> Any:  # noqa: ANN401  # untyped
    """Return what checks by ``schema``: in linear time, and without the network.

    Raises:
        ValueError: It is no schema.
    """
    import jsonschema_rs

    regexes = jsonschema_rs.RegexOptions(size_limit=MAX_PATTERN)
    return jsonschema_rs.validator_for(
        schema, mask=mask, retriever=_nowhere, pattern_options=regexes
    )


def _nowhere(uri: str) -> Any:  # noqa: ANN401  # as a retriever is declared
    raise ValueError(f"'{uri}' is not read: a schema stands on its own")


class _Walk:
    """Counts what a schema is, written out in full, each part of it once."""

    def __init__(self, root: dict[str, Any]) -> None:
        self._root = root
        self._known: dict[int, int | None] = {}

    def size(self, value: Any, at: str, depth: int) -> int:  # noqa: ANN401
        """Return the number of values at and below ``value``, references followed.

        Raises:
            _RefusedError: Too many, too deep, or a reference that is not followed.
        """
        if not isinstance(value, dict | list):
            return 1
        if id(value) in self._known:
            known = self._known[id(value)]
            if known is None:
                raise _RefusedError(at, "refers to itself, which is not read")
            return known
        if depth > MAX_DEPTH:
            raise _RefusedError(at, f"more than {MAX_DEPTH} deep")
        self._known[id(value)] = None
        below = self._below(value, at)
        size = 1 + sum(self.size(inner, place, depth + 1) for inner, place in below)
        if size > MAX_SIZE:
            raise _RefusedError(at, f"more than {MAX_SIZE} values in full")
        self._known[id(value)] = size
        return size

    def _below(self, value: Any, at: str) -> Iterator[tuple[Any, str]]:  # noqa: ANN401
        if isinstance(value, list):
            yield from ((item, f"{at}/{i}") for i, item in enumerate(value))
            return
        for key, inner in value.items():
            place = join(at, key)
            # Members of that name are described by objects, never by text.
            if isinstance(inner, str):
                yield from self._reference(key, inner, place)
            elif key in _BASES and not isinstance(inner, dict):
                raise _RefusedError(place, f"`{key}` is not read")
            else:
                yield inner, place

    def _reference(self, key: str, text: str, at: str) -> Iterator[tuple[Any, str]]:
        if key in _BASES or (key == "$id" and len(split(at)) > 1):
            raise _RefusedError(at, f"`{key}` is not read here")
        if key != "$ref":
            return
        if text != "#" and not text.startswith("#/"):
            raise _RefusedError(at, "refers to something outside: `$ref` begins with #")
        led = resolve(self._root, text[1:])
        if not isinstance(led, dict | bool):
            raise _RefusedError(at, f"`$ref` leads to no schema: {text[:80]}")
        yield led, at
