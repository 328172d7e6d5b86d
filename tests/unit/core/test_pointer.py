"""JSON Pointers: text to tokens and back, and what they lead to."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core.pointer import ancestors, expand, join, resolve, split

VALUE = {"a": [1, {"b": None}], "": 0, "x/y": 2, "m~n": 3, "0": "zero", "~1": 4}


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        ("", VALUE),
        ("/a/0", 1),
        ("/a/1/b", None),
        ("/", 0),
        ("/x~1y", 2),
        ("/m~0n", 3),
        ("/~01", 4),
        ("/0", "zero"),
        ("/a/2", None),
        ("/a/-", None),
        ("/a/-1", None),
        ("/a/00", None),
        ("/a/01", None),
        ("/a/\u0661", None),
        ("/a/\u00b2", None),
        ("/a/+1", None),
        ("/a/1_0", None),
        (f"/a/{'9' * 5000}", None),
        ("/a/0/deeper", None),
        ("/typo", None),
    ],
    ids=lambda v: str(v)[:20],
)
def test_a_pointer_leads_to_what_rfc_6901_says_or_to_nothing(
    pointer: str, found: object
) -> None:
    assert resolve(VALUE, pointer) == found


def test_the_ancestors_of_a_pointer_are_it_and_all_above_it() -> None:
    assert list(ancestors("/a/b~1c/0")) == ["/a/b~1c/0", "/a/b~1c", "/a", ""]
    assert list(ancestors("")) == [""]


def test_a_star_stands_for_each_item_of_a_list() -> None:
    value = {"a": [{"b": [1, 2]}, {"b": []}], "c/d": 5}
    assert expand(value, "/a/*/b/*") == [("/a/0/b/0", 1), ("/a/0/b/1", 2)]
    assert expand(value, "/a/*/b") == [("/a/0/b", [1, 2]), ("/a/1/b", [])]
    assert expand(value, "/c~1d") == [("/c~1d", 5)]
    assert expand({"a": []}, "/a/*/b") == []


tokens = st.lists(st.text(max_size=4), max_size=5)


@given(tokens)
def test_tokens_survive_being_written_as_a_pointer(given_tokens: list[str]) -> None:
    pointer = ""
    for token in given_tokens:
        pointer = join(pointer, token)
    assert split(pointer) == given_tokens


json_values = st.recursive(
    st.none() | st.integers(0, 3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("a/~01", max_size=3), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(json_values)
def test_every_value_is_found_at_its_own_pointer(value: Any) -> None:  # noqa: ANN401
    left = [("", value)]
    while left:
        at, inner = left.pop()
        assert resolve(value, at) == inner
        if isinstance(inner, dict):
            left += [(join(at, k), v) for k, v in inner.items()]
        elif isinstance(inner, list):
            left += [(join(at, str(i)), v) for i, v in enumerate(inner)]


@given(json_values, st.text("a/~01\u0661-", max_size=12))
def test_any_text_leads_somewhere_or_to_nothing_without_an_error(
    value: Any,  # noqa: ANN401
    text: str,
) -> None:
    resolve(value, text)
