"""What a test of Evidently came to, and of what its metrics are."""

from mlgate.loaders.evaluation.results import NOT_TESTED, TESTED, Results
from mlgate.loaders.node import Node
from mlgate.loaders.vulnerability.records import Record

TOOL = "evidently"
DRIFT = "drift"
# A warning is a test that failed, and was not held to be critical.
_ENDS = {"SUCCESS": True, "FAIL": False}
_QUALITY = "data_quality"
_PERFORMANCE = "performance"
_KINDS = {
    "classification": _PERFORMANCE, "regression": _PERFORMANCE,
    "ranking": _PERFORMANCE, "recsys": _PERFORMANCE, "data_quality": _QUALITY,
    "data_integrity": _QUALITY, "data_drift": DRIFT,
    "accuracy": _PERFORMANCE, "precision": _PERFORMANCE, "recall": _PERFORMANCE,
    "f1": _PERFORMANCE, "tpr": _PERFORMANCE, "tnr": _PERFORMANCE, "fpr": _PERFORMANCE,
    "fnr": _PERFORMANCE, "rocauc": _PERFORMANCE, "logloss": _PERFORMANCE,
    "mae": _PERFORMANCE, "rmse": _PERFORMANCE, "mape": _PERFORMANCE,
    "r2score": _PERFORMANCE, "meanerror": _PERFORMANCE,
    "rowcount": _QUALITY, "columncount": _QUALITY, "missing": _QUALITY,
    "duplicated": _QUALITY, "empty": _QUALITY, "constant": _QUALITY,
    "almost": _QUALITY, "dataset": _QUALITY,
}  # fmt: skip


def kind(name: str) -> str | None:
    """Return of what kind a metric or a group of tests is, by how its name begins."""
    low = name.lower()
    return next((of for begin, of in _KINDS.items() if low.startswith(begin)), None)


def ended(test: Node) -> bool | None:
    """Say whether a test was passed; None if it failed to run, or is but a warning."""
    return _ENDS.get(str(test.get("status").value).rpartition(".")[2])


def outcome(made: Results, record: Record, test: Node, why_not: str) -> None:
    """Fill what a test came to; a pass is none if there is a reason ``why_not``."""
    end = ended(test)
    status = test.get("status")
    record.put(state=NOT_TESTED if end is None else TESTED)
    if end is None:
        record.put(reason=f"the test ended with {str(status.value)[:40]}")
    else:
        made.verdict(record, status, why_not, passed=end)
