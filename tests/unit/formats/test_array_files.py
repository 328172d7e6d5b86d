"""joblib, NumPy, and what compresses them: array bytes between opcodes."""

import bz2
import gzip
import lzma
import pickle
import struct
import zlib
from pathlib import Path

import pytest
from model_builders import STOP, Calls, archive, judge, loading, named, npy, text

P = b"\x80\x04"
TYPE_STATE = b"(K\x03" + text("<") + b"NNN" + b"J\xff\xff\xff\xff" * 2 + b"K\x00tb"


def dtype(code: str = "f8", state: bytes = TYPE_STATE) -> bytes:
    return named("numpy", "dtype") + text(code) + b"\x89\x88\x87R" + state


def wrapper(
    kind: bytes | None = None,
    shape: bytes = b"K\x02\x85",
    array: bytes = b"\x02\xff\xff" + bytes(16),
    aligned: bytes = b"K\x10",
    subclass: bytes | None = None,
) -> bytes:
    return (
        named("joblib.numpy_pickle", "NumpyArrayWrapper") + b")\x81}("
        + text("subclass") + (subclass or named("numpy", "ndarray"))
        + text("shape") + shape
        + text("order") + text("C")
        + text("dtype") + (kind or dtype())
        + text("allow_mmap") + b"\x88"
        + (text("numpy_array_alignment_bytes") + aligned if aligned else b"")
        + b"ub" + array
    )  # fmt: skip


OBJECT_STATE = TYPE_STATE.replace(b"K\x00tb", b"K\x3ftb")
OBJECTS = dtype("O8", OBJECT_STATE)
GOOD = P + b"]" + wrapper() + b"a."

PACKINGS = {
    "plain": bytes,
    "zlib": zlib.compress,
    "zlib 9": lambda raw: zlib.compress(raw, 9),
    "gzip": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda raw: lzma.compress(raw, lzma.FORMAT_ALONE),
}


@pytest.mark.parametrize("packing", PACKINGS)
def test_joblib_arrays_are_passed_over_in_every_packing(
    tmp_path: Path, packing: str
) -> None:
    found = judge(tmp_path, PACKINGS[packing](GOOD), "model.joblib")
    assert (found.format, found.loading, found.reasons) == ("joblib", "safe", ())


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("name", ["model.joblib", "model.dat"])
def test_a_call_behind_array_bytes_is_found_in_every_packing(
    tmp_path: Path, packing: str, name: str
) -> None:
    evil = P + b"]" + wrapper() + b"a" + Calls("os", "system", "x").pickled()[2:]
    assert loading(tmp_path, PACKINGS[packing](evil), name) == "unsafe"


