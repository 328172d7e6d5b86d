"""What a pickle would build, told apart only as far as it takes to judge it.

Short texts, bytes, numbers and tuples stand for themselves; anything else is a Name
or a Thing.
"""

from dataclasses import dataclass, field

from mlgate.core.frozen import frozen
from mlgate.loaders.formats.numpy_file import Layout

MAX_ITEMS = 64
OTHER = "\0"  # stands for all keys that are no text


@frozen
class Name:
    """A global that a pickle imports."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


@dataclass(slots=True, eq=False)
class Thing:
    """An object of which little is known.

    Attributes:
        kind: ``list``, ``dict``, ``set``, ``text``, ``bytes``, ``number``,
            ``instance`` or ``unknown``.
        name: What an instance was made by.
        args: What it was made from.
        items: The first items of a dictionary, by their text.
        state: What it was given as its state.
        layout: For an array type: its elements, fixed when its state is given.
        data: Of many bytes, or an array that joblib put into the file: those bytes.
    """

    kind: str
    name: Name | None = None
    args: tuple[object, ...] = ()
    items: dict[str, object] = field(default_factory=dict)
    state: object = None
    layout: Layout | None = None
    data: memoryview | None = None

    def put(self, key: object, value: object) -> None:
        """Keep an item, if it is among the first."""
        name = key if isinstance(key, str) else OTHER
        if len(self.items) < MAX_ITEMS or name in self.items:
            self.items[name] = value


def kind(value: object) -> str:
    """Return the kind of any value."""
    if isinstance(value, Thing):
        return value.kind
    if isinstance(value, Name):
        return "name"
    if isinstance(value, (int, float)):
        return "number"
    kinds = {str: "text", bytes: "bytes", tuple: "tuple", type(None): "none"}
    return kinds.get(type(value), "unknown")


def made_by(value: object) -> Name | None:
    """Return what made an instance; None for anything else."""
    return value.name if isinstance(value, Thing) else None
