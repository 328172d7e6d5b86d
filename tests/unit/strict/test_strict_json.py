"""Strict JSON: a text is one value, or an error that says where and what to do."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.errors import EvidenceError
from mlgate.strict.json_reader import MAX_DIGITS, parse, parse_events
from mlgate.strict.text import MAX_DEPTH

READ: list[tuple[str, Any]] = [
    (
        '{"a": [1, -2.5, true, false, null, "x"]}',
        {"a": [1, -2.5, True, False, None, "x"]},
    ),
    (' \r\n {"a"\t:\r\n1}\n ', {"a": 1}),
    ("\ufeff[]", []),
    ("9007199254740993", 9007199254740993),
    ("1" * MAX_DIGITS, int("1" * MAX_DIGITS)),
    ("1e308", 1e308),
    ("-0.0", -0.0),
    (r'"\ud83d\ude00"', "😀"),
    (r'"\\ud800"', r"\ud800"),
    (r'"\\u0000 \\\\u0000"', r"\u0000 \\u0000"),
    ('{"a": {"a": {"a": 1}}, "b": {"a": 2}}', {"a": {"a": {"a": 1}}, "b": {"a": 2}}),
    ('{"key": 1, "Key": 2}', {"key": 1, "Key": 2}),
    ('{"": 1}', {"": 1}),
    (r'{"a:b": "c: {\"d\": [", "e\\": "\\\""}', {"a:b": 'c: {"d": [', "e\\": '\\"'}),
    ('"a\u2028b"', "a\u2028b"),
    ("[" * MAX_DEPTH + "]" * MAX_DEPTH, None),
    ('["' + "[" * 500 + '"]', ["[" * 500]),
]
COMMA = "not JSON: a comma with nothing after it"
HALF = "a string holds NUL or half of a surrogate pair"
DEEP = "nested more than 100 deep"
REFUSED = [
    ("", "not JSON: expected a value, found the end", "1:1"),
    (" \n ", "not JSON: expected a value, found the end", "2:2"),
    ('{"a": 1,\n}', COMMA, "1:8"),
    ("[1, 2,\n\n]", COMMA, "1:6"),
    ("[1,,2]", COMMA, "1:3"),
    ("{,}", COMMA, "1:2"),
    ("{'a': 1}", "not JSON: expected a key in double quotes, found '''", "1:2"),
    ("{a: 1}", "not JSON: expected a key in double quotes, found 'a'", "1:2"),
    ("[True]", "not JSON: expected a value, found 'T'", "1:2"),
    ("[\n .5]", "not JSON: expected a value, found '.'", "2:2"),
    ("[01]", "not JSON: expected ',' or the closing bracket, found '1'", "1:3"),
    ("// x\n{}", "not JSON: expected a value, found '/'", "1:1"),
    ('{"a" 1}', "not JSON: expected ':' after the key, found '1'", "1:6"),
    (
        '{"a": 1\n"b": 2}',
        "not JSON: expected ',' or the closing bracket, found '\"'",
        "2:1",
    ),
    (
        '{"a": [1, 2',
        "not JSON: expected ',' or the closing bracket, found the end",
        "1:12",
    ),
    (
        '{"a": "b',
        "not JSON: expected a closing '\"' for this string, found the end",
        "1:7",
    ),
    (
        '["a\tb"]',
        "not JSON: expected no control character within a string, found '\\t'",
        "1:4",
    ),
    (r'["a\q"]', "not JSON: expected an escape of JSON, found '\\'", "1:4"),
    ("{}\n{}", "more text after the end of the JSON value", "2:1"),
    ("{} x", "more text after the end of the JSON value", "1:4"),
    ('{"a": 1,\n "b": 2,\n "a": 3}', "duplicate key 'a': first on line 1", "3:2"),
    ('{"a": 1,\n "\\u0061": 3}', "duplicate key 'a': first on line 1", "2:2"),
    (
        '[{"a": 1}, {"b": {"a": 1,\r\n"a": 1}}]',
        "duplicate key 'a': first on line 1",
        "2:1",
    ),
    (
        '{"x": "a:", "a": {"a": 1},\n"a": 2}',
        "duplicate key 'a': first on line 1",
        "2:1",
    ),
    (
        '{"x": {"a": 1}, "a": 1, "b": 1,\n"b": 2}',
        "duplicate key 'b': first on line 1",
        "2:1",
    ),
    ('["NaN", NaN]', "NaN is not a JSON number", "1:9"),
    ('["x Infinity",\n Infinity]', "Infinity is not a JSON number", "2:2"),
    ("-Infinity", "-Infinity is not a JSON number", "1:1"),
    ('["1e400", 1e400]', "1e400 is out of the range of a number", "1:11"),
    ("-1e999", "-1e999 is out of the range of a number", "1:1"),
    ("[" + "9" * 641 + "]", "99999999999999999... has more than 640 digits", "1:2"),
    (r'["\ud800"]', HALF, "1:3"),
    (r'{"\udc00": 1}', HALF, "1:3"),
    (r'["\ud800\\\udc00"]', HALF, "1:3"),
    (r'["\\ud800\udc00"]', HALF, "1:10"),
    (r'["\uDBFF\uD800"]', HALF, "1:3"),
    (r'{"a\u0000": 1}', HALF, "1:4"),
    ("[" * 101 + "]" * 101, DEEP, "1:101"),
    ('{"a":' * 101 + "1" + "}" * 101, DEEP, "1:501"),
    ('["[", ' + "[" * 100 + "]" * 100 + "]", DEEP, "1:106"),
    ("[" * 100_000, DEEP, "1:101"),
    ('{"a":[' * 50_000, DEEP, "1:301"),
]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.text('ab"\\:[{é😀 ', max_size=4), inner, max_size=5)
    ),
    max_leaves=30,
)


@pytest.mark.parametrize(("text", "expected"), READ)
def test_strict_json_is_read(text: str, expected: object) -> None:
    value = parse(text, "f")
    assert value == (json.loads(text) if expected is None else expected)
    assert parse(text.encode(), "f") == value


@pytest.mark.parametrize(("text", "message", "place"), REFUSED)
def test_what_is_not_strict_json_is_refused_with_its_place(
    text: str, message: str, place: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        parse(text, "f")
    assert (caught.value.message, caught.value.place) == (message, f"f:{place}")
    assert caught.value.hint
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('{"a": 1 // one\n}', "JSON has no comments; take it out"),
        ("[None]", "write true, false or null"),
        ("{'a': 1}", "use double quotes"),
        ('{"a": b}', "put text in double quotes"),
        ("[+1]", "write numbers as 10, -1, 0.5; keys in double quotes"),
        ("[1", "the text is cut off"),
        (" \n", "the file is empty; make it again"),
    ],
)
def test_the_hint_says_what_to_write_instead(text: str, hint: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        parse(text, "f")
    assert caught.value.hint == hint


def test_columns_count_characters_and_not_bytes() -> None:
    with pytest.raises(EvidenceError) as caught:
        parse('{"é😀": x}'.encode(), "f")
    assert caught.value.place == "f:1:8"


@given(VALUES, st.sampled_from([None, 2]))
def test_any_json_value_comes_back_as_it_was(value: object, indent: int | None) -> None:
    for escaped in (True, False):
        text = json.dumps(value, ensure_ascii=escaped, indent=indent)
        assert parse(text.encode(), "f") == value


def refusal(text: str) -> EvidenceError | None:
    try:
        parse_events(text, "f")
        parse(text, "f")
    except EvidenceError as exc:
        return exc
    return None


@given(st.text('{}[]":,\\u0dD8aN1e. \n', max_size=40))
def test_any_text_is_a_value_or_an_error_with_a_place(text: str) -> None:
    refused = refusal(text)
    assert refused is None or refused.place.count(":") == 2
    assert refused is not None or parse(text, "f") == json.loads(text)


@given(st.lists(st.sampled_from("ab"), min_size=1, max_size=4), st.integers(0, 3))
def test_an_object_is_read_exactly_if_its_keys_differ(
    keys: list[str], depth: int
) -> None:
    members = ",".join(f'"{key}": [{i}]' for i, key in enumerate(keys))
    text = '{"a": [' * depth + "{" + members + "}" + "]}" * depth
    if len(set(keys)) == len(keys):
        assert parse(text, "f") == json.loads(text)
    else:
        with pytest.raises(EvidenceError, match="duplicate key"):
            parse(text, "f")


EVENTS: list[tuple[str, list[Any]]] = [
    ('{"a": 1}', [{"a": 1}]),
    ('{"a": 1}\n{"a": 2}\n', [{"a": 1}, {"a": 2}]),
    ('\n{"a": 1}\r\n\r\n{"a": 2}', [{"a": 1}, {"a": 2}]),
    ('[{"a": 1}, {"a": 2}]', [{"a": 1}, {"a": 2}]),
    ('{\n "a": 1\n}\n{\n "a": 2\n}', [{"a": 1}, {"a": 2}]),
    ("[1]\n[2]", [[1], [2]]),
    ("[]", []),
]


@pytest.mark.parametrize(("text", "expected"), EVENTS)
def test_events_are_one_value_an_array_or_a_value_a_line(
    text: str, expected: list[Any]
) -> None:
    assert parse_events(text.encode(), "f") == expected


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("", "not JSON: expected a value, found the end", "1:1"),
        ("{} {}", "more text after the end of a JSON value", "1:4"),
        ('{"a": 1}\n{"a": NaN}', "NaN is not a JSON number", "2:7"),
        (
            '{"a": 1}\n{"a"',
            "not JSON: expected ':' after the key, found the end",
            "2:5",
        ),
        ('{"a": 1}\n{"a": 1, "a": 2}', "duplicate key 'a': first on line 2", "2:10"),
        ('{"a": 1}\n["\\ud800"]', HALF, "2:3"),
        ("{}\n" + "[" * 101 + "]" * 101, DEEP, "2:101"),
    ],
)
def test_a_bad_event_is_refused_with_its_line(
    text: str, message: str, place: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        parse_events(text, "f")
    assert (caught.value.message, caught.value.place) == (message, f"f:{place}")


def component(number: int) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": f"pkg:pypi/package-{number}@1.{number}",
        "name": f"package-{number}",
        "version": f"1.{number}",
        "licenses": [{"license": {"id": "Apache-2.0"}}],
        "hashes": [{"alg": "SHA-256", "content": f"{number:064x}"}],
        "properties": [{"name": "source", "value": 'say "yes"'}],
    }


def fastest(read: Callable[[bytes], object], raw: bytes) -> float:
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        read(raw)
        times.append(time.perf_counter() - begin)
    return min(times)


def test_strictness_costs_at_most_as_much_again_as_reading() -> None:
    raw = json.dumps({"components": [component(i) for i in range(5000)]}).encode()
    strict = min(fastest(lambda r: parse(r, "f"), raw) for _ in range(2))
    # Measured 1.4; the bound leaves room for a busy machine.
    assert strict < 3 * fastest(json.loads, raw)


@pytest.mark.parametrize(
    "text",
    ['"' + '\\"' * 300_000, '["a", ' * 100_000, "{}\n" * 100_000, '"\\' * 100_000],
)
def test_hostile_texts_take_time_in_proportion_to_their_size(text: str) -> None:
    begin = time.perf_counter()
    refusal(text)
    assert time.perf_counter() - begin < 3
