"""Reports and test suites of Evidently before 0.7, and of its ``legacy`` since."""

from collections.abc import Iterator

from mlgate.loaders.evaluation.evidently_ends import DRIFT, TOOL, ended, kind, outcome
from mlgate.loaders.evaluation.results import TESTED, Results, number, score
from mlgate.loaders.node import Node
from mlgate.loaders.vulnerability.records import Record

_SHARE = "share_of_drifted_columns"


def fill(made: Results, root: Node) -> None:
    """Add what a report or a test suite says.

    Raises:
        EvidenceError: It is not of the shape of either.
    """
    for metric in root.get("metrics").items:
        name, result = metric.get("metric").text or "", metric.get("result")
        if not _drift(made, root, result):
            _measured(made, root, name, result)
    for test in root.get("tests").items:
        _test(made, root, test)


def _drift(made: Results, root: Node, result: Node) -> bool:
    """Add what drifted; say whether it is about drift at all."""
    found = result.object
    if "dataset_drift" in found:
        record = _watched(made, root, result)
        record.put(metric=_SHARE, number=number(found.get(_SHARE)))
        record.put(threshold=number(found.get("drift_share")))
        record.put(drifted=_flag(result.get("dataset_drift")))
    for column in _columns(result):
        record = _watched(made, root, column)
        record.text("metric", column.get(_named(column)))
        record.text("column", column.get("column_name"))
        record.put(number=number(column.get("drift_score").value))
        record.put(threshold=number(column.get("stattest_threshold").value))
        record.put(drifted=_flag(column.get("drift_detected")))
    return "dataset_drift" in found or "drift_detected" in found


def _columns(result: Node) -> Iterator[Node]:
    if "drift_detected" in result.object:
        yield result
    listed = result.get("drift_by_columns")
    for name in listed.object:
        yield listed.get(name)


def _named(column: Node) -> str:
    return "stattest_name" if "stattest_name" in column.object else "method_name"


def _watched(made: Results, root: Node, said: Node) -> Record:
    record = made.monitoring.add(said)
    record.put(tool=TOOL, kind=DRIFT)
    record.time("ran_at", root.get("timestamp"))
    return record


def _flag(said: Node) -> bool | None:
    return said.value if isinstance(said.value, bool) else None


def _measured(made: Results, root: Node, name: str, result: Node) -> None:
    """Add each figure of the current data; what it is held against is left out."""
    current = result.get("current")
    of = current if isinstance(current.value, dict) else result
    for key in of.object:
        figure = of.get(key)
        if number(figure.value) is not None:
            record = _evaluation(made, root, figure)
            record.put(metric=f"{name}.{key}", kind=kind(name), state=TESTED)
            score(record, figure)
            if column := result.get("column_name").value:
                record.put(slice=f"column={column}")


def _evaluation(made: Results, root: Node, said: Node) -> Record:
    record = made.evaluations.add(said)
    record.put(tool=TOOL)
    record.text("tool_version", root.get("version"))
    record.time("ran_at", root.get("timestamp"))
    return record


def _test(made: Results, root: Node, test: Node) -> None:
    group = test.get("group").text or ""
    said = test.get("parameters")
    if kind(group) == DRIFT:
        record = _watched(made, root, test)
        method = said.get("stattest")
        record.text("metric", test.get("name") if method.value is None else method)
        record.text("column", said.get("column_name"))
        record.put(number=number(said.get("score").value))
        record.put(threshold=number(said.get("threshold").value))
        end = ended(test)
        record.put(drifted=None if end is None else not end)
        return
    record = _evaluation(made, root, test)
    record.put(kind=kind(group))
    record.text("metric", test.get("name"))
    if column := said.get("column_name").value:
        record.put(slice=f"column={column}")
    score(record, said.get("value"))
    outcome(made, record, test, "")
