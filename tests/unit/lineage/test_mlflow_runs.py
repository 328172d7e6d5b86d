import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drafted import load
from mlgate.core.evidence import Draft
from mlgate.errors import EvidenceError
from mlgate.loaders import BUILTIN
from mlgate.loaders.lineage.epoch import since_epoch
from mlgate.loaders.lineage.mlflow_entry import (
    MAX_POINTS,
    MAX_VALUE,
    MlflowEntryLoader,
)
from mlgate.loaders.lineage.mlflow_meta import MlflowMetaLoader
from mlgate.loaders.source import Source

META, ENTRY = MlflowMetaLoader(), MlflowEntryLoader()
RUN = "cb0096518b0e4c66a94428555f05420b"
FOLDER = f"evidence/mlruns/0/{RUN}"
MODEL = "models/m-5ba559866ab14459991619ec497d120b"
RUN_META = f"""artifact_uri: file:///C:/Users/me/mlruns/0/{RUN}/artifacts
end_time: 1664364007999
entry_point_name: ''
experiment_id: '0'
lifecycle_stage: active
run_id: {RUN}
run_uuid: {RUN}
source_name: train.py
source_version: {"c" * 40}
start_time: 1664364007025
status: 3
tags: []
user_id: me
"""


def meta(text: str) -> Draft:
    return load(META, text, f"{FOLDER}/meta.yaml")


def entry(place: str, text: str) -> Draft:
    return load(ENTRY, text, f"{FOLDER}/{place}")


def test_a_run_says_who_ran_what_and_how_it_ended() -> None:
    draft = meta(RUN_META)
    found = draft.sections["lineage"]["mlflow"]
    extras = found.pop("extras")["run"]
    assert found == {
        "run_id": RUN,
        "experiment": "0",
        "commit": "c" * 40,
        "source": "train.py",
        "user": "me",
        "status": "FINISHED",
        "started_at": "2022-09-28T11:20:07.025Z",
        "ended_at": "2022-09-28T11:20:07.999Z",
    }
    # Where the artifacts lay on somebody's machine is shown, and joins nothing.
    assert extras["artifact_uri"].startswith("file:///C:/")
    assert "run_uuid" not in extras
    assert draft.names == frozenset()
    assert draft.sources["/lineage/mlflow/status"] == "/status"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("1", "RUNNING"),
        ("2", "SCHEDULED"),
        ("3", "FINISHED"),
        ("4", "FAILED"),
        ("5", "KILLED"),
        ("FINISHED", "FINISHED"),
    ],
)
def test_the_number_of_a_state_is_told_by_its_name(written: str, name: str) -> None:
    draft = meta(RUN_META.replace("status: 3", f"status: {written}"))
    assert draft.sections["lineage"]["mlflow"]["status"] == name


@pytest.mark.parametrize("written", ["0", "6", "-1", "03", "done", "[3]"])
def test_a_state_that_nobody_knows_is_a_gap(written: str) -> None:
    draft = meta(RUN_META.replace("status: 3", f"status: {written}"))
    assert "status" not in draft.sections["lineage"]["mlflow"]
    assert [(g.at, g.why) for g in draft.gaps] == [
        ("/lineage/mlflow/status", "unreadable")
    ]


def test_a_run_that_never_ended_has_no_end_and_still_runs() -> None:
    text = RUN_META.replace("end_time: 1664364007999", "end_time: null")
    found = meta(text.replace("status: 3", "status: 1")).sections["lineage"]["mlflow"]
    assert (found["status"], "ended_at" in found) == ("RUNNING", False)


def test_two_ids_of_one_run_that_differ_are_both_kept() -> None:
    draft = meta(RUN_META.replace(f"run_uuid: {RUN}", "run_uuid: other"))
    found = draft.sections["lineage"]["mlflow"]
    assert (found["run_id"], found["extras"]["run"]["run_uuid"]) == (RUN, "other")


def test_an_old_run_has_its_id_under_its_old_name() -> None:
    draft = meta(RUN_META.replace(f"run_id: {RUN}\n", ""))
    assert draft.sections["lineage"]["mlflow"]["run_id"] == RUN


