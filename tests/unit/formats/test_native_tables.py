"""Tables that native code follows: whole ones are safe, and no other is."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from model_builders import archive, judge, loading, named, text
from table_builders import (
    HISTOGRAM,
    LEAF,
    NODE_ROWS,
    RANGE_ROWS,
    SPLIT,
    TREE,
    Array,
    called,
    created,
    histogram_parts,
    neighbour_parts,
    numbers,
    schema,
    sparse_parts,
    tree_of_neighbours,
    tree_parts,
)

CSR = ("scipy.sparse._csr", "csr_matrix")
DEEP = [
    {"left_child": 1, "right_child": 2, "feature": 0},
    {"left_child": 3, "right_child": 4, "feature": 0},
    LEAF, LEAF, LEAF,
]  # fmt: skip


def split(**more: float) -> list[dict[str, float]]:
    return [{**NODE_ROWS[0], **more}, LEAF, LEAF]


TREES: dict[str, Any] = {
    "one node": tree_parts([LEAF], max_depth=0),
    "three nodes": tree_parts(),
    "two levels": tree_parts(DEEP, max_depth=2),
    "deeper than it needs": tree_parts(max_depth=5),
}
BROKEN_TREES: dict[str, Any] = {
    "a child past the end": tree_parts(split(left_child=3)),
    "a child far below zero": tree_parts(split(right_child=-7)),
    "one child alone": tree_parts(split(right_child=-1)),
    "a circle": tree_parts(split(left_child=0)),
    "a child before its parent": tree_parts([LEAF, {**NODE_ROWS[0], "left_child": 0}]),
    "a column past the last": tree_parts(split(feature=4)),
    "a column below zero": tree_parts(split(feature=-1)),
    "more nodes than there are": tree_parts(node_count=4),
    "less depth than it has": tree_parts(DEEP, max_depth=1),
    "no depth": tree_parts(max_depth=None),
    "values of another shape": tree_parts(values=numbers("f8", 1.0, shape=(1, 1, 1))),
    "values of another type": tree_parts(
        values=numbers("i8", 1, 1, 1, shape=(3, 1, 1))
    ),
    "no nodes": tree_parts([]),
    "nodes that are numbers": tree_parts(nodes=numbers("i8", *([0] * 24))),
    "nodes that are missing": tree_parts(nodes=None),
    "two thousand million columns": ((2**40, *tree_parts()[0][1:]), tree_parts()[1]),
    "outputs that differ": ((*tree_parts()[0][:2], 2), tree_parts()[1]),
}


@pytest.mark.parametrize("name", TREES)
def test_a_whole_tree_is_safe(tmp_path: Path, name: str) -> None:
    args, state = TREES[name]
    for data in (called(TREE, args, state), schema(TREE, state, args)):
        found = judge(tmp_path, data)
        assert (found.loading, found.reasons) == ("safe", ())


@pytest.mark.parametrize("name", BROKEN_TREES)
def test_a_tree_that_could_lead_out_of_its_memory_is_not_tested(
    tmp_path: Path, name: str
) -> None:
    args, state = BROKEN_TREES[name]
    for data in (called(TREE, args, state), schema(TREE, state, args)):
        found = judge(tmp_path, data)
        assert found.loading == "not tested"
        assert "holds a table" in found.reasons[0]


def test_a_tree_with_other_arguments_is_unsafe(tmp_path: Path) -> None:
    args, state = tree_parts()
    assert loading(tmp_path, called(TREE, args[:2], state)) == "unsafe"
    assert loading(tmp_path, called(TREE, (4, None, 1), state)) == "unsafe"
    assert loading(tmp_path, created(TREE, state)) == "unsafe"


def test_a_key_that_hides_in_an_escape_is_seen(tmp_path: Path) -> None:
    args, state = tree_parts()
    honest = called(TREE, args, state)
    assert loading(tmp_path, honest) == "safe"
    evil = numbers("i8", *([99] * 24)).pickled()
    hidden = honest[:-2] + b"(V\\u006eodes\n" + evil + b"ub."
    assert honest.endswith(b"ub.")
    assert loading(tmp_path, hidden) == "not tested"


def test_a_table_whose_array_is_given_another_state_is_unsafe(tmp_path: Path) -> None:
    made = Array("i8", (1,), bytes(8)).pickled()
    again = b"(K\x01K\x01\x85" + numbers("i8", 1).pickled() + b"\x89C\x00tb"
    assert loading(tmp_path, b"\x80\x04" + made + again + b".") == "unsafe"


def categorical(index: int) -> dict[str, object]:
    rows = [{**SPLIT, "is_categorical": 1, "bitset_idx": index}, *HISTOGRAM_LEAVES]
    return histogram_parts(rows)


HISTOGRAM_LEAVES = [{"is_leaf": 1}, {"is_leaf": 1}]
HISTOGRAMS = {
    "three nodes": histogram_parts(),
    "one node": histogram_parts([{"is_leaf": 1}]),
    "a set of categories": categorical(0),
}
BROKEN_HISTOGRAMS = {
    "a child past the end": histogram_parts([{**SPLIT, "left": 3}, *HISTOGRAM_LEAVES]),
    "a circle": histogram_parts([{**SPLIT, "right": 0}, *HISTOGRAM_LEAVES]),
    "a set past the last": categorical(1),
    "a column below zero": histogram_parts(
        [{**SPLIT, "feature_idx": -1}, *HISTOGRAM_LEAVES]
    ),
    "no nodes": histogram_parts([]),
    "narrow sets": {
        **histogram_parts(),
        "raw_left_cat_bitsets": numbers("u4", 1, 2, shape=(1, 2)),
    },
    "another type": {**histogram_parts(), "nodes": numbers("u4", 1)},
    "nothing": {},
}


@pytest.mark.parametrize("name", HISTOGRAMS)
def test_a_whole_tree_of_histograms_is_safe(tmp_path: Path, name: str) -> None:
    for make in (created, schema):
        found = judge(tmp_path, make(HISTOGRAM, HISTOGRAMS[name]))
        assert (found.loading, found.reasons) == ("safe", ())


@pytest.mark.parametrize("name", BROKEN_HISTOGRAMS)
def test_a_broken_tree_of_histograms_is_not_tested(tmp_path: Path, name: str) -> None:
    for make in (created, schema):
        data = make(HISTOGRAM, BROKEN_HISTOGRAMS[name])
        assert loading(tmp_path, data) == "not tested"


def ranges(at: int, **more: float) -> tuple[Any, ...]:
    rows: list[Any] = list(RANGE_ROWS)
    rows[at] = {**rows[at], **more}
    return neighbour_parts(rows)


BROKEN_NEIGHBOURS = {
    "a point past the last": neighbour_parts(order=numbers("i8", 0, 1, 3)),
    "a point below zero": neighbour_parts(order=numbers("i8", -1, 1, 2)),
    "too few points": neighbour_parts(order=numbers("i8", 0, 1)),
    "points as floats": neighbour_parts(order=numbers("f8", 0, 1, 2)),
    "a range past the end": ranges(2, idx_end=4),
    "a range backwards": ranges(1, idx_start=2),
    "a last level that goes on": ranges(2, is_leaf=0),
    "another level": neighbour_parts(levels=3),
    "another count": neighbour_parts(count=7),
    "few bounds": neighbour_parts(bounds=numbers("f8", 0.0, shape=(1, 1, 1))),
    "weights of another size": neighbour_parts(weights=numbers("f8", 1.0)),
    "no data": neighbour_parts(data=None),
    "short": neighbour_parts()[:-1],
}


def test_a_whole_tree_of_neighbours_is_safe(tmp_path: Path) -> None:
    weighed = neighbour_parts(weights=numbers("f8", 1.0, 1.0, 1.0))
    balls = neighbour_parts(bounds=numbers("f8", *([0.0] * 6), shape=(1, 3, 2)))
    full = ("sklearn.neighbors._kd_tree", "KDTree")
    for data in (
        tree_of_neighbours(neighbour_parts()),
        tree_of_neighbours(weighed),
        tree_of_neighbours(balls, "_ball_tree", "BallTree"),
        schema(full, neighbour_parts()),
    ):
        found = judge(tmp_path, data)
        assert (found.loading, found.reasons) == ("safe", ())
    assert loading(tmp_path, tree_of_neighbours(balls)) == "not tested"


@pytest.mark.parametrize("name", BROKEN_NEIGHBOURS)
def test_a_broken_tree_of_neighbours_is_not_tested(tmp_path: Path, name: str) -> None:
    state = BROKEN_NEIGHBOURS[name]
    full = ("sklearn.neighbors._kd_tree", "KDTree")
    for data in (tree_of_neighbours(state), schema(full, state)):
        assert loading(tmp_path, data) == "not tested"


def test_a_tree_of_neighbours_is_made_of_its_own_class_alone(tmp_path: Path) -> None:
    state = neighbour_parts()
    data = tree_of_neighbours(state, "_kd_tree", "Other")
    assert loading(tmp_path, data) == "unsafe"


BROKEN_SPARSE = {
    "a column past the last": sparse_parts(indices=numbers("i4", 0, 3)),
    "a column below zero": sparse_parts(indices=numbers("i4", -1, 2)),
    "a row past the end": sparse_parts(indptr=numbers("i4", 0, 1, 3)),
    "rows backwards": sparse_parts(indptr=numbers("i4", 0, 5, 2)),
    "rows from one on": sparse_parts(indptr=numbers("i4", 1, 1, 2)),
    "too few rows": sparse_parts(indptr=numbers("i4", 0, 2)),
    "too few values": sparse_parts(data=numbers("f8", 1.0)),
    "another shape": sparse_parts(_shape=(2,)),
    "floats": sparse_parts(indices=numbers("f8", 0, 2)),
    "nothing": {},
}


@pytest.mark.parametrize("name", BROKEN_SPARSE)
def test_a_broken_sparse_matrix_is_not_tested(tmp_path: Path, name: str) -> None:
    assert loading(tmp_path, created(CSR, BROKEN_SPARSE[name])) == "not tested"


def test_a_whole_sparse_matrix_is_safe(tmp_path: Path) -> None:
    assert loading(tmp_path, created(CSR, sparse_parts())) == "safe"
    columns = sparse_parts(_shape=(3, 2))
    csc = ("scipy.sparse._csc", "csc_array")
    assert loading(tmp_path, created(csc, columns)) == "safe"
    assert loading(tmp_path, created(csc, sparse_parts())) == "not tested"


@pytest.mark.parametrize("library", ["xgboost.core", "lightgbm.basic"])
def test_a_booster_is_not_tested_for_its_native_bytes(
    tmp_path: Path, library: str
) -> None:
    full = (library, "Booster")
    for data in (created(full, {"handle": None}), schema(full, {"handle": None})):
        found = judge(tmp_path, data)
        assert found.loading == "not tested"
        assert "native code" in found.reasons[0]
    evil = b"\x80\x04" + named(*full) + text("x") + b"\x85R."
    assert loading(tmp_path, evil) == "unsafe"


def shared(*, evil: bool) -> bytes:
    """Return a tree in skops whose nodes have the id of an array beside it."""
    args, state = tree_parts()
    with zipfile.ZipFile(io.BytesIO(schema(TREE, state, args))) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    root = json.loads(files["schema.json"])
    nodes = root["content"]["a"]["content"]["content"]["nodes"]
    nodes["__id__"] = 7
    files["1.npy"] = numbers("i8", *([99] * 24)).npy()
    root["content"]["b"] = {**nodes, **({"file": "1.npy"} if evil else {})}
    if not evil:
        del files["1.npy"]
    return archive({**files, "schema.json": json.dumps(root).encode()})


def test_the_nodes_of_a_tree_in_skops_are_those_that_are_loaded(tmp_path: Path) -> None:
    assert loading(tmp_path, shared(evil=False)) == "safe"
    found = judge(tmp_path, shared(evil=True))
    assert found.loading == "not tested"
    assert "two different nodes have one id" in found.reasons
