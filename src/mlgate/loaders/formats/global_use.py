"""What a pickle may do to one of the names that it may import."""

from collections.abc import Callable
from typing import NamedTuple

from mlgate.loaders.formats.accepted_arguments import Check
from mlgate.loaders.formats.model_file import Effort
from mlgate.loaders.formats.pickle_values import Name, Thing


class Use(NamedTuple):
    """What may be done to one name; a name with nothing is only ever an argument.

    Attributes:
        call: Holds the arguments of a call; None if it is never called.
        makes: What the result is an instance of, if not of the name itself.
        new: Whether it may be created by ``__new__`` without arguments.
        state: Kind of the state its instances may be given.
        filled: ``list``, ``dict`` or ``set``: how its instances may be filled.
        held: Says what is wrong with an instance that was given its state.
        doubt: Why nobody can tell what its instances do.
    """

    call: Check | None = None
    makes: Name | None = None
    new: bool = False
    state: frozenset[str] = frozenset()
    filled: str = ""
    held: Callable[[Thing, Effort], str] | None = None
    doubt: str = ""
