from typing import Any

import pytest

from mlgate.core.evidence import Draft
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.errors import EvidenceError
from mlgate.loaders.mlmodel import MLmodelLoader
from mlgate.loaders.source import Source
from mlgate.strict import positions

LOADER = MLmodelLoader()
TEXT = """artifact_path: model
flavors:
  python_function:
    loader_module: my.loader
    code: src
    python_version: 3.10
  sklearn:
    code: null
    model_code_path: model.py
mlflow_version: 2.10
model_uuid: 12e34
run_id: '0017'
signature:
  inputs: '[{"type": "double"}]'
utc_time_created: '2024-04-09 23:36:59.534520'
"""


def load(text: str) -> Draft:
    draft = LOADER.load(Source("model/MLmodel", text.encode()))
    total(draft.sections["lineage"], SHAPE["lineage"], "/lineage")
    return draft


def mlflow(text: str) -> dict[str, Any]:
    found: dict[str, Any] = load(text).sections["lineage"]["mlflow"]
    return found


def test_run_model_version_and_flavours_are_read_as_they_are_written() -> None:
    found = mlflow(TEXT)
    assert found["run_id"] == "0017"
    assert found["model_id"] == "12e34"
    assert found["version"] == "2.10"
    assert found["flavors"] == ["python_function", "sklearn"]
    assert found["extras"]["signature"] == {"inputs": '[{"type": "double"}]'}


def test_the_time_that_its_key_calls_utc_gets_its_zone() -> None:
    assert mlflow(TEXT)["created_at"] == "2024-04-09T23:36:59.534520Z"


def test_another_time_is_a_gap() -> None:
    draft = load("flavors: {a: {}}\nutc_time_created: yesterday\n")
    assert [(g.at, g.why, g.raw) for g in draft.gaps] == [
        ("/lineage/mlflow/created_at", "unreadable", "yesterday")
    ]


def test_code_that_is_not_mlflows_own_is_listed_with_its_place() -> None:
    draft = load(TEXT)
    assert draft.sections["lineage"]["mlflow"]["custom_code"] == [
        "python_function: loader_module my.loader",
        "python_function: code src",
        "sklearn: model_code_path model.py",
    ]
    said = draft.sources["/lineage/mlflow/custom_code/2"]
    assert positions.locate(TEXT.encode(), "yaml", [said])[said] == (9, 5)


@pytest.mark.parametrize(
    ("module", "custom"), [("mlflow.sklearn", False), ("mlflowish.x", True)]
)
def test_only_modules_of_mlflow_are_its_own(module: str, *, custom: bool) -> None:
    text = f"flavors: {{python_function: {{loader_module: {module}}}}}\n"
    assert bool(mlflow(text)["custom_code"]) is custom


def test_the_model_id_of_version_3_is_preferred_and_the_uuid_kept() -> None:
    found = mlflow("flavors: {a: {}}\nmodel_id: m-1\nmodel_uuid: u-1\n")
    assert (found["model_id"], found["extras"]["model_uuid"]) == ("m-1", "u-1")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "model/MLmodel:1:1"),
        ("- a", "model/MLmodel:1:1"),
        ("run_id: x", "model/MLmodel:1:1"),
        ("run_id: x\nflavors: []", "model/MLmodel:2:1"),
        ("run_id: x\nflavors: {}", "model/MLmodel:2:1"),
        ("a: 1\na: 2\n", "model/MLmodel:2:1"),
        ("a: !!python/object:os.system x", "model/MLmodel:1:4"),
    ],
)
def test_a_broken_file_is_an_error_with_its_place(text: str, place: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        load(text)
    assert caught.value.place == place


@pytest.mark.parametrize(
    ("path", "text", "mine"),
    [
        ("MLmodel", "[", True),
        ("a/model.yaml", "flavors:\n  x: [\nrun_id: 1\n", True),
        ("a/ice-cream.yaml", "flavors: [vanilla]\n", False),
        ("a/doc.yaml", "x:\n  flavors: 1\n  run_id: 1\n", False),
    ],
)
def test_an_mlmodel_file_is_recognised_by_name_or_keys(
    path: str, text: str, *, mine: bool
) -> None:
    assert LOADER.recognises(Source(path, text.encode())) is mine
