"""What a loader is, and how it says that a document is broken."""

from typing import Protocol

from mlgate.core.evidence import Draft
from mlgate.errors import EvidenceError
from mlgate.loaders import places
from mlgate.loaders.source import HEAD, UTF16, Source
from mlgate.strict import positions


class Loader(Protocol):
    """Reads documents of one format."""

    @property
    def format(self) -> str:
        """Name of the format, such as ``openlineage``."""
        ...

    @property
    def sections(self) -> tuple[str, ...]:
        """Sections of the input that such a document fills, or would if it was sound.

        They are what becomes ``unreadable`` when it is broken.
        """
        ...

    @property
    def syntax(self) -> str:
        """How to find a place in it: a syntax of ``strict.positions``, or ""."""
        ...

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is of this format, sound or broken; never raises."""
        ...

    def load(self, source: Source) -> Draft:
        """Return what ``source`` says.

        Raises:
            EvidenceError: It is broken; names the place.
        """
        ...


def shows(source: Source, *words: str) -> bool:
    """Say whether all ``words`` occur where a document says what it is.

    That is its first 64 kB; in an evidence place, where everything should be some
    document, it is the whole of it.
    """
    wide = source.raw.startswith(UTF16)
    start = source.head
    if all(word in start for word in words):
        return True
    if source.near or wide or source.size <= HEAD:
        return False
    evidence = places.place(source.path).kind == places.EVIDENCE
    return evidence and all(word.encode() in source.raw for word in words)


def head(source: Source) -> str:
    """Return the first 64 kB as text, whatever they are: to recognise, not to read."""
    return source.head


def name(source: Source) -> str:
    """Return the last part of the path of ``source``."""
    return source.path.rpartition("/")[2]


def fault(
    source: Source, syntax: str, pointer: str, why: str, hint: str = ""
) -> EvidenceError:
    """Return the error that ``why`` is wrong at ``pointer`` of ``source``."""
    line, column = positions.locate(source.raw, syntax, [pointer])[pointer]
    return EvidenceError(why, place=f"{source.path}:{line}:{column}", hint=hint)


def kind(value: object) -> str:
    """Return what a parsed value is called in a message."""
    names: dict[type, str] = {dict: "an object", list: "a list", str: "text"}
    names |= {bool: "true or false", int: "a number", float: "a number"}
    return names.get(type(value), "null")
