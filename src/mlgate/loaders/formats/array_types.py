"""What an array type that a pickle builds says of its elements."""

from mlgate.loaders.formats import numpy_file
from mlgate.loaders.formats.accepted_arguments import DTYPE
from mlgate.loaders.formats.model_file import UntestedError
from mlgate.loaders.formats.numpy_file import Layout
from mlgate.loaders.formats.pickle_values import Thing, made_by
from mlgate.loaders.formats.type_names import of_numpy

STATE_PARTS = 8
# Bits of the flags: elements are objects, and are written as a list.
OBJECTS = 0x3
# Types whose size a state may set: text, bytes and raw bytes.
SIZED = ("S", "a", "U", "V")


def layout(dtype: object) -> Layout:
    """Return the layout of a symbol that stands for an array type.

    A state may overrule what the type code says, so both must agree on whether
    elements are objects: else bytes of the file would be taken for addresses.

    Raises:
        UntestedError: It is not one, or not one that can be followed.
    """
    if made_by(dtype) != DTYPE or not isinstance(dtype, Thing) or not dtype.args:
        raise UntestedError("an array of an unknown type")
    if dtype.layout:
        return dtype.layout
    code = str(dtype.args[0])
    plain = numpy_file.layout(code)
    return plain if dtype.state is None else _stated(code, plain, dtype.state)


def named(dtype: object) -> str:
    """Return the name of the elements of an array type; "unknown" if it is none."""
    code = dtype.args[0] if isinstance(dtype, Thing) and dtype.args else None
    return of_numpy(code) if isinstance(code, str) else "unknown"


def _stated(code: str, plain: Layout, state: object) -> Layout:
    if not isinstance(state, tuple) or len(state) < STATE_PARTS:
        raise UntestedError("an array type with an unknown state")
    _, _, base, names, fields, size, _, flags = state[:STATE_PARTS]
    if base is not None or not isinstance(size, int) or not isinstance(flags, int):
        raise UntestedError("an array type with an unknown state")
    objects = plain.objects
    if names is not None or fields is not None:
        objects |= _any_objects(names, fields)
    if objects != bool(flags & OBJECTS):
        raise UntestedError("an array type that is unclear about holding objects")
    sized = code.lstrip("<>|=").startswith(SIZED) and size >= 0
    return Layout(size if sized else plain.size, objects)


def _any_objects(names: object, fields: object) -> bool:
    if not isinstance(names, tuple) or not isinstance(fields, Thing):
        raise UntestedError("an array type with unknown fields")
    if set(fields.items) != {n for n in names if isinstance(n, str)}:
        raise UntestedError("an array type with unknown fields")
    parts = fields.items.values()
    if not all(isinstance(part, tuple) and part for part in parts):
        raise UntestedError("an array type with unknown fields")
    return any(layout(part[0]).objects for part in parts if isinstance(part, tuple))
