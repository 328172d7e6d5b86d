"""The Protocols between what mlgate believes and what touches the world."""

from collections.abc import Sequence
from typing import Protocol

from mlgate.core.decision import Decision, Denial
from mlgate.core.frozen import frozen
from mlgate.core.rule import PolicyPack


@frozen
class Reply:
    """What an engine says of one rule: its denials, or why there are none to be had.

    Attributes:
        denials: Sorted and without duplicates; None if ``error`` is set.
        error: One line, without build paths, addresses or times; "" if it ran.
    """

    denials: tuple[Denial, ...] | None = None
    error: str = ""


class Engine(Protocol):
    """Runs rules over one input; holds a worker, so close it."""

    @property
    def info(self) -> dict[str, str]:
        """``name``, ``implementation`` and ``version`` of the engine."""
        ...

    def evaluate(
        self, pack: PolicyPack, rules: Sequence[str], document: bytes
    ) -> dict[str, Reply]:
        """Run ``rules`` (ids, in order) of ``pack`` over the JSON ``document``.

        Returns one reply for each rule asked for. A rule that loops, crashes or
        answers out of turn gets an error; the others keep their outcome.

        Raises:
            PolicyError: A rule of the pack does not load, with file and line.
            EngineError: No worker can be started.
        """
        ...

    def close(self) -> None:
        """End the worker, if one runs."""
        ...


class Reporter(Protocol):
    """Renders a decision; never changes it."""

    def render(self, decision: Decision, path: str = "") -> str:
        """Return the whole report, ending in a newline.

        Args:
            decision: What to report.
            path: The subject as the caller spelt it, for commands to be pasted and
                files to be found; "" if unknown. What programs read never depends
                on it.
        """
        ...
