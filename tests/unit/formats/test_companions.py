"""Repository files that make a loader run code."""

import json

import pytest

from mlgate.loaders.formats import companion

AUTO = {"auto_map": {"AutoModel": "modeling.Evil"}}


def config(name: str, content: object) -> str:
    found = companion(name, json.dumps(content).encode())
    return found.loading if found else "nothing"


@pytest.mark.parametrize(
    "name",
    [
        "config.json",
        "tokenizer_config.json",
        "sub/processor_config.json",
        "preprocessor_config.json",
        "generation_config.json",
    ],
)
def test_an_auto_map_is_unsafe_in_every_config(name: str) -> None:
    assert config(name, AUTO) == "unsafe"
    assert config(name, {"text_config": AUTO}) == "unsafe"
    assert config(name, {"model_type": "bert", "auto_map": {}}) == "safe"
    assert config(name, {"auto_map": {}}) == "nothing"


def test_custom_pipelines_are_unsafe() -> None:
    assert config("config.json", {"custom_pipelines": {"x": {"impl": "a.B"}}}) == (
        "unsafe"
    )


@pytest.mark.parametrize(
    "content",
    [
        {"chat_template": "{{ x.__class__ }}"},
        {"chat_template": [{"name": "default", "template": "{{ cycler.x }}"}]},
    ],
)
def test_a_template_that_could_leave_its_sandbox_is_unsafe(content: object) -> None:
    assert config("tokenizer_config.json", content) == "unsafe"
    plain = {"chat_template": "{% for m in messages %}{{ m.content }}{% endfor %}"}
    assert config("tokenizer_config.json", plain) == "safe"


def test_a_template_file_is_looked_at() -> None:
    assert companion("chat_template.jinja", b"{{ x.__class__ }}").loading == "unsafe"
    assert companion("chat_template.jinja", b"{{ messages }}").loading == "safe"


@pytest.mark.parametrize("raw", [b"{", b'{"a": 1, "a": 2}', b"\xff\xfe", b""])
def test_a_config_that_cannot_be_read_is_not_tested(raw: bytes) -> None:
    assert companion("config.json", raw).loading == "not tested"


@pytest.mark.parametrize("name", ["other.json", "config.json.md", "README.md", "x"])
def test_other_files_are_nobodys_companion(name: str) -> None:
    assert companion(name, json.dumps(AUTO).encode()) is None


def mlmodel(loader: str, more: str = "") -> bytes:
    flavour = f"flavors:\n  python_function:\n    loader_module: {loader}\n"
    return (flavour + more).encode()


@pytest.mark.parametrize("loader", ["mlflow.sklearn", "mlflow.pyfunc.model"])
def test_a_loader_that_mlflow_ships_is_nothing_to_report(loader: str) -> None:
    assert companion("model/MLmodel", mlmodel(loader)) is None


@pytest.mark.parametrize(
    "raw",
    [
        mlmodel("evil.loader"),
        mlmodel("mlflow.evil"),
        mlmodel("mlflow.sklearn.x"),
        mlmodel("[a, b]"),
        mlmodel("mlflow.sklearn", "    code: code\n"),
        mlmodel("mlflow.pyfunc.model", "    model_code_path: x.py\n"),
        b"flavors: !!python/object/apply:os.system [x]\n",
    ],
)
def test_an_mlmodel_that_names_its_own_code_is_unsafe(raw: bytes) -> None:
    assert companion("MLmodel", raw).loading == "unsafe"


@pytest.mark.parametrize("raw", [b"a: &x 1\nb: *x\n", b"a: 1\na: 2\n", b"\xff"])
def test_an_mlmodel_that_cannot_be_read_is_not_tested(raw: bytes) -> None:
    assert companion("MLmodel", raw).loading == "not tested"


def test_a_foreign_module_of_sentence_transformers_is_unsafe() -> None:
    own = [{"idx": 0, "type": "sentence_transformers.models.Transformer"}]
    assert config("modules.json", own) == "nothing"
    assert config("modules.json", [{"idx": 0, "type": "evil.Module"}]) == "unsafe"
