"""JSON reports of modelscan 0.8 (protectai/modelscan).

It skips what it does not know by its extension, a Git LFS pointer too, and then says
that it found nothing. What it skipped is told only with ``--show-skipped``.
"""

from mlgate.core.evidence import Draft
from mlgate.loaders.loader import shows
from mlgate.loaders.node import SYNTAX, Node, opens
from mlgate.loaders.scanners.reports import SECTIONS, Reports
from mlgate.loaders.source import Source

_TOOL = {"tool": "modelscan", "kind": "model"}


class ModelscanLoader:
    """Reads how many files were really scanned, and what was found in them."""

    format = "modelscan"
    sections = SECTIONS
    syntax = SYNTAX

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is a report of modelscan."""
        known = shows(source, '"summary"', '"modelscan_version"')
        return known and opens(source, "{")

    def load(self, source: Source) -> Draft:
        """Return the report and its findings.

        Raises:
            EvidenceError: It is not JSON, or not such a report.
        """
        root = Node(source, source.report)
        summary = root.get("summary")
        scanned = summary.get("scanned").get("total_scanned").count
        made = Reports()
        made.report(
            root,
            summary.get("timestamp"),
            _reason(root, scanned),
            tool_version=summary.get("modelscan_version").text,
            target=summary.get("input_path").text,
            scanned=scanned,
            skipped=summary.get("skipped").get("total_skipped").count,
            **_TOOL,
        )
        for issue in root.get("issues").items:
            _finding(issue, made)
        return made.draft()


def _reason(root: Node, scanned: int | None) -> str:
    errors = list(root.get("errors").items)
    if errors:
        first = errors[0].get("source").text or "a file"
        more = f" and {len(errors) - 1} more" if len(errors) > 1 else ""
        return f"{first}{more} could not be scanned"
    return "" if scanned else "no file was scanned"


def _finding(issue: Node, made: Reports) -> None:
    severity = issue.get("severity").text
    made.finding(
        issue,
        rule=issue.get("scanner").text,
        severity=severity.lower() if severity else None,
        message=issue.get("description").text,
        path=issue.get("source").text,
        **_TOOL,
    )
