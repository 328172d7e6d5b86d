"""How figures are taken: by turns, so that what disturbs one disturbs all."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple, TypeVar

LAUNCH = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py"))]
# A gate says no by 1; 2 would be a benchmark of an error message.
_ANSWERED = (0, 1)

T = TypeVar("T")


class Row(NamedTuple):
    """One line of the table.

    Attributes:
        budget: None for a figure that is only there to compare with.
        most: Whether the budget is an upper limit.
        best: The best single value, where there are several.
    """

    name: str
    value: float | None
    unit: str = "ms"
    budget: float | None = None
    most: bool = True
    best: float | None = None
    note: str = ""

    @property
    def within(self) -> bool | None:
        """Whether it is within its budget; None if there is no budget, or no figure."""
        if self.budget is None or self.value is None:
            return None
        return self.value <= self.budget if self.most else self.value >= self.budget


class Run(NamedTuple):
    """One run of a command: by the clock, and by the processors it kept busy."""

    seconds: float
    busy: float


def by_turns(
    rounds: int, measures: Mapping[str, Callable[[], T]]
) -> dict[str, list[T]]:
    """Return name -> values of each measure, all taken once in every round.

    One round more is made first and thrown away, so that caches are warm for all.
    """
    found: dict[str, list[T]] = {name: [] for name in measures}
    for turn in range(rounds + 1):
        for name, measure in measures.items():
            value = measure()
            if turn:
                found[name].append(value)
    return found


def run(command: Sequence[str]) -> Run:
    """Return how long ``command`` takes from its start to its end."""
    said = _launch([], command)
    return Run(said["seconds"], said["busy"])


def memory(command: Sequence[str]) -> float:
    """Return the most megabytes that ``command`` and its children hold at once."""
    return _launch(["--memory"], command)["bytes"] / 10**6


def _launch(options: list[str], command: Sequence[str]) -> dict[str, float]:
    done = subprocess.run(
        [*LAUNCH, *options, *command], check=True, stdout=subprocess.PIPE, text=True
    )
    said: dict[str, float] = json.loads(done.stdout)
    if said["code"] not in _ANSWERED:
        raise SystemExit(f"exit code {said['code']} of {' '.join(command)}")
    return said


def milliseconds(
    name: str, seconds: Sequence[float], budget: float | None = None
) -> Row:
    """Return the row of values in seconds."""
    found = [value * 1000 for value in seconds]
    return Row(name, median(found), "ms", budget, best=min(found))
