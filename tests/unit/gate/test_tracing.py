"""The lineage of a folder: joined on its bytes, and worth what its documents are."""

import hashlib
import json
from pathlib import Path

import pytest

from mlgate.core.evidence import Assurance, Binding
from mlgate.core.organisation import Organisation
from mlgate.gate.reading import Reading, read

RUN = "0194aaaa-0000-7000-8000-000000000001"
WEIGHTS = b"\x08\0\0\0\0\0\0\0{}      "
MLMODEL = f"run_id: {RUN.replace('-', '')}\nflavors:\n  python_function: {{}}\n"


def _event(*outputs: str) -> str:
    def named(name: str, digest: str) -> dict[str, object]:
        facet = {"_producer": "p", "_schemaURL": "s", "sha256": digest}
        return {"namespace": "n", "name": name, "facets": {"digest": facet}}

    event = {
        "eventType": "COMPLETE",
        "eventTime": "2026-11-01T09:00:00Z",
        "producer": "https://example.test",
        "run": {"runId": RUN},
        "job": {"namespace": "n", "name": "train"},
        "inputs": [named("data", "1" * 64)],
        "outputs": [named("model", digest) for digest in outputs],
    }
    return json.dumps(event)


def _reading(folder: Path, lineage: str, **files: str) -> Reading:
    (folder / "evidence").mkdir()
    (folder / "model.safetensors").write_bytes(WEIGHTS)
    (folder / "evidence" / "lineage.json").write_text(lineage, "utf-8")
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return read(folder, Organisation())


def test_a_run_that_wrote_these_weights_is_the_whole_chain(tmp_path: Path) -> None:
    reading = _reading(tmp_path, _event(hashlib.sha256(WEIGHTS).hexdigest()))
    graph = reading.dossier.content["graph"]
    assert graph["score"] == 1
    assert [node["id"] for node in graph["nodes"]] == ["dataset-1", "run-1", "model"]


def test_files_beside_the_weights_need_no_run_that_made_them(tmp_path: Path) -> None:
    event = _event(hashlib.sha256(WEIGHTS).hexdigest())
    beside = {"config.json": '{"auto_map": {"x": "y"}}', "notes.txt": "hello"}
    assert _reading(tmp_path, event, **beside).dossier.content["graph"]["score"] == 1


def test_an_mlflow_file_among_the_artifacts_names_the_run(tmp_path: Path) -> None:
    reading = _reading(tmp_path, _event(), MLmodel=MLMODEL)
    assert reading.dossier.content["graph"]["score"] == 1


def test_the_score_is_worth_what_its_documents_are(tmp_path: Path) -> None:
    reading = _reading(tmp_path, _event(hashlib.sha256(WEIGHTS).hexdigest()))
    dossier = reading.dossier
    for pointer in ("/graph/score", "/graph/nodes/0/name", "/graph/edges/0/kind"):
        worth = dossier.worth(pointer)
        assert worth.document == "evidence/lineage.json"
        assert worth.assurance is Assurance.DECLARED
    assert dossier.worth("/graph/nodes/2/digest").assurance is Assurance.VERIFIED
    assert dossier.worth("/graph/score").binding is Binding.DIGEST


def test_what_is_missing_is_found_where_it_is_written(tmp_path: Path) -> None:
    event = json.loads(_event(hashlib.sha256(WEIGHTS).hexdigest()))
    del event["inputs"][0]["facets"]
    reading = _reading(tmp_path, json.dumps(event, indent=1))
    place = reading.dossier.place("/graph/missing/0/why")
    assert place == ("evidence/lineage.json", "/0/inputs/0")


@pytest.mark.parametrize("digest", ["2" * 64, hashlib.sha256(b"other").hexdigest()])
def test_a_run_of_other_bytes_leaves_nothing(tmp_path: Path, digest: str) -> None:
    graph = _reading(tmp_path, _event(digest)).dossier.content["graph"]
    assert graph["score"] == 0
    assert [m["to"] for m in graph["missing"]] == ["model"]
