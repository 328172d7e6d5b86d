"""Bytes of an array that a pickle holds, with what they mean."""

import math
from typing import NamedTuple

from mlgate.loaders.formats import accepted_arguments as accept
from mlgate.loaders.formats.pickle_values import OTHER, Thing, made_by

LITTLE = ("<", "|")
STATE_PARTS = 8
MAX_FIELDS = 32
# The type code of a simple element; or name, code and place of each field, and size.
Spec = str | tuple[tuple[tuple[str, str, int], ...], int]


class Raw(NamedTuple):
    """An array: all of its elements, one behind the other."""

    spec: Spec
    shape: tuple[int, ...]
    data: memoryview


def raw(value: object) -> Raw | None:
    """Return the array that ``value`` stands for; None if its bytes are not at hand."""
    if isinstance(value, Raw):
        return value if _whole(value) else None
    if not isinstance(value, Thing):
        return None
    dtype, shape, held = _parts(value)
    spec = _spec(dtype)
    data = _bytes(held)
    if spec is None or data is None or not accept.sides(shape):
        return None
    made = Raw(spec, shape, data)
    return made if _whole(made) else None


def _whole(made: Raw) -> bool:
    return math.prod(made.shape) * _size(made.spec) == len(made.data)


def _parts(value: Thing) -> tuple[object, object, object]:
    state = value.state
    if value.name == accept.ARRAY and isinstance(state, tuple) and len(state) == 5:  # noqa: PLR2004  # as NumPy has it
        return state[2], state[1], state[4]
    if value.data is not None and isinstance(state, Thing) and OTHER not in state.items:
        return state.items.get("dtype"), state.items.get("shape"), value.data
    if value.name and value.name.name == "_frombuffer" and len(value.args) == 4:  # noqa: PLR2004  # as NumPy has it
        return value.args[1], value.args[2], value.args[0]
    return None, None, None


def _bytes(held: object) -> memoryview | None:
    if isinstance(held, Thing) and made_by(held) == accept.BYTE_ARRAY:
        held = held.args[0] if held.args else b""
    if isinstance(held, bytes):
        return memoryview(held)
    if isinstance(held, Thing) and held.kind == "bytes":
        return held.data
    return held if isinstance(held, memoryview) else None


def _spec(dtype: object) -> Spec | None:
    code = _code(dtype)
    if (
        code is None
        or not isinstance(dtype, Thing)
        or not isinstance(dtype.state, tuple)
    ):
        return None
    _, _, _, names, fields, size, *_ = dtype.state
    if names is None and fields is None:
        return code
    if not isinstance(names, tuple) or not isinstance(fields, Thing):
        return None
    rows = [(n, fields.items.get(n)) for n in names[:MAX_FIELDS] if isinstance(n, str)]
    made = tuple(
        (name, _code(row[0]) or "", row[1])
        for name, row in rows
        if isinstance(row, tuple) and len(row) == 2 and isinstance(row[1], int)  # noqa: PLR2004  # type and place
    )
    return (made, size) if len(made) == len(names) and isinstance(size, int) else None


def _code(dtype: object) -> str | None:
    """Return the type code of an array type whose bytes are in the usual order."""
    if made_by(dtype) != accept.DTYPE or not isinstance(dtype, Thing) or not dtype.args:
        return None
    state, code = dtype.state, dtype.args[0]
    if not isinstance(state, tuple) or len(state) < STATE_PARTS:
        return None
    return code if isinstance(code, str) and state[1] in LITTLE else None


def _size(spec: Spec) -> int:
    if not isinstance(spec, str):
        return spec[1]
    return int(spec[1:]) if spec[1:].isdecimal() else 0
