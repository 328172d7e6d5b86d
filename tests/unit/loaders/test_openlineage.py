import copy
import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core.evidence import Draft
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.errors import EvidenceError
from mlgate.loaders.openlineage import OpenLineageLoader
from mlgate.loaders.source import Source
from mlgate.strict import positions

LOADER = OpenLineageLoader()
RUN = "41fb5137-f0fd-4ee5-ba5c-56f8571d1bd7"
CHILD = "5e58a95c-1c71-4231-8984-ac172d5566cf"
A, B = "a" * 64, "b" * 64


def event(kind: str, time: str, run: str = RUN, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
    return {
        "eventType": kind,
        "eventTime": time,
        "run": {"runId": run},
        "job": {"namespace": "ci", "name": "train"},
        "producer": "https://example.org/tool",
        **more,
    }


def dataset(name: str, **facets: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
    return {"namespace": "s3://b", "name": name, "facets": facets}


def pinned(name: str, digest: str = A) -> dict[str, Any]:
    return dataset(name, digest={"sha256": digest})


def load(*events: object, text: str = "") -> Draft:
    raw = (text or json.dumps(list(events))).encode()
    draft = LOADER.load(Source("lineage.json", raw))
    total(draft.sections["lineage"], SHAPE["lineage"], "/lineage")
    return draft


def lineage(*events: object) -> dict[str, Any]:
    found: dict[str, Any] = load(*events).sections["lineage"]
    return found


START = event("START", "2026-11-01T09:00:00Z", inputs=[pinned("train")])
END = event(
    "COMPLETE",
    "2026-11-01T10:00:00+00:30",
    inputs=[pinned("train")],
    outputs=[pinned("model", B)],
)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([START, END]),
        json.dumps(START) + "\n" + json.dumps(END),
        json.dumps(START, indent=2) + "\n\n" + json.dumps(END, indent=2),
    ],
    ids=["array", "lines", "pretty printed, one after another"],
)
def test_the_events_of_one_run_are_joined_however_they_are_written(text: str) -> None:
    draft = load(text=text)
    found = draft.sections["lineage"]
    assert found["run"] == {
        "id": RUN,
        "job": "ci/train",
        "state": "COMPLETE",
        "started_at": "2026-11-01T09:00:00Z",
        "ended_at": "2026-11-01T10:00:00+00:30",
    }
    (one,) = found["datasets"]
    assert (one["name"], one["digest"]) == ("train", f"sha256:{A}")
    (output,) = found["outputs"]
    assert output["digest"] == f"sha256:{B}"
    assert draft.names == {B}


def test_one_event_alone_is_a_document() -> None:
    draft = load(text=json.dumps(END, indent=4))
    assert draft.sections["lineage"]["producer"] == "https://example.org/tool"
    assert draft.sources["/lineage/datasets/0"] == "/0/inputs/0"


def test_an_input_without_a_digest_at_the_start_is_not_healed_at_the_end() -> None:
    start = event("START", "2026-11-01T09:00:00Z", inputs=[dataset("train")])
    draft = load(END, start)
    assert draft.sections["lineage"]["datasets"][0]["digest"] is None
    # It points at the mention that lacks the digest, although that is the second.
    assert draft.sources["/lineage/datasets/0"] == "/1/inputs/0"
    text = json.dumps([END, start], indent=1).encode()
    place = positions.locate(text, "events", ["/1/inputs/0"])["/1/inputs/0"]
    assert text.decode().split("\n")[place[0] - 1].strip() == "{"


def test_an_event_that_does_not_list_the_input_takes_nothing_away() -> None:
    found = lineage(event("START", "2026-11-01T09:00:00Z"), END)
    assert found["datasets"][0]["digest"] == f"sha256:{A}"


def test_an_output_may_lack_its_digest_only_when_the_run_starts() -> None:
    start = event("START", "2026-11-01T09:00:00Z", outputs=[dataset("model")])
    running = event("RUNNING", "2026-11-01T09:30:00Z", outputs=[dataset("model")])
    assert load(start, END).names == {B}
    assert load(running, END).names == frozenset()


def test_an_output_known_only_from_the_start_is_still_listed() -> None:
    start = event("START", "2026-11-01T09:00:00Z", outputs=[dataset("log")])
    assert {o["name"] for o in lineage(start, END)["outputs"]} == {"log", "model"}


