"""What ``deny`` may yield, in either language; run inside the worker."""

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any

MOST = 10_000
_FIELDS = 2
_EXPECTED = "expected {at, message}: at a JSON Pointer, message a sentence"
_KEYS = frozenset({"at", "message"})


class Misshapen(Exception):  # noqa: N818  it is an outcome of the rule
    """What a rule yields is no denial; the text says what it is."""


def from_rego(value: Any) -> list[tuple[str, str]]:  # noqa: ANN401
    """Return the denials in the JSON of a rule's ``deny``.

    Raises:
        Misshapen: It is undefined, no set, or has a member of another shape.
    """
    if not isinstance(value, list):
        what = "undefined" if value == "<undefined>" else _named(value)
        raise Misshapen(f"deny is {what}, expected a set of {{at, message}}")
    return [_of_object(item) for item in _bounded(value)]


def from_python(value: Any) -> list[tuple[str, str]]:  # noqa: ANN401
    """Return the denials that a Python rule's ``deny`` gave.

    Raises:
        Misshapen: It is no iterable, or has an item that is no denial.
    """
    if isinstance(value, str) or not isinstance(value, Iterable):
        name = type(value).__name__
        raise Misshapen(f"deny returns {name}, expected a generator of Denial")
    return [_of_tuple(item) for item in _bounded(value)]


def _bounded(items: Iterable[Any]) -> list[Any]:
    found = list(islice(items, MOST + 1))
    if len(found) > MOST:
        raise Misshapen(f"deny yields more than {MOST} denials")
    return found


def _of_object(item: Any) -> tuple[str, str]:  # noqa: ANN401
    if not isinstance(item, dict):
        raise Misshapen(f"deny yields {_named(item)}, {_EXPECTED}")
    if item.keys() != _KEYS:
        keys = ", ".join(sorted(item)) or "nothing"
        raise Misshapen(f"deny yields an object with {keys}, {_EXPECTED}")
    return _pair(item["at"], item["message"])


def _of_tuple(item: Any) -> tuple[str, str]:  # noqa: ANN401
    if not isinstance(item, tuple) or len(item) != _FIELDS:
        raise Misshapen(f"deny yields {type(item).__name__}, {_EXPECTED}")
    return _pair(*item)


def _pair(at: Any, message: Any) -> tuple[str, str]:  # noqa: ANN401
    if type(at) is not str or (at and not at.startswith("/")):
        raise Misshapen(f"deny yields at {_named(at)}, expected a JSON Pointer")
    if type(message) is not str or not message.strip():
        raise Misshapen(f"deny yields message {_named(message)}, expected a sentence")
    if not (_is_text(at) and _is_text(message)):
        raise Misshapen("deny yields text with a lone surrogate")
    return at, message


def _is_text(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _named(value: Any) -> str:  # noqa: ANN401
    """Say what ``value`` is, quoting it if that is short and the same on every run."""
    # By exact type: what a class of its own says of itself may differ on each run.
    if type(value) is str:
        return f"'{value[:40]}'"
    if value is None or type(value) in {bool, int, float}:
        return json.dumps(value)[:40]
    kinds = {"dict": "an object", "list": "an array"}
    name = type(value).__name__
    return kinds.get(name, name)
