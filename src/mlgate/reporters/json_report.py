"""The decision itself, as its canonical JSON (RFC 8785)."""

from mlgate.core.decision import Decision
from mlgate.core.record import canonical


class JsonReporter:
    """Prints the bytes that are digested and signed, and a newline."""

    def render(self, decision: Decision) -> str:
        """Return the canonical JSON of ``decision``."""
        return canonical(decision).decode() + "\n"
