"""Reports of Evidently in JSON: what drifted, and what else was measured and tested."""

import re

from mlgate.core.evidence import Draft
from mlgate.loaders.evaluation import evidently_early, evidently_now
from mlgate.loaders.evaluation.results import EVALUATIONS, MONITORING, Results
from mlgate.loaders.loader import head, shows
from mlgate.loaders.node import SYNTAX, Node, opens
from mlgate.loaders.source import Source
from mlgate.loaders.vulnerability import marks

_KEYS = frozenset({
    "version", "metrics", "tests", "summary", "timestamp", "metadata", "tags", "id",
    "name", "dataset_id",
})  # fmt: skip
_LISTS = frozenset({"metrics", "tests"})
_LIST = re.compile(r'"(?:metrics|tests)"\s*:\s*\[')
# One of these is in each item: of what was measured, or of a test of it.
_SIGNS = (
    ('"metric_name"', '"value"'),
    ('"metric_id"', '"value"'),
    ('"metric"', '"result"'),
    ('"group"', '"status"'),
    ('"metric_config"', '"status"'),
)
_NOW = ("metric_name", "metric_id", "metric_config")


class EvidentlyLoader:
    """Reads reports and test suites: what drifted, and what else was measured."""

    format = "evidently"
    sections = (EVALUATIONS, MONITORING)
    syntax = SYNTAX

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is a list of metrics, or of tests, and little else."""
        if not opens(source, "{") or not _LIST.search(head(source)):
            return False
        keys = marks.keys(source)
        known = bool(keys & _LISTS) and keys <= _KEYS
        return known and any(shows(source, *signs) for signs in _SIGNS)

    def load(self, source: Source) -> Draft:
        """Return what was watched, measured and tested.

        Raises:
            EvidenceError: It is not JSON, or not of the shape of a report.
        """
        root = Node(source, source.json)
        made = Results(source)
        listed = [*root.get("metrics").items, *root.get("tests").items]
        now = any(key in one.object for one in listed for key in _NOW)
        (evidently_now if now else evidently_early).fill(made, root)
        return made.draft()
