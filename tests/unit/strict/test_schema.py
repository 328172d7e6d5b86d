"""Numbers typed where the schema says so, and problems in a line each."""

import json
import math
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core.pointer import join
from mlgate.strict.schema import Problem, conform, problems
from mlgate.strict.shipped import folder, read_schema

SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "required": ["owner"],
    "properties": {
        "owner": {"$ref": "#/$defs/Person"},
        "deputy": {"anyOf": [{"$ref": "#/$defs/Person"}, {"type": "null"}]},
        "public": {
            "anyOf": [{"enum": ["yes", "no"], "type": "string"}, {"type": "null"}]
        },
        "limit": {"type": "number", "maximum": 5},
        "count": {"type": ["integer", "null"]},
        "either": {"anyOf": [{"type": "number"}, {"type": "string"}]},
        "scores": {"type": "array", "minItems": 2, "items": {"type": "number"}},
        "by/name": {"additionalProperties": {"oneOf": [{"type": "integer"}]}},
        "kind": {"const": "a"},
        "next": {"$ref": "#"},
        "text": {"type": "string"},
    },
    "$defs": {
        "Person": {
            "type": "object",
            "additionalProperties": False,
            "required": ["team"],
            "properties": {"team": {"type": "string"}, "e-mail": {"type": "string"}},
        }
    },
}
OWNER = {"owner": {"team": "t"}}
PROBLEMS = [
    ({"ownr": 1} | OWNER, [("/ownr", "unknown key 'ownr'; did you mean 'owner'?")]),
    ({"zzz": 1} | OWNER, [("/zzz", "unknown key 'zzz'")]),
    ({"a/b\n": 1} | OWNER, [("/a~1b\n", "unknown key 'a/b\\n'")]),
    ({}, [("", "the key 'owner' is missing")]),
    (
        {"limit": "x", "ownr": 1},
        [
            ("/ownr", "unknown key 'ownr'; did you mean 'owner'?"),
            ("/limit", 'limit: "x" is not a number'),
            ("", "the key 'owner' is missing"),
        ],
    ),
    ({"owner": {}}, [("/owner", "the key 'team' is missing")]),
    ({"owner": "me"}, [("/owner", 'owner: "me" is not a mapping')]),
    ({"owner": {"team": []}}, [("/owner/team", "owner.team: this list is not text")]),
    (
        {"deputy": {"team": "t", "email": "x"}} | OWNER,
        [("/deputy/email", "unknown key 'email'; did you mean 'e-mail'?")],
    ),
    ({"deputy": "me"} | OWNER, [("/deputy", 'deputy: "me" is not a mapping')]),
    (
        {"public": "maybe"} | OWNER,
        [("/public", 'public: "maybe" is not one of "yes" or "no"')],
    ),
    (
        {"public": "yess"} | OWNER,
        [
            (
                "/public",
                'public: "yess" is not one of "yes" or "no"; did you mean \'yes\'?',
            )
        ],
    ),
    ({"public": True} | OWNER, [("/public", "public: true is not text")]),
    (
        {"either": []} | OWNER,
        [("/either", "either: this list is not a number or text")],
    ),
    ({"count": 1.5} | OWNER, [("/count", "count: 1.5 is not a whole number")]),
    ({"limit": 9} | OWNER, [("/limit", "limit: 9 is greater than the maximum of 5")]),
    (
        {"scores": [1]} | OWNER,
        [("/scores", "scores: this list has less than 2 items")],
    ),
    (
        {"scores": [1, "x" * 99]} | OWNER,
        [("/scores/1", f'scores.1: "{"x" * 36}... is not a number')],
    ),
    ({"kind": "b"} | OWNER, [("/kind", 'kind: "b" is not "a"')]),
    ({"next": {"own": 1} | OWNER} | OWNER, [("/next/own", None)]),
    ([], [("", "this list is not a mapping")]),
]


@pytest.mark.parametrize(("value", "expected"), PROBLEMS)
def test_each_problem_is_one_line_with_its_place(
    value: object, expected: list[tuple[str, str | None]]
) -> None:
    found = problems(value, SCHEMA)
    assert [p.pointer for p in found] == [pointer for pointer, _ in expected]
    for problem, (_, message) in zip(found, expected, strict=True):
        assert message is None or problem.message == message
        assert "\n" not in problem.message


