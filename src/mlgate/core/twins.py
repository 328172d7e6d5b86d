"""Keys that differ only by case: one parser takes one for the other, another not."""

from collections.abc import Iterator, Mapping
from typing import Any

from mlgate.errors import EvidenceError


def refuse_twins(value: Mapping[str, Any], path: str) -> None:
    """Refuse keys of ``value`` that differ only by case.

    Raises:
        EvidenceError: Names both.
    """
    if len({key.casefold() for key in value}) == len(value):
        return
    seen: dict[str, str] = {}
    for key in value:
        first = seen.setdefault(key.casefold(), key)
        if first is not key:
            hint = "whoever made it must write each key once"
            why = f"two keys differ only by case: {first!a} and {key!a}"
            raise EvidenceError(why, place=path, hint=hint)


def refuse_all_twins(value: Any, path: str) -> None:  # noqa: ANN401
    """Refuse such keys in every object of the JSON value ``value``.

    Raises:
        EvidenceError: Names both.
    """
    for found in _objects(value):
        refuse_twins(found, path)


def _objects(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    left = [value]
    while left:
        found = left.pop()
        if isinstance(found, dict):
            yield found
            left += found.values()
        elif isinstance(found, list):
            left += found
