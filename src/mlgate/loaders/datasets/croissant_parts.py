"""The parts of a Croissant document, whichever way JSON-LD writes them."""

from collections.abc import Iterator, Mapping
from typing import Any

from mlgate.core.pointer import join

_SOURCES = ("distribution", "fileObject", "fileSet", "field", "recordSet")
# Rows of a table, with names that are the table's own.
_DATA = ("data", "examples")


def local(value: object) -> str:
    """Return the last part of a type's name, whatever prefix it is written with."""
    text = value[0] if isinstance(value, list) and value else value
    return text.rpartition("/")[2].rpartition(":")[2] if isinstance(text, str) else ""


def listed(value: object) -> list[Any]:
    """Return ``value`` as a list: JSON-LD writes a list of one as the one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def items(value: Mapping[str, Any], key: str, at: str) -> Iterator[tuple[Any, str]]:
    """Yield each item of the list ``key``, and where it stands."""
    many = isinstance(value.get(key), list)
    for number, item in enumerate(listed(value.get(key))):
        yield item, join(join(at, key), str(number)) if many else join(at, key)


def names(item: object) -> set[str]:
    """Return what others may call ``item`` by: its id and its name."""
    said = (item.get("@id"), item.get("name")) if isinstance(item, dict) else ()
    return {name for name in said if isinstance(name, str)}


def keys(value: object) -> set[str]:
    """Return every key in ``value``, however deep; its depth was limited before."""
    if isinstance(value, list):
        return {key for item in value for key in keys(item)}
    if not isinstance(value, dict):
        return set()
    deeper = (item for key, item in value.items() if key not in _DATA)
    return {*value, *(key for item in deeper for key in keys(item))}


def references(item: Mapping[str, Any], key: str, at: str) -> Iterator[tuple[str, str]]:
    """Yield each name that ``key`` refers to, and where it is said."""
    for one, place in items(item, key, at):
        name = one.get("@id") if isinstance(one, dict) else one
        if isinstance(name, str):
            yield name, place


def fields(item: Mapping[str, Any], at: str) -> Iterator[tuple[Any, str]]:
    """Yield each field of a record set and each field in one, and where it stands."""
    for field, place in items(item, "field", at):
        yield field, place
        if isinstance(field, dict):
            yield from items(field, "subField", place)


def roots(source: object, at: str) -> Iterator[tuple[str, str]]:
    """Yield what a field is taken from: a file, a field, a record set."""
    if isinstance(source, str):
        yield source.removeprefix("#{").removesuffix("}"), at
    for key in _SOURCES if isinstance(source, dict) else ():
        yield from references(source, key, at)  # type: ignore[arg-type]  # a dict
