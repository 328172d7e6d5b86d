"""lm-evaluation-harness and Inspect: how well, by how many samples of how many."""

import copy
import json

import pytest
from evaluated import AT, draft, inspect_log, known, lm_eval, records

from mlgate.errors import EvidenceError


def test_each_metric_and_filter_of_a_task_is_an_evaluation() -> None:
    strict, plain, group = records(lm_eval())
    assert strict == {
        "tool": "lm-evaluation-harness",
        "tool_version": "0.4.9",
        "kind": "performance",
        "task": "gsm8k",
        "dataset": "openai/gsm8k",
        "dataset_config": "main",
        "dataset_split": "test",
        "dataset_revision": "e53f048",
        "model": "acme/scorer",
        "metric": "exact_match,strict-match",
        "value": "0.555",
        "number": 0.555,
        "stderr": 0.0137,
        "samples": 1319,
        "available": 1319,
        "higher_is_better": True,
        "state": "tested",
        "ran_at": "2026-11-01T09:00:00.250Z",
        "extras": {"model": "hf", "model_sha": "1a2b", "git_hash": "abcdef0"},
    }
    assert (plain["metric"], plain["number"]) == ("exact_match", 0.5)
    assert "stderr" not in plain
    assert (group["task"], group["metric"], group["samples"]) == ("math", "acc", 1319)
    assert "state" not in group


def test_each_evaluation_is_said_where_its_figure_is() -> None:
    found = draft(lm_eval()).sources
    assert found["/evaluations/1"] == "/results/gsm8k/exact_match,none"


@pytest.mark.parametrize(
    ("limit", "effective", "states"),
    [
        (None, 1319, ["tested", None]),
        (5000, 1319, ["tested", "limited"]),
        (20, 20, ["limited", "limited"]),
        (None, 20, ["limited", None]),
        (20, 0, ["not tested", "not tested"]),
    ],
)
def test_a_run_of_a_few_samples_is_limited(
    limit: int | None, effective: int, states: list[str | None]
) -> None:
    strict, _, group = records(lm_eval(limit, effective))
    assert [strict.get("state"), group.get("state")] == states
    if strict["state"] == "limited":
        assert strict["reason"] == "20 of 1319 samples"
    assert "passed" not in strict


def test_results_without_a_metric_are_no_test() -> None:
    for results in ({}, {"mmlu": {"alias": "mmlu", " ": " "}}):
        (only,) = records(lm_eval() | {"results": results})
        assert (only["state"], only["reason"]) == (
            "not tested",
            "no task was evaluated",
        )


def test_early_results_have_no_filters_and_do_not_say_how_many() -> None:
    early = {
        "results": {"lambada": {"ppl": 5.6, "ppl_stderr": 0.1, "acc": 1}},
        "versions": {"lambada": 0},
        "config": {"model": "gpt2", "limit": None},
    }
    ppl, acc = records(early)
    assert (ppl["metric"], ppl["number"], ppl["stderr"]) == ("ppl", 5.6, 0.1)
    assert (acc["metric"], acc["value"], acc["number"]) == ("acc", "1", 1)
    assert not {"samples", "state"} & ppl.keys()


def test_what_is_no_number_is_kept_as_it_is_written() -> None:
    results = {"t": {"acc,none": "N/A", "f1,none": True, "all,none": [1]}}
    found = draft(lm_eval() | {"results": results})
    written = [(r["value"], r.get("number")) for r in records_of(found)[:2]]
    assert written == [("N/A", None), ("true", None)]
    assert [g.at for g in found.gaps] == ["/evaluations/2/value"]


def records_of(found: object) -> list[dict[str, object]]:
    return found.sections["evaluations"]  # type: ignore[attr-defined,no-any-return]


def test_nan_is_refused_with_its_place() -> None:
    text = json.dumps(lm_eval(), indent=1).replace("0.555", "NaN")
    with pytest.raises(EvidenceError, match="NaN is not a JSON number") as caught:
        draft(text)
    assert caught.value.place == "evidence/x.json:5:32"
    assert caught.value.hint


