"""Builds tables that native code of scikit-learn follows, in pickles and in skops."""

import pickle
import struct
from collections.abc import Mapping, Sequence
from typing import Any

from model_builders import STOP, named, node, skops, text, value

from mlgate.loaders.formats.native_tables import NODES, PREDICTOR, RANGES
from mlgate.loaders.formats.raw_arrays import Spec

Args = tuple[object, ...]
Rows = Sequence[Mapping[str, float]]

P = b"\x80\x04"
FORMATS = {"i4": "i", "i8": "q", "u4": "I", "f8": "d", "u1": "B"}
TREE = ("sklearn.tree._tree", "Tree")
HISTOGRAM = ("sklearn.ensemble._hist_gradient_boosting.predictor", "TreePredictor")


class Array:
    """An array, of simple elements or of records."""

    def __init__(self, spec: Spec, shape: Sequence[int], data: bytes) -> None:
        self.spec, self.shape, self.data = spec, tuple(shape), data

    def pickled(self) -> bytes:
        made = named("numpy._core.multiarray", "_reconstruct")
        empty = made + named("numpy", "ndarray") + b"K\x00\x85C\x01b\x87R"
        body = b"B" + struct.pack("<I", len(self.data)) + self.data
        state = b"(K\x01" + _plain(self.shape) + _dtype(self.spec) + b"\x89" + body
        return empty + state + b"tb"

    def npy(self) -> bytes:
        shape = f"'fortran_order': False, 'shape': {self.shape}"
        head = f"{{'descr': {_descr(self.spec)}, {shape}, }}\n"
        size_ = struct.pack("<H", len(head))
        return b"\x93NUMPY\x01\x00" + size_ + head.encode() + self.data


def numbers(spec: str, *values: float, shape: Sequence[int] | None = None) -> Array:
    data = struct.pack(f"<{len(values)}{FORMATS[spec]}", *values)
    return Array(spec, shape if shape is not None else (len(values),), data)


def records(spec: Spec, rows: Rows) -> Array:
    fields, size = spec
    data = bytearray(size * len(rows))
    for at, row in enumerate(rows):
        for name, code, place in fields:
            into = at * size + place
            struct.pack_into(f"<{FORMATS[code]}", data, into, row.get(name, 0))
    return Array(spec, (len(rows),), bytes(data))


LEAF = {"left_child": -1, "right_child": -1, "feature": -2}
NODE_ROWS = [{"left_child": 1, "right_child": 2, "feature": 3}, LEAF, LEAF]


def tree_parts(
    rows: Rows = NODE_ROWS, **state: object
) -> tuple[Args, dict[str, object]]:
    """Return arguments and state of a decision tree."""
    count = len(rows)
    values = numbers("f8", *([0.5] * count), shape=(count, 1, 1))
    made = {"max_depth": 1, "node_count": count, "nodes": records(NODES, rows)}
    return (4, numbers("i8", 1), 1), {**made, "values": values, **state}


SPLIT = {"left": 1, "right": 2, "feature_idx": 1}
HISTOGRAM_ROWS = [SPLIT, {"is_leaf": 1}, {"is_leaf": 1}]


def histogram_parts(rows: Rows = HISTOGRAM_ROWS) -> dict[str, object]:
    sets = numbers("u4", *range(8), shape=(1, 8))
    return {
        "nodes": records(PREDICTOR, rows),
        "binned_left_cat_bitsets": sets,
        "raw_left_cat_bitsets": sets,
    }


RANGE_ROWS = [
    {"idx_start": 0, "idx_end": 3},
    {"idx_start": 0, "idx_end": 1, "is_leaf": 1},
    {"idx_start": 1, "idx_end": 3, "is_leaf": 1},
]


def neighbour_parts(rows: Rows = RANGE_ROWS, **parts: object) -> tuple[object, ...]:
    count = len(rows)
    made = {
        "data": numbers("f8", *range(6), shape=(3, 2)),
        "order": numbers("i8", 0, 1, 2),
        "ranges": records(RANGES, rows),
        "bounds": numbers("f8", *([0.0] * 4 * count), shape=(2, count, 2)),
        "leaf_size": 1, "levels": 2, "count": count, "a": 0, "b": 0, "c": 0, "d": 0,
        "metric": None, "weights": None,
    }  # fmt: skip
    return tuple({**made, **parts}.values())


