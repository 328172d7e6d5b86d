"""Facts from headers: what each format says of itself, bounded, and never a verdict."""

import hashlib
import json
import pickle
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_builders import (
    archive,
    estimator,
    external,
    field,
    gguf,
    gguf_pair,
    gguf_tensor,
    gguf_text,
    judge,
    npy,
    onnx,
    onnx_node,
    safetensors,
    skops,
    torch_members,
)
from table_builders import TREE, called, created, numbers, tree_parts

from mlgate.core.sections import SHAPE
from mlgate.core.shape import find, total
from mlgate.loaders.formats import companion, facts
from mlgate.loaders.formats.facts import MAX_LISTED, MAX_TEXT, Facts

HALF = {"dtype": "BF16", "shape": [2, 3], "data_offsets": [0, 12]}
FULL = {"dtype": "F32", "shape": [2], "data_offsets": [12, 20]}
TEMPLATE = "{{ messages }}"
DIGEST = f"sha256:{hashlib.sha256(TEMPLATE.encode()).hexdigest()}"
TEXT = 8


def tensor(*dims: int, kind: int = 1) -> bytes:
    sides = b"".join(field(1, dim) for dim in dims)
    return field(5, sides + field(2, kind) + field(8, "w"))


def keras(**more: object) -> bytes:
    policy = {"class_name": "DTypePolicy", "config": {"name": "mixed_bfloat16"}}
    layer = {"class_name": "Dense", "config": {"dtype": policy}, **more}
    config = {"class_name": "Functional", "config": {"layers": [layer]}}
    weights = b"\x89HDF\r\n\x1a\n" + bytes(30)
    files = {
        "metadata.json": b'{"keras_version": "3.12.0"}',
        "config.json": json.dumps(config).encode(),
        "model.weights.h5": weights,
    }
    return archive(files)


SAVED = field(1, 1) + field(
    2,
    field(1, field(5, "2.20.0"))
    + field(2, field(1, field(2, "Const")) + field(1, field(2, "MatMul"))),
)
FOREST = ("sklearn.ensemble._forest", "RandomForestClassifier")

