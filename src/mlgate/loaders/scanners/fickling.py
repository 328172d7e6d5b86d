"""JSON results of fickling's safety check (trailofbits/fickling, 0.1).

One result is about one pickle and does not say which, nor when. fickling appends to
the file, so a second result in it is no JSON: it is refused.
"""

from mlgate.core.evidence import Draft
from mlgate.loaders.loader import shows
from mlgate.loaders.node import SYNTAX, Node, opens
from mlgate.loaders.scanners.reports import SECTIONS, Reports
from mlgate.loaders.source import Source

_TOOL = {"tool": "fickling", "kind": "model"}
_SAFE = "LIKELY_SAFE"
_UNSAFE = (
    "POSSIBLY_UNSAFE",
    "SUSPICIOUS",
    "LIKELY_UNSAFE",
    "LIKELY_OVERTLY_MALICIOUS",
    "OVERTLY_MALICIOUS",
)


class FicklingLoader:
    """Reads how dangerous a pickle is held to be, and for which reasons."""

    format = "fickling"
    sections = SECTIONS
    syntax = SYNTAX

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is the result of a safety check."""
        known = shows(source, '"severity"', '"analysis"', '"detailed_results"')
        return known and opens(source, "{")

    def load(self, source: Source) -> Draft:
        """Return the report, and a finding for each analysis that objects.

        Raises:
            EvidenceError: It is not one JSON object, or not such a result.
        """
        root = Node(source, source.report)
        said = root.get("severity").text
        known = said in (_SAFE, *_UNSAFE)
        reason = "" if known else f"its severity is '{said or ''}', which is not known"
        made = Reports()
        scanned = 1 if known else 0
        made.report(root, root.null(), reason, scanned=scanned, **_TOOL)
        if said != _SAFE:
            _findings(root, said or "", made)
        return made.draft()


def _findings(root: Node, severity: str, made: Reports) -> None:
    analyses = root.get("detailed_results").get("AnalysisResult")
    fields = {"severity": severity.lower().replace("_", " "), **_TOOL}
    for name in analyses.object:
        found = analyses.get(name)
        made.finding(found, rule=name, message=found.text, **fields)
    if not analyses.object:
        analysis = root.get("analysis")
        made.finding(analysis, rule=None, message=analysis.text, **fields)
