"""Reports of NVIDIA's garak in JSON Lines: ``*.report.jsonl``.

Prompts and outputs are not read: what breaks a model is not to be spread.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

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
)
from mlgate.loaders.loader import head
from mlgate.loaders.node import Event, Node
from mlgate.loaders.source import Source
from mlgate.loaders.vulnerability.records import Record, Said, Spot

TOOL = "garak"
KIND = "safety"
_FIRST = re.compile(
    r'\s*\{\s*"entry_type"\s*:\s*"(?:start_run setup|init|config|attempt|eval)"'
)
_SETUP = "start_run setup"
_ENDED = "completion"
_CONFIG = (
    "run.generations", "run.eval_threshold", "run.seed", "run.probe_tags",
    "plugins.probe_spec", "plugins.detector_spec",
)  # fmt: skip


class GarakReportLoader:
    """Reads one evaluation for each probe and detector: how many attacks succeeded."""

    format = "garak-report"
    sections = (EVALUATIONS,)
    syntax = Event.syntax

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` begins with an entry of a report."""
        return _FIRST.match(head(source)) is not None

    def load(self, source: Source) -> Draft:
        """Return what was probed; if nothing was, that.

        Raises:
            EvidenceError: It is not JSON Lines, or not such a report.
        """
        root = Event(source, source.events)
        entries = list(root.items)
        run = _run(entries)
        made = Results(source)
        for entry in entries:
            if entry.get("entry_type").value == "eval":
                _evaluation(made, entry, run)
        if not made.fill.draft.sources:
            record = made.evaluations.add(root)
            _about(record, run)
            record.put(state=NOT_TESTED, reason="no probe was evaluated")
        return made.draft()


class Run(NamedTuple):
    """What a report says of the whole of a run."""

    setup: Mapping[str, object]
    start: Said
    version: Said
    ended: bool


def _run(entries: list[Node]) -> Run:
    found = {entry.get("entry_type").text: entry for entry in entries}
    setup, init = found.get(_SETUP, found.get("config")), found.get("init")
    version: Said = Spot(None, "")
    start = version
    if init:
        version, start = init.get("garak_version"), init.get("start_time")
    elif setup:
        start = setup.get("transient.starttime_iso")
    return Run(setup.object if setup else {}, start, version, _ENDED in found)


def _about(record: Record, run: Run) -> None:
    record.put(tool=TOOL, kind=KIND, higher_is_better=False)
    record.text("tool_version", run.version)
    record.time("ran_at", run.start)
    target = (run.setup.get(f"plugins.{k}") for k in ("target_name", "model_name"))
    named = next((x for x in target if isinstance(x, str) and x), None)
    record.put(model=named, metric="attack_success_rate")
    record.put(extras=extras({key: run.setup.get(key) for key in _CONFIG}))


def _evaluation(made: Results, entry: Node, run: Run) -> None:
    record = made.evaluations.add(entry)
    _about(record, run)
    record.text("task", entry.get("probe"))
    record.text("slice", entry.get("detector"))
    passed = entry.get("passed").count
    # Early versions have one total, and count what cannot be judged as hits.
    early = "total" in entry.object
    total = entry.get("total" if early else "total_evaluated").count
    lost = 0 if early else entry.get("nones").count
    record.put(samples=total)
    if passed is None or total is None:
        return
    hits = total - passed
    if hits < 0:
        raise entry.get("passed").fault(f"{passed} of {total} cannot have passed")
    if total:
        record.put(value=f"{hits}/{total}", number=hits / total)
    _interval(record, entry)
    state, reason = _state(total, lost, ended=run.ended)
    record.put(state=state, reason=reason)
    if total:
        said = entry.get("passed")
        why = "" if state == TESTED else reason or "the report does not say all"
        made.verdict(record, said, why, passed=not hits)


def _interval(record: Record, entry: Node) -> None:
    """Fill the interval of the rate of attacks that succeed, as shares of one."""
    level = entry.get("confidence").value
    if isinstance(level, str) and re.fullmatch(r"0\.[0-9]{1,9}", level, re.ASCII):
        level = float(level)
    record.put(level=number(level))
    for key in ("lower", "upper"):
        record.put(**{key: number(entry.get(f"confidence_{key}").value)})


def _state(total: int, lost: int | None, *, ended: bool) -> tuple[str | None, ...]:
    if not total:
        return NOT_TESTED, "no output was judged"
    if lost:
        return LIMITED, f"{count(total, total + lost, 'outputs')} could be judged"
    if not ended:
        return None, "the report does not say that the run ended"
    return (None, None) if lost is None else (TESTED, None)
