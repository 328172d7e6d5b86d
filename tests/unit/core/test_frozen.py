"""Frozen values keep the promises of a frozen dataclass."""

import copy
import pickle
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core.frozen import frozen


@frozen
class Ours:
    """A value."""

    name: str
    size: int = 0
    more: Mapping[str, int] = field(default_factory=dict)

    @property
    def twice(self) -> int:
        return 2 * self.size


@dataclass(frozen=True, slots=True)
class Theirs:
    """The same, made by the standard library."""

    name: str
    size: int = 0
    more: Mapping[str, int] = field(default_factory=dict)


@frozen
class Other:
    """The same fields under another name."""

    name: str
    size: int = 0
    more: Mapping[str, int] = field(default_factory=dict)


values = st.tuples(st.text(), st.integers(), st.dictionaries(st.text(), st.integers()))


@given(values, values)
def test_equality_and_representation_are_those_of_a_dataclass(
    one: tuple[str, int, dict[str, int]], two: tuple[str, int, dict[str, int]]
) -> None:
    assert (Ours(*one) == Ours(*two)) == (Theirs(*one) == Theirs(*two))
    assert repr(Ours(*one)) == repr(Theirs(*one)).replace("Theirs", "Ours")


def test_values_of_two_classes_are_never_equal() -> None:
    assert Ours("a") != Other("a")
    assert Ours("a") != ("a", 0, {})


def test_equal_values_are_one_key_and_unhashable_parts_are_refused() -> None:
    @frozen
    class Plain:
        name: str

    assert {Plain("a"), Plain("a"), Plain("b")} == {Plain("b"), Plain("a")}
    with pytest.raises(TypeError, match="unhashable"):
        hash(Ours("a"))


def test_nothing_of_it_can_be_changed_or_added() -> None:
    one = Ours("a")
    for name in ("name", "unknown"):
        with pytest.raises(FrozenInstanceError):
            setattr(one, name, "b")
    with pytest.raises(FrozenInstanceError):
        del one.name  # type: ignore[misc]
    assert not hasattr(one, "__dict__")


def test_each_value_has_its_own_default() -> None:
    assert Ours("a").more == {}
    assert Ours("a").more is not Ours("a").more


@pytest.mark.parametrize(
    "arguments", [(), ("a", 1, {}, 2)], ids=["too few", "too many"]
)
def test_it_takes_its_fields_and_nothing_else(arguments: tuple[object, ...]) -> None:
    with pytest.raises(TypeError):
        Ours(*arguments)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Ours("a", unknown=1)  # type: ignore[call-arg]


def test_the_tools_for_dataclasses_take_it() -> None:
    one = Ours("a", 1)
    assert replace(one, size=2) == Ours("a", 2)
    assert [f.name for f in fields(one)] == ["name", "size", "more"]
    assert copy.deepcopy(one) == one
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301  our own bytes
    assert one.twice == 2
    match one:
        case Ours(name, size=1):
            assert name == "a"
        case _:
            pytest.fail("it does not match")
