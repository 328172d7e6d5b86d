"""Licences, digests and model cards in places that no field of the input is for."""

from collections.abc import Iterable, Mapping
from typing import Any

from mlgate.core.pointer import join
from mlgate.loaders.bom.components import fields, items

Path = tuple[str | int, ...]
# What components say that has a field, or is text alone. Most say nothing else.
_BARE = frozenset({
    "author", "bom-ref", "copyright", "cpe", "description", "group", "hashes",
    "mime-type", "modelCard", "name", "publisher", "purl", "scope", "type", "version",
})  # fmt: skip
_KEPT = frozenset({"hashes", "licenses", "modelCard"})


def elsewhere(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return pointer -> what is written there, but for what components say themselves.

    Metadata is not looked into, but for its component: it is kept whole.
    """
    found: dict[str, Any] = {}
    for key, value in document.items():
        if key == "components":
            _components(value, (), found)
        elif key == "metadata":
            _main(fields(fields(value).get("component")), found)
        else:
            _member(key, value, (), found)
    return found


def _main(component: Mapping[str, Any], found: dict[str, Any]) -> None:
    at = ("metadata", "component")
    for key, value in component.items():
        if key == "components":
            _components(value, at, found)
        elif key != "modelCard":
            _member(key, value, at, found)


def _components(value: Any, above: Path, found: dict[str, Any]) -> None:  # noqa: ANN401
    for number, component in enumerate(items(value)):
        for key, inner in fields(component).items():
            if key in _BARE or (key == "licenses" and not _says_more(inner)):
                continue
            at = (*above, "components", number)
            if key == "components":
                _components(inner, at, found)
            else:
                _member(key, inner, at, found)


def _member(
    key: str | int,
    value: Any,  # noqa: ANN401
    above: Path,
    found: dict[str, Any],
) -> None:
    if key in _KEPT:
        if value:
            found[_pointer((*above, key))] = value
        return
    if isinstance(value, dict):
        inner: Iterable[tuple[str | int, Any]] = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    else:
        return
    for name, item in inner:
        if isinstance(item, dict | list):
            _member(name, item, (*above, key), found)


def _says_more(value: Any) -> bool:  # noqa: ANN401
    """Say whether licences have more to them than what they are called."""
    for item in items(value):
        inner = fields(item)
        licence = fields(inner.get("license"))
        # One member alone is what it is called by.
        if len(inner) > 1 or len(licence) > 1:
            return True
    return False


def _pointer(path: Path) -> str:
    at = ""
    for token in path:
        at = join(at, str(token))
    return at
