"""Tables that native code of scikit-learn follows without looking: we look first.

Held against scikit-learn 1.9 (``tree/_tree.pyx``, ``_hist_gradient_boosting/
_predictor.pyx``, ``neighbors/_binary_tree.pxi.tp``): with what is checked here, nothing
is written outside of what is allocated, no walk goes in circles, and no index leaves
its table. How many columns a caller brings is the caller's affair.
"""

import struct
from array import array
from collections.abc import Iterable
from itertools import compress, pairwise

from mlgate.loaders.formats.accepted_arguments import sides
from mlgate.loaders.formats.model_file import Effort
from mlgate.loaders.formats.pickle_values import OTHER, Thing
from mlgate.loaders.formats.raw_arrays import Raw, Spec, raw

NODES: Spec = (
    (
        ("left_child", "i8", 0), ("right_child", "i8", 8), ("feature", "i8", 16),
        ("threshold", "f8", 24), ("impurity", "f8", 32), ("n_node_samples", "i8", 40),
        ("weighted_n_node_samples", "f8", 48), ("missing_go_to_left", "u1", 56),
    ),
    64,
)  # fmt: skip
PREDICTOR: Spec = (
    (
        ("value", "f8", 0), ("count", "u4", 8), ("feature_idx", "i8", 12),
        ("num_threshold", "f8", 20), ("missing_go_to_left", "u1", 28),
        ("left", "u4", 29), ("right", "u4", 33), ("gain", "f8", 37),
        ("depth", "u4", 45), ("is_leaf", "u1", 49), ("bin_threshold", "u1", 50),
        ("is_categorical", "u1", 51), ("bitset_idx", "u4", 52),
    ),
    56,
)  # fmt: skip
RANGES: Spec = (
    (
        ("idx_start", "i8", 0), ("idx_end", "i8", 8), ("is_leaf", "i8", 16),
        ("radius", "f8", 24),
    ),
    32,
)  # fmt: skip
MAX_FEATURES = 2**31
NO_CHILD = -1
WORDS = 8  # of 32 bits, in a set of categories
NEIGHBOURS_PARTS = 13


def decision_tree(tree: Thing, effort: Effort) -> str:
    """Return what is wrong with a ``Tree`` that was given its state; "" if nothing."""
    state = tree.state if isinstance(tree.state, Thing) else Thing("dict")
    nodes, values = (raw(state.items.get(name)) for name in ("nodes", "values"))
    across, outputs = (*tree.args, None, None, None)[:3:2]
    if OTHER in state.items or not nodes or not values or nodes.spec != NODES:
        return "whose nodes cannot be read"
    (count,) = nodes.shape if len(nodes.shape) == 1 else (0,)
    deepest = state.items.get("max_depth")
    sized = values.spec == "f8" and values.shape[:2] == (count, outputs)
    if not sized or not count or state.items.get("node_count") != count:
        return "whose sizes differ"
    effort.take(count)
    words = nodes.data.cast("q")
    left, right, features = (_column(words[at::8]) for at in range(3))
    depth = _depth(left, right)
    if depth is None or not isinstance(deepest, int) or depth > deepest:
        return "whose nodes lead out of it, in circles or deeper than it says"
    columns = _numbers(compress(features, map(NO_CHILD.__lt__, left)))
    return "" if _within(columns, across) else "whose nodes ask for other columns"


def histogram_tree(tree: Thing, effort: Effort) -> str:
    """Return what is wrong with a ``TreePredictor``; "" if nothing."""
    state = tree.state if isinstance(tree.state, Thing) else Thing("dict")
    nodes, sets = (raw(state.items.get(n)) for n in ("nodes", "raw_left_cat_bitsets"))
    binned = raw(state.items.get("binned_left_cat_bitsets"))
    if OTHER in state.items or not nodes or nodes.spec != PREDICTOR:
        return "whose nodes cannot be read"
    if not _bitsets(sets) or not _bitsets(binned) or len(nodes.shape) != 1:
        return "whose sizes differ"
    effort.take(*nodes.shape)
    left, right, columns, chosen = (array("q") for _ in range(4))
    for row in struct.iter_unpack("<dIqdBIIdIBBBI", nodes.data):
        leaf, categorical = row[9], row[11]
        left.append(NO_CHILD if leaf else row[5])
        right.append(NO_CHILD if leaf else row[6])
        columns.append(0 if leaf else row[2])
        if categorical and not leaf:
            chosen.append(row[12])
    if not left or _depth(left, right) is None:
        return "whose nodes lead out of it, or in circles"
    least = min(sets.shape[0], binned.shape[0]) if sets and binned else 0
    fits = _within(chosen, least) and _within(columns, MAX_FEATURES)
    return "" if fits else "whose nodes ask for other columns or sets"


