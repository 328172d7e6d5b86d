"""Reports of Evidently 0.7: metrics, each with its value, and tests of them."""

from collections.abc import Iterator

from mlgate.loaders.evaluation.evidently_ends import DRIFT, TOOL, ended, kind, outcome
from mlgate.loaders.evaluation.results import TESTED, Results, number, score
from mlgate.loaders.node import Node

_DRIFTS = ("ValueDrift", "DriftedColumnsCount", "EmbeddingsDrift")
# Parts of one figure; any other key is a part of the data.
_PARTS = frozenset({"count", "share", "mean", "std"})
_UNKNOWN = "the report does not say what it is a test of"


def fill(made: Results, root: Node) -> None:
    """Add what was measured, with what a test of it came to.

    Raises:
        EvidenceError: It is not of the shape of such a report.
    """
    tests: dict[str | None, list[Node]] = {}
    for test in root.get("tests").items:
        tests.setdefault(_of(test), []).append(test)
    for metric in root.get("metrics").items:
        drift = _type(metric) in _DRIFTS
        single = drift or number(metric.get("value").value) is not None
        mine = tests.pop(metric.get("id").text, []) if single else []
        # One record a test: which of them failed is told, whatever is left out.
        each: list[Node | None] = [*mine] or [None]
        for one in each:
            (_watched if drift else _measured)(made, root, metric, one)
    several = {m.get("id").text for m in root.get("metrics").items if _type(m)}
    for test in (one for left in tests.values() for one in left):
        why_not = "" if _of(test) in several else _UNKNOWN
        _only_tested(made, root, test, why_not)


def _only_tested(made: Results, root: Node, test: Node, why_not: str) -> None:
    """Add a test of several figures, or of nothing that is told."""
    record = made.evaluations.add(test)
    record.put(tool=TOOL)
    record.text("metric", test.get("name"))
    record.time("ran_at", root.get("timestamp"))
    outcome(made, record, test, why_not)


def _of(test: Node) -> str | None:
    """Return the id of the metric that a test is of; None if it names none."""
    return test.get("metric_config").get("metric_id").text


def _type(metric: Node) -> str:
    """Return what a metric is called, without how it was configured."""
    written = metric.get("config").get("type").text
    if written:
        return written.rpartition(":")[2]
    named = metric.get("metric_name").text or metric.get("metric_id").text or ""
    return named.partition("(")[0]


def _watched(made: Results, root: Node, metric: Node, test: Node | None) -> None:
    config, value = metric.get("config"), metric.get("value")
    record = made.monitoring.add(test or metric)
    record.put(tool=TOOL, kind=DRIFT, metric=_type(metric))
    record.text("metric", config.get("method"))
    record.text("column", config.get("column"))
    whole = value.get("share") if isinstance(value.value, dict) else value
    record.put(number=number(whole.value))
    share, threshold = config.get("drift_share"), config.get("threshold")
    record.put(threshold=number((share if share.value else threshold).value))
    record.time("ran_at", root.get("timestamp"))
    # Whether more is better is up to the method: only a test tells.
    end = ended(test) if test else None
    record.put(drifted=None if end is None else not end)


def _measured(made: Results, root: Node, metric: Node, test: Node | None) -> None:
    name = _type(metric)
    for key, figure in _figures(metric.get("value")):
        record = made.evaluations.add(figure)
        part = key in _PARTS
        record.put(tool=TOOL, kind=kind(name), metric=f"{name}.{key}" if part else name)
        column = metric.get("config").get("column").text
        record.put(slice=f"column={column}" if column else None)
        if key and not part:
            record.put(slice=f"label={key}")
        record.time("ran_at", root.get("timestamp"))
        score(record, figure)
        record.put(state=TESTED)
        if test:
            outcome(made, record, test, "" if name else _UNKNOWN)


def _figures(value: Node) -> Iterator[tuple[str, Node]]:
    """Yield the value; of several, each that is a number, by its key."""
    if not isinstance(value.value, dict):
        yield "", value
        return
    for key in value.object:
        if number(value.get(key).value) is not None:
            yield key, value.get(key)
