"""Events of one run count together, whichever files they lie in."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core.dossier import Dossier
from mlgate.core.evidence import Assurance, Binding
from mlgate.core.organisation import Key, Organisation
from mlgate.gate.linking import link
from mlgate.gate.reading import read
from mlgate.loaders.openlineage import OpenLineageLoader, join
from mlgate.loaders.source import Source
from mlgate.trust import bundle, keys

RUN = "41fb5137-f0fd-4ee5-ba5c-56f8571d1bd7"
OTHER = "5e58a95c-1c71-4231-8984-ac172d5566cf"
A, B = "a" * 64, "b" * 64
SAFE = b"\x08\0\0\0\0\0\0\0{}      "


def dataset(name: str, digest: str = "") -> dict[str, Any]:
    facets = {"digest": {"sha256": digest}} if digest else {}
    return {"namespace": "s3", "name": name, "facets": facets}


def event(
    kind: str, hour: int, inputs: list[Any], run: str = RUN, **more: object
) -> dict[str, Any]:
    return {
        "eventType": kind,
        "eventTime": f"2026-11-01T{hour:02}:00:00Z",
        "run": {"runId": run},
        "job": {"namespace": "ci", "name": "train"},
        "producer": "https://example.org/tool",
        "inputs": inputs,
        **more,
    }


def dossier(folder: Path, organisation: Organisation, **files: object) -> Dossier:
    (folder / "model.safetensors").write_bytes(SAFE)
    (folder / "evidence").mkdir(exist_ok=True)
    for name, content in files.items():
        path = folder / "evidence" / f"{name}.json"
        path.write_text(json.dumps(content), encoding="utf-8")
    return read(folder, organisation).dossier


START = event("START", 9, [dataset("train", A)])
END = event("COMPLETE", 10, [dataset("train", A)], outputs=[dataset("model", B)])


def test_start_and_end_of_a_run_in_two_files_are_one_run(tmp_path: Path) -> None:
    found = dossier(tmp_path, Organisation(), start=START, end=END)
    lineage = found.content["lineage"]
    assert lineage["run"]["id"] == RUN
    assert lineage["run"]["started_at"] == "2026-11-01T09:00:00Z"
    assert lineage["run"]["ended_at"] == "2026-11-01T10:00:00Z"
    assert lineage["run"]["state"] == "COMPLETE"
    assert [d["digest"] for d in lineage["datasets"]] == [f"sha256:{A}"]
    assert not found.gaps


def test_each_field_is_found_in_the_file_that_says_it(tmp_path: Path) -> None:
    found = dossier(tmp_path, Organisation(), start=START, end=END)
    assert found.place("/lineage/run/started_at") == (
        "evidence/start.json", "/0/eventTime",
    )  # fmt: skip
    assert found.place("/lineage/outputs/0/digest") == (
        "evidence/end.json", "/0/outputs/0",
    )  # fmt: skip


def test_the_end_in_another_file_heals_no_digest_missing_at_the_start(
    tmp_path: Path,
) -> None:
    start = event("START", 9, [dataset("train")])
    found = dossier(tmp_path, Organisation(), start=start, end=END)
    assert found.content["lineage"]["datasets"][0]["digest"] is None
    place = found.place("/lineage/datasets/0/digest")
    assert place == ("evidence/start.json", "/0/inputs/0")


def test_digests_that_differ_between_files_leave_none_and_name_both(
    tmp_path: Path,
) -> None:
    end = event("COMPLETE", 10, [dataset("train", B)])
    found = dossier(tmp_path, Organisation(), start=START, end=end)
    assert found.content["lineage"]["datasets"][0]["digest"] is None
    (gap,) = found.gaps
    assert (gap.at, gap.why) == ("/lineage/datasets/0/digest", "conflict")
    assert gap.raw == f"sha256:{A}, sha256:{B}"


def test_a_broken_facet_is_told_with_the_file_it_lies_in(tmp_path: Path) -> None:
    bad = event("COMPLETE", 10, [dataset("train", A)])
    bad["job"]["facets"] = {"sourceCodeLocation": {"version": 7}}
    found = dossier(tmp_path, Organisation(), a=START, b=bad)
    (told,) = found.content["lineage"]["extras"]["broken_facets"]
    facet = "/0/job/facets/sourceCodeLocation/version"
    assert told["at"] == f"evidence/b.json{facet}"
    gap = found.gap("/lineage/run/commit")
    assert gap
    assert (gap.why, gap.document, gap.pointer) == (
        "unreadable",
        "evidence/b.json",
        facet,
    )


def test_two_runs_in_two_files_are_not_joined(tmp_path: Path) -> None:
    end = event("COMPLETE", 10, [dataset("train", A)], OTHER)
    found = dossier(tmp_path, Organisation(), start=START, end=end)
    assert found.content["lineage"]["run"]["id"] is None
    assert [g.why for g in found.gaps if g.at == "/lineage/run/id"] == ["conflict"]


@pytest.mark.parametrize("signed", ["start", "end"])
def test_what_is_joined_is_worth_no_more_than_its_weakest_file(
    tmp_path: Path, signed: str
) -> None:
    private, public = keys.generate(None)
    trusted = (Key("team", public.decode(), frozenset({"link"})),)
    organisation = Organisation(keys=trusted)
    both = {"start": START, "end": END}
    weak = f"evidence/{'end' if signed == 'start' else 'start'}.json"
    dossier(tmp_path, organisation, **{signed: both[signed]})
    own = "evidence/link.sigstore.json"
    raw, _ = link(read(tmp_path, organisation), own, "2026-11-01T12:00:00Z")
    signer = keys.load_private(private, None, "key")
    (tmp_path / own).write_bytes(bundle.sign(raw, signer))
    before = read(tmp_path, organisation).dossier
    assert before.worth("/lineage/run/id").assurance is Assurance.ATTESTED
    found = dossier(tmp_path, organisation, **both)
    for pointer in ("/lineage/run/id", "/lineage/run/started_at", "/lineage/datasets"):
        worth = found.worth(pointer)
        assert worth == type(worth)(weak, Binding.ENCLOSED, Assurance.DECLARED)
    documents = {d["path"]: d["assurance"] for d in found.content["documents"]}
    assert documents[f"evidence/{signed}.json"] == "attested"


digests = st.sampled_from(["", A, B])
events = st.builds(
    lambda kind, hour, read, wrote: event(
        kind, hour, [dataset("x", read)], outputs=[dataset("y", wrote)]
    ),
    st.sampled_from(["START", "RUNNING", "COMPLETE", "FAIL"]),
    st.integers(0, 23),
    digests,
    digests,
)


@given(st.lists(events, min_size=2, max_size=6), st.data())
def test_files_say_together_what_one_file_would_say(
    told: list[dict[str, Any]], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(1, len(told) - 1))
    whole = OpenLineageLoader().load(_source("whole.json", told))
    parts = [_source("a.json", told[:cut]), _source("b.json", told[cut:])]
    joined = join(parts)
    for draft in (whole, joined):
        del draft.sections["lineage"]["extras"]
    assert joined.sections == whole.sections
    assert joined.names == whole.names
    assert [(g.at, g.raw) for g in joined.gaps] == [(g.at, g.raw) for g in whole.gaps]
    assert set(joined.documents.values()) <= {"a.json", "b.json"}


def _source(path: str, told: list[dict[str, Any]]) -> Source:
    return Source(path, json.dumps(told).encode())
