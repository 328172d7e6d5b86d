"""Great Expectations and Evidently: what data is like, and whether it drifts."""

import pytest
from evaluated import (
    AT,
    draft,
    evidently,
    expectations,
    known,
    passed,
    records,
    without,
)

from mlgate.errors import EvidenceError


def test_a_suite_and_each_of_its_expectations_is_an_evaluation() -> None:
    suite, met, _ = records(expectations())
    common = {
        "tool": "great_expectations",
        "tool_version": "1.24.1",
        "kind": "data_quality",
        "task": "inputs",
        "dataset": "applications",
        "ran_at": AT,
    }
    whole = {"metric": "success_percent", "value": "50.0", "number": 50.0}
    assert suite == {**common, **whole, "state": "tested", "passed": False}
    assert met == {
        **common,
        "metric": "expect_column_mean_to_be_between",
        "slice": "column=c0",
        "value": "1.5",
        "number": 1.5,
        "samples": 100,
        "threshold": 0.9,
        "state": "tested",
        "passed": True,
        "extras": {"severity": "critical"},
    }
    assert passed(expectations([True, True])) == [True, True, True]
    assert draft(expectations()).sources["/evaluations/2"] == "/results/1"


def test_early_results_name_type_suite_and_time_elsewhere() -> None:
    report = expectations([True])
    config = report["results"][0]["expectation_config"]
    config["expectation_type"] = config.pop("type")
    report["meta"] = {
        "expectation_suite_name": report.pop("suite_name"),
        "run_id": {"run_time": "2025-11-20T00:11:40.027152+07:00"},
        "validation_time": "20251119T171140.035732Z",
    }
    suite, only = records(report)
    assert suite["task"] == "inputs"
    assert suite["ran_at"] == "2025-11-20T00:11:40.027152+07:00"
    assert only["metric"] == "expect_column_mean_to_be_between"


def test_an_expectation_that_could_not_be_evaluated_is_no_test() -> None:
    report = expectations([True, True])
    raised = {"column.max": {"raised_exception": True}}
    report["results"][0] |= {"success": False, "exception_info": raised}
    report["success"] = False
    suite, broken, _ = records(report)
    assert (suite["state"], suite["passed"]) == ("limited", False)
    assert suite["reason"] == "1 of 2 expectations were evaluated"
    assert (broken["state"], broken["reason"]) == (
        "not tested",
        "it could not be evaluated",
    )


@pytest.mark.parametrize("report", [expectations([]), expectations() | {"results": []}])
def test_a_suite_without_results_is_no_test(report: dict[str, object]) -> None:
    (suite,) = records(report | {"success": True})
    assert (suite["state"], suite.get("passed")) == ("not tested", None)
    assert [g.at for g in draft(report | {"success": True}).gaps] == [
        "/evaluations/0/passed"
    ]


def test_a_success_that_a_part_contradicts_is_no_pass() -> None:
    report = expectations([True, False]) | {"success": True}
    assert passed(report) == [None, True, False]


def test_a_success_that_nothing_bears_out_is_no_pass() -> None:
    assert passed(without(expectations([True]), ("statistics",))) == [None, True]
    assert passed(expectations([True]) | {"results": None}) == [None]


def test_a_success_with_fewer_results_than_were_evaluated_is_no_pass() -> None:
    report = without(expectations([True, True]), ("results", 0))
    suite, only = records(report)
    assert (suite["state"], suite.get("passed")) == ("limited", None)
    assert only["passed"] is True


def test_a_success_that_does_not_say_that_nothing_was_raised_is_no_pass() -> None:
    report = without(expectations([True]), ("results", 0, "exception_info"))
    assert passed(report) == [None, None]
    assert "nothing went wrong" in draft(report).gaps[0].raw


def test_a_test_of_what_is_not_told_is_no_pass() -> None:
    report = evidently(["SUCCESS"])
    for metric in report["metrics"]:
        del metric["metric_name"], metric["config"]
    assert passed(report) == [None, None]
    assert passed(evidently(["SUCCESS"]) | {"metrics": []}) == [None, None]


def test_drift_is_watched_and_the_rest_is_measured() -> None:
    report = evidently()
    first, second = records(report, "monitoring")
    assert first == {
        "tool": "evidently",
        "kind": "drift",
        "metric": "K-S p_value",
        "column": "age",
        "number": 0.25,
        "threshold": 0.05,
        "drifted": False,
    }
    assert second["drifted"] is True
    good, bad = records(report)
    assert good == {
        "tool": "evidently",
        "kind": "performance",
        "metric": "Accuracy",
        "value": "0.25",
        "number": 0.25,
        "state": "tested",
        "passed": True,
    }
    assert bad["passed"] is False


@pytest.mark.parametrize("end", ["WARNING", "ERROR", "SKIPPED", "TestStatus.ERROR"])
def test_a_test_that_neither_passed_nor_failed_says_nothing(end: str) -> None:
    report = evidently([end])
    (only,) = records(report)
    assert (only["state"], only["reason"]) == (
        "not tested",
        f"the test ended with {end}",
    )
    assert "passed" not in only
    assert "drifted" not in records(report, "monitoring")[0]


def test_without_a_test_nobody_knows_whether_it_drifts() -> None:
    report = evidently() | {"tests": []}
    assert all("drifted" not in one for one in records(report, "monitoring"))


