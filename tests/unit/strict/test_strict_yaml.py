"""Strict YAML 1.2: three words are typed, all else is text, and much is refused."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.errors import EvidenceError
from mlgate.strict.yaml_events import MAX_NODES
from mlgate.strict.yaml_reader import parse

READ: list[tuple[str, Any]] = [
    ("a: null\nb: ~\nc:\nd: Null\ne: NULL", dict.fromkeys("abcde")),
    ("[true, True, TRUE]", [True, True, True]),
    ("[false, False, FALSE]", [False, False, False]),
    ("[no, en, on, off, yes, y, N]", ["no", "en", "on", "off", "yes", "y", "N"]),
    ("[tRUE, nULL, None]", ["tRUE", "nULL", "None"]),
    ("- 1.10\n- 010\n- 08\n- 0o17\n- 1e3", ["1.10", "010", "08", "0o17", "1e3"]),
    ("- 12:30:45\n- 2026-01-01\n- .inf", ["12:30:45", "2026-01-01", ".inf"]),
    ("- 1_000\n- =\n- 0b1", ["1_000", "=", "0b1"]),
    ("['null', \"true\", '~', '']", ["null", "true", "~", ""]),
    ("a: |\n  null\nb: >-\n  true\n  x", {"a": "null\n", "b": "true x"}),
    ("no: 1\ntrue: 2\nnull: 3", {"no": "1", "true": "2", "null": "3"}),
    ("'<<': 1", {"<<": "1"}),
    ("'': 1", {"": "1"}),
    ("? a\n: 1", {"a": "1"}),
    ("", None),
    ("# nothing\n", None),
    ("---\na: 1\n...\n", {"a": "1"}),
    ("%YAML 1.2\n---\na: 1", {"a": "1"}),
    ("\ufeffa: 1\r\nb:\r\n  - x\r\n", {"a": "1", "b": ["x"]}),
    ("a: 1\rb: 2", {"a": "1", "b": "2"}),
    ('"\\u00e9\\t\\"": {b: [ ]}', {'é\t"': {"b": []}}),
    ('{"a": [1, null, {"b": true}]}', {"a": ["1", None, {"b": True}]}),
    ("a: {license}", {"a": {"license": None}}),
    ("- []\n" * 150, [[]] * 150),
    ("just text", "just text"),
    ('a: "x\n  ---\n  y"', {"a": "x --- y"}),
    ("a: x --- y", {"a": "x --- y"}),
]
SECOND = "a second YAML document: one is read"
ALIAS = "anchors and aliases are not read: 'x'"
KEY = "a key that is not text"
REFUSED = [
    ("a: 1\nb: 2\na: 3", "duplicate key 'a': first on line 1", "3:1"),
    ("a:\r\n- {b: 1,\r\n   b: 2}", "duplicate key 'b': first on line 2", "3:4"),
    ('a: 1\n"a": 2', "duplicate key 'a': first on line 1", "2:1"),
    ("a: 1\n--- # prod\na: 2", SECOND, "2:1"),
    ("a: 1\n---  \na: 2", SECOND, "2:1"),
    ("a: 1\n---\n", SECOND, "2:1"),
    ("---\n---\na: 1", SECOND, "2:1"),
    ("a: 1\n...\n---\nb: 1", SECOND, "3:1"),
    ("a: &x 1", ALIAS, "1:4"),
    ("a: 1\nb: *x", ALIAS, "2:4"),
    ("&x a: 1", ALIAS, "1:1"),
    ("a: &x [1]", ALIAS, "1:4"),
    ("a: !!str 1", "the tag 'tag:yaml.org,2002:str' is not read", "1:4"),
    ("a: !mine {b: 1}", "the tag '!mine' is not read", "1:4"),
    ("a: ! 1", "the tag '!' is not read", "1:4"),
    ("%TAG ! tag:x,2000:\n---\na: 1", "a directive is not read", "1:1"),
    ("%YAML 1.1\n---\na: 1", "a directive is not read", "1:1"),
    ("a: 1\n<<: {b: 1}", "merge keys are not read", "2:1"),
    ("? [a]\n: 1", KEY, "1:3"),
    ("{a: 1}: 1", KEY, "1:1"),
    ("a: {{ name }}", KEY, "1:5"),
    ("? \n: 1", "a key that is empty", "1:2"),
    ("a:\n\tb: 1", "not YAML: a tab where only spaces may be", "2:1"),
    ("a: @b", "not YAML: a value that begins with '@'", "1:4"),
    ("a: `b`", "not YAML: a value that begins with '`'", "1:4"),
    ("a: *b*", "not YAML: a value that begins with * or &", "1:4"),
    ("a: [,", "not YAML: no value where one must be", "1:5"),
    ("a: b: c", "not YAML: ': ' where no key can be", "1:5"),
    ("a: 1\n  b: 2", "not YAML: ': ' where no key can be", "2:4"),
    ("a: 1\nb\nc: 2", "not YAML: a line that is not `key: value`", "2:1"),
    ("a: 1\n- b", "not YAML: expected a key of the mapping", "2:1"),
    ("- a\nb: 1", "not YAML: expected a '- ' item of the list", "2:1"),
    ("a: - b", "not YAML: a '- ' item inside a line", "1:4"),
    ("a: 1\nb: [1,\n  2", "not YAML: a bracket that is not closed", "2:4"),
    ("a: 1\nb: 'x", "not YAML: a quote that is not closed", "2:4"),
    ('a: "x\n---\ny"', "not YAML: a quote not closed before `---`", "1:4"),
    ('a: "\\q"', "not YAML: an unknown escape in double quotes", "1:5"),
    ('a: "\\ud83d"', "not YAML: an escape of no character", "1:7"),
    ('a: "x\\0"', "a NUL character may not stand in YAML", "1:4"),
    ("a: x\x85b: 1", "the character U+0085 may not stand in YAML", "1:5"),
    ("a: x\nb: \u2028", "the character U+2028 may not stand in YAML", "2:4"),
    ("a: \x1b[0m", "the character U+001B may not stand in YAML", "1:4"),
    ("[" * 101 + "]" * 101, "nested more than 100 deep", "1:101"),
    ("- " * 101 + "a", "nested more than 100 deep", "1:201"),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_only_null_true_and_false_are_typed(text: str, expected: object) -> None:
    assert parse(text, "f") == expected
    assert parse(text.encode(), "f") == expected


@pytest.mark.parametrize(("text", "message", "place"), REFUSED)
def test_what_is_not_strict_yaml_is_refused_with_its_place(
    text: str, message: str, place: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        parse(text, "f")
    assert caught.value.message.startswith(message)
    assert caught.value.place == f"f:{place}"
    assert caught.value.hint
    assert "\n" not in caught.value.message


def test_lines_are_counted_from_where_the_text_begins() -> None:
    with pytest.raises(EvidenceError) as caught:
        parse("a: 1\na: 2", "f", first_line=10)
    assert caught.value.message == "duplicate key 'a': first on line 10"
    assert caught.value.place == "f:11:1"
    for text, place in [("a: \x01", "f:10:4"), ("a: [1", "f:10:4"), ("*a", "f:10:1")]:
        with pytest.raises(EvidenceError) as caught:
            parse(text, "f", first_line=10)
        assert caught.value.place == place


def test_more_values_than_the_limit_are_refused() -> None:
    with pytest.raises(EvidenceError, match="more than 500000 values"):
        parse("[" + "a," * MAX_NODES + "]", "f")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10**6,
        "{a: " * 10**6,
        "[\n" * 10**6,
        "? " * 10**6,
        "&a " * 10**5,
        "a: >\n" + " \n" * 10**6 + "b: 1\nb: 1",
        '"' + "\\n" * 10**6,
    ],
)
def test_hostile_texts_take_time_in_proportion_to_their_size(text: str) -> None:
    begin = time.perf_counter()
    with pytest.raises(EvidenceError):
        parse(text, "f")
    assert time.perf_counter() - begin < 3


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"])))
def test_any_printable_text_in_quotes_comes_back_as_it_was(text: str) -> None:
    single = "'" + text.replace("'", "''") + "'"
    double = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    source = f"a: {single}\nb: {double}\n? {single}\n: 1"
    if text in {"a", "b"}:
        return
    assert parse(source, "f") == {"a": text, "b": text, text: "1"}


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.text(st.characters(codec="ascii", min_codepoint=1)),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("ab<~:#é"), inner),
        max_leaves=20,
    )
)
def test_json_without_numbers_is_read_as_it_is(value: object) -> None:
    assert parse(json.dumps(value), "f") == value


@given(st.text("ab:-[]{}#&*!|>'\"%@` \n\t?,<~\\", max_size=30))
def test_any_text_is_a_value_or_an_error_with_a_place(text: str) -> None:
    refused = refusal(text)
    assert refused is None or refused.place.count(":") == 2
    assert refused is None or "\n" not in refused.message


def refusal(text: str) -> EvidenceError | None:
    try:
        parse(text, "f")
    except EvidenceError as exc:
        return exc
    return None
