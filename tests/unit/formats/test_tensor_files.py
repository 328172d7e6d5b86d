"""safetensors, GGUF, ONNX and SavedModel: lies in headers, and what they refer to."""

import struct
from collections.abc import Sequence
from pathlib import Path

import pytest
from model_builders import (
    external,
    field,
    gguf,
    gguf_pair,
    gguf_tensor,
    gguf_text,
    judge,
    loading,
    onnx,
    onnx_node,
    safetensors,
)

W = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}


def spec(
    dtype: str = "F32",
    shape: Sequence[object] = (2,),
    offsets: Sequence[int] = (0, 8),
) -> dict[str, object]:
    return {"dtype": dtype, "shape": list(shape), "data_offsets": list(offsets)}


ST_SAFE = {
    "one": safetensors({"w": W}, bytes(8)),
    "metadata": safetensors({"__metadata__": {"format": "pt"}, "w": W}, bytes(8)),
    "none": safetensors({}),
    "out of order": safetensors({"b": spec(offsets=(8, 16)), "a": W}, bytes(16)),
    "empty": safetensors({"a": spec(shape=(0, 3), offsets=(0, 0)), "w": W}, bytes(8)),
    "scalar": safetensors({"a": spec("F64", (), (0, 8))}, bytes(8)),
    "half bytes": safetensors({"a": spec("F4", (4,), (0, 2))}, bytes(2)),
    "padded": safetensors(
        b'{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}   ', b"x"
    ),
}


@pytest.mark.parametrize("name", ST_SAFE)
@pytest.mark.parametrize("called", ["model.safetensors", "x"])
def test_a_sound_safetensors_file_is_safe(
    tmp_path: Path, name: str, called: str
) -> None:
    found = judge(tmp_path, ST_SAFE[name], called)
    assert (found.format, found.loading, found.reasons) == ("safetensors", "safe", ())


ST_LIES = {
    "a length past the end": safetensors({"w": W}, bytes(8), 5000),
    "a length too short": safetensors({"w": W}, bytes(8), 10),
    "a length of 2**63": safetensors({"w": W}, bytes(8), 2**63),
    "a length over the limit": safetensors({"w": W}, bytes(8), 100_000_001),
    "no length": b"\x05\0\0",
    "not an object": safetensors([W], bytes(8)),
    "a byte order mark": safetensors(b'\xef\xbb\xbf{"w":1}'),
    "not UTF-8": safetensors(b'{"\xff":{}}'),
    "duplicate names": safetensors(
        b'{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},'
        b'"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}',
        b"x",
    ),
    "duplicate keys": safetensors(
        b'{"w":{"dtype":"U8","dtype":"I8","shape":[1],"data_offsets":[0,1]}}', b"x"
    ),
    "a NUL in a name": safetensors({"a\0": W}, bytes(8)),
    "a path": safetensors({"../../x": W}, bytes(8)),
    "an absolute path": safetensors({"/x": W}, bytes(8)),
    "no name": safetensors({"": W}, bytes(8)),
    "an overlap": safetensors({"a": W, "b": spec(offsets=(4, 12))}, bytes(12)),
    "a gap": safetensors({"a": W, "b": spec(offsets=(12, 20))}, bytes(20)),
    "a gap in front": safetensors({"a": spec(offsets=(4, 12))}, bytes(12)),
    "trailing bytes": safetensors({"w": W}, bytes(9)),
    "cut off": safetensors({"w": W}, bytes(7)),
    "an unknown type": safetensors({"w": spec("F33")}, bytes(8)),
    "another size than its shape": safetensors({"w": spec(shape=(3,))}, bytes(8)),
    "a negative side": safetensors({"w": spec(shape=(-2,))}, bytes(8)),
    "a negative offset": safetensors({"w": spec(offsets=(-8, 0))}, bytes(8)),
    "a fraction": safetensors({"w": spec(shape=(2.0,))}, bytes(8)),
    "a truth value": safetensors({"w": spec("U8", (True,), (0, 1))}, bytes(1)),
    "an overflow": safetensors({"w": spec(shape=(2**62, 4))}, bytes(8)),
    "a zero that hides an overflow": safetensors(
        {"w": spec(shape=(0, 2**62), offsets=(0, 0))}
    ),
    "one offset": safetensors({"w": spec(offsets=(0,))}, bytes(8)),
    "an extra key": safetensors({"w": {**W, "code": "x"}}, bytes(8)),
    "a missing key": safetensors({"w": {"dtype": "F32"}}, bytes(8)),
    "metadata that is no text": safetensors({"__metadata__": {"a": 1}}),
    "half a byte": safetensors({"a": spec("F4", (3,), (0, 1))}, bytes(1)),
    "deep": safetensors(b'{"w":' + b"[" * 5000 + b"]" * 5000 + b"}"),
    "an infinity": safetensors(b'{"w":Infinity}'),
}


