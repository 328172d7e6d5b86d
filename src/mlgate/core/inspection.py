"""What was found at a path and how it was read: no rule, no verdict."""

from collections.abc import Iterator, Mapping
from typing import Any

from mlgate.core.frozen import frozen
from mlgate.core.needs import blank
from mlgate.core.pointer import join
from mlgate.core.sections import SHAPE, Shape


@frozen
class Field:
    """One field of the input that a document fills.

    Attributes:
        pointer: Where it is in the input.
        value: What the document says.
        place: Where it says so, as ``line:column``.
    """

    pointer: str
    value: Any
    place: str


@frozen
class Hole:
    """A field that is null although something is written there.

    Attributes:
        pointer: Where it is in the input.
        why: ``placeholder``, ``no_assertion``, ``conflict`` or ``unreadable``.
        raw: What is written there, or why it cannot be read.
        place: ``file:line:column``, or the file alone.
    """

    pointer: str
    why: str
    raw: str
    place: str


@frozen
class ReadDocument:
    """One document.

    Attributes:
        binding: Why it belongs to the model; "" where there is no model.
        assurance: Who vouches for it; "" where there is no model.
        names: Strong digests that it says it is about.
        filled: Section -> how many of its fields it fills.
        fields: All of them, if it is the only document looked at.
    """

    path: str
    format: str
    sha256: str
    binding: str
    assurance: str
    signer: str
    problem: str
    names: tuple[str, ...]
    filled: dict[str, int]
    fields: tuple[Field, ...] = ()


@frozen
class FoundFile:
    """One file that is no document.

    Attributes:
        kind: ``model``, ``other`` (part of the model, and no model file) or
            ``ignored``.
        format: Of a model file, what its bytes are.
        loading: ``safe``, ``unsafe`` or ``not tested``.
        reasons: Why it is not safe, or why it is ignored.
    """

    path: str
    kind: str
    format: str = ""
    loading: str = ""
    reasons: tuple[str, ...] = ()


@frozen
class Inspection:
    """All of it.

    Attributes:
        subject: ``name``, ``version``, ``digest``, ``kind``, ``files`` and ``size`` of
            the model; empty if there is none.
        notes: What else a person should know.
        graph: Section ``graph``: the lineage of all documents, joined.
    """

    subject: Mapping[str, Any]
    documents: tuple[ReadDocument, ...]
    files: tuple[FoundFile, ...]
    holes: tuple[Hole, ...]
    notes: tuple[str, ...]
    graph: Mapping[str, Any]


def leaves(
    value: Any,  # noqa: ANN401  # parsed JSON
    shape: Shape = SHAPE,
    at: str = "",
) -> Iterator[tuple[str, Any]]:
    """Yield pointer and value of each leaf that ``value`` fills; free-form parts whole.

    Args:
        value: Partial sections, as a loader fills them.
        shape: Their shape.
        at: Pointer to ``value``.
    """
    if isinstance(shape, dict) and isinstance(value, Mapping):
        for key in value:
            if key in shape:
                yield from leaves(value[key], shape[key], join(at, key))
    elif isinstance(shape, list) and isinstance(value, list):
        for number, item in enumerate(value):
            yield from leaves(item, shape[0], f"{at}/{number}")
    elif not blank(value):
        yield at, value
