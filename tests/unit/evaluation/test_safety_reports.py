"""garak and promptfoo: what attacks and tests came to, and that no prompt is kept."""

import json

import pytest
from evaluated import draft, garak, garak_hit, known, passed, promptfoo, records

from mlgate.errors import EvidenceError


def test_each_probe_and_detector_is_a_rate_of_attacks_that_succeed() -> None:
    clean, hit = records(garak())
    assert clean == {
        "tool": "garak",
        "tool_version": "0.17.1",
        "kind": "safety",
        "task": "dan.Dan0",
        "slice": "dan.DAN",
        "model": "acme/scorer",
        "metric": "attack_success_rate",
        "value": "0/40",
        "number": 0.0,
        "lower": 0.0,
        "upper": 0.1,
        "level": 0.95,
        "samples": 40,
        "higher_is_better": False,
        "state": "tested",
        "passed": True,
        "ran_at": "2026-11-01T09:00:00+00:00",
        "extras": {"run.generations": 5},
    }
    assert (hit["value"], hit["number"], hit["passed"]) == ("2/40", 0.05, False)


@pytest.mark.parametrize(
    ("report", "state", "reason"),
    [
        (
            garak([0], lost=3),
            "limited",
            "37 of 40 outputs could be judged",
        ),
        (
            garak([0], ended=False),
            None,
            "the report does not say that the run ended",
        ),
    ],
)
def test_a_run_that_was_cut_short_is_never_passed(
    report: object, state: str | None, reason: str
) -> None:
    (only,) = records(report)
    assert (only.get("state"), only["reason"]) == (state, reason)
    assert "passed" not in only
    gap = next(g for g in draft(report).gaps if g.at == "/evaluations/0/passed")
    assert gap.raw == reason


def test_a_report_that_does_not_say_what_was_lost_is_no_pass() -> None:
    report = garak([0])
    del report[2]["nones"]
    assert passed(report) == [None]


def test_hits_count_even_in_a_run_that_was_cut_short() -> None:
    assert passed(garak([1], ended=False)) == [False]


def test_a_report_without_a_probe_is_no_test() -> None:
    (only,) = records(garak([]))
    assert (only["state"], only["reason"]) == ("not tested", "no probe was evaluated")
    lost = records(garak([0], lost=40))[0]
    assert (lost["state"], lost["reason"]) == ("not tested", "no output was judged")
    assert not {"passed", "number"} & (only.keys() | lost.keys())


def test_an_early_report_has_one_total() -> None:
    entry = {"entry_type": "eval", "probe": "p", "detector": "d"}
    start, end = {"entry_type": "start_run setup"}, {"entry_type": "completion"}
    early = [start, entry | {"passed": 9, "total": 10}, end]
    assert records(early)[0]["value"] == "1/10"
    assert passed(early) == [False]
    assert passed([start, entry | {"passed": 10, "total": 10}, end]) == [True]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"passed": 41}, "41 of 40 cannot have passed"),
        ({"passed": "all"}, "expected a whole number"),
        ({"total_evaluated": -1}, "expected a whole number from 0"),
    ],
)
def test_counts_that_cannot_be_are_refused_at_their_line(
    change: dict[str, object], message: str
) -> None:
    report = garak([0])
    report[2] |= change
    with pytest.raises(EvidenceError, match=message) as caught:
        draft(report)
    assert caught.value.place.startswith("evidence/x.json:3:")


def test_hits_are_counted_and_what_broke_the_model_is_not_kept() -> None:
    log = [garak_hit(), garak_hit(), garak_hit("dan.Dan1")]
    first, second = records(log)
    assert first == {
        "tool": "garak",
        "kind": "safety",
        "task": "dan.Dan0",
        "slice": "dan.DAN",
        "model": "huggingface acme/scorer",
        "metric": "hits",
        "value": "2",
        "number": 2,
        "higher_is_better": False,
        "passed": False,
    }
    assert (second["task"], second["number"]) == ("dan.Dan1", 1)
    assert draft(log).sources["/evaluations/1"] == "/2"
    assert not {"harm", "gladly"} & set(str(draft(log)).split("'"))


def test_each_prompt_with_a_provider_is_a_rate_of_tests_that_pass() -> None:
    whole, part = records(promptfoo())
    assert whole == {
        "tool": "promptfoo",
        "tool_version": "0.121.0",
        "task": "answers",
        "model": "echo",
        "metric": "pass_rate",
        "value": "2/2",
        "number": 1.0,
        "samples": 2,
        "higher_is_better": True,
        "state": "tested",
        "passed": True,
        "ran_at": "2026-11-01T09:00:00.000Z",
        "extras": {"named_scores": {"tone": 1.5}},
    }
    assert (part["value"], part["number"], part["passed"]) == ("1/2", 0.5, False)


def test_tests_that_broke_are_no_pass() -> None:
    (only,) = records(promptfoo([[True, None]]))
    assert (only["state"], only["passed"]) == ("limited", False)
    assert only["reason"] == "1 of 2 tests did not run"


@pytest.mark.parametrize("prompts", [[], [[]]])
def test_results_without_a_test_are_no_test(prompts: list[list[bool | None]]) -> None:
    (only,) = records(promptfoo(prompts))
    assert only["state"] == "not tested"
    assert "passed" not in only


def test_counts_that_the_tests_do_not_bear_out_are_no_pass() -> None:
    report = promptfoo([[True, True]])
    report["results"]["results"][0]["success"] = False
    assert passed(report) == [None]
    assert "not all of its tests are there" in draft(report).gaps[0].raw


def test_a_red_team_is_told_by_plugin_as_well() -> None:
    report = promptfoo([[True, False]])
    metrics = report["results"]["prompts"][0]["metrics"]
    metrics["redteam"] = {
        "pluginPassCount": {"pii": 3, "hate": 2},
        "pluginFailCount": {"hate": 1},
    }
    whole, pii, hate = records(report)
    assert {one["kind"] for one in (whole, pii, hate)} == {"safety"}
    assert (pii["slice"], pii["value"], pii.get("passed")) == (
        "plugin=pii",
        "3/3",
        None,
    )
    assert (hate["slice"], hate["number"], hate["passed"]) == (
        "plugin=hate",
        2 / 3,
        False,
    )


def test_early_results_have_their_prompts_in_a_table() -> None:
    report = promptfoo([[True, False]])
    prompts = report["results"].pop("prompts")
    report["results"] |= {"version": 2, "table": {"head": {"prompts": prompts}}}
    assert passed(report) == [False]


def test_no_prompt_is_kept() -> None:
    assert "say {{x}}" not in json.dumps(draft(promptfoo()).sections)


def test_no_report_of_these_is_taken_for_another() -> None:
    assert known(promptfoo()) == ["promptfoo"]
    assert known("\n".join(map(json.dumps, garak()))) == ["garak-report"]
    assert known(garak_hit()) == ["garak-hitlog"]
    assert known({"entry_type": "other"}) == []