@pytest.mark.parametrize("lie", ST_LIES)
def test_a_lie_in_a_safetensors_header_is_not_tested(tmp_path: Path, lie: str) -> None:
    found = judge(tmp_path, ST_LIES[lie], "model.safetensors")
    assert (found.format, found.loading) == ("safetensors", "not tested")
    assert len(found.reasons) == 1


def test_other_binary_files_are_not_taken_for_safetensors(tmp_path: Path) -> None:
    catalogue = b"\xde\x12\x04\x95\0\0\0\0{\0\0\0\x1c\0\0\0"
    assert judge(tmp_path, catalogue, "a.mo") is None


U32, TEXT, ARRAY = 4, 8, 9
GG_SAFE = {
    "one": gguf(),
    "nothing": gguf((), (), b""),
    "pairs": gguf(
        (
            gguf_pair("a", U32, bytes(4)),
            gguf_pair("b", TEXT, gguf_text("x")),
            gguf_pair("c", ARRAY, struct.pack("<IQ", TEXT, 2) + gguf_text("x") * 2),
            gguf_pair("d", ARRAY, struct.pack("<IQ", U32, 2) + bytes(8)),
        )
    ),
    "aligned by 64": gguf(
        (gguf_pair("general.alignment", U32, struct.pack("<I", 64)),),
        (gguf_tensor("a"), gguf_tensor("b", offset=64)),
        bytes(96),
        64,
    ),
    "quantised": gguf((), (gguf_tensor(sides=(32, 2), kind=2),), bytes(36)),
    "padded": gguf((), (gguf_tensor(sides=(32, 2), kind=2),), bytes(64)),
}


@pytest.mark.parametrize("name", GG_SAFE)
def test_a_sound_gguf_file_is_safe(tmp_path: Path, name: str) -> None:
    found = judge(tmp_path, GG_SAFE[name], "x")
    assert (found.format, found.loading, found.reasons) == ("GGUF", "safe", ())


def gguf_head(tensors: int, pairs: int, version: int = 3) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, tensors, pairs)


GG_LIES = {
    "version 4": gguf_head(0, 0, 4),
    "version 1": gguf_head(0, 0, 1),
    "cut off": gguf()[:-1],
    "trailing bytes": gguf() + bytes(32),
    "2**63 pairs": gguf_head(0, 2**63),
    "2**40 tensors": gguf_head(2**40, 0),
    "a text past the end": gguf((gguf_pair("a", TEXT, struct.pack("<Q", 2**40)),)),
    "a key past the end": gguf_head(0, 1) + struct.pack("<Q", 2**62),
    "an array of 2**63": gguf((gguf_pair("a", ARRAY, struct.pack("<IQ", 0, 2**63)),)),
    "2**40 texts": gguf((gguf_pair("a", ARRAY, struct.pack("<IQ", TEXT, 2**40)),)),
    "an array in an array": gguf(
        (gguf_pair("a", ARRAY, struct.pack("<IQ", ARRAY, 1)),)
    ),
    "an unknown type": gguf((gguf_pair("a", 77, b""),)),
    "a key twice": gguf((gguf_pair("a", 0, b"x"), gguf_pair("a", 0, b"y"))),
    "a key that is no text": gguf((struct.pack("<Q", 1) + b"\xff" + bytes(5),)),
    "alignment 0": gguf((gguf_pair("general.alignment", U32, bytes(4)),)),
    "alignment 3": gguf((gguf_pair("general.alignment", U32, b"\x03\0\0\0"),)),
    "alignment 2**31": gguf((gguf_pair("general.alignment", U32, b"\0\0\0\x80"),)),
    "alignment as text": gguf((gguf_pair("general.alignment", TEXT, gguf_text("32")),)),
    "5 dimensions": gguf((), (gguf_tensor(sides=(1, 1, 1, 1, 8)),)),
    "an overflow": gguf((), (gguf_tensor(sides=(2**62, 2**62)),)),
    "a side of zero": gguf((), (gguf_tensor(sides=(0, 8)),), b""),
    "half a block": gguf((), (gguf_tensor(sides=(8,), kind=2),)),
    "an unknown tensor type": gguf((), (gguf_tensor(kind=99),)),
    "an offset past the end": gguf((), (gguf_tensor(offset=2**40),)),
    "an odd offset": gguf((), (gguf_tensor(offset=8),), bytes(64)),
    "a gap": gguf((), (gguf_tensor("a"), gguf_tensor("b", offset=64)), bytes(96)),
    "an overlap": gguf((), (gguf_tensor("a"), gguf_tensor("b")), bytes(64)),
    "one name twice": gguf((), (gguf_tensor(), gguf_tensor(offset=32)), bytes(64)),
    "a template that is no text": gguf(
        (gguf_pair("tokenizer.chat_template", U32, bytes(4)),)
    ),
}


