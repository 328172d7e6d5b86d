import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core.evidence import Gap
from mlgate.loaders.filling import Filling, placeholder, shown


@pytest.mark.parametrize(
    "text",
    [
        "[More Information Needed]",
        "More information needed",
        "**Developed by:** [More Information Needed]",
        "{{ model_id | default('x', true) }}",
        "llama{{ version }}",
        "{% if x %}",
        "${json-unit.any-string}",
        "TODO",
        "todo: ask Ada",
        "FIXME",
        "TBD",
        "tbc.",
        "{license}",
        "<name of the owner>",
        "[insert your text here]",
        "xxx",
    ],
)
def test_text_that_waits_to_be_written_is_a_placeholder(text: str) -> None:
    assert placeholder(text)


@pytest.mark.parametrize(
    "text",
    [
        "apache-2.0",
        "other",
        "unknown",
        "no",
        "Todoist helper",
        "<https://example.org>",
        "<ada@example.org>",
        "Ada <ada@example.org>",
        "see {this}",
        "The TODO list is the input of the model",
        "x",
    ],
)
def test_text_that_says_something_is_no_placeholder(text: str) -> None:
    assert not placeholder(text)


@pytest.mark.parametrize(
    ("value", "why", "raw"),
    [
        ({"license": None}, "placeholder", "{license}"),
        ({"a": "b"}, "unreadable", '{"a": "b"}'),
        (True, "unreadable", "true"),
        (7, "unreadable", "7"),
        (["a", "b"], "unreadable", "a, b"),
        ({}, "unreadable", "{}"),
        ("TBD", "placeholder", "TBD"),
    ],
)
def test_a_value_that_is_not_real_text_becomes_a_gap(
    value: object, why: str, raw: str
) -> None:
    fill = Filling()
    fill.text("/release/name", value, "/name")
    assert fill.draft.gaps == [Gap("/release/name", why, raw, pointer="/name")]
    assert fill.draft.sections == {}


@pytest.mark.parametrize("value", [None, "", "  \n"])
def test_null_and_blank_are_missing_and_no_gap(value: object) -> None:
    fill = Filling()
    fill.text("/release/name", value, "/name")
    fill.texts("/model_card/tags", value, "/tags")
    assert (fill.draft.sections, fill.draft.gaps) == ({}, [])


def test_one_text_and_a_list_fill_a_list_and_each_item_has_its_place() -> None:
    fill = Filling()
    fill.texts("/model_card/tags", "a", "/tags")
    fill.texts("/model_card/languages", ["no", None, "1.10"], "/language")
    assert fill.draft.sections == {
        "model_card": {"tags": ["a"], "languages": ["no", "1.10"]}
    }
    assert fill.draft.sources == {
        "/model_card/tags": "/tags",
        "/model_card/tags/0": "/tags",
        "/model_card/languages": "/language",
        "/model_card/languages/0": "/language/0",
        "/model_card/languages/1": "/language/2",
    }


def test_one_item_that_is_not_text_spoils_its_list_and_no_item_is_lost() -> None:
    fill = Filling()
    fill.texts("/model_card/datasets", ["squad", {"x": None}], "/datasets")
    assert fill.draft.sections == {}
    (gap,) = fill.draft.gaps
    assert (gap.why, gap.raw) == ("placeholder", "squad, {x}")


def test_texts_that_differ_leave_the_field_null_with_a_conflict() -> None:
    fill = Filling()
    fill.agreed("/lineage/producer", [("b", "/0"), ("a", "/1"), ("b", "/2")])
    assert fill.draft.sections == {}
    assert fill.draft.gaps == [Gap("/lineage/producer", "conflict", "a, b", "", "/0")]


def test_a_huge_value_is_cut_in_its_gap() -> None:
    fill = Filling()
    fill.text("/release/name", ["x" * 10_000], "/name")
    assert len(fill.draft.gaps[0].raw) == 500


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(json_values)
def test_any_value_is_filled_noted_or_missing_and_never_lost(value: object) -> None:
    fill = Filling()
    fill.text("/release/name", value, "/name")
    filled = fill.draft.sections.get("release", {}).get("name")
    missing = value is None or (isinstance(value, str) and not value.strip())
    assert [filled is not None, bool(fill.draft.gaps), missing].count(True) == 1
    assert filled is None or filled == str(value).strip()
    assert "\n" not in shown(value).strip() or isinstance(value, str | list | dict)
