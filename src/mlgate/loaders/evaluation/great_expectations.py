"""Validation results of Great Expectations in JSON, 0.13 to 1.x."""

from mlgate.core.evidence import Draft
from mlgate.loaders.evaluation.results import (
    EVALUATIONS,
    LIMITED,
    NOT_TESTED,
    TESTED,
    Results,
    count,
    extras,
    number,
    score,
)
from mlgate.loaders.loader import shows
from mlgate.loaders.node import SYNTAX, Node, opens
from mlgate.loaders.source import Source
from mlgate.loaders.vulnerability import marks
from mlgate.loaders.vulnerability.records import Record

TOOL = "great_expectations"
KIND = "data_quality"
_SIGNS = ('"expectation_config"', '"evaluated_expectations"')
_COUNTS = ("evaluated", "successful", "unsuccessful")
_NOT_ALL = "not all of its expectations are there and were met"


class GreatExpectationsLoader:
    """Reads one evaluation for the suite, and one for each expectation."""

    format = "great-expectations"
    sections = (EVALUATIONS,)
    syntax = SYNTAX

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is the result of a validation."""
        known = opens(source, "{") and any(shows(source, sign) for sign in _SIGNS)
        return known and "results" in marks.keys(source)

    def load(self, source: Source) -> Draft:
        """Return what was expected of the data, and whether it was met.

        Raises:
            EvidenceError: It is not JSON, or not of the shape of such a result.
        """
        root = Node(source, source.json)
        made = Results(source)
        suite = made.evaluations.add(root)
        found = list(root.get("results").items)
        for result in found:
            record = made.evaluations.add(result)
            _run(record, root)
            _expectation(made, record, result)
        _run(suite, root)
        _suite(made, suite, root)
        return made.draft()


def _run(record: Record, root: Node) -> None:
    meta = root.get("meta")
    record.put(tool=TOOL, kind=KIND)
    record.text("tool_version", meta.get("great_expectations_version"))
    named, early = root.get("suite_name"), meta.get("expectation_suite_name")
    record.text("task", early if named.value is None else named)
    batch = meta.get("active_batch_definition")
    record.text("dataset", batch.get("data_asset_name"))
    run, validated = meta.get("run_id"), meta.get("validation_time")
    dated = run.get("run_time") if isinstance(run.value, dict) else validated
    record.time("ran_at", dated if dated.value else validated)


def _expectation(made: Results, record: Record, result: Node) -> None:
    config, outcome = result.get("expectation_config"), result.get("result")
    early = config.get("expectation_type")
    record.text("metric", config.get("type") if early.value is None else early)
    if column := config.get("kwargs").get("column").text:
        record.put(slice=f"column={column}")
    observed = outcome.get("observed_value")
    if not isinstance(observed.value, dict | list):
        score(record, observed)
    record.put(threshold=number(config.get("kwargs").get("mostly").value))
    record.put(samples=outcome.get("element_count").count)
    said = {"severity": config.get("severity").value}
    said |= {k: outcome.get(k).value for k in ("unexpected_count", "missing_count")}
    record.put(extras=extras(said))
    raised = _raised(result)
    if raised:
        record.put(state=NOT_TESTED, reason="it could not be evaluated")
    met = result.get("success")
    if isinstance(met.value, bool):
        record.put(state=NOT_TESTED if raised else None if raised is None else TESTED)
        why = "" if raised is False else "it does not say that nothing went wrong"
        made.verdict(record, met, why, passed=met.value)


def _raised(result: Node) -> bool | None:
    """Say whether an expectation could not be evaluated; None if that is not told."""
    info = result.get("exception_info")
    raised = info.object.get("raised_exception")
    if isinstance(raised, bool):
        return raised
    # What is raised by a metric is listed by the metric.
    return True if info.object else None


def _suite(made: Results, record: Record, root: Node) -> None:
    statistics = root.get("statistics")
    record.put(metric="success_percent")
    score(record, statistics.get("success_percent"))
    done, met, unmet = (statistics.get(f"{k}_expectations").count for k in _COUNTS)
    results = list(root.get("results").items)
    broken = sum(_raised(result) is not False for result in results)
    held = sum(result.get("success").value is True for result in results)
    if not results or not done:
        record.put(state=NOT_TESTED, reason="no expectation is there with its result")
    elif broken or done != len(results):
        reason = count(len(results) - broken, done, "expectations")
        record.put(state=LIMITED, reason=f"{reason} were evaluated")
    else:
        record.put(state=TESTED)
    success = root.get("success")
    if isinstance(success.value, bool):
        whole = len(results) == done == met == held and not unmet and not broken
        why = "" if whole and done else _NOT_ALL
        made.verdict(record, success, why, passed=success.value)
