"""JSON reports of gitleaks 8.

The report of a clean run is ``[]``, which any tool may write: it is no document of
anybody's. A clean run is told by SARIF. Of a secret nothing is read, nor of the commit
that holds it: its message may hold it too.
"""

from mlgate.core.evidence import Draft
from mlgate.loaders.loader import shows
from mlgate.loaders.node import SYNTAX, Node, opens
from mlgate.loaders.scanners.reports import SECTIONS, Reports
from mlgate.loaders.source import Source

_TOOL = {"tool": "gitleaks", "kind": "secrets"}


class GitleaksLoader:
    """Reads which rule found a secret, and where."""

    format = "gitleaks"
    sections = SECTIONS
    syntax = SYNTAX

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` lists leaks."""
        known = shows(source, '"RuleID"', '"StartLine"', '"Secret"')
        return known and opens(source, "[")

    def load(self, source: Source) -> Draft:
        """Return the report and its findings.

        Raises:
            EvidenceError: It is not JSON, or not a list of leaks.
        """
        root = Node(source, source.report)
        made = Reports()
        found = list(root.items)
        reason = "" if found else "an empty list says nothing of what was scanned"
        made.report(root, root.null(), reason, **_TOOL)
        for leak in found:
            made.finding(
                leak,
                rule=leak.get("RuleID").text,
                message=leak.get("Description").text,
                path=leak.get("File").text,
                line=leak.get("StartLine").count,
                **_TOOL,
            )
        return made.draft()
