"""What the pre-flight is given of a rule, and what it raises."""

from typing import NamedTuple


class RuleText(NamedTuple):
    """A rule as the worker gets it: its text, and what it says it reads."""

    id: str
    path: str
    package: str
    language: str
    source: str
    needs: list[str]
    may_be_empty: list[str]


class Refused(Exception):  # noqa: N818  no error of ours: the rule is not loaded
    """A rule is not loaded; a line or column of 0 is not known."""

    def __init__(
        self, message: str, line: int = 0, column: int = 0, hint: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column
        self.hint = hint

    def place(self, path: str) -> str:
        """Return where it is, in the rule at ``path``."""
        known = [str(n) for n in (self.line, self.column) if n]
        return ":".join([path, *known])