def sparse_parts(**state: object) -> dict[str, object]:
    made = {
        "_shape": (2, 3), "indptr": numbers("i4", 0, 1, 2),
        "indices": numbers("i4", 0, 2), "data": numbers("f8", 1.0, 2.0),
    }  # fmt: skip
    return {**made, **state}


def called(full: tuple[str, str], args: object, state: object) -> bytes:
    """Return a pickle of what a call makes, with its state."""
    return P + named(*full) + _plain(args) + b"R" + _plain(state) + b"b" + STOP


def created(full: tuple[str, str], state: object) -> bytes:
    """Return a pickle of what ``__new__`` makes, with its state."""
    return P + named(*full) + b")\x81" + _plain(state) + b"b" + STOP


def tree_of_neighbours(
    state: object, module: str = "_kd_tree", name: str = "KDTree"
) -> bytes:
    full = f"sklearn.neighbors.{module}"
    made = named(full, "newObj") + named(full, name) + b"\x85R"
    return P + made + _plain(state) + b"b" + STOP


def schema(full: tuple[str, str], state: object, args: object = None) -> bytes:
    """Return a skops file of one such object."""
    members: dict[str, bytes] = {"1.npy": numbers("f8", 1.0).npy()}
    made = node("TreeNode" if args else "ObjectNode", ".".join(full))
    made["content"] = _node(state, members)
    if args:
        made["__reduce__"] = {"args": _node(args, members)}
    unused = node("NdArrayNode", "numpy.ndarray", type="numpy", file="1.npy")
    root = node(
        "DictNode", "builtins.dict", content={"a": made, "b": unused},
        key_types=node("ListNode", "builtins.list", content=_keys(2)),
    )  # fmt: skip
    return skops(root, **members)


def _keys(count: int) -> list[Any]:
    return [node("TypeNode", "builtins.str") for _ in range(count)]


def _node(of: object, members: dict[str, bytes]) -> dict[str, Any]:
    if isinstance(of, Array):
        name = f"{len(members) + 1}.npy"
        members[name] = of.npy()
        return node("NdArrayNode", "numpy.ndarray", type="numpy", file=name)
    if isinstance(of, tuple):
        items = [_node(item, members) for item in of]
        return node("TupleNode", "builtins.tuple", content=items)
    if isinstance(of, dict):
        content = {key: _node(item, members) for key, item in of.items()}
        types = node("ListNode", "builtins.list", content=_keys(len(of)))
        return node("DictNode", "builtins.dict", content=content, key_types=types)
    return value(of)


def _plain(of: object) -> bytes:
    """Return the opcodes that make a value."""
    if isinstance(of, Array):
        return of.pickled()
    if isinstance(of, tuple):
        return b"(" + b"".join(map(_plain, of)) + b"t"
    if isinstance(of, dict):
        rows = b"".join(text(key) + _plain(item) for key, item in of.items())
        return b"}(" + rows + b"u"
    return pickle.dumps(of, 2)[2:-1]


def _dtype(spec: Spec) -> bytes:
    minus = b"J\xff\xff\xff\xff"
    if isinstance(spec, str):
        order = text(_order(spec)[0])
        made = named("numpy", "dtype") + text(spec) + b"\x89\x88\x87R"
        return made + b"(K\x03" + order + b"NNN" + minus * 2 + b"K\x00tb"
    fields, size = spec
    names = b"(" + b"".join(text(name) for name, _, _ in fields) + b"t"
    rows = b"".join(
        text(name) + _dtype(code) + _plain(place) + b"\x86"
        for name, code, place in fields
    )
    made = named("numpy", "dtype") + text(f"V{size}") + b"\x89\x88\x87R"
    state = b"(K\x03" + text("|") + b"N" + names + b"}(" + rows + b"u"
    return made + state + _plain(size) + b"K\x01K\x10tb"


def _descr(spec: Spec) -> str:
    if isinstance(spec, str):
        return f"'{_order(spec)}'"
    fields, size = spec
    rows = [f"('{name}', '{_order(code)}')" for name, code, _ in fields]
    _, code, at = fields[-1]
    left = size - at - struct.calcsize(FORMATS[code])
    padding = [f"('', '|V{left}')"] if left else []
    return f"[{', '.join([*rows, *padding])}]"


def _order(spec: Spec) -> str:
    return f"{'|' if spec == 'u1' else '<'}{spec}"