def test_digests_that_differ_leave_none_and_a_conflict_naming_both() -> None:
    start = event("START", "2026-11-01T09:00:00Z", inputs=[pinned("train", B)])
    draft = load(start, END)
    assert draft.sections["lineage"]["datasets"][0]["digest"] is None
    (gap,) = draft.gaps
    assert (gap.at, gap.why) == ("/lineage/datasets/0/digest", "conflict")
    assert gap.raw == f"sha256:{A}, sha256:{B}"


def test_same_name_in_another_namespace_is_another_dataset() -> None:
    other = {**pinned("train"), "namespace": "gs://c"}
    found = lineage(
        event("COMPLETE", "2026-11-01T09:00:00Z", inputs=[pinned("train"), other])
    )
    assert len(found["datasets"]) == 2


@pytest.mark.parametrize(
    ("facets", "digest", "weak"),
    [
        ({"facets": {"digest": {"sha256": A}}}, f"sha256:{A}", None),
        ({"facets": {"digest": {"sha256": A.upper()}}}, f"sha256:{A}", None),
        ({"facets": {"digest": {"sha256": f"sha256:{A}"}}}, f"sha256:{A}", None),
        ({"inputFacets": {"digest": {"sha256": A}}}, f"sha256:{A}", None),
        ({"facets": {"digest": {"sha512": "c" * 128}}}, f"sha512:{'c' * 128}", None),
        (
            {"facets": {"version": {"datasetVersion": f"sha256:{A}"}}},
            f"sha256:{A}",
            None,
        ),
        ({"facets": {"version": {"datasetVersion": "42"}}}, None, None),
        ({"facets": {"digest": {"md5": "d" * 32}}}, None, f"md5:{'d' * 32}"),
        ({"facets": {"digest": {"sha256": A[:12]}}}, None, f"sha256:{A[:12]}"),
        ({"facets": {"version": {"datasetVersion": "md5:abc"}}}, None, "md5:abc"),
        ({"facets": {"digest": {"sha256": 7}}}, None, None),
        ({"facets": {"digest": {"_producer": A}}}, None, None),
        (
            {
                "facets": {"digest": {"sha256": A}},
                "inputFacets": {"digest": {"sha256": B}},
            },
            None,
            None,
        ),
        (
            {"facets": {"digest": {"sha256": A, "md5": "d" * 32}}},
            f"sha256:{A}",
            f"md5:{'d' * 32}",
        ),
    ],
)
def test_only_whole_strong_digests_count(
    facets: dict[str, Any], digest: str | None, weak: str | None
) -> None:
    one = {"namespace": "n", "name": "d", **facets}
    (found,) = lineage(event("COMPLETE", "2026-11-01T09:00:00Z", inputs=[one]))[
        "datasets"
    ]
    assert (found["digest"], found["weak_digest"]) == (digest, weak)


def test_a_version_is_kept_unless_two_differ() -> None:
    one = dataset("d", version={"datasetVersion": "1.10"})
    two = dataset("d", version={"datasetVersion": "1.1"})
    time = "2026-11-01T09:00:00Z"
    assert (
        lineage(event("COMPLETE", time, inputs=[one]))["datasets"][0]["version"]
        == "1.10"
    )
    both = lineage(event("COMPLETE", time, inputs=[one, two]))
    assert both["datasets"][0]["version"] is None


def test_two_runs_in_one_file_are_a_conflict_and_no_run_is_picked() -> None:
    draft = load(
        END, event("COMPLETE", "2026-11-02T09:00:00Z", CHILD, inputs=[dataset("x")])
    )
    found = draft.sections["lineage"]
    assert "run" not in found
    (gap,) = draft.gaps
    assert (gap.at, gap.why, gap.raw) == ("/lineage/run", "conflict", f"{RUN}, {CHILD}")
    # Whatever either of them read is still shown, so that nothing unpinned hides.
    assert {d["name"] for d in found["datasets"]} == {"train", "x"}


def test_a_run_that_the_others_name_as_their_parent_is_the_run() -> None:
    child = event("COMPLETE", "2026-11-02T09:00:00Z", CHILD, inputs=[dataset("x")])
    child["run"]["facets"] = {"parent": {"run": {"runId": RUN.upper()}}}
    draft = load(child, END)
    assert draft.sections["lineage"]["run"]["id"] == RUN
    assert draft.gaps == []


def test_runs_that_name_each_other_as_parent_are_a_conflict() -> None:
    one, two = copy.deepcopy(END), event("COMPLETE", "2026-11-02T09:00:00Z", CHILD)
    one["run"]["facets"] = {"parent": {"run": {"runId": CHILD}}}
    two["run"]["facets"] = {"parent": {"run": {"runId": RUN}}}
    assert load(one, two).gaps[0].why == "conflict"


