"""The shape: whatever is given, the input is total, or it is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core import shape
from mlgate.core.pointer import join, resolve
from mlgate.core.sections import SHAPE, Shape
from mlgate.core.shape import fields, find, schema, total
from mlgate.errors import EvidenceError

LEAVES: dict[str, st.SearchStrategy[Any]] = {
    "str": st.text(max_size=4),
    "int": st.integers(),
    "num": st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    "bool": st.booleans(),
    "any": st.none() | st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
}


def values(of: Shape) -> st.SearchStrategy[Any]:
    """Return partial values of a shape, with nulls and missing keys anywhere."""
    if isinstance(of, dict):
        inner = {k: values(s) for k, s in of.items()}
        return st.none() | st.fixed_dictionaries({}, optional=inner)
    if isinstance(of, list):
        return st.none() | st.lists(values(of[0]), max_size=2)
    return st.none() | LEAVES[of]


PARTIAL = st.sampled_from(list(SHAPE)).flatmap(
    lambda name: st.tuples(st.just(name), values(SHAPE[name]))
)


def check(value: Any, of: Shape, at: str) -> None:  # noqa: ANN401  any JSON value
    """Assert, by other means than the code, that ``value`` is total."""
    if isinstance(of, dict):
        assert value.keys() == of.keys() | {"at"}
        assert value["at"] == at
        for key, inner in of.items():
            check(value[key], inner, join(at, key))
    elif isinstance(of, list):
        assert isinstance(value, list)
        for number, item in enumerate(value):
            check(item, of[0], f"{at}/{number}")
    elif of != "any" and value is not None:
        expected = {"str": str, "int": int, "num": (int, float), "bool": bool}[of]
        assert isinstance(value, expected)  # type: ignore[arg-type]
        assert isinstance(value, bool) == (of == "bool")
        assert not isinstance(value, str) or value.strip()


def test_nothing_at_all_becomes_a_total_input() -> None:
    for nothing in (None, {}):
        check(total(nothing, SHAPE), SHAPE, "")


@given(PARTIAL)
def test_any_partial_section_becomes_total_and_keeps_what_it_says(
    given_section: tuple[str, Any],
) -> None:
    name, value = given_section
    whole = total({name: value}, SHAPE)
    check(whole, SHAPE, "")
    kept(value, whole[name])


def kept(value: Any, whole: Any) -> None:  # noqa: ANN401  any JSON value
    """Assert that each leaf of ``value`` is in ``whole``; blank text is null."""
    if isinstance(value, dict) and isinstance(whole, dict) and "at" in whole:
        for key, inner in value.items():
            kept(inner, whole[key])
    elif isinstance(value, list):
        assert len(value) == len(whole)
        for inner, other in zip(value, whole, strict=True):
            kept(inner, other)
    elif isinstance(value, str) and not value.strip():
        assert whole is None
    elif value is not None:
        assert whole == value


@given(PARTIAL)
def test_what_is_total_stays_as_it_is(given_section: tuple[str, Any]) -> None:
    whole = total(dict([given_section]), SHAPE)
    assert total(whole, SHAPE) == whole


@given(PARTIAL)
def test_every_object_is_found_at_its_own_pointer(
    given_section: tuple[str, Any],
) -> None:
    whole = total(dict([given_section]), SHAPE)
    left = [whole[k] for k in SHAPE]
    while left:
        value = left.pop()
        if isinstance(value, dict) and "at" in value:
            assert resolve(whole, value["at"]) is value
            left += [v for v in value.values() if not isinstance(v, str)]
        elif isinstance(value, list):
            left += value


@pytest.mark.parametrize(
    ("value", "of", "message"),
    [
        ({"typo": 1}, {"a": "str"}, ": the input has no key typo"),
        ([], {"a": "str"}, ": expected an object, got list"),
        ("text", {"a": "str"}, ": expected an object, got str"),
        ({}, ["str"], ": expected a list, got dict"),
        ("text", ["str"], ": expected a list, got str"),
        (1, "str", ": expected str, got int"),
        ([], "str", ": expected str, got list"),
        (True, "int", ": expected int, got bool"),
        (True, "num", ": expected num, got bool"),
        (1, "bool", ": expected bool, got int"),
        ("1", "int", ": expected int, got str"),
        (1.5, "int", ": expected int, got float"),
        (b"x", "str", ": expected str, got bytes"),
        ({"a": [1]}, {"a": ["str"]}, "/a/0: expected str, got int"),
        ({"a/b": 1}, {"a/b": "str"}, "/a~1b: expected str, got int"),
    ],
)
def test_a_value_of_another_shape_is_refused_and_never_bent_into_it(
    value: object, of: Shape, message: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        total(value, of)
    assert str(caught.value) == message


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_json_cannot_write_is_refused(number: float) -> None:
    with pytest.raises(EvidenceError, match="expected num"):
        total(number, "num")


@given(PARTIAL)
def test_a_total_input_meets_its_own_schema(given_section: tuple[str, Any]) -> None:
    import jsonschema_rs

    whole = total(dict([given_section]), SHAPE)
    assert jsonschema_rs.is_valid(schema(), whole)
    assert not jsonschema_rs.is_valid(schema(), {**whole, "typo": None})
    del whole[given_section[0]]
    assert not jsonschema_rs.is_valid(schema(), whole)


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        ("/release/name", "str"),
        ("/release/at", "str"),
        ("/signatures/*/path", "str"),
        ("/signatures/3/path", "str"),
        ("/signatures", SHAPE["signatures"]),
        ("/release", SHAPE["release"]),
        ("", SHAPE),
        ("/typo", None),
        ("/release/typo", None),
        ("/release/name/deeper", None),
        ("/signatures/path", None),
        ("/signatures/x", None),
        ("/release/*", None),
        ("/at/release", None),
        ("/release/at/name", None),
    ],
)
def test_a_path_is_in_the_shape_or_is_not(pointer: str, found: Shape | None) -> None:
    assert find(pointer.split("/")[1:]) == found


def test_each_field_of_a_section_is_a_leaf_or_a_list_and_none_is_left_out() -> None:
    for name, section in SHAPE.items():
        pointers = list(fields(section, f"/{name}"))
        assert len(set(pointers)) == len(pointers) > 0
        for pointer in pointers:
            assert not isinstance(find(pointer.split("/")[1:]), dict)
    assert list(fields(SHAPE["evaluations"], "/evaluations")) == ["/evaluations"]


def test_the_kinds_of_leaves_are_known() -> None:
    left: list[Any] = [SHAPE]
    kinds = set()
    while left:
        value = left.pop()
        if isinstance(value, str):
            kinds.add(value)
        else:
            left += value.values() if isinstance(value, dict) else value
    assert kinds == {*shape.LEAVES, "any"}
