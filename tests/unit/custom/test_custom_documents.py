"""Documents of a custom kind: checked by its schema, and read leaf by leaf."""

import json
from typing import Any

import pytest
from custom_world import DOCUMENT, SCHEMA
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core.evidence import Draft
from mlgate.core.organisation import CustomKind
from mlgate.core.pointer import resolve
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.errors import EvidenceError
from mlgate.gate.seen import recognise
from mlgate.loaders import custom
from mlgate.loaders.source import Source


def kind(
    schema: dict[str, Any], match: str = "evidence/**", name: str = "impact"
) -> Any:  # noqa: ANN401  # CustomKind
    return CustomKind(name, match, "impact.json", "0" * 64, b"", schema)


def load(text: str, schema: dict[str, Any] = SCHEMA, name: str = "a.yaml") -> Draft:
    source = Source(f"evidence/{name}", text.encode())
    loader = custom.find(source.path, [kind(schema)])
    assert loader is not None
    assert loader.recognises(source)
    draft = loader.load(source)
    total(draft.sections["custom"], SHAPE["custom"], "/custom")
    return draft


def fields(draft: Draft) -> list[tuple[Any, ...]]:
    (record,) = draft.sections["custom"]
    return [(f["pointer"], f["value"], f.get("number")) for f in record["fields"]]


def test_every_leaf_lands_with_its_pointer_and_a_number_as_both() -> None:
    draft = load(DOCUMENT + "people: [ada, grace]\n")
    assert fields(draft) == [
        ("/system", "scorer", None),
        ("/risk", "high", None),
        ("/score", "0.7", 0.7),
        ("/version", "1.10", None),
        ("/people/0", "ada", None),
        ("/people/1", "grace", None),
    ]
    (record,) = draft.sections["custom"]
    assert (record["kind"], record["path"]) == ("impact", "evidence/a.yaml")
    assert draft.sources["/custom/0/fields/2"] == "/score"


def test_what_says_nothing_is_left_out_and_a_placeholder_is_a_gap() -> None:
    draft = load("system: TODO\nrisk: low\nnotes: null\npeople: ['', '  ', []]\n", {})
    assert [f[:2] for f in fields(draft)] == [("/system", None), ("/risk", "low")]
    assert [(g.at, g.why) for g in draft.gaps] == [
        ("/custom/0/fields/0/value", "placeholder")
    ]


def test_in_json_a_text_is_never_a_number_and_true_is_neither() -> None:
    value = {"n": 1.50, "t": "1.5", "b": True, "big": 2**60, "z": None}
    found = fields(load(json.dumps(value), {}, "a.json"))
    assert found == [
        ("/n", "1.5", 1.5),
        ("/t", "1.5", None),
        ("/b", "true", None),
        ("/big", str(2**60), None),
    ]
    with pytest.raises(EvidenceError, match="not a number"):
        load('{"n": "1.5"}', {"properties": {"n": {"type": "number"}}}, "a.json")


@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        (DOCUMENT.replace("high", "huge"), "2:1", '"huge" is not one of'),
        (DOCUMENT.replace("0.70", "much"), "3:1", "is not a number"),
        (DOCUMENT.replace("0.70", "-1"), "3:1", "score"),
        (DOCUMENT + "systm: x\n", "5:1", "did you mean 'system'"),
        (DOCUMENT.replace("system: scorer\n", ""), "1:1", "'system' is missing"),
        (DOCUMENT + "risk: low\n", "5:1", "duplicate key"),
        ("- a\n", "1:1", "not a mapping"),
        ("", "1:1", "not a mapping"),
        ("a: &x 1\n", "1:4", "anchor"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_place(
    text: str, place: str, why: str
) -> None:
    with pytest.raises(EvidenceError, match=why) as caught:
        load(text)
    assert caught.value.place == f"evidence/a.yaml:{place}"


def test_a_misfit_names_the_schema_and_the_kind() -> None:
    with pytest.raises(EvidenceError) as caught:
        load("system: x\n")
    assert caught.value.hint == "see impact.json, the schema of the kind 'impact'"


def test_a_document_that_is_too_large_or_says_too_much_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(custom, "MAX_LEAVES", 3)
    assert len(fields(load("a: [1, 2, 3]\n", {}))) == 3
    with pytest.raises(EvidenceError, match="more than 3 values"):
        load("a: [1, 2, 3, 4]\n", {})
    monkeypatch.setattr(custom, "MAX_BYTES", 10)
    with pytest.raises(EvidenceError, match="more than the 10"):
        load("a: 12345678\n", {})


def test_the_first_kind_wins_and_only_json_and_yaml_are_documents() -> None:
    both = [kind({}, name="first"), kind({}, name="second")]
    for name in ("a.json", "a.yaml", "b/a.yml"):
        found = custom.find(f"evidence/{name}", both)
        assert found is not None
        assert found.format == "custom:first"
    for name in ("a.txt", "a.safetensors", "yaml", "json", "a.YAML"):
        assert custom.find(f"evidence/{name}", both) is None
    assert custom.find("a.json", both) is None


def test_what_mlgate_knows_is_never_of_a_custom_kind() -> None:
    statement = b'{"_type": "https://in-toto.io/Statement/v1", "predicateType": "x"}'
    found = recognise(Source("evidence/a.json", statement), [kind({})])
    assert found is not None
    assert found.format == "in-toto"
    found = recognise(Source("evidence/a.json", b"{}"), [kind({})])
    assert found is not None
    assert found.format == "custom:impact"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "a", "b c"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b/c", "~"]), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(VALUES)
def test_each_field_is_what_lies_at_its_pointer_and_none_is_lost(value: Any) -> None:  # noqa: ANN401  # any JSON
    text = json.dumps(value)
    found = fields(load(text, {}, "a.json"))
    for pointer, said, number in found:
        leaf = resolve(value, pointer)
        assert said == (leaf if isinstance(leaf, str) else json.dumps(leaf))
        assert number is None or (number == leaf and not isinstance(leaf, bool))
    assert sum(1 for _, said, _ in found if said == "b c") == text.count('"b c"')
