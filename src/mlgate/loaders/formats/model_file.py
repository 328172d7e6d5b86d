"""What a model file is, and what was found while reading it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mlgate.core.frozen import frozen
from mlgate.loaders.formats.facts import Facts

SAFE, UNSAFE, NOT_TESTED = "safe", "unsafe", "not tested"
MAX_REASONS = 20
MAX_SHOWN = 100


@frozen
class ModelFile:
    """One model file, by its bytes.

    Attributes:
        format: What it is, such as ``safetensors`` or ``pickle``.
        loading: ``safe``: every byte is accounted for and no way to run code was
            found (which says nothing of its weights, or of the memory they take);
            ``unsafe``: loading it may run code, or reach outside the file;
            ``not tested``: anything else.
        reasons: Why it is not safe, each in one line; empty if it is.
        facts: What its header says, under the keys of the input; none for a file that
            cannot be read to its end.
    """

    format: str
    loading: str
    reasons: tuple[str, ...]
    facts: Mapping[str, object] = field(default_factory=dict)


class UntestedError(Exception):
    """The rest of a file cannot be accounted for; its text says why.

    Never leaves this package: it ends as the reason of a ``not tested``.
    """


class TooShortError(UntestedError):
    """More bytes are announced than are there: perhaps only a part was looked at."""


@dataclass(slots=True)
class Effort:
    """What may still be spent on one file, all archives in it included."""

    steps: int = 20_000_000
    parts: int = 20_000
    inflated: int = 2**30

    def step(self) -> None:
        """Count one opcode or field.

        Raises:
            UntestedError: There were too many.
        """
        self.steps -= 1
        if self.steps < 0:
            raise UntestedError("it takes too many steps to be read")

    def take(self, steps: int) -> None:
        """Count many steps at once.

        Raises:
            UntestedError: There were too many.
        """
        self.steps -= steps
        if self.steps < 0:
            raise UntestedError("it takes too many steps to be read")

    def part(self) -> None:
        """Count one part of an archive.

        Raises:
            UntestedError: There were too many.
        """
        self.parts -= 1
        if self.parts < 0:
            raise UntestedError("archives in it have too many parts to be read")


@dataclass(slots=True)
class Report:
    """What a reader has found so far; danger found stays, whatever comes after.

    Attributes:
        format: Set by the reader as soon as it is known.
        facts: Noted by the reader; they never change the answer.
    """

    format: str
    effort: Effort = field(default_factory=Effort)
    facts: Facts = field(default_factory=Facts)
    dangers: dict[str, None] = field(default_factory=dict)
    doubts: dict[str, None] = field(default_factory=dict)

    def danger(self, why: str) -> None:
        """Note a way to run code or to reach outside the file."""
        if len(self.dangers) < MAX_REASONS:
            self.dangers[why] = None

    def doubt(self, why: str) -> None:
        """Note something that cannot be accounted for."""
        if len(self.doubts) < MAX_REASONS:
            self.doubts[why] = None

    def merge(self, part: str, other: ModelFile) -> None:
        """Take over what was found in a part of the file."""
        for why in other.reasons:
            note = self.danger if other.loading == UNSAFE else self.doubt
            note(f"{shown(part)}: {why}")
        self.facts.add(other.facts)

    def unread(self, why: str) -> None:
        """Doubt all of it: what it says of itself is worth nothing then."""
        self.doubt(why)
        self.facts = Facts()

    def result(self) -> ModelFile:
        """Return the answer: danger before doubt, and safe only without both."""
        facts = self.facts.known()
        if self.dangers:
            return ModelFile(self.format, UNSAFE, tuple(self.dangers), facts)
        loading = NOT_TESTED if self.doubts else SAFE
        return ModelFile(self.format, loading, tuple(self.doubts), facts)


def shown(text: object) -> str:
    """Return hostile text as it may be printed: escaped, and of bounded length."""
    plain = str(text)[: MAX_SHOWN + 1].encode("unicode_escape").decode()
    return plain if len(plain) <= MAX_SHOWN else f"{plain[:MAX_SHOWN]}..."
