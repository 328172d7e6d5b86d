"""Results of EleutherAI's lm-evaluation-harness, 0.3 and 0.4, in JSON."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

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
from mlgate.loaders.lineage.epoch import since_epoch
from mlgate.loaders.loader import head, shows
from mlgate.loaders.node import SYNTAX, Node, opens
from mlgate.loaders.source import Source
from mlgate.loaders.vulnerability import marks
from mlgate.loaders.vulnerability.records import Record, Spot

TOOL = "lm-evaluation-harness"
_WANTED = frozenset({"results", "versions"})
# As it is written: results by task first, and what they were made with behind them.
_FIRST = re.compile(r'\s*\{\s*"results"\s*:\s*\{\s*(?:\}|"[^"]*"\s*:\s*\{)')
_NO_METRIC = frozenset({"", "alias", "name", "sample_len", "sample_count"})
_STDERR = "_stderr"
_NO_FILTER = "none"
_RUN = (
    "model", "limit", "batch_size", "model_num_parameters", "model_dtype",
    "model_revision", "model_sha", "peft_sha",
)  # fmt: skip
_CONFIG = {"dataset_path": "dataset", "dataset_name": "dataset_config"}
_MAX_INSTANT = 10**11


class LmEvalLoader:
    """Reads one evaluation for each metric and filter of each task and group."""

    format = "lm-eval"
    sections = (EVALUATIONS,)
    syntax = SYNTAX

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` holds results by task, and versions of the tasks."""
        if not shows(source, '"results"', '"versions"') or not opens(source, "{"):
            return False
        first = _FIRST.match(head(source)) is not None
        return first or marks.keys(source) >= _WANTED

    def load(self, source: Source) -> Draft:
        """Return what was measured.

        Raises:
            EvidenceError: It is not JSON, or not of the shape that the harness writes.
        """
        root = Node(source, source.json)
        made = Results(source)
        found = [Found(root, task, key) for task, key in _metrics(root.get("results"))]
        for one in found:
            one.fill(made.evaluations.add(one.said))
        if not found:
            record = made.evaluations.add(root)
            _run(record, root)
            record.put(state=NOT_TESTED, reason="no task was evaluated")
        return made.draft()


def _metrics(results: Node) -> Iterator[tuple[str, str]]:
    for task in results.object:
        for key in results.get(task).object:
            name = key.partition(",")[0].strip()
            if name not in _NO_METRIC and not name.endswith(_STDERR):
                yield task, key


class Found(NamedTuple):
    """One metric of one task."""

    root: Node
    task: str
    key: str

    @property
    def said(self) -> Node:
        """Where its value is."""
        return self.root.get("results").get(self.task).get(self.key)

    def fill(self, record: Record) -> None:
        """Fill a record with all that is known of it."""
        metric, _, filtered = self.key.partition(",")
        plain = filtered in ("", _NO_FILTER)
        record.put(task=self.task, metric=metric if plain else self.key)
        score(record, self.said)
        record.put(stderr=self._stderr(metric, filtered))
        better = self.root.get("higher_is_better").get(self.task).get(metric).value
        record.put(higher_is_better=better if isinstance(better, bool) else None)
        _run(record, self.root)
        self._dataset(record)
        self._counts(record)

    def _stderr(self, metric: str, filtered: str) -> float | int | None:
        key = f"{metric}{_STDERR}" + (f",{filtered}" if filtered else "")
        return number(self.root.get("results").get(self.task).get(key).value)

    def _dataset(self, record: Record) -> None:
        config = self.root.get("configs").get(self.task)
        for key, to in _CONFIG.items():
            record.text(to, config.get(key))
        test, validation = config.get("test_split"), config.get("validation_split")
        record.text("dataset_split", validation if test.value is None else test)
        arguments = config.get("dataset_kwargs").value
        if isinstance(arguments, dict):
            at = config.get("dataset_kwargs")
            record.text("dataset_revision", at.get("revision"))

    def _counts(self, record: Record) -> None:
        counted = self.root.get("n-samples").get(self.task)
        done, there = counted.get("effective").count, counted.get("original").count
        if done is None:
            done = self.root.get("results").get(self.task).get("sample_len").count
        record.put(samples=done, available=there)
        state, reason = _state(done, there, self.root.get("config").get("limit").value)
        record.put(state=state, reason=reason)


def _state(done: int | None, there: int | None, limit: Any) -> tuple[str | None, ...]:  # noqa: ANN401
    if done == 0:
        return NOT_TESTED, "no sample was evaluated"
    if there is not None and done is not None:
        return (TESTED, None) if done == there else (LIMITED, count(done, there))
    # Of a group, or of an early version, nobody says how many there are.
    return (None, None) if limit is None else (LIMITED, f"limit {limit!s:.40}")


def _run(record: Record, root: Node) -> None:
    config = root.get("config")
    record.put(tool=TOOL, kind="performance")
    record.text("tool_version", root.get("lm_eval_version"))
    record.text("model", root.get("model_name"))
    date = root.get("date")
    record.time("ran_at", Spot(_instant(date.value), date.at))
    said = {key: config.get(key).value for key in _RUN}
    said["git_hash"] = root.get("git_hash").value
    record.put(extras=extras(said))


def _instant(date: object) -> object:
    """Return the instant of seconds since 1970; whatever else it is, as it is."""
    seconds = number(date)
    if seconds is None or not 0 < seconds < _MAX_INSTANT:
        return date
    return since_epoch(str(round(seconds * 1000))) or date