@pytest.mark.parametrize("broken", [{"t": 1}, {"t": [1]}])
def test_results_of_another_shape_are_refused_at_their_line(broken: object) -> None:
    text = json.dumps(lm_eval() | {"results": {"a": {}} | broken})  # type: ignore[operator]
    with pytest.raises(EvidenceError, match="expected an object"):
        draft(text)


def test_each_metric_of_each_score_is_an_evaluation() -> None:
    accuracy, stderr = records(inspect_log())
    assert accuracy == {
        "tool": "inspect_ai",
        "tool_version": "0.3.285",
        "kind": "safety",
        "task": "refusals",
        "dataset": "asks",
        "model": "hf/scorer",
        "metric": "match/accuracy",
        "value": "0.8",
        "number": 0.8,
        "stderr": 0.2,
        "samples": 5,
        "available": 5,
        "state": "tested",
        "ran_at": AT,
        "extras": {"epochs": 1, "location": "asks.jsonl"},
    }
    assert (stderr["metric"], stderr["number"]) == ("match/stderr", 0.2)


@pytest.mark.parametrize(
    ("log", "state", "reason"),
    [
        (inspect_log(epochs=3), "tested", None),
        (inspect_log(judged=2), "limited", "2 of 5 samples"),
        (inspect_log(judged=0), "not tested", "no sample was judged"),
        (
            inspect_log("error"),
            "not tested",
            "the run did not succeed: its status is error",
        ),
        (
            inspect_log() | {"invalidated": True},
            "not tested",
            "the run did not succeed: invalidated",
        ),
        (inspect_log() | {"results": None}, "not tested", "no sample was judged"),
    ],
)
def test_only_a_run_over_all_samples_that_succeeded_is_a_test(
    log: object, state: str, reason: str | None
) -> None:
    first = records(log)[0]
    assert (first["state"], first.get("reason")) == (state, reason)
    assert first["available"] == 5


def test_samples_that_could_not_be_judged_limit_it() -> None:
    log = inspect_log()
    score = log["results"]["scores"][0]
    score |= {"scored_samples": 3, "unscored_samples": 2}
    assert records(log)[0]["state"] == "limited"
    assert records(log)[0]["reason"] == "3 of 5 samples"
    del score["unscored_samples"]
    assert records(log)[0]["state"] == "limited"


def test_a_log_of_version_1_has_one_score() -> None:
    log = inspect_log()
    score = log["results"].pop("scores")[0]
    metrics = score["metrics"] | {"bootstrap_std": score["metrics"].pop("stderr")}
    log["results"] |= {"scorer": {"name": "fact"}, "metrics": metrics}
    first = records(log | {"version": 1})[0]
    assert (first["metric"], first["stderr"]) == ("fact/accuracy", 0.2)


@pytest.mark.parametrize(
    ("tags", "kind"),
    [(["fairness"], "fairness"), (["fairness", "safety"], None), (["x"], None)],
)
def test_what_a_log_is_about_is_told_by_one_tag(
    tags: list[str], kind: str | None
) -> None:
    log = copy.deepcopy(inspect_log())
    log["eval"]["tags"] = tags
    assert records(log)[0].get("kind") == kind


def test_a_time_without_a_zone_is_a_gap() -> None:
    log = inspect_log()
    log["stats"]["completed_at"] = "2024-05-05T08:00:03"
    found = draft(log)
    assert found.gaps[0].at == "/evaluations/0/ran_at"


def test_no_report_is_taken_for_another() -> None:
    assert known(lm_eval()) == ["lm-eval"]
    assert known(inspect_log()) == ["inspect-log"]
    assert known({"results": [], "versions": []}) == ["lm-eval"]
    assert known({"results": {"a": 1}, "x": {"versions": 1}}) == []
    assert known({"version": 2, "status": "success", "x": {"eval": 1}}) == []
