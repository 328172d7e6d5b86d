"""All readers in one search: the first byte of an input says for which it is."""

from collections.abc import Iterator, Sequence

import mutations
import seeds
from edits import Choice
from judging import Target, answer
from targets import TARGETS
from words import of

NAME = "together"
_NAMES = tuple(TARGETS)


class Together:
    """Judges and changes inputs, each by the reader that it is for.

    Args:
        names: Of the targets; a single one needs no first byte.
        words: Of all their formats; otherwise those of their small documents.
    """

    def __init__(self, *names: str, words: Sequence[str] = ()) -> None:
        self._names = names
        self._words = {name: words or _words(name) for name in names}

    def split(self, raw: bytes) -> tuple[str, bytes]:
        """Return the target that ``raw`` is for, and what it is given."""
        if len(self._names) == 1:
            return self._names[0], raw
        return self._names[(raw or b"\0")[0] % len(self._names)], raw[1:]

    def judge(self, raw: bytes) -> None:
        """Give ``raw`` to its reader.

        Raises:
            Exception: As ``judging.answer``.
        """
        name, given = self.split(raw)
        answer(TARGETS[name], given)

    def change(self, raw: bytes, by: Choice) -> bytes:
        """Return ``raw`` changed in what it says; as it was if that cannot be done."""
        name, given = self.split(raw)
        syntax = TARGETS[name].syntax
        made = mutations.changed(given, syntax, by, self._words[name])
        return raw[: len(raw) - len(given)] + made


def chosen(name: str, words: Sequence[str] = ()) -> Together:
    """Return the search called ``name``: of one target with ``words``, or of all."""
    return Together(*_NAMES) if name == NAME else Together(name, words=words)


def target() -> Target:
    """Return what the search of all has in place of a target of its own."""
    return Target(chosen(NAME).judge, "bytes")


def documents() -> Iterator[bytes]:
    """Yield the small documents of every target, with their first bytes."""
    for number, (name, one) in enumerate(TARGETS.items()):
        yield from (bytes([number]) + raw for raw in seeds.small(name, one))


def _words(name: str) -> list[str]:
    return of(TARGETS[name], seeds.small(name, TARGETS[name]))
