"""Places as seen from where the caller stands, not from the subject's root."""

import posixpath
from dataclasses import replace

from mlgate.core.decision import Decision, Finding


def placed(decision: Decision, path: str, anchor: str = "") -> Decision:
    """Return ``decision`` with each finding's file below ``path``.

    Args:
        decision: What is to be reported.
        path: The subject, a folder or one file; "" leaves places as they are.
        anchor: File below the subject's root to show where no document says
            anything: some viewers refuse a finding without a place.
    """
    folder = posixpath.dirname(path) if decision.subject["kind"] == "file" else path

    def moved(finding: Finding) -> Finding:
        file = finding.file or anchor
        line = finding.line or (0 if finding.file else 1)
        if not file:
            return finding
        joined = posixpath.normpath(posixpath.join(folder, file)) if folder else file
        return replace(finding, file=joined, line=line)

    results = (
        replace(result, findings=tuple(map(moved, result.findings)))
        for result in decision.results
    )
    return replace(decision, results=tuple(results))