def neighbours(tree: Thing, effort: Effort) -> str:
    """Return what is wrong with a ``KDTree`` or ``BallTree``; "" if nothing."""
    state = tree.state
    if not isinstance(state, tuple) or len(state) != NEIGHBOURS_PARTS:
        return "whose state cannot be read"
    data, order, ranges, bounds = (raw(part) for part in state[:4])
    levels, count = state[5], state[6]
    if not (data and order and ranges and bounds) or ranges.spec != RANGES:
        return "whose tables cannot be read"
    points, columns = data.shape if len(data.shape) == 2 else (-1, -1)  # noqa: PLR2004  # rows and columns
    weights = raw(state[12])
    weighed = state[12] is None or (weights and weights.shape == (points,))
    shapes = order.shape == (points,) and ranges.shape == (count,)
    boxed = 2 if tree.name and tree.name.module.endswith("_kd_tree") else 1
    boxes = bounds.shape == (boxed, count, columns)
    if not (shapes and boxes and weighed) or order.spec != "i8":
        return "whose sizes differ"
    if not isinstance(levels, int) or not 0 < levels < 64 or count != 2**levels - 1:  # noqa: PLR2004  # bits of a count
        return "whose levels differ from its nodes"
    effort.take(points + count)
    words = ranges.data.cast("q")
    starts, ends, leaves = (_column(words[at::4]) for at in range(3))
    inside = all(0 <= a <= b <= points for a, b in zip(starts, ends, strict=True))
    closed = all(leaves[count // 2 :])  # the last level has no children
    inside &= _within(_column(order.data.cast("q")), points)
    return "" if inside and closed else "whose nodes lead out of it"


def sparse(matrix: Thing, effort: Effort) -> str:
    """Return what is wrong with a matrix in compressed rows or columns."""
    state = matrix.state if isinstance(matrix.state, Thing) else Thing("dict")
    parts = [raw(state.items.get(name)) for name in ("indptr", "indices", "data")]
    starts, places, data = parts
    shape = state.items.get("_shape")
    if OTHER in state.items or not (starts and places and data):
        return "whose parts cannot be read"
    if not sides(shape) or len(shape) != 2 or len(starts.shape) != 1:  # noqa: PLR2004  # rows and columns
        return "of an odd shape"
    effort.take(len(places.data) + len(starts.data))
    rows = "csr" in str(matrix.name)
    lines, across = shape if rows else shape[::-1]
    begun, held = _whole(starts), _whole(places)
    if begun is None or held is None or len(begun) != lines + 1:
        return "whose sizes differ"
    ordered = begun[0] == 0 and all(a <= b for a, b in pairwise(begun))
    if not ordered or begun[-1] != len(held) or data.shape != places.shape:
        return "whose sizes differ"
    return "" if _within(held, across) else "whose places lie outside of it"


def _whole(found: Raw) -> "array[int] | None":
    """Return the whole numbers of an array; None if it holds others."""
    if found.spec == "i4":
        return _numbers(found.data.cast("i"))
    return _column(found.data.cast("q")) if found.spec == "i8" else None


def _numbers(values: Iterable[int]) -> "array[int]":
    return array("q", values)


def _column(values: "memoryview[int]") -> "array[int]":
    """Return every so manieth number of a table, copied without a look at each."""
    made = array("q")
    made.frombytes(values.tobytes())
    return made


def _depth(left: "array[int]", right: "array[int]") -> int | None:
    """Return the depth of a tree; None if children do not come after their parents.

    A node without children has twice -1.
    """
    count = len(left)
    depths = [0] * count
    for at, one, other in zip(range(count), left, right, strict=True):
        if at < one < count and at < other < count:
            below = depths[at] + 1
            depths[one] = max(depths[one], below)
            depths[other] = max(depths[other], below)
        elif one != NO_CHILD or other != NO_CHILD:
            return None
    return max(depths, default=0)


def _within(values: "array[int]", limit: object) -> bool:
    if not values:
        return True
    if not isinstance(limit, int) or limit > MAX_FEATURES:
        return False
    return min(values) >= 0 and max(values) < limit


def _bitsets(found: Raw | None) -> bool:
    return bool(found and found.spec == "u4" and found.shape[1:] == (WORDS,))