def test_of_several_figures_each_has_its_label_and_the_test_stands_alone() -> None:
    report = evidently(["SUCCESS"])
    report["metrics"][1]["value"] = {"yes": 0.5, "no": 0.25, "share": 0.1, "x": None}
    *figures, test = records(report)
    assert [(f["metric"], f.get("slice"), f["number"]) for f in figures] == [
        ("Accuracy", "label=yes", 0.5),
        ("Accuracy", "label=no", 0.25),
        ("Accuracy.share", None, 0.1),
    ]
    assert not any("passed" in figure for figure in figures)
    assert (test["metric"], test["passed"]) == ("T", True)


def test_early_metrics_are_known_by_their_ids() -> None:
    report = evidently(["FAIL"])
    for metric in report["metrics"]:
        metric["metric_id"] = metric.pop("metric_name")
        del metric["config"]["type"]
    assert records(report)[0]["metric"] == "Accuracy"
    assert records(report, "monitoring")[0]["drifted"] is True


EARLY = {
    "version": "0.4.40",
    "metrics": [
        {
            "metric": "DatasetDriftMetric",
            "result": {
                "drift_share": 0.5,
                "share_of_drifted_columns": 0.2,
                "dataset_drift": False,
            },
        },
        {
            "metric": "DataDriftTable",
            "result": {
                "dataset_drift": False,
                "share_of_drifted_columns": 0.2,
                "drift_by_columns": {
                    "age": {
                        "column_name": "age",
                        "stattest_name": "K-S p_value",
                        "stattest_threshold": 0.05,
                        "drift_score": 1e-31,
                        "drift_detected": True,
                    }
                },
            },
        },
        {
            "metric": "EmbeddingsDriftMetric",
            "result": {
                "method_name": "mmd",
                "drift_score": 0.1,
                "drift_detected": False,
            },
        },
        {
            "metric": "ClassificationQualityMetric",
            "result": {
                "current": {"accuracy": 0.75, "roc_auc": None},
                "reference": {"accuracy": 0.9},
            },
        },
    ],
}


def test_an_early_report_says_what_drifted_by_itself() -> None:
    watched = records(EARLY, "monitoring")
    assert [(w["metric"], w["number"], w["drifted"]) for w in watched] == [
        ("share_of_drifted_columns", 0.2, False),
        ("share_of_drifted_columns", 0.2, False),
        ("K-S p_value", 1e-31, True),
        ("mmd", 0.1, False),
    ]
    assert (watched[0]["threshold"], watched[2]["column"]) == (0.5, "age")
    (only,) = records(EARLY)
    assert (only["metric"], only["number"], only["kind"]) == (
        "ClassificationQualityMetric.accuracy",
        0.75,
        "performance",
    )


def test_an_early_suite_is_of_tests() -> None:
    drift = {"stattest": "psi", "score": 0.3, "threshold": 0.1, "column_name": "age"}
    suite = {
        "version": "0.4.40",
        "tests": [
            {
                "name": "Drift per Column",
                "status": "FAIL",
                "group": "data_drift",
                "parameters": drift,
            },
            {
                "name": "Share of Drifted Columns",
                "status": "SUCCESS",
                "group": "data_drift",
                "parameters": {"features": {}},
            },
            {
                "name": "Accuracy Score",
                "status": "SUCCESS",
                "group": "classification",
                "parameters": {"value": 0.9},
            },
            {"name": "Null Values", "status": "ERROR", "group": "data_integrity"},
        ],
        "summary": {"all_passed": False},
    }
    column, share = records(suite, "monitoring")
    assert (column["metric"], column["number"], column["threshold"]) == (
        "psi",
        0.3,
        0.1,
    )
    assert (column["drifted"], share["drifted"]) == (True, False)
    accuracy, nulls = records(suite)
    assert (accuracy["kind"], accuracy["number"], accuracy["passed"]) == (
        "performance",
        0.9,
        True,
    )
    assert (nulls["kind"], nulls["state"]) == ("data_quality", "not tested")
    assert "passed" not in nulls


@pytest.mark.parametrize(
    ("report", "pointer"),
    [
        (EARLY | {"metrics": [{"metric": "x", "result": [1]}]}, "expected an object"),
        (evidently() | {"tests": [{"metric_config": 1}]}, "expected an object"),
        (expectations() | {"results": [1]}, "expected an object"),
        (expectations() | {"statistics": {"evaluated_expectations": 0.5}}, "whole"),
    ],
)
def test_what_is_of_another_shape_is_refused(report: object, pointer: str) -> None:
    with pytest.raises(EvidenceError, match=pointer) as caught:
        draft(report)
    assert caught.value.place.startswith("evidence/x.json:")


def test_no_report_on_data_is_taken_for_another() -> None:
    assert known(expectations()) == ["great-expectations"]
    assert known(evidently()) == known(EARLY) == ["evidently"]
    assert known(EARLY | {"model_type": "bert"}) == []
    assert known({"metrics": {"accuracy": 0.9}}) == []
    assert known({"metrics": [{"name": "accuracy", "value": 0.9}]}) == []
    assert known({"tests": [{"name": "x", "status": "passed"}]}) == []
