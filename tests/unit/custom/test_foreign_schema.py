"""Schemas that others wrote: bounded, whole in themselves, asked without network."""

import re
from time import perf_counter
from typing import Any

import pytest

from mlgate.strict import schema
from mlgate.strict.foreign_schema import MAX_DEPTH, MAX_SIZE, refused


def _doubling(levels: int) -> dict[str, Any]:
    made: dict[str, Any] = {f"d{levels}": {"type": "string"}}
    for level in range(levels):
        ref = {"$ref": f"#/$defs/d{level + 1}"}
        made[f"d{level}"] = {"anyOf": [ref, ref]}
    return {"$defs": made, "$ref": "#/$defs/d0"}


def _nested(levels: int) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "string"}
    for _ in range(levels):
        made = {"items": made}
    return made


@pytest.mark.parametrize(
    "shape",
    [
        {},
        {"type": "object", "properties": {"$ref": {"type": "string"}}},
        {"$id": "https://acme.test/impact", "type": "object"},
        {"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"},
        {"$defs": {"a": {"type": "string"}}, "items": {"$ref": "#/$defs/a"}},
        {"$defs": {"a": True}, "items": {"$ref": "#/$defs/a"}},
        {"properties": {"a": {"$ref": "#/$defs/x"}, "b": {"$ref": "#/$defs/x"}},
         "$defs": {"x": {"enum": [1]}}},
        {"pattern": "^(a+)+$"},
    ],
)  # fmt: skip
def test_a_schema_that_stands_on_its_own_is_taken(shape: dict[str, Any]) -> None:
    assert refused(shape) is None


@pytest.mark.parametrize(
    ("shape", "at", "why"),
    [
        ([], "", "an object"),
        (True, "", "an object"),
        ({"$schema": "https://acme.test/own"}, "/$schema", "2020-12"),
        ({"$schema": 3}, "/$schema", "2020-12"),
        ({"$ref": "https://acme.test/x"}, "/$ref", "outside"),
        ({"items": {"$ref": "file:///etc/passwd"}}, "/items/$ref", "outside"),
        ({"$ref": "other.json#/a"}, "/$ref", "outside"),
        ({"$ref": "#name"}, "/$ref", "outside"),
        ({"$ref": "#/$defs/none"}, "/$ref", "leads to no schema"),
        ({"$ref": "#/type", "type": "object"}, "/$ref", "leads to no schema"),
        ({"$ref": "#"}, "/$ref", "itself"),
        ({"items": {"$ref": "#"}}, "/items/$ref", "itself"),
        (
            {
                "$ref": "#/$defs/a",
                "$defs": {"a": {"allOf": [{"$ref": "#/$defs/b"}]},
                          "b": {"not": {"$ref": "#/$defs/a"}}},
            },
            "/$ref",
            "itself",
        ),
        ({"items": {"$id": "https://x.test/y"}}, "/items/$id", "not read"),
        ({"$dynamicRef": "#a"}, "/$dynamicRef", "not read"),
        ({"$anchor": "a"}, "/$anchor", "not read"),
        ({"$recursiveAnchor": True}, "/$recursiveAnchor", "not read"),
        (_doubling(25), "", f"more than {MAX_SIZE} values"),
        (_nested(MAX_DEPTH + 1), "", f"more than {MAX_DEPTH} deep"),
        ({"properties": {"a": {"type": "strin"}}}, "/properties/a/type", "schema"),
        ({"pattern": "(?=a)b"}, "/pattern", "schema"),
        ({"pattern": "("}, "/pattern", "schema"),
    ],
)  # fmt: skip
def test_any_other_is_refused_with_its_place(shape: Any, at: str, why: str) -> None:  # noqa: ANN401  # any JSON
    found = refused(shape)
    assert found is not None
    assert found[0].startswith(at)
    assert why in found[1]


def test_checking_takes_no_longer_than_the_text_allows() -> None:
    shape = {"type": "string", "pattern": "^(a|a)*(a+)+$"}
    assert refused(shape) is None
    begin = perf_counter()
    (found,) = schema.problems("a" * 200_000 + "!", shape, foreign=True)
    assert "does not match" in found.message
    assert perf_counter() - begin < 5


def test_a_pattern_that_becomes_huge_is_refused() -> None:
    found = refused({"pattern": "((a{1000}){1000}){1000}"})
    assert found is not None
    assert found[0].startswith("/pattern") or "pattern" in found[1]


@pytest.mark.parametrize(
    ("shape", "why"),
    [
        ({"oneOf": [{"type": "string"}, True, {"type": "number"}]}, "more than one"),
        ({"oneOf": [{"type": "integer"}, {"type": "number"}]}, "not a"),
        ({"anyOf": [False, False]}, "does not allow"),
        ({"not": {"type": "string"}}, "not"),
        (False, "False|false"),
        ({"if": True, "then": {"const": "b"}}, "b"),
        ({"propertyNames": {"maxLength": 1}, "type": "object"}, "not a mapping"),
    ],
)
def test_whatever_a_schema_finds_is_said_in_one_line(shape: Any, why: str) -> None:  # noqa: ANN401  # any JSON
    whole = {"properties": {"x": shape}}
    assert refused(whole) is None
    found = schema.problems({"x": "a"}, whole, foreign=True)
    assert found
    assert re.search(why, found[0].message), found
    assert "\n" not in found[0].message
