"""One document about a subject: what it says, what it is bound to, who vouches."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from mlgate.core.frozen import frozen


class Binding(IntEnum):
    """Why a document belongs to this subject; stronger is greater."""

    NONE = 0
    ENCLOSED = 1
    LISTED = 2
    DIGEST = 3


class Assurance(IntEnum):
    """Who vouches for a document; stronger is greater."""

    DECLARED = 0
    MEASURED = 1
    ATTESTED = 2
    VERIFIED = 3


@frozen
class Gap:
    """Why a field is null when it is more than simply missing.

    Attributes:
        at: JSON Pointer into the input, such as ``/model_card/licence``.
        why: ``placeholder``, ``no_assertion``, ``conflict`` or ``unreadable``.
        raw: The text found instead of a value, or the reason it could not be read.
        document: Path of the document, or of all that conflict.
        pointer: Where in that document: a JSON Pointer, or ``L<line>``.
    """

    at: str
    why: str
    raw: str = ""
    document: str = ""
    pointer: str = ""


@dataclass(slots=True)
class Draft:
    """What a loader read from one document, before anyone asked whose it is.

    Attributes:
        sections: Partial sections of the input shape, by section name.
        sources: Pointer into the input -> place in the document: a JSON Pointer, or
            ``L<line>`` where the document has no pointers, as in prose. A field that
            is not listed has the place of its nearest listed ancestor.
        names: Strong digests (64 hex digits) that the document says it is about.
        gaps: Fields that hold something which is not a value.
        documents: Pointer into the input -> path of the document that ``sources``
            leads into, where several were joined and it is not the one at hand.
        secondary: Sections that this document is not for: what it says of one counts
            for a field only if no document that is for it fills that field.
    """

    sections: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    gaps: list[Gap] = field(default_factory=list)
    documents: dict[str, str] = field(default_factory=dict)
    secondary: frozenset[str] = frozenset()


@frozen
class Evidence:
    """One parsed document about a subject, and what it is worth.

    Attributes:
        path: Path below the subject's root, ``/``-separated.
        sha256: Digest of its raw bytes, 64 hex digits.
        format: Name of the loader that recognised it, such as ``cyclonedx``.
        draft: What it says; empty if it could not be read.
        sections: Names of the sections it fills, or would fill if it could be read.
        placed: Whether it lies in a place for evidence, not among the artifacts.
        problem: Why it could not be read, with its place; empty if it could.
        signer: Name of the key or identity that vouches for it, if any.
        changed: Paths that are not what a voucher vouched for, if that is why
            nobody vouches for this document now.
        joined: Path of the weakest document among those that it was joined with:
            what they say together is worth no more than that one; "" if with none.
    """

    path: str
    sha256: str
    format: str
    draft: Draft
    sections: tuple[str, ...] = ()
    binding: Binding = Binding.NONE
    assurance: Assurance = Assurance.DECLARED
    placed: bool = False
    problem: str = ""
    signer: str = ""
    changed: tuple[str, ...] = ()
    joined: str = ""
