"""Hit logs of NVIDIA's garak in JSON Lines: ``*.hitlog.jsonl``, attacks that worked.

Prompts and outputs are not read: what breaks a model is not to be spread.
"""

from mlgate.core.evidence import Draft
from mlgate.loaders.evaluation.garak_report import KIND, TOOL
from mlgate.loaders.evaluation.results import EVALUATIONS, Results
from mlgate.loaders.loader import shows
from mlgate.loaders.node import Event, Node, opens
from mlgate.loaders.source import Source
from mlgate.loaders.vulnerability import marks

_WANTED = frozenset({"goal", "prompt", "output", "score", "probe", "detector"})
_MIN = frozenset({"generator", "attempt_id"})


class GarakHitsLoader:
    """Reads one evaluation for each probe and detector: how many attacks succeeded.

    None of them is passed; how many were tried is not told.
    """

    format = "garak-hitlog"
    sections = (EVALUATIONS,)
    syntax = Event.syntax

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` begins with a hit."""
        if not shows(source, '"detector"', '"goal"') or not opens(source, "{"):
            return False
        return marks.keys(source) >= _WANTED | _MIN

    def load(self, source: Source) -> Draft:
        """Return what was hit, and how often.

        Raises:
            EvidenceError: It is not JSON Lines, or not such a log.
        """
        hits: dict[tuple[str | None, ...], list[Node]] = {}
        for hit in Event(source, source.events).items:
            key = tuple(hit.get(k).text for k in ("probe", "detector", "generator"))
            hits.setdefault(key, []).append(hit)
        made = Results(source)
        for (probe, detector, generator), found in hits.items():
            record = made.evaluations.add(found[0])
            record.put(tool=TOOL, kind=KIND, task=probe, slice=detector)
            record.put(model=generator, metric="hits", higher_is_better=False)
            record.put(value=str(len(found)), number=len(found), passed=False)
        return made.draft()
