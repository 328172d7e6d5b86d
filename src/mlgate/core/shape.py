"""The four uses made of the one shape of what rules see as ``input``.

Every object in a total input also gets ``at``, its own JSON Pointer.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any

from mlgate.core.pointer import join
from mlgate.core.sections import SHAPE, Shape
from mlgate.errors import EvidenceError

LEAVES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "num": (int, float),
    "bool": (bool,),
}


def total(value: Any, shape: Shape, at: str = "") -> Any:  # noqa: ANN401
    """Return ``value`` with each key of ``shape`` present and ``at`` in each object.

    Objects and lists are never null; a missing leaf is null, and so is blank text.

    Raises:
        EvidenceError: A loader filled a key or a kind that the shape does not have.
    """
    if isinstance(shape, dict):
        return _total_object(value, shape, at)
    if isinstance(shape, list):
        items = value if value is not None else ()
        if isinstance(items, str) or not isinstance(items, Sequence):
            raise EvidenceError(f"{at}: expected a list, got {type(items).__name__}")
        return [total(item, shape[0], f"{at}/{i}") for i, item in enumerate(items)]
    return _total_leaf(value, shape, at)


def _total_object(value: Any, shape: dict[str, Any], at: str) -> dict[str, Any]:  # noqa: ANN401
    given = value if value is not None else {}
    if not isinstance(given, Mapping):
        raise EvidenceError(f"{at}: expected an object, got {type(given).__name__}")
    if extra := sorted(given.keys() - shape.keys() - {"at"}):
        raise EvidenceError(f"{at}: the input has no key {', '.join(extra)}")
    filled: dict[str, Any] = {}
    for key, inner in shape.items():
        found = given.get(key)
        # Most of an input is text of thousands of components, or not there.
        if inner == "str" and type(found) is str and found.strip():
            filled[key] = found
        elif found is None and isinstance(inner, str):
            filled[key] = None
        else:
            filled[key] = total(found, inner, join(at, key))
    filled["at"] = at
    return filled


def _total_leaf(value: Any, kind: str, at: str) -> Any:  # noqa: ANN401
    if value is None or kind == "any":
        return value
    if kind == "str" and type(value) is str:
        return value if value.strip() else None
    is_bool = isinstance(value, bool)
    # JSON has no word for what is not finite.
    odd = (
        kind != "bool" if is_bool else isinstance(value, float) and not isfinite(value)
    )
    if odd or not isinstance(value, LEAVES[kind]):
        raise EvidenceError(f"{at}: expected {kind}, got {type(value).__name__}")
    return None if isinstance(value, str) and not value.strip() else value


def schema(shape: Shape = SHAPE) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a total value of ``shape``."""
    if isinstance(shape, dict):
        keys = {k: schema(s) for k, s in shape.items()} | {"at": {"type": "string"}}
        closed = {"additionalProperties": False, "required": sorted(keys)}
        return {"type": "object", "properties": keys, **closed}
    if isinstance(shape, list):
        return {"type": "array", "items": schema(shape[0])}
    names = {"str": "string", "int": "integer", "num": "number", "bool": "boolean"}
    return {} if shape == "any" else {"type": [names[shape], "null"]}


def find(tokens: Sequence[str], shape: Shape = SHAPE) -> Shape | None:
    """Return the shape at ``tokens`` (``*`` for any item), or None if there is none."""
    for token in tokens:
        if isinstance(shape, dict):
            if token == "at":
                return "str" if token is tokens[-1] else None
            if token not in shape:
                return None
            shape = shape[token]
        elif isinstance(shape, list) and (token == "*" or token.isdecimal()):
            shape = shape[0]
        else:
            return None
    return shape


def fields(shape: Shape, at: str = "") -> Iterator[str]:
    """Yield the pointer of each leaf and list below ``shape``, lists unopened."""
    if isinstance(shape, dict):
        for key, inner in shape.items():
            yield from fields(inner, join(at, key))
    else:
        yield at
