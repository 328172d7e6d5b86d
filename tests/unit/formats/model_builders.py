"""Builds model files byte by byte: what a hostile writer can do, and an honest one."""

import json
import pickle
import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from mlgate.loaders.formats import ModelFile, inspect

STOP = b"."


def judge(folder: Path, data: bytes, name: str = "model.bin") -> ModelFile | None:
    path = folder / name
    path.write_bytes(data)
    return inspect(path, name, len(data))


def loading(folder: Path, data: bytes, name: str = "model.bin") -> str:
    found = judge(folder, data, name)
    return found.loading if found else "no model"


class Calls:
    """Pickles as a call of any global, without importing it."""

    def __init__(self, module: str, name: str, *args: object) -> None:
        self.module, self.name, self.args = module, name, args

    def pickled(self, protocol: int = 4) -> bytes:
        frame = b"\x80" + bytes([protocol]) if protocol >= 2 else b""
        args = pickle.dumps(self.args, min(protocol, 3))
        args = args[2:-1] if protocol >= 2 else args[:-1]
        return frame + named(self.module, self.name, protocol) + args + b"R" + STOP


def named(module: str, name: str, protocol: int = 4) -> bytes:
    if protocol >= 4:
        return text(module) + text(name) + b"\x93"
    return b"c" + module.encode() + b"\n" + name.encode() + b"\n"


def text(value: str) -> bytes:
    raw = value.encode()
    return b"\x8c" + bytes([len(raw)]) + raw


def archive(members: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", method) as zipped:
        for name, data in members.items():
            zipped.writestr(name, data)
    return made.getvalue()


def storage(key: str = "0", count: int = 4, kind: str = "FloatStorage") -> bytes:
    """Return the opcodes of a persistent id, as torch writes it."""
    return (
        b"(" + _word("storage") + b"ctorch\n" + kind.encode() + b"\n"
        + _word(key) + _word("cpu") + b"K" + bytes([count]) + b"tQ"
    )  # fmt: skip


def tensor(pid: bytes | None = None) -> bytes:
    """Return the opcodes that rebuild a tensor of four floats."""
    hooks = b"ccollections\nOrderedDict\n)R"
    return (
        b"ctorch._utils\n_rebuild_tensor_v2\n(" + (pid or storage())
        + b"K\x00K\x04\x85K\x01\x85\x89" + hooks + b"tR"
    )  # fmt: skip


def torch_members(
    body: bytes | None = None, root: str = "model/", **more: bytes
) -> dict[str, bytes]:
    opcodes = b"\x80\x02" + (body if body is not None else tensor()) + STOP
    return {
        f"{root}data.pkl": opcodes,
        f"{root}byteorder": b"little",
        f"{root}data/0": bytes(16),
        f"{root}version": b"3\n",
        f"{root}.data/serialization_id": b"1234567890",
        **more,
    }


def _word(value: str) -> bytes:
    raw = value.encode()
    return b"X" + struct.pack("<I", len(raw)) + raw


def npy(descr: str = "'<f8'", shape: str = "(2,)", data: bytes = bytes(16)) -> bytes:
    head = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}"
    head += " " * (-(len(head) + 11) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode() + data


def safetensors(header: object, body: bytes = b"", size: int | None = None) -> bytes:
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(raw) if size is None else size) + raw + body


def node(loader: str, full: str, **more: object) -> dict[str, Any]:
    module, _, name = full.rpartition(".")
    return {"__class__": name, "__module__": module, "__loader__": loader, **more}


def value(of: object) -> dict[str, Any]:
    return node("JsonNode", "builtins.str", content=json.dumps(of), is_json=True)


def mapping(**items: object) -> dict[str, Any]:
    keys = [node("TypeNode", "builtins.str") for _ in items]
    return node(
        "DictNode",
        "builtins.dict",
        content=items,
        key_types=node("ListNode", "builtins.list", content=keys),
    )


def estimator(full: str, **attributes: object) -> dict[str, Any]:
    return node("ObjectNode", full, content=mapping(**attributes))


LOGISTIC = "sklearn.linear_model._logistic.LogisticRegression"


def regression() -> dict[str, Any]:
    array = node("NdArrayNode", "numpy.ndarray", type="numpy", file="1.npy")
    return estimator(LOGISTIC, C=value(1.0), coef_=array)


def skops(
    root: dict[str, Any] | None = None, protocol: object = 2, **members: bytes
) -> bytes:
    schema = {**(root or regression()), "protocol": protocol}
    files = {"1.npy": npy(), **members, "schema.json": json.dumps(schema).encode()}
    return archive(files)


def varint(number: int) -> bytes:
    made = b""
    while number > 0x7F:
        made += bytes([number & 0x7F | 0x80])
        number >>= 7
    return made + bytes([number])


def field(number: int, content: int | str | bytes) -> bytes:
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    raw = content.encode() if isinstance(content, str) else content
    return varint(number << 3 | 2) + varint(len(raw)) + raw


def onnx(graph: bytes, domain: str = "", *more: bytes) -> bytes:
    opset = field(8, field(1, domain) + field(2, 17))
    return field(1, 8) + field(2, "maker") + field(7, graph) + opset + b"".join(more)


def onnx_node(op: str = "Add", domain: str = "", *attributes: bytes) -> bytes:
    below = b"".join(field(5, a) for a in attributes)
    name = field(7, domain) if domain else b""
    return field(1, field(4, op) + name + below)


def external(location: str, **more: str) -> bytes:
    rows = {"location": location, **more}
    entries = b"".join(
        field(13, field(1, key) + field(2, text_)) for key, text_ in rows.items()
    )
    return field(5, field(8, "w") + entries + field(14, 1))


def gguf_text(content: str) -> bytes:
    raw = content.encode()
    return struct.pack("<Q", len(raw)) + raw


def gguf_pair(key: str, kind: int, content: bytes) -> bytes:
    return gguf_text(key) + struct.pack("<I", kind) + content


def gguf_tensor(
    name: str = "w", sides: tuple[int, ...] = (8,), kind: int = 0, offset: int = 0
) -> bytes:
    shape = struct.pack(f"<I{len(sides)}Q", len(sides), *sides)
    return gguf_text(name) + shape + struct.pack("<IQ", kind, offset)


def gguf(
    pairs: tuple[bytes, ...] = (),
    tensors: tuple[bytes, ...] | None = None,
    body: bytes = bytes(32),
    alignment: int = 32,
) -> bytes:
    found = (gguf_tensor(),) if tensors is None else tensors
    head = b"GGUF" + struct.pack("<IQQ", 3, len(found), len(pairs))
    made = head + b"".join(pairs) + b"".join(found)
    return made + bytes(-len(made) % alignment) + body
