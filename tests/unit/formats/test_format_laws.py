"""What holds for every file: an answer always, and never "safe" for a part."""

import _compat_pickle
import os
import pickle
import struct
import subprocess
import sys
import tempfile
import tracemalloc
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from model_builders import (
    archive,
    gguf,
    judge,
    npy,
    onnx,
    onnx_node,
    safetensors,
    skops,
    torch_members,
)

from mlgate.loaders.formats import companion, inspect
from mlgate.loaders.formats.allowed_globals import PYTHON2, allowed
from mlgate.loaders.formats.blob import Blob
from mlgate.loaders.formats.signs import SIGNS, possible
from mlgate.loaders.formats.skops_names import ALLOWED

TENSOR = {"w": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}}
VALID = {
    "pickle": pickle.dumps({"a": [1, 2.5, "text", b"bytes"] * 5}, 4),
    "old pickle": pickle.dumps({"a": [1, 2.5, "text"]}, 0),
    "safetensors": safetensors(TENSOR, bytes(16)),
    "gguf": gguf(),
    "onnx": onnx(onnx_node()),
    "npy": npy(),
    "skops": skops(),
    "torch": archive(torch_members()),
    "npz": archive({"a.npy": npy()}),
}
FOLDER = Path(tempfile.mkdtemp(prefix="formats"))


def answer(data: bytes, name: str) -> str:
    found = judge(FOLDER, data, name)
    return found.loading if found else "no model"


@pytest.mark.parametrize("kind", VALID)
def test_each_whole_file_is_safe(kind: str) -> None:
    assert answer(VALID[kind], "model.bin") == "safe"


@pytest.mark.parametrize("kind", VALID)
def test_no_file_cut_short_is_safe(kind: str) -> None:
    data = VALID[kind]
    answers = {answer(data[:size], "model.bin") for size in range(len(data))}
    # A protocol buffer may be cut between two fields, each of which is whole.
    assert "safe" not in answers


@pytest.mark.parametrize("kind", sorted(VALID.keys() - {"onnx"}))
def test_no_file_with_bytes_behind_it_is_safe(kind: str) -> None:
    for more in (b"\0", b"x", b"PK\x05\x06" + bytes(18), bytes(64)):
        assert answer(VALID[kind] + more, "model.bin") != "safe"


@settings(max_examples=300, deadline=None)
@given(
    data=st.binary(max_size=300),
    start=st.sampled_from(
        [
            b"",
            b"\x80\x04",
            b"GGUF\x03\0\0\0",
            b"PK\x03\x04",
            b"\x93NUMPY\x01\0",
            b"\x08\x07\x3a",
            b"\x78\x9c",
            b"c",
            b"(",
            b"\x1f\x8b\x08",
            b"BZh9",
            b"\xfd7zXZ\0",
            b'\x20\0\0\0\0\0\0\0{"',
        ]
    ),
    name=st.sampled_from(["m.bin", "m.onnx", "m.safetensors", "x", "saved_model.pb"]),
)
@example(data=b"", start=b"", name="m.bin")
def test_random_bytes_never_raise(data: bytes, start: bytes, name: str) -> None:
    assert answer(start + data, name) in {"safe", "unsafe", "not tested", "no model"}


READERS = {name: import_module(f"mlgate.loaders.formats.{name}") for name, _ in SIGNS}


@settings(max_examples=300, deadline=None)
@given(
    first=st.integers(0, 255),
    rest=st.binary(max_size=60) | st.sampled_from(sorted(VALID.values())),
    suffix=st.sampled_from([".bin", ".onnx", ".safetensors", ""]),
)
def test_no_sign_leaves_out_a_reader_that_would_know_the_file(
    first: int, rest: bytes, suffix: str
) -> None:
    for data in (rest, bytes([first]) + rest, bytes([first]) + rest[1:]):
        blob = Blob(memoryview(data), f"m{suffix}")
        know = {name for name, reader in READERS.items() if reader.recognised(blob)}
        assert know <= set(possible(blob.head, suffix))


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_changed_file_never_raises(data: st.DataObject) -> None:
    raw = bytearray(VALID[data.draw(st.sampled_from(sorted(VALID)))])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at] = data.draw(st.integers(0, 255))
    assert answer(bytes(raw), "model.bin") in {
        "safe",
        "unsafe",
        "not tested",
        "no model",
    }