KNOWN: dict[str, tuple[bytes, str, dict[str, object]]] = {
    "safetensors": (
        safetensors(
            {"__metadata__": {"format": "pt"}, "a": HALF, "b": FULL}, bytes(20)
        ),
        "m.safetensors",
        {"producer": "pt", "tensors": 2, "parameters": 8, "dtypes": ["BF16", "F32"]},
    ),
    "GGUF": (
        gguf(
            (
                gguf_pair("general.architecture", TEXT, gguf_text("llama")),
                gguf_pair("tokenizer.chat_template", TEXT, gguf_text(TEMPLATE)),
            ),
            (gguf_tensor(sides=(32, 2), kind=2), gguf_tensor("v", offset=64)),
            bytes(96),
        ),
        "m.gguf",
        {
            "architecture": "llama", "chat_template": DIGEST, "version": "3",
            "tensors": 2, "parameters": 72, "dtypes": ["Q4_0", "F32"],
        },
    ),
    "ONNX": (
        onnx(
            onnx_node() + onnx_node("Relu") + tensor(2, 3) + tensor(4, kind=7)
            + field(5, field(1, b"\x02\x05") + field(2, 10)),
            "", field(3, "1.2"),
        ),
        "m.onnx",
        {
            "producer": "maker 1.2", "version": "IR 8, opset 17", "operators": 2,
            "tensors": 3, "parameters": 20, "dtypes": ["F32", "I64", "F16"],
        },
    ),
    "NumPy": (
        npy("'<f4'", "(2, 3)", bytes(24)), "m.npy",
        {"tensors": 1, "parameters": 6, "dtypes": ["F32"]},
    ),
    "NumPy archive": (
        archive({"a.npy": npy(), "b.npy": npy("'|u1'", "(3,)", bytes(3))}), "m.npz",
        {"tensors": 2, "parameters": 5, "dtypes": ["F64", "U8"]},
    ),
    "PyTorch": (
        archive(torch_members()), "m.pt",
        {"version": "3", "tensors": 1, "parameters": 4, "dtypes": ["F32"]},
    ),
    "pickle": (
        created(FOREST, {"a": numbers("f8", 1.0, 2.0), "b": numbers("i4", 1)}), "m.pkl",
        {
            "architecture": ".".join(FOREST), "tensors": 2, "parameters": 3,
            "dtypes": ["F64", "I32"],
        },
    ),
    "a tree": (
        called(TREE, *tree_parts()), "m.pkl",
        {
            "architecture": ".".join(TREE), "tensors": 3, "parameters": 7,
            "dtypes": ["I64", "record", "F64"],
        },
    ),
    "plain values": (pickle.dumps({"a": 1}), "m.pkl", {}),
    "skops": (
        skops({**estimator("sklearn.svm._classes.SVC"), "_skops_version": "0.16"},
              **{"1.npy": npy()}),
        "m.skops",
        {
            "architecture": "sklearn.svm._classes.SVC", "producer": "skops 0.16",
            "tensors": 1, "parameters": 2, "dtypes": ["F64"],
        },
    ),
    "Keras": (
        keras(), "m.keras",
        {
            "architecture": "Functional", "producer": "Keras 3.12.0",
            "dtypes": ["mixed_bfloat16"],
        },
    ),
    "Keras with code": (
        keras(registered_name="own>Layer"), "m.keras",
        {
            "architecture": "Functional", "producer": "Keras 3.12.0",
            "dtypes": ["mixed_bfloat16"], "custom_code": ["own>Layer"],
        },
    ),
    "SavedModel": (
        SAVED, "saved_model.pb", {"producer": "TensorFlow 2.20.0", "operators": 2},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", KNOWN)
def test_a_header_says_what_is_in_the_file(tmp_path: Path, name: str) -> None:
    data, called_, known = KNOWN[name]
    assert judge(tmp_path, data, called_).facts == known


@pytest.mark.parametrize("name", KNOWN)
def test_facts_fit_into_the_input(tmp_path: Path, name: str) -> None:
    data, called_, known = KNOWN[name]
    shape = find(["scans", "model_files", "*", "facts"], SHAPE)
    made = total(judge(tmp_path, data, called_).facts, shape or {}, "/x")
    assert {k: v for k, v in made.items() if v not in (None, [])} == {
        **known,
        "at": "/x",
    }


@pytest.mark.parametrize(
    "data",
    [
        KNOWN["safetensors"][0] + b"x",
        KNOWN["GGUF"][0][:-1],
        KNOWN["ONNX"][0][:-1],
        KNOWN["NumPy"][0] + b"x",
        KNOWN["PyTorch"][0][:-30],
        KNOWN["pickle"][0] + b"x",
        KNOWN["SavedModel"][0][:-1],
    ],
)
def test_a_file_that_cannot_be_read_to_its_end_says_nothing(
    tmp_path: Path, data: bytes
) -> None:
    found = judge(tmp_path, data, "m.onnx" if data[:1] == b"\x08" else "m.bin")
    assert (found.loading, found.facts) == ("not tested", {})


def test_a_dangerous_file_still_says_what_it_is(tmp_path: Path) -> None:
    found = judge(tmp_path, onnx(onnx_node("Run", "evil") + tensor(2)), "m.onnx")
    assert found.loading == "unsafe"
    assert found.facts["tensors"] == 1
    away = judge(tmp_path, onnx(external("../x")), "m.onnx")
    assert away.facts["tensors"] == 1


ODD = {
    "an architecture that is no text": gguf(
        (gguf_pair("general.architecture", TEXT, b"\x01" + bytes(7) + b"\xff"),)
    ),
    "a producer that is no text": onnx(onnx_node(), "", field(2, b"\xff\xfe")),
    "a producer that is long": onnx(onnx_node(), "", field(2, "x" * 100_000)),
    "a producer that is a number": onnx(onnx_node(), "", field(2, 7)),
    "dimensions without end": onnx(onnx_node() + tensor(*[2] * 500)),
    "dimensions that overflow": onnx(onnx_node() + tensor(2**62, 2**62)),
    "dimensions that are no numbers": onnx(
        onnx_node() + field(5, field(1, b"\xff\xff") + field(2, 1))
    ),
    "a type that is unknown": onnx(onnx_node() + tensor(1, kind=99)),
}


@pytest.mark.parametrize("what", ODD)
def test_an_odd_fact_is_no_reason(tmp_path: Path, what: str) -> None:
    found = judge(tmp_path, ODD[what], "x")
    assert (found.loading, found.reasons) == ("safe", ())
    shape = find(["scans", "model_files", "*", "facts"], SHAPE)
    made = total(found.facts, shape or {}, "")
    assert len(json.dumps(made)) < 1000


CONFIGS: dict[str, tuple[dict[str, Any], str, dict[str, object]]] = {
    "config.json": (
        {
            "architectures": ["LlamaForCausalLM"], "dtype": "bfloat16",
            "model_type": "llama", "transformers_version": "5.0.1",
        },
        "safe",
        {
            "architecture": "LlamaForCausalLM", "producer": "transformers 5.0.1",
            "dtypes": ["BF16"],
        },
    ),
    "sub/config.json": (
        {"model_type": "own", "auto_map": {"AutoModel": "modeling.Own", "x": ["a.B"]}},
        "unsafe",
        {"architecture": "own", "custom_code": ["a.B", "modeling.Own"]},
    ),
    "tokenizer_config.json": (
        {"chat_template": TEMPLATE}, "safe", {"chat_template": DIGEST},
    ),
    "modules.json": (
        [{"type": "own.Pooling"}], "unsafe", {"custom_code": ["own.Pooling"]},  # type: ignore[dict-item]
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CONFIGS)
def test_a_config_says_what_is_built_and_by_which_code(name: str) -> None:
    content, loading, known = CONFIGS[name]
    found = companion(name, json.dumps(content).encode())
    assert found is not None
    assert (found.loading, found.facts) == (loading, known)


def test_a_template_has_one_digest_wherever_it_stands(tmp_path: Path) -> None:
    alone = companion("chat_template.jinja", TEMPLATE.encode())
    inside = judge(tmp_path, KNOWN["GGUF"][0], "m.gguf")
    assert alone.facts["chat_template"] == inside.facts["chat_template"] == DIGEST


def test_an_mlmodel_names_its_own_code() -> None:
    raw = b"flavors:\n  python_function:\n    loader_module: own.loader\n"
    assert companion("MLmodel", raw).facts == {"custom_code": ["own.loader"]}
    shipped = raw.replace(b"own.loader", b"mlflow.sklearn")
    assert companion("MLmodel", shipped) is None


@given(
    texts=st.lists(st.text(max_size=400), max_size=40),
    counts=st.lists(st.integers(0, 2**70), max_size=5),
)
def test_facts_are_of_bounded_size_whatever_a_file_says(
    texts: list[str], counts: list[int]
) -> None:
    made = Facts(*(texts + [""] * 4)[:3])
    for text in texts:
        made.listed("custom_code", text)
        made.template(text)
    for count in counts:
        made.array("F32", count)
    known = made.known()
    json.dumps(known)
    assert all(n < facts.MAX_COUNT for n in known.values() if isinstance(n, int))
    listed = known.get("custom_code", [])
    assert isinstance(listed, list)
    assert len(listed) <= MAX_LISTED
    shown = [v for v in known.values() if isinstance(v, str)] + listed
    assert all(len(v) <= MAX_TEXT + 3 and v.isprintable() for v in shown)


def test_facts_take_less_than_a_millisecond_of_an_ordinary_file(tmp_path: Path) -> None:
    body = {
        f"layer.{n}.w": {**FULL, "data_offsets": [8 * n, 8 * n + 8]} for n in range(300)
    }
    header = json.loads(json.dumps(body))
    judged = judge(tmp_path, safetensors(body, bytes(2400)), "m.safetensors")
    assert judged.facts["tensors"] == 300
    began = time.process_time()
    for _ in range(20):
        made = Facts()
        for tensor_ in header.values():
            made.array(tensor_["dtype"], 2)
        made.known()
    assert (time.process_time() - began) / 20 < 0.001
