"""Whether a log is whole: every row there, in order, and as it was written."""

from collections.abc import Iterable, Iterator

import rfc8785

from mlgate.core.frozen import frozen
from mlgate.stores.entries import START, Entry, digest

SHOWN = 20


@frozen
class Chain:
    """What became of a log.

    Attributes:
        rows: How many rows there are.
        head: Hash of the last one; of none, ``START``.
        problems: What is wrong, in plain sentences, at most twenty; none if whole.
    """

    rows: int
    head: str
    problems: tuple[str, ...]


class Walk:
    """Walks a log once, row by row, so that it may be larger than memory.

    Args:
        head: A hash that the log once ended in: it must still be in it. Without one,
            a log whose last rows were cut off looks like one that never had them.
    """

    def __init__(self, head: str = "") -> None:
        self._wanted = head.lower()
        self._met = self._wanted in {"", START}
        self._rows = 0
        self._seq = 0
        self._head = START
        self._problems: list[str] = []

    def over(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Yield each of ``entries`` once it has been looked at."""
        for entry in entries:
            for problem in self._faults(entry):
                self._note(f"row {entry.row['seq']}: {problem}")
            self._rows += 1
            self._seq, self._head = entry.row["seq"], entry.hash
            self._met = self._met or self._head == self._wanted
            yield entry

    def note(self, problem: str) -> None:
        """Add what else is wrong with the log."""
        self._note(problem)

    def result(self) -> Chain:
        """Return what was found, after the last entry."""
        problems = list(self._problems)
        if not self._met:
            problems.append(
                f"cut off or written anew: no row has the hash {self._wanted}"
            )
        return Chain(self._rows, self._head, tuple(problems[:SHOWN]))

    def _faults(self, entry: Entry) -> Iterator[str]:
        row = entry.row
        if row["seq"] != self._seq + 1:
            yield f"it follows row {self._seq}: what was between them is gone"
        if row["prev"] != self._head:
            yield "it does not follow from the row before it"
        if row["listed"] != len(entry.outcomes):
            yield f"it has {len(entry.outcomes)} outcomes, and says {row['listed']}"
        if _digest(entry) != entry.hash:
            yield "it is not as it was written"

    def _note(self, problem: str) -> None:
        if len(self._problems) < SHOWN:
            self._problems.append(problem)


def _digest(entry: Entry) -> str:
    try:
        return digest(entry.row, entry.outcomes)
    except rfc8785.CanonicalizationError:
        return ""