def test_the_same_run_id_in_capitals_is_the_same_run() -> None:
    assert lineage(START, {**END, "run": {"runId": RUN.upper()}})["run"]["id"] == RUN


def test_the_latest_event_by_instant_gives_the_state_not_the_last_in_the_file() -> None:
    fail = event("FAIL", "2026-11-01T12:00:00+03:00")  # 09:00 UTC, before END
    assert lineage(END, fail)["run"]["state"] == "COMPLETE"
    assert lineage(END, event("FAIL", "2026-11-01T09:31:00Z"))["run"]["state"] == "FAIL"


def test_a_time_without_a_zone_is_never_a_time_and_its_document_is_kept() -> None:
    draft = load(START, {**END, "eventTime": "2026-11-01T10:00:00"})
    run = draft.sections["lineage"]["run"]
    assert "ended_at" not in run
    assert "state" not in run  # which of the two was later is not known
    assert [(g.at, g.why, g.raw, g.pointer) for g in draft.gaps] == [
        ("/lineage/run/ended_at", "unreadable", "2026-11-01T10:00:00", "/1/eventTime")
    ]


def test_one_end_without_a_zone_spoils_the_end_even_beside_another() -> None:
    draft = load(END, {**END, "eventTime": "2026-11-01T10:00:00"})
    assert "ended_at" not in draft.sections["lineage"]["run"]
    assert [g.raw for g in draft.gaps] == ["2026-11-01T10:00:00"]


def test_a_run_began_with_its_first_start_and_ended_with_its_last_end() -> None:
    early = event("START", "2026-11-01T08:00:00Z")
    late = event("COMPLETE", "2026-11-01T11:00:00Z")
    run = lineage(START, late, early, END)["run"]
    assert (run["started_at"], run["ended_at"]) == (
        "2026-11-01T08:00:00Z",
        "2026-11-01T11:00:00Z",
    )


def test_code_parameters_and_environment_come_from_their_facets() -> None:
    location = {
        "type": "git",
        "url": "u",
        "repoUrl": "https://example.org/r",
        "version": "abc",
    }
    one = copy.deepcopy(END)
    one["job"]["facets"] = {"sourceCodeLocation": location}
    params = [{"key": "lr", "value": 0.5}, {"name": "epochs", "value": 3}]
    one["run"]["facets"] = {
        "executionParameters": {"parameters": params},
        "environment": {"sha256": A},
        "mine": {"x": 1},
    }
    found = lineage(one)
    assert found["run"]["commit"] == "abc"
    assert found["run"]["repository"] == "https://example.org/r"
    canonical = b'{"epochs":3,"lr":0.5}'
    digest = hashlib.sha256(canonical).hexdigest()
    assert found["run"]["params_digest"] == f"sha256:{digest}"
    assert found["run"]["environment_digest"] == f"sha256:{A}"
    assert found["extras"]["facets"]["/0/run/facets"]["mine"] == {"x": 1}


def test_commits_that_differ_within_one_run_are_a_conflict() -> None:
    def at(commit: str, base: dict[str, Any]) -> dict[str, Any]:
        job = {**base["job"], "facets": {"sourceCodeLocation": {"version": commit}}}
        return {**base, "job": job}

    draft = load(at("abc", START), at("def", END))
    assert [(g.at, g.raw) for g in draft.gaps] == [("/lineage/run/commit", "abc, def")]


def test_very_large_facets_are_kept_by_name_only() -> None:
    one = copy.deepcopy(END)
    one["run"]["facets"] = {"plan": {"text": "x" * 70_000}}
    assert lineage(one)["extras"] == {"events": 1, "facet_names": ["digest", "plan"]}


def test_job_events_count_only_if_there_is_no_run() -> None:
    job = {k: v for k, v in END.items() if k not in {"run", "eventType"}}
    job["inputs"] = [dataset("planned")]
    assert [d["name"] for d in lineage(job)["datasets"]] == ["planned"]
    assert lineage(job)["run"] == {"job": "ci/train"}
    assert [d["name"] for d in lineage(job, END)["datasets"]] == ["train"]


def test_a_dataset_event_is_shown_and_fills_no_run() -> None:
    only = {
        "eventTime": "2026-11-01T09:00:00Z",
        "producer": "p",
        "dataset": pinned("d"),
    }
    found = lineage(only)
    facets = {"/0/dataset/facets": {"digest": {"sha256": A}}}
    assert found == {"producer": "p", "extras": {"events": 1, "facets": facets}}


