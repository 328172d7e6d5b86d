"""The decision itself, as its canonical JSON (RFC 8785)."""

from mlgate.core.decision import Decision
from mlgate.core.record import canonical
from mlgate.reporters.lines import in_json


class JsonReporter:
    """Prints the bytes that are digested and signed, and a newline.

    Only what would steer a terminal or a CI log is written otherwise: escaped.
    """

    def render(self, decision: Decision, path: str = "") -> str:
        """Return the canonical JSON of ``decision``, however ``path`` is spelt."""
        del path
        return in_json(canonical(decision).decode()) + "\n"