def test_what_fits_has_no_problem_and_many_are_cut_to_the_limit() -> None:
    assert problems(OWNER, SCHEMA) == []
    many = OWNER | {f"k{i}": 1 for i in range(50)}
    assert len(problems(many, SCHEMA)) == 20
    assert problems(many, SCHEMA, limit=1) == [Problem("/k0", "unknown key 'k0'")]


TYPED: list[tuple[str, Any]] = [
    ("010", 10),
    ("-0o17", "-0o17"),
    ("0o17", 15),
    ("0x1F", 31),
    ("+5", 5),
    ("1.10", 1.1),
    (".5", 0.5),
    ("5.", 5.0),
    ("1e3", 1000.0),
    ("-1.5E-2", -0.015),
    (".inf", ".inf"),
    (".nan", ".nan"),
    ("1e400", "1e400"),
    ("1_000", "1_000"),
    ("12:30", "12:30"),
    ("0b1", "0b1"),
    ("\u0661", "\u0661"),
    ("", ""),
    (" 1", " 1"),
    ("no", "no"),
    ("1" * 41, "1" * 41),
]


@pytest.mark.parametrize(("text", "expected"), TYPED)
def test_text_that_is_a_yaml_1_2_number_is_typed_where_a_number_must_stand(
    text: str, expected: object
) -> None:
    found = conform({"limit": text}, SCHEMA)["limit"]
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("text", "expected"), [("1e3", 1000), ("2.0", 2), ("1.5", 1.5), ("7", 7)]
)
def test_where_a_whole_number_must_stand_one_is_made_of_what_is_whole(
    text: str, expected: float
) -> None:
    found = conform({"count": text}, SCHEMA)["count"]
    assert (found, type(found)) == (expected, type(expected))


def test_numbers_are_typed_within_lists_unions_references_and_open_mappings() -> None:
    value = {
        "scores": ["1", "x", "2.5"],
        "by/name": {"a": "1", "b": "x"},
        "next": {"limit": "3", "next": {"count": "4"}},
        "either": "1.10",
        "text": "1.10",
        "unknown": "1",
    }
    assert conform(value, SCHEMA) == {
        "scores": [1, "x", 2.5],
        "by/name": {"a": 1, "b": "x"},
        "next": {"limit": 3, "next": {"count": 4}},
        "either": "1.10",
        "text": "1.10",
        "unknown": "1",
    }
    assert value["scores"] == ["1", "x", "2.5"]


def test_a_schema_that_refers_to_itself_or_to_nothing_is_no_trap() -> None:
    loop = {"$defs": {"A": {"$ref": "#/$defs/A"}}, "$ref": "#/$defs/A"}
    assert conform({"a": "1"}, loop) == {"a": "1"}
    assert conform("1", {"$ref": "#/$defs/missing"}) == "1"
    assert conform("1", {"$ref": "https://example.org/other"}) == "1"


KEYS = st.sampled_from([*SCHEMA["properties"], "team", "ownr"])
VALUES = st.recursive(
    st.none()
    | st.integers(-9, 9)
    | st.floats(-9, 9)
    | st.sampled_from(["a", "yes", "7"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4)
    ),
    max_leaves=12,
)


def walk(value: object, at: str = "") -> Iterator[str]:
    yield at
    members = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else ()
    for key, inner in [*members, *items]:
        yield from walk(inner, join(at, str(key)))


@given(VALUES)
def test_something_is_wrong_exactly_if_the_reference_validator_says_so(
    value: object,
) -> None:
    oracle = jsonschema.Draft202012Validator(SCHEMA)
    found = problems(value, SCHEMA)
    assert bool(found) is not oracle.is_valid(value)
    assert {p.pointer for p in found} <= set(walk(value))
    assert "\0" not in "".join(p.message for p in found)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_written_as_text_is_that_number(number: float) -> None:
    found = conform({"limit": repr(number)}, SCHEMA)["limit"]
    assert math.isclose(found, number, rel_tol=0, abs_tol=0)


def test_each_shipped_schema_is_a_schema() -> None:
    names = sorted(p.name.split(".")[0] for p in folder("schemas").glob("*.json"))
    assert {"input", "organisation", "release"} <= set(names)
    for name in names:
        jsonschema.Draft202012Validator.check_schema(read_schema(name))
        text = (folder("schemas") / f"{name}.schema.json").read_text("utf-8")
        assert read_schema(name) == json.loads(text)