def broken(path: str, value: object) -> str:
    """Return START with ``value`` at ``path``; ``...`` removes it."""
    made = copy.deepcopy(START)
    inner: Any = made
    *above, last = path.split("/")
    for token in above:
        inner = (
            inner.setdefault(token, {})
            if isinstance(inner, dict)
            else inner[int(token)]
        )
    if value is ...:
        del inner[last]
    else:
        inner[int(last) if isinstance(inner, list) else last] = value
    return json.dumps(made, indent=1)


@pytest.mark.parametrize(
    ("path", "value", "message", "line_has"),
    [
        ("eventTime", ..., "'eventTime' is missing", "{"),
        ("eventTime", 7, "'eventTime' is a number, not text", '"eventTime"'),
        ("eventTime", "yesterday", "'yesterday' is no time", '"eventTime"'),
        ("eventTime", "2026-13-01T00:00:00Z", "is no time", '"eventTime"'),
        ("eventType", "DONE", "unknown event type 'DONE'", '"eventType"'),
        ("eventType", ["START"], "unknown event type", '"eventType"'),
        ("producer", ..., "'producer' is missing", "{"),
        ("producer", " ", "'producer' is empty", '"producer"'),
        ("run", None, "'run' is null, not an object", '"run"'),
        ("run/runId", ..., "'runId' is missing", '"run"'),
        ("run/runId", "1", "'1' is not a UUID", '"runId"'),
        ("run/facets", [], "'facets' is a list, not an object", '"facets"'),
        ("job", ..., "'job' is missing", "{"),
        ("job/name", "", "'name' is empty", '"name"'),
        ("inputs", {}, "'inputs' is an object, not a list", '"inputs"'),
        ("inputs/0", "x", "expected a dataset, got text", '"x"'),
        ("inputs/0/namespace", ..., "'namespace' is missing", "{"),
    ],
)
def test_a_malformed_event_is_an_error_that_names_the_line(
    path: str, value: object, message: str, line_has: str
) -> None:
    text = broken(path, value)
    with pytest.raises(EvidenceError) as caught:
        load(text=text)
    assert message in caught.value.message
    name, line, _ = caught.value.place.split(":")
    assert name == "lineage.json"
    assert line_has in text.split("\n")[int(line) - 1]


BROKEN: list[tuple[str, Any, str, str, list[str]]] = [
    ("run/facets/x", "text", "the facet 'x' is text", '"x"', []),
    ("run/facets/x", {"_producer": 1}, "'_producer' is a number", '"_producer"', []),
    ("run/facets/parent", {"run": {}}, "'runId' is missing", '"run"', []),
    ("run/facets/parent", {"run": 1}, "'run' is a number", '"run"', []),
    ("run/facets/errorMessage", {"message": "m"}, "'programmingLanguage'", "{", []),
    (
        "run/facets/environment",
        {},
        "no sha256",
        '"environment"',
        ["/lineage/run/environment_digest"],
    ),
    (
        "run/facets/executionParameters",
        {},
        "not a list",
        '"executionParameters"',
        ["/lineage/run/params_digest"],
    ),
    (
        "run/facets/executionParameters",
        {"parameters": [{"key": "a"}, {"key": "a"}]},
        "no key of its own",
        "{",
        ["/lineage/run/params_digest"],
    ),
    (
        "run/facets/executionParameters",
        {"parameters": [{"key": "a", "value": 2**60}]},
        "no canonical form",
        '"parameters"',
        ["/lineage/run/params_digest"],
    ),
    (
        "job/facets/sourceCodeLocation",
        {"version": 1},
        "'version' is a number",
        '"version"',
        ["/lineage/run/commit", "/lineage/run/repository"],
    ),
    (
        "job/facets/ownership",
        {"owners": [{"name": "a"}, {"nobody": "b"}]},
        "'name' is missing",
        "{",
        [],
    ),
    ("job/facets/tags", {"tags": {}}, "'tags' is an object", '"tags"', []),
    (
        "inputs/0/facets/digest",
        "x",
        "the facet 'digest' is text",
        '"digest"',
        ["/lineage/datasets/0/digest"],
    ),
    (
        "inputs/0/facets/version",
        {"datasetVersion": 1},
        "'datasetVersion' is a number",
        '"datasetVersion"',
        ["/lineage/datasets/0/version"],
    ),
    (
        "inputs/0/inputFacets/dataQualityMetrics",
        {"rowCount": 1},
        "'columnMetrics' is missing",
        '"dataQualityMetrics"',
        [],
    ),
    (
        "inputs/0/inputFacets/inputStatistics",
        {"rowCount": True},
        "'rowCount' is true or false",
        '"rowCount"',
        [],
    ),
]