def test_a_logged_model_names_the_run_it_came_from() -> None:
    text = f"""artifact_location: file:///x
creation_timestamp: 1795609157321
experiment_id: '2'
last_updated_timestamp: 1795609157333
model_id: m-1
name: clf
source_run_id: {RUN}
status: 2
"""
    found = meta(text).sections["lineage"]["mlflow"]
    assert found["run_id"] == RUN
    assert (found["model_id"], found["created_at"]) == (
        "m-1",
        "2026-11-25T12:19:17.321Z",
    )
    # Its numbers are other ones than those of runs.
    assert "status" not in found
    assert found["extras"]["logged model"]["status"] == "2"


@pytest.mark.parametrize(
    ("written", "weak"),
    [("abcd1234", "mlflow:abcd1234"), ("'12345678'", "mlflow:12345678"),
     ("md5:" + "a" * 32, "md5:" + "a" * 32), ("12e34", "mlflow:12e34")],
)  # fmt: skip
def test_the_digest_of_a_data_set_is_weak_and_never_a_number(
    written: str, weak: str
) -> None:
    text = f"digest: {written}\nname: iris\nprofile: '{{}}'\nschema: '{{}}'\n"
    text += "source: '{}'\nsource_type: local\n"
    found = meta(text).sections["lineage"]["mlflow"]
    assert found["datasets"] == [{"name": "iris", "weak_digest": weak}]
    text = text.replace(f"digest: {written}", f"digest: sha256:{'a' * 64}")
    assert meta(text).sections["lineage"]["mlflow"]["datasets"] == [
        {"name": "iris", "digest": f"sha256:{'a' * 64}"}
    ]


@pytest.mark.parametrize(
    "text",
    [
        "artifact_location: x\nexperiment_id: '1'\nlifecycle_stage: active\nname: a\n",
        "destination_id: a\ndestination_type: RUN\nsource_id: b\nsource_type: MODEL\n",
        "creation_timestamp: 1\nname: a\nrun_id: b\nversion: 1\n",
        "creation_timestamp: 1\ndescription: x\nlast_updated_timestamp: 2\nname: a\n",
    ],
)
def test_what_other_models_may_share_is_shown_and_fills_nothing_else(text: str) -> None:
    found = meta(text).sections["lineage"]["mlflow"]
    assert list(found) == ["extras"]


@pytest.mark.parametrize("text", ["artifact_uri: [", RUN_META + "status: 3\n"])
def test_a_broken_meta_file_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        META.load(Source("evidence/meta.yaml", text.encode()))
    assert caught.value.place.startswith("evidence/meta.yaml:")


def test_a_parameter_is_kept_as_it_is_written() -> None:
    for text in ("16", "[224, 224, 3]", "{'a': 1}", "1e-05", "no", " x \n", ""):
        found = entry("params/opt/decay", text).sections["lineage"]["mlflow"]
        assert found["params"] == [{"name": "opt/decay", "value": text, "run_id": RUN}]
        assert found["run_id"] == RUN


def test_tags_say_commit_source_and_user_and_others_are_shown() -> None:
    told = {
        "mlflow.source.git.commit": ("commit", "c" * 40),
        "mlflow.source.name": ("source", "train.py"),
        "mlflow.user": ("user", "me"),
    }
    for tag, (field, text) in told.items():
        assert entry(f"tags/{tag}", text).sections["lineage"]["mlflow"] == {
            "run_id": RUN,
            field: text,
        }
    found = entry("tags/Author", "me").sections["lineage"]["mlflow"]
    assert found["extras"] == {"tags": {"Author": "me"}}


def test_a_metric_keeps_each_value_with_its_line() -> None:
    text = "1664364007310 0.78 0\n\n1664364007311 1e-05 1\n1664364007312 3 2\n"
    draft = entry("metrics/train/loss", text)
    found = draft.sections["lineage"]["mlflow"]["metrics"]
    assert [(m["value"], m["step"]) for m in found] == [(0.78, 0), (1e-05, 1), (3, 2)]
    assert found[0]["logged_at"] == "2022-09-28T11:20:07.310Z"
    assert {m["name"] for m in found} == {"train/loss"}
    assert draft.sources["/lineage/mlflow/metrics/1"] == "L3"


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "NaN", "-Infinity"])
def test_a_value_that_is_no_number_of_json_is_a_gap(value: str) -> None:
    draft = entry("metrics/loss", f"1664364007310 {value} 0\n")
    assert draft.sections["lineage"]["mlflow"]["metrics"][0]["value"] is None
    assert [(g.at, g.why, g.raw, g.pointer) for g in draft.gaps] == [
        ("/lineage/mlflow/metrics/0/value", "unreadable", value, "L1")
    ]