UNSAFE = {
    "in an array of objects": wrapper(
        OBJECTS, array=Calls("os", "system", "x").pickled()
    ),
    # A plain unpickler goes on with its old memo, and so sees other names.
    "by the memo of the outer pickle": text("os") + b"\x940" + text("system") + b"\x940"
    + wrapper(
        OBJECTS,
        array=P + text("numpy") + b"\x94" + text("dtype") + b"\x94"
        + b"h\x00h\x01\x93" + STOP,
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", UNSAFE)
def test_a_call_hidden_in_objects_is_found(tmp_path: Path, how: str) -> None:
    data = P + b"]" + UNSAFE[how] + b"a."
    assert loading(tmp_path, data, "model.joblib") == "unsafe"


def test_an_array_of_plain_objects_is_safe(tmp_path: Path) -> None:
    data = P + b"]" + wrapper(OBJECTS, array=pickle.dumps(["a", "b"])) + b"a."
    assert loading(tmp_path, data, "model.joblib") == "safe"


FLAGGED = TYPE_STATE.replace(b"K\x00tb", b"K\x3ftb")
DOUBTS = {
    "objects by flags alone": wrapper(dtype("f8", FLAGGED)),
    "objects without flags": wrapper(dtype("O8", TYPE_STATE)),
    "an array cut off": wrapper(array=b"\x02\xff\xff"),
    "no alignment": wrapper(aligned=b"", array=bytes(16)),
    "padding that is an opcode": wrapper(array=b"(" + bytes(56)),
    "an unknown type": wrapper(dtype("Q?!")),
    "a type that is no type": wrapper(kind=b"N"),
    "a shape below zero": wrapper(shape=b"J\xff\xff\xff\xff\x85"),
    "a shape that is huge": wrapper(shape=b"\x8a\x08" + b"\xff" * 7 + b"\x7f\x85"),
    "a foreign class": wrapper(subclass=named("numpy", "float64")),
}


@pytest.mark.parametrize("doubt", DOUBTS)
def test_an_array_that_cannot_be_measured_is_not_tested(
    tmp_path: Path, doubt: str
) -> None:
    data = P + b"]" + DOUBTS[doubt] + b"a."
    assert loading(tmp_path, data, "model.joblib") == "not tested"


@pytest.mark.parametrize(
    "data",
    [
        zlib.compress(GOOD)[:-5],
        zlib.compress(GOOD) + b"x",
        gzip.compress(GOOD) + gzip.compress(GOOD),
        b"\x04\x22\x4d\x18" + bytes(20),
    ],
    ids=["cut off", "more behind", "two streams", "lz4"],
)
def test_packed_bytes_that_do_not_add_up_are_not_tested(
    tmp_path: Path, data: bytes
) -> None:
    assert loading(tmp_path, data, "model.joblib") == "not tested"


def test_a_bomb_is_given_up_and_not_inflated_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mlgate.loaders.formats.packed.MAX_INFLATED", 2**20)
    bomb = zlib.compress(pickle.dumps(bytes(2**22), 4))
    found = judge(tmp_path, bomb, "model.joblib")
    assert found.loading == "not tested"
    assert "more than" in found.reasons[0]


def test_packed_text_is_not_a_model(tmp_path: Path) -> None:
    assert judge(tmp_path, gzip.compress(b"a,b\n1,2\n"), "data.csv.gz") is None


NUMPY_SAFE = {
    "floats": npy(),
    "scalar": npy(shape="()", data=bytes(8)),
    "empty": npy(shape="(0,)", data=b""),
    "text": npy("'<U3'", "(2,)", bytes(24)),
    "fields": npy("[('a', '<f8'), ('b', '<i4', (2,))]", "(2,)", bytes(32)),
    "nested fields": npy("[('a', [('b', '|u1')])]", "(2,)", bytes(2)),
    "objects": npy("'|O'", "(1,)", pickle.dumps(["a"])),
}


@pytest.mark.parametrize("name", NUMPY_SAFE)
def test_an_array_that_fills_its_file_is_safe(tmp_path: Path, name: str) -> None:
    found = judge(tmp_path, NUMPY_SAFE[name], "x.npy")
    assert (found.format, found.loading, found.reasons) == ("NumPy array", "safe", ())


EVIL = Calls("os", "system", "x").pickled()


@pytest.mark.parametrize(
    "data",
    [npy("'|O'", "(1,)", EVIL), npy("[('a', '|O')]", "(1,)", EVIL)],
    ids=["objects", "a field of objects"],
)
@pytest.mark.parametrize("name", ["x.npy", "x.npz"])
def test_a_pickle_in_an_array_is_walked(tmp_path: Path, data: bytes, name: str) -> None:
    assert loading(
        tmp_path, archive({"a.npy": data}) if name == "x.npz" else data, name
    ) == ("unsafe")


NUMPY_DOUBTS = {
    "trailing bytes": npy() + b"x",
    "cut off": npy()[:-1],
    "an expression": npy("__import__('os').system('x')"),
    "a huge shape": npy(shape="(4611686018427387904, 4611686018427387904)"),
    "a header past the end": b"\x93NUMPY\x01\x00\xff\xff{",
    "version 9": b"\x93NUMPY\x09\x00" + npy()[8:],
    "a deep type": npy("[('a', " * 50),
    "no name": npy("[(3, '<f8')]"),
    "not a type": npy("'<f8,<i4'"),
}


@pytest.mark.parametrize("doubt", NUMPY_DOUBTS)
def test_an_array_that_does_not_add_up_is_not_tested(
    tmp_path: Path, doubt: str
) -> None:
    assert loading(tmp_path, NUMPY_DOUBTS[doubt], "x.npy") == "not tested"


def test_an_npz_of_arrays_is_safe_and_one_with_a_raw_pickle_is_not(
    tmp_path: Path,
) -> None:
    arrays = {"a.npy": npy(), "b.npy": npy("'<i4'", "(1,)", struct.pack("<i", 1))}
    found = judge(tmp_path, archive(arrays), "x.npz")
    assert (found.format, found.loading) == ("NumPy arrays", "safe")
    assert loading(tmp_path, archive({**arrays, "c": EVIL}), "x.npz") == "unsafe"
    assert loading(tmp_path, archive({**arrays, "c": b"?"}), "x.npz") == "not tested"


def test_a_pickled_array_is_safe_as_numpy_writes_it(tmp_path: Path) -> None:
    array = (
        named("numpy._core.multiarray", "_reconstruct") + named("numpy", "ndarray")
        + b"K\x00\x85C\x01b\x87R(K\x01K\x02\x85" + dtype() + b"\x89C\x10" + bytes(16)
        + b"tb"
    )  # fmt: skip
    assert loading(tmp_path, P + array + STOP, "model.pkl") == "safe"
    flagged = array.replace(TYPE_STATE, FLAGGED)
    assert loading(tmp_path, P + flagged + STOP, "model.pkl") == "not tested"