@pytest.mark.parametrize("lie", GG_LIES)
def test_a_lie_in_a_gguf_header_is_not_tested(tmp_path: Path, lie: str) -> None:
    found = judge(tmp_path, GG_LIES[lie], "model.gguf")
    assert (found.format, found.loading) == ("GGUF", "not tested")
    assert len(found.reasons) == 1


def test_a_gguf_of_the_other_byte_order_is_not_tested(tmp_path: Path) -> None:
    assert loading(tmp_path, b"GGUF" + struct.pack(">IQQ", 3, 0, 0)) == "not tested"


def templated(content: str, key: str = "tokenizer.chat_template") -> bytes:
    return gguf((gguf_pair(key, TEXT, gguf_text(content)),))


BENIGN_TEMPLATES = [
    "{% for m in messages %}<|{{ m['role'] }}|>{{ m.content | trim }}{% endfor %}",
    "{% set ns = namespace(x=1) %}{% if tools %}{{ tools | tojson }}{% endif %}",
    "{{ messages | selectattr('role', 'equalto', 'user') | list | length }}",
    "{{ raise_exception('no system role') }}{% macro f(x) %}{{ x }}{% endmacro %}",
    "Do not import anything. {{ bos_token }}{% include_me %}",
    "{%- if add_generation_prompt -%}{{ '<|im_start|>assistant\n' }}{%- endif -%}",
]


@pytest.mark.parametrize("content", BENIGN_TEMPLATES)
def test_a_plain_chat_template_is_safe(tmp_path: Path, content: str) -> None:
    found = judge(tmp_path, templated(content))
    assert (found.loading, found.reasons) == ("safe", ())


HOSTILE_TEMPLATES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ cycler.init }}",
    "{{ lipsum['x'] }}",
    "{{ joiner('a') }}",
    "{{ x | attr('y') }}",
    "{{ x|attr ('y') }}",
    "{{ attr(x, 'y') }}",
    "{{ x['\\x5f\\x5fclass\\x5f\\x5f'] }}",
    "{{ x['\\u005fclass'] }}",
    "{{ x['_' ~ '_class_' ~ '_'] }}",
    "{{ x['_' * 2 + 'class'] }}",
    "{{ '%c%cclass' % (95, 95) }}",
    "{{ '{0}' | format(1) }}",
    "{% import 'x' as y %}",
    "{%- include 'x' %}",
    "{% from 'x' import y %}",
    "{%+ extends 'x' %}",
    "{{ self.x }}",
    "{{ x.mro() }}",
    "{{ x.popen('id') }}",
    "{# {{ ' #}{{ x.__class__ }}",
    "{% raw %}{#{% endraw %}{{ x.__class__ }}#}",
]


@pytest.mark.parametrize("content", HOSTILE_TEMPLATES)
@pytest.mark.parametrize("key", ["", ".tool_use", ".rag"])
def test_a_chat_template_that_could_leave_its_sandbox_is_unsafe(
    tmp_path: Path, content: str, key: str
) -> None:
    found = judge(tmp_path, templated(content, f"tokenizer.chat_template{key}"))
    assert found.loading == "unsafe"
    assert "template" in found.reasons[0]


def test_danger_before_a_lie_stays(tmp_path: Path) -> None:
    assert loading(tmp_path, templated("{{ x.__class__ }}")[:-1]) == "unsafe"


GRAPH = onnx_node() + field(5, field(8, "w") + field(9, bytes(100)))


@pytest.mark.parametrize("called", ["model.onnx", "x"])
def test_a_plain_onnx_file_is_safe(tmp_path: Path, called: str) -> None:
    found = judge(tmp_path, onnx(GRAPH), called)
    assert (found.format, found.loading, found.reasons) == ("ONNX", "safe", ())


def test_an_onnx_file_may_use_the_functions_it_brings(tmp_path: Path) -> None:
    made = field(25, field(1, "Gelu") + field(10, "local") + onnx_node()[0:0])
    data = onnx(onnx_node("Gelu", "local"), "", made)
    assert loading(tmp_path, data) == "safe"
    assert loading(tmp_path, onnx(onnx_node("Other", "local"), "", made)) == "unsafe"


def test_external_tensors_beside_the_file_are_safe(tmp_path: Path) -> None:
    (tmp_path / "w.data").write_bytes(bytes(100))
    inside = onnx(external("w.data", offset="10", length="90"))
    assert loading(tmp_path, inside) == "safe"
    past = onnx(external("w.data", offset="10", length="91"))
    assert loading(tmp_path, past) == "not tested"
    assert loading(tmp_path, onnx(external("gone.data"))) == "not tested"


