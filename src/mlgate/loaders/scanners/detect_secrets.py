"""Baselines of detect-secrets 1.x (Yelp/detect-secrets).

A baseline lists the detectors that ran and what they found, not which files they
looked at: ``scanned`` is null. Of a secret it has but a SHA-1, which is left there too:
a weak password is soon found from it.
"""

from mlgate.core.evidence import Draft
from mlgate.loaders.loader import shows
from mlgate.loaders.node import SYNTAX, Node, opens
from mlgate.loaders.scanners.reports import SECTIONS, Reports
from mlgate.loaders.source import Source

_TOOL = {"tool": "detect-secrets", "kind": "secrets"}


class DetectSecretsLoader:
    """Reads which kinds of secrets were found where, and which were audited away."""

    format = "detect-secrets"
    sections = SECTIONS
    syntax = SYNTAX

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is a baseline."""
        known = shows(source, '"plugins_used"', '"results"')
        return known and opens(source, "{")

    def load(self, source: Source) -> Draft:
        """Return the report and its findings; what was audited as false is suppressed.

        Raises:
            EvidenceError: It is not JSON, or not a baseline.
        """
        root = Node(source, source.report)
        results = root.get("results")
        reason = ""
        if not list(root.get("plugins_used").items):
            reason = "no detector was switched on"
        elif results.value is None:
            reason = "it has no results"
        made = Reports()
        version = root.get("version").text
        made.report(
            root, root.get("generated_at"), reason, tool_version=version, **_TOOL
        )
        for path in results.object:
            for found in results.get(path).items:
                _finding(path, found, made)
        return made.draft()


def _finding(path: str, found: Node, made: Reports) -> None:
    rule = found.get("type").text
    verified = found.get("is_verified").value is True
    made.finding(
        found,
        rule=rule,
        message=f"{rule}, which was tried and works" if verified else rule,
        path=path,
        line=found.get("line_number").count,
        suppressed=found.get("is_secret").value is False,
        **_TOOL,
    )
