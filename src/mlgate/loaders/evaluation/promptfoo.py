"""Results of promptfoo in JSON: ``promptfoo eval --output results.json``."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mlgate.core.evidence import Draft
from mlgate.loaders.evaluation.results import (
    EVALUATIONS,
    LIMITED,
    NOT_TESTED,
    TESTED,
    Results,
    extras,
)
from mlgate.loaders.loader import shows
from mlgate.loaders.node import SYNTAX, Node, opens
from mlgate.loaders.source import Source
from mlgate.loaders.vulnerability import marks
from mlgate.loaders.vulnerability.records import Record

TOOL = "promptfoo"
_WANTED = frozenset({"evalId", "results"})
_METRIC = "pass_rate"
_COUNTS = ("testPassCount", "testFailCount", "testErrorCount")


class PromptfooLoader:
    """Reads one evaluation for each prompt and provider, and each red team's plugin.

    What was asked and answered is not kept.
    """

    format = "promptfoo"
    sections = (EVALUATIONS,)
    syntax = SYNTAX

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` has an evaluation's id, and its results."""
        known = shows(source, '"evalId"', '"results"') and opens(source, "{")
        return known and marks.keys(source) >= _WANTED

    def load(self, source: Source) -> Draft:
        """Return what passed and what did not; if nothing was run, that.

        Raises:
            EvidenceError: It is not JSON, or not of the shape of such results.
        """
        root = Node(source, source.json)
        results = root.get("results")
        made = Results(source)
        told = _told(results)
        for index, prompt in enumerate(_prompts(results)):
            one = Prompt(root, prompt, told.get(index, Counter()))
            one.fill(made)
        if not made.fill.draft.sources:
            record = made.evaluations.add(root)
            _run(record, root)
            record.put(state=NOT_TESTED, reason="no prompt was run")
        return made.draft()


def _prompts(results: Node) -> Iterator[Node]:
    """Yield all prompts, each with its provider; early ones stand in a table."""
    prompts = results.get("prompts")
    if prompts.value is None:
        prompts = results.get("table").get("head").get("prompts")
    yield from prompts.items


def _told(results: Node) -> Mapping[object, Counter[str]]:
    """Return how each test ended, by the number of its prompt."""
    told: dict[object, Counter[str]] = {}
    for row in results.get("results").items:
        ended = row.get("success").value
        word = _COUNTS[0] if ended is True else "other"
        told.setdefault(row.get("promptIdx").count, Counter())[word] += 1
    return told


class Prompt(NamedTuple):
    """One prompt that was run with one provider."""

    root: Node
    said: Node
    told: Counter[str]

    def fill(self, made: Results) -> None:
        """Add what is known of it."""
        metrics = self.said.get("metrics")
        passed, failed, broken = (metrics.get(key).count for key in _COUNTS)
        record = made.evaluations.add(self.said)
        self._about(record)
        why = self._why_not(passed, failed, broken)
        total = (passed or 0) + (failed or 0) + (broken or 0)
        record.put(samples=total)
        if not total:
            record.put(state=NOT_TESTED, reason="no test was run")
            return
        if broken:
            record.put(state=LIMITED, reason=f"{broken} of {total} tests did not run")
        else:
            record.put(state=None if why else TESTED, reason=why or None)
        _rate(record, passed or 0, total)
        known = None not in (passed, failed, broken)
        if known or failed or broken:
            made.verdict(record, metrics, why, passed=not (failed or broken))
        self._plugins(made)

    def _why_not(self, *counts: int | None) -> str:
        """Return why a pass would not count: the rest of the report must say it too."""
        if None in counts:
            return "not all counts are there"
        if self.told != Counter({_COUNTS[0]: counts[0] or 0}):
            return "not all of its tests are there, or one did not pass"
        return ""

    def _about(self, record: Record) -> None:
        _run(record, self.root)
        record.text("model", self.said.get("provider"))
        redteam = self.said.get("metrics").get("redteam").value is not None
        record.put(kind="safety" if redteam else None, higher_is_better=True)
        named = self.said.get("metrics").get("namedScores").value
        record.put(metric=_METRIC, extras=extras({"named_scores": named}))

    def _plugins(self, made: Results) -> None:
        """Add one evaluation for each plugin of a red team."""
        redteam = self.said.get("metrics").get("redteam")
        passes, fails = redteam.get("pluginPassCount"), redteam.get("pluginFailCount")
        for plugin in {**passes.object, **fails.object}:
            passed = passes.get(plugin).count or 0
            failed = fails.get(plugin).count or 0
            record = made.evaluations.add(fails if failed else passes)
            self._about(record)
            record.put(slice=f"plugin={plugin}", samples=passed + failed)
            if passed + failed:
                _rate(record, passed, passed + failed)
            # That none failed is not told of a single plugin: only what did is.
            record.put(passed=False if failed else None)


def _run(record: Record, root: Node) -> None:
    record.put(tool=TOOL)
    record.text("task", root.get("config").get("description"))
    record.text("tool_version", root.get("metadata").get("promptfooVersion"))
    record.time("ran_at", root.get("results").get("timestamp"))


def _rate(record: Record, passed: int, total: int) -> None:
    record.put(value=f"{passed}/{total}", number=passed / total)