@pytest.mark.parametrize(("path", "value", "message", "line_has", "gaps"), BROKEN)
def test_a_broken_facet_is_told_with_its_place_and_takes_nothing_with_it(
    path: str, value: object, message: str, line_has: str, gaps: list[str]
) -> None:
    text = broken(path, value)
    draft = load(text=text)
    found = draft.sections["lineage"]
    assert found["run"]["started_at"] == "2026-11-01T09:00:00Z"
    assert found["datasets"][0]["name"] == "train"
    (told,) = found["extras"]["broken_facets"]
    assert told["facet"] == path.rpartition("/")[2]
    assert message in told["why"]
    line = positions.locate(text.encode(), "events", [told["at"]])[told["at"]][0]
    assert line_has in text.split("\n")[line - 1]
    assert [(g.at, g.why, g.pointer) for g in draft.gaps] == [
        (at, "unreadable", told["at"]) for at in gaps
    ]
    # What is written there is shown, sound or not.
    assert json.dumps(value) in json.dumps(found["extras"]["facets"])


def test_a_broken_digest_leaves_the_dataset_without_one_even_beside_a_sound_one() -> (
    None
):
    bad = event("RUNNING", "2026-11-01T09:30:00Z", inputs=[pinned("train")])
    bad["inputs"][0]["facets"]["digest"]["sha256"] = 7
    draft = load(START, bad, END)
    assert draft.sections["lineage"]["datasets"][0]["digest"] is None
    assert [g.at for g in draft.gaps] == ["/lineage/datasets/0/digest"]


def test_a_facet_that_was_deleted_or_is_unknown_is_no_broken_one() -> None:
    one = copy.deepcopy(END)
    one["job"]["facets"] = {"sql": {"_deleted": True}, "ours": {"any": [1]}}
    assert "broken_facets" not in lineage(one)["extras"]
    one["job"]["facets"]["sql"] = {}
    assert [b["why"] for b in lineage(one)["extras"]["broken_facets"]] == [
        "'query' is missing"
    ]


@pytest.mark.parametrize(
    "text", ["[]", "[1]", "{}", '{"eventTime": ', "", '[{"a": NaN}]']
)
def test_what_is_no_event_is_an_error(text: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        LOADER.load(Source("lineage.json", text.encode()))
    assert caught.value.place.startswith("lineage.json:")


@pytest.mark.parametrize(
    ("path", "text", "mine"),
    [
        ("a.json", '{"eventTime": "x", "run": {}, "producer": "p"', True),
        ("a.json", '{"eventType": "START", "job": {}, "inputs": [}', True),
        ("a.json", '{"eventTime": 1, "user": "x"}', False),
        ("a.txt", 'say "eventTime" "run" "producer"', False),
        (
            "lineage.json",
            "{" + " " * 70_000 + '"eventTime":"","run":{},"producer":""}',
            True,
        ),
        (
            "tokenizer.json",
            "{" + " " * 70_000 + '"eventTime":"","run":{},"producer":""}',
            False,
        ),
    ],
)
def test_events_are_recognised_by_keys_even_if_they_are_broken(
    path: str, text: str, *, mine: bool
) -> None:
    assert LOADER.recognises(Source(path, text.encode())) is mine


mentions = st.lists(
    st.sampled_from([dataset("d"), pinned("d"), pinned("d", B)]), max_size=3
)


@given(st.lists(mentions, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_digest_of_an_input_does_not_depend_on_the_order_of_events(
    groups: list[list[dict[str, Any]]],
    order: Any,  # noqa: ANN401  # random.Random
) -> None:
    events = [
        event("RUNNING", f"2026-11-01T09:00:0{i}Z", inputs=group)
        for i, group in enumerate(groups)
    ]
    shuffled = copy.copy(events)
    order.shuffle(shuffled)
    first, second = lineage(*events), lineage(*shuffled)
    digests = [[d["digest"] for d in x.get("datasets", [])] for x in (first, second)]
    assert digests[0] == digests[1]
    every = [m for group in groups for m in group]
    agreed = every and all(m == every[0] for m in every) and every[0]["facets"]
    assert bool(digests[0] and digests[0][0]) is bool(agreed)
