"""Frozen values: a dataclass with slots, at a quarter of what one costs at start.

``dataclass(frozen=True, slots=True)`` writes and compiles eight functions for each
class; for some sixty classes that is a fifth of the time of a whole check. Here only
``__init__`` is compiled, and all classes share the other functions.
"""

from collections.abc import Sequence
from dataclasses import (
    MISSING,
    Field,
    FrozenInstanceError,
    dataclass,
    field,
    fields,
)
from typing import Any, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """Make ``cls`` a frozen dataclass with slots, equality, hash and representation.

    ``replace``, ``fields`` and ``match`` take it as they take any other dataclass.
    """
    made: Any = dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    for name, method in _SHARED.items():
        if name not in cls.__dict__:
            setattr(made, name, method)
    made.__init__ = _init(fields(made))
    return made  # type: ignore[no-any-return]


def _init(named: Sequence[Field[Any]]) -> Any:  # noqa: ANN401  a function
    """Return ``__init__`` for the fields ``named``: their defaults are its own."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_missing": MISSING}
    given, lines = ["self"], []
    for one in named:
        name, said = one.name, one.name
        if one.default is not MISSING:
            known[f"_{name}"] = one.default
            given.append(f"{name}=_{name}")
        elif one.default_factory is not MISSING:
            known[f"_{name}"] = one.default_factory
            given.append(f"{name}=_missing")
            said = f"_{name}() if {name} is _missing else {name}"
        else:
            given.append(name)
        lines.append(f"    _set(self, {name!r}, {said})\n")
    # The text is made of field names alone, which are Python's own identifiers.
    exec(f"def __init__({', '.join(given)}):\n{''.join(lines)}", known)  # noqa: S102
    return known["__init__"]


def _state(self: Any) -> tuple[Any, ...]:  # noqa: ANN401
    return tuple([getattr(self, name) for name in self.__match_args__])


def _restore(self: Any, state: Sequence[Any]) -> None:  # noqa: ANN401
    for name, one in zip(self.__match_args__, state, strict=True):
        object.__setattr__(self, name, one)


def _equal(self: Any, other: object) -> Any:  # noqa: ANN401
    if type(self) is not type(other):
        return NotImplemented
    return _state(self) == _state(other)


def _hash(self: Any) -> int:  # noqa: ANN401
    return hash(_state(self))


def _show(self: Any) -> str:  # noqa: ANN401
    said = zip(self.__match_args__, _state(self), strict=True)
    return f"{type(self).__qualname__}({', '.join(f'{n}={v!r}' for n, v in said)})"


def _refuse_set(_: object, name: str, __: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_delete(_: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


_SHARED: dict[str, Any] = {
    "__eq__": _equal,
    "__hash__": _hash,
    "__repr__": _show,
    "__setattr__": _refuse_set,
    "__delattr__": _refuse_delete,
    "__getstate__": _state,
    "__setstate__": _restore,
}
