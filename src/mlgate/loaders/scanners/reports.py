"""Section ``scanners`` of one document: what was scanned, and what was found.

A scanner that failed, or looked at nothing, is ``not tested``: never clean. Only what
is read by name gets here, so nothing else of a report does: least of all a secret.
"""

from typing import Any

from mlgate.core.evidence import Draft
from mlgate.loaders.filling import Filling
from mlgate.loaders.node import Node

SECTIONS = ("scanners",)
# As many as GitHub takes of one run; beyond that nobody reads a report.
MAX_FINDINGS = 25_000
_AT = "/scanners"


class Reports:
    """The reports and findings of one document, being collected."""

    def __init__(self) -> None:
        self._fill = Filling()
        self._fill.draft.sources[_AT] = ""
        self._reports: list[dict[str, Any]] = []
        self._findings: list[dict[str, Any]] = []

    def report(self, said: Node, ran_at: Node, reason: str, **fields: object) -> None:
        """Add a report.

        Args:
            said: Where it is.
            ran_at: When the scanner ran.
            reason: Why nothing was tested; "" if something was.
            fields: The other keys of a report.
        """
        at = f"{_AT}/reports/{len(self._reports)}"
        when = self._fill.dated(f"{at}/ran_at", ran_at.text, ran_at.at)
        state = {"state": "not tested" if reason else "tested", "reason": reason}
        report = {**fields, **state, "ran_at": when}
        self._reports.append(report)
        self._fill.draft.sources[at] = said.at

    def finding(self, said: Node, **fields: object) -> None:
        """Add a finding; whoever looks only for real ones asks for ``suppressed``.

        Raises:
            EvidenceError: There are too many.
        """
        if len(self._findings) == MAX_FINDINGS:
            why = f"more than {MAX_FINDINGS} findings"
            raise said.fault(why, "narrow the scan, or mend what it found")
        self._fill.draft.sources[f"{_AT}/findings/{len(self._findings)}"] = said.at
        self._findings.append({"suppressed": False, **fields})

    def draft(self, names: frozenset[str] = frozenset()) -> Draft:
        """Return all of it; ``names`` are digests of what was scanned."""
        draft = self._fill.draft
        made = {"reports": self._reports, "findings": self._findings}
        draft.sections["scanners"] = made
        draft.sources |= {f"{_AT}/{key}": "" for key in made}
        draft.names = names
        return draft
