"""Which parts of a JSON Schema (2020-12) speak of which part of a value."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mlgate.core.pointer import resolve

Schema = Mapping[str, Any]
_UNIONS = ("anyOf", "oneOf", "allOf")


def expand(schemas: Iterable[Schema], root: Schema) -> list[Schema]:
    """Return ``schemas`` with all that they refer to or combine, each once.

    Only references within ``root`` are followed: ``#`` and ``#/...``.
    """
    found: dict[int, Schema] = {}
    todo: list[Any] = list(schemas)[::-1]
    while todo:
        schema = todo.pop()
        if isinstance(schema, Mapping) and id(schema) not in found:
            found[id(schema)] = schema
            todo += list(_parts(schema, root))[::-1]
    return list(found.values())


def _parts(schema: Schema, root: Schema) -> Iterator[Any]:
    ref = schema.get("$ref")
    if isinstance(ref, str) and ref.startswith("#"):
        yield resolve(root, ref[1:])
    for word in _UNIONS:
        yield from schema.get(word, ())


def below(expanded: Iterable[Schema], token: str | int) -> Iterator[Schema]:
    """Yield what ``expanded`` schemas say of the member or item called ``token``."""
    for schema in expanded:
        if isinstance(token, int):
            inner = schema.get("items")
        else:
            members = schema.get("properties", {})
            inner = members.get(token, schema.get("additionalProperties"))
        if isinstance(inner, Mapping):
            yield inner
