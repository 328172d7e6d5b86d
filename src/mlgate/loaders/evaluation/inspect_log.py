"""Logs of Inspect (UK AI Security Institute) in JSON, versions 1 and 2."""

from collections.abc import Iterator

from mlgate.core.evidence import Draft
from mlgate.loaders.evaluation.results import (
    EVALUATIONS,
    KINDS,
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

TOOL = "inspect_ai"
_WANTED = frozenset({"version", "status", "eval"})
_STDERR = ("stderr", "bootstrap_stderr", "bootstrap_std")
# What a standard error of the samples' scores is the error of.
_MEANS = frozenset({"accuracy", "mean"})
_CONFIG = ("limit", "sample_id", "epochs", "epochs_reducer")


class InspectLogLoader:
    """Reads one evaluation for each metric of each score; no sample is kept."""

    format = "inspect-log"
    sections = (EVALUATIONS,)
    syntax = SYNTAX

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is a log, of a run that succeeded or did not."""
        known = shows(source, '"eval"', '"status"') and opens(source, "{")
        return known and marks.keys(source) >= _WANTED

    def load(self, source: Source) -> Draft:
        """Return what was measured; if nothing was, that and why.

        Raises:
            EvidenceError: It is not JSON, or not of the shape of a log.
        """
        root = Node(source, source.json)
        made = Results(source)
        for each, metric in _metrics(root.get("results")):
            record = made.evaluations.add(metric)
            _run(record, root)
            _score(record, each, metric)
            _state(record, root, each)
        if not made.fill.draft.sources:
            record = made.evaluations.add(root)
            _run(record, root)
            _state(record, root, root.null())
        return made.draft()


def _metrics(results: Node) -> Iterator[tuple[Node, Node]]:
    """Yield each metric, with the score that it is of."""
    scores = list(results.get("scores").items)
    # Version 1 knew a single score.
    for each in scores or [results]:
        metrics = each.get("metrics")
        for name in metrics.object:
            yield each, metrics.get(name)


def _run(record: Record, root: Node) -> None:
    run = root.get("eval")
    record.put(tool=TOOL, kind=_kind(root))
    record.text("tool_version", run.get("packages").get("inspect_ai"))
    for key in ("task", "model"):
        record.text(key, run.get(key))
    record.text("dataset", run.get("dataset").get("name"))
    ended = root.get("stats").get("completed_at")
    record.time("ran_at", ended if ended.value else run.get("created"))
    said = {key: run.get("config").get(key).value for key in _CONFIG}
    said["location"] = run.get("dataset").get("location").value
    said["commit"] = run.get("revision").get("commit").value
    said["task_version"] = run.get("task_version").value
    record.put(extras=extras(said))


def _kind(root: Node) -> str | None:
    """Return the one kind that the tags of the run name."""
    tags = root.get("eval").get("tags").value
    found = [kind for kind in KINDS if isinstance(tags, list) and kind in tags]
    return found[0] if len(found) == 1 else None


def _score(record: Record, each: Node, metric: Node) -> None:
    name = metric.get("name").text
    scorer = each.get("scorer")
    of = scorer.get("name") if isinstance(scorer.value, dict) else each.get("name")
    # Several scorers of one run have an accuracy each.
    record.put(metric="/".join(x for x in (of.text, name) if x) or None)
    score(record, metric.get("value"))
    if name in _MEANS:
        metrics = each.get("metrics")
        found = (number(metrics.get(k).get("value").value) for k in _STDERR)
        record.put(stderr=next((x for x in found if x is not None), None))


def _state(record: Record, root: Node, each: Node) -> None:
    results, run = root.get("results"), root.get("eval")
    there = run.get("dataset").get("samples").count
    epochs = run.get("config").get("epochs").count or 1
    done, total = (results.get(f"{k}_samples").count for k in ("completed", "total"))
    judged, left = (each.get(f"{k}_samples").count for k in ("scored", "unscored"))
    record.put(samples=done if judged is None else judged, available=there)
    status = root.get("status").text
    whole = None if there is None else there * epochs
    if status is None:
        return
    if status != "success" or root.get("invalidated").value is True:
        why = "invalidated" if status == "success" else f"its status is {status[:40]}"
        record.put(state=NOT_TESTED, reason=f"the run did not succeed: {why}")
    elif not done or judged == 0:
        record.put(state=NOT_TESTED, reason="no sample was judged")
    elif whole is not None and total is not None:
        full = done == total == whole and not left and judged in (None, there)
        record.put(state=TESTED if full else LIMITED)
        said = count(done, whole) if done < whole else count(judged, there)
        record.put(reason=None if full else said)