IF = field(1, "then_branch")
ESCAPES = {
    "above": onnx(external("../x")),
    "inside and above": onnx(external("a/../../x")),
    "absolute": onnx(external("/etc/passwd")),
    "a drive": onnx(external("C:x")),
    "backslashes": onnx(external("..\\x")),
    "nothing": onnx(external("")),
    "a NUL": onnx(external("a\0b")),
    "where nothing is hashed": onnx(external("./.mlgate/x")),
    "the same elsewhere": onnx(external(".GIT/x")),
    "in a branch": onnx(onnx_node("If", "", IF + field(6, external("../x")))),
    "in an attribute": onnx(onnx_node("Constant", "", field(5, external("../x")[2:]))),
    "a foreign operator": onnx(onnx_node("Run", "evil.ops")),
    "in a branch, foreign": onnx(
        onnx_node("If", "", IF + field(6, onnx_node("Run", "evil.ops")))
    ),
    "in a function": onnx(
        onnx_node(),
        "",
        field(25, field(1, "F") + field(7, field(4, "X") + field(7, "evil"))),
    ),
    "in training": onnx(onnx_node(), "", field(20, field(2, onnx_node("X", "evil")))),
    "a foreign set": onnx(onnx_node(), "evil.ops"),
}


@pytest.mark.parametrize("escape", ESCAPES)
def test_an_onnx_file_that_reaches_outside_is_unsafe(
    tmp_path: Path, escape: str
) -> None:
    assert loading(tmp_path, ESCAPES[escape], "m.onnx") == "unsafe"


def test_an_external_tensor_behind_a_link_that_leaves_is_unsafe(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (tmp_path / "secret").write_bytes(bytes(10))
    (folder / "w.data").symlink_to(tmp_path / "secret")
    assert loading(folder, onnx(external("w.data"))) == "unsafe"


def deep(depth: int) -> bytes:
    graph = onnx_node()
    for _ in range(depth):
        graph = onnx_node("If", "", IF + field(6, graph))
    return onnx(graph)


ONNX_DOUBTS = {
    "empty": b"",
    "cut off": onnx(GRAPH)[:-1],
    "no graph": field(1, 8) + field(8, b""),
    "no version": field(7, GRAPH) + field(8, b""),
    "no operators": field(1, 8) + field(7, GRAPH),
    "version 0": field(1, 0) + onnx(GRAPH)[2:],
    "400 deep": deep(400),
    "a group": onnx(GRAPH) + b"\x0b",
    "a long number": onnx(GRAPH) + b"\x08" + b"\xff" * 11,
    "field 0": onnx(GRAPH) + b"\x00\x00",
    "text": b"hello",
}


@pytest.mark.parametrize("doubt", ONNX_DOUBTS)
def test_an_onnx_file_that_cannot_be_followed_is_not_tested(
    tmp_path: Path, doubt: str
) -> None:
    found = judge(tmp_path, ONNX_DOUBTS[doubt], "m.onnx")
    assert found.loading == "not tested"


def test_a_protocol_buffer_without_a_graph_is_not_a_model(tmp_path: Path) -> None:
    assert judge(tmp_path, field(1, 8) + field(2, "x"), "data.bytes") is None


def saved(*ops: str, library: tuple[str, ...] = ()) -> bytes:
    nodes = b"".join(field(1, field(1, "n") + field(2, op)) for op in ops)
    inner = b"".join(field(3, field(1, "n") + field(2, op)) for op in library)
    functions = field(2, field(1, field(1, b"") + inner)) if library else b""
    return field(1, 1) + field(2, field(2, nodes + functions))


def test_a_saved_model_of_plain_operators_is_safe(tmp_path: Path) -> None:
    data = saved("Const", "MatMul", "RestoreV2", library=("Relu",))
    found = judge(tmp_path, data, "saved_model.pb")
    assert (found.format, found.loading) == ("TensorFlow SavedModel", "safe")


@pytest.mark.parametrize("op", ["ReadFile", "WriteFile", "PyFunc", "MatchingFiles"])
def test_an_operator_that_reaches_outside_is_unsafe_wherever_it_is(
    tmp_path: Path, op: str
) -> None:
    assert loading(tmp_path, saved("Const", op), "saved_model.pb") == "unsafe"
    hidden = saved("Const", library=("Relu", op))
    assert loading(tmp_path, hidden, "saved_model.pb") == "unsafe"


@pytest.mark.parametrize(
    "data", [saved("Mystery"), saved(), saved("Const")[:-1], field(1, 1)]
)
def test_a_saved_model_that_is_not_wholly_known_is_not_tested(
    tmp_path: Path, data: bytes
) -> None:
    assert loading(tmp_path, data, "saved_model.pb") == "not tested"