def test_a_metric_in_seconds_has_no_time_that_is_believed() -> None:
    draft = entry("metrics/loss", "1664364007 0.5\n")
    (only,) = draft.sections["lineage"]["mlflow"]["metrics"]
    assert (only["value"], only["step"], only["logged_at"]) == (0.5, None, None)
    assert [g.at for g in draft.gaps] == ["/lineage/mlflow/metrics/0/logged_at"]


def test_a_metric_of_a_logged_model_names_its_run_in_the_line() -> None:
    text = f"1795609157330 0.9 3 {RUN}\n1795609157330 0.8 3 {RUN} iris abcd\n"
    draft = load(ENTRY, text, f"evidence/mlruns/0/{MODEL}/metrics/acc")
    found = draft.sections["lineage"]["mlflow"]
    assert {m["run_id"] for m in found["metrics"]} == {RUN}
    assert found["model_id"] == MODEL.removeprefix("models/")
    assert "run_id" not in found


def test_of_a_very_long_history_the_end_is_kept_and_that_is_said() -> None:
    lines = (f"1664364007310 0.5 {step}" for step in range(MAX_POINTS + 5))
    draft = entry("metrics/loss", "\n".join(lines))
    found = draft.sections["lineage"]["mlflow"]
    assert len(found["metrics"]) == MAX_POINTS
    assert found["metrics"][0]["step"] == 5
    assert found["extras"]["lines"] == MAX_POINTS + 5
    assert draft.sources["/lineage/mlflow/metrics/0"] == "L6"


@pytest.mark.parametrize("line", ["1664364007310 abc 0", "x", "1664364007310 1 1.5"])
def test_a_line_that_is_no_value_is_refused_with_its_number(line: str) -> None:
    text = f"1664364007310 0.5 0\n{line}\n"
    with pytest.raises(EvidenceError) as caught:
        entry("metrics/loss", text)
    assert caught.value.place == f"{FOLDER}/metrics/loss:2:1"


@pytest.mark.parametrize(
    ("path", "raw"),
    [
        (f"mlruns/0/{RUN}/params/lr", b"0.1"),
        (f"model/mlruns/0/{RUN}/tags/a", b"x"),
        (f"evidence/mlruns/0/{RUN[:31]}/params/lr", b"0.1"),
        (f"evidence/{RUN}/params/lr", b"0.1"),
        (f"evidence/mlruns/0/{RUN}/artifacts/lr", b"0.1"),
        (f"evidence/mlruns/0/{RUN}/params/run.py", b"0.1"),
        (f"evidence/mlruns/0/{RUN}/params/x.so", b"0.1"),
        (f"evidence/mlruns/0/{RUN}/params/lr", b"\x80\x04\x95"),
        (f"evidence/mlruns/0/{RUN}/params/lr", b"a\0b"),
        (f"evidence/mlruns/0/{RUN}/tags/note", b"x" * (MAX_VALUE + 1)),
        (f"evidence/mlruns/0/{RUN}/metrics/loss", b"hello"),
        (f"evidence/mlruns/0/{RUN}/metrics/loss", b""),
    ],
)
def test_a_folder_alone_makes_no_evidence_of_a_file(path: str, raw: bytes) -> None:
    assert not ENTRY.recognises(Source(path, raw))


def test_a_document_that_lies_in_the_folder_of_a_run_stays_what_it_is() -> None:
    raw = json.dumps({"_type": "https://in-toto.io/Statement/v1", "predicateType": ""})
    source = Source(f"{FOLDER}/tags/note", raw.encode())
    assert next(n for n, x in BUILTIN.items() if x.recognises(source)) == "in-toto"


@given(st.integers(10**11, 10**14))
def test_milliseconds_become_an_instant_in_utc(ms: int) -> None:
    written = since_epoch(str(ms))
    assert written is not None
    assert written.endswith("Z")
    assert since_epoch(str(ms + 1)) != written


@pytest.mark.parametrize(
    "text",
    ["", "0", "1664364007", "1664364007310.5", "-1664364007310", "1" * 16, "٣" * 13],
)
def test_what_is_not_milliseconds_is_no_time(text: str) -> None:
    assert since_epoch(text) is None