@settings(max_examples=100, deadline=None)
@given(
    raw=st.binary(max_size=200),
    name=st.sampled_from(["config.json", "MLmodel", "modules.json", "a.jinja"]),
)
def test_companions_never_raise(raw: bytes, name: str) -> None:
    companion(name, raw)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@example(value=(b"ORTM", None), protocol=3)
@example(value=(b"TFL3", None), protocol=4)
@given(value=PLAIN, protocol=st.integers(0, 5))
def test_every_pickle_of_plain_values_is_safe(value: object, protocol: int) -> None:
    assert answer(pickle.dumps(value, protocol), "m.pkl") == "safe"


@settings(max_examples=200, deadline=None)
@given(
    module=st.text("abcdefos._", min_size=1, max_size=12),
    name=st.text("abcdefsytm._", min_size=1, max_size=12),
    protocol=st.integers(0, 4),
)
def test_no_name_off_the_list_is_safe(module: str, name: str, protocol: int) -> None:
    raw = (
        (b"\x80" + bytes([protocol]) if protocol > 1 else b"")
        + b"c"
        + module.encode()
        + b"\n"
        + name.encode()
        + b"\n)R."
    )
    assert answer(raw, "m.pkl") != "safe"


def test_no_listed_name_means_another_to_an_old_protocol() -> None:
    for name in allowed():
        if name.module in PYTHON2.values():
            continue
        assert name.module not in _compat_pickle.IMPORT_MAPPING
        assert (name.module, name.name) not in _compat_pickle.NAME_MAPPING
    for old, new in PYTHON2.items():
        assert _compat_pickle.IMPORT_MAPPING[old] == new
        for (module, name), now in _compat_pickle.NAME_MAPPING.items():
            listed = {n.name for n in allowed() if n.module == new}
            if module == old and name in listed:
                assert now == (new, "range")
                assert name == "xrange"


def test_no_list_holds_what_runs_code() -> None:
    names = {(n.module, n.name) for n in allowed()}
    names |= {pair for row in ALLOWED.values() for pair in row}
    modules = {module.partition(".")[0] for module, _ in names}
    assert modules == {
        "builtins",
        "copyreg",
        "_codecs",
        "collections",
        "datetime",
        "decimal",
        "numpy",
        "torch",
        "sklearn",
        "joblib",
        "scipy",
        "xgboost",
        "lightgbm",
    }
    held = {name for module, name in names if module == "builtins"}
    assert not held & {"eval", "exec", "getattr", "setattr", "open", "map", "compile"}


def test_a_large_safetensors_file_costs_no_more_than_its_header(tmp_path: Path) -> None:
    size = 2**31
    shape = {"dtype": "U8", "shape": [size], "data_offsets": [0, size]}
    head = safetensors({"w": shape})
    path = tmp_path / "m.safetensors"
    path.write_bytes(head)
    os.truncate(path, len(head) + size)
    tracemalloc.start()
    found = inspect(path, path.name, len(head) + size)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.loading == "safe"
    assert peak < 2**20


def test_a_call_behind_a_gigabyte_of_text_is_found_without_reading_it(
    tmp_path: Path,
) -> None:
    size = 2**30
    path = tmp_path / "m.pkl"
    path.write_bytes(b"\x80\x04\x8d" + struct.pack("<Q", size))
    os.truncate(path, 11 + size)
    with path.open("ab") as stream:
        stream.write(b"0cos\nsystem\n)R.")
    tracemalloc.start()
    found = inspect(path, path.name, path.stat().st_size)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.loading == "unsafe"
    assert peak < 2**20


def test_nothing_heavy_is_imported_to_judge_a_file(tmp_path: Path) -> None:
    path = tmp_path / "m.pkl"
    path.write_bytes(VALID["pickle"])
    code = (
        "import pathlib, sys; from mlgate.loaders.formats import inspect;"
        f"p = pathlib.Path({str(path)!r}); inspect(p, p.name, p.stat().st_size);"
        "print(*sorted({m.partition('.')[0] for m in sys.modules}))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    heavy = {"numpy", "yaml", "jsonschema_rs", "cryptography", "lzma", "bz2", "torch"}
    assert not heavy & set(out.stdout.split())
