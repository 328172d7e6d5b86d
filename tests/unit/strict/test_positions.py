"""Positions: each pointer asked is answered, by its nearest ancestor at worst."""

import json
import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core.pointer import join
from mlgate.strict import json_reader
from mlgate.strict.positions import locate

JSON = """{
  "name": "é", "list": [1,
    {"a/b": [true], "~": null},
  []],
  "deep": {"deep": {"deep": 1}}
}"""
IN_JSON = {
    "": (1, 1),
    "/name": (2, 3),
    "/list": (2, 16),
    "/list/0": (2, 25),
    "/list/1": (3, 5),
    "/list/1/a~1b": (3, 6),
    "/list/1/a~1b/0": (3, 14),
    "/list/1/~0": (3, 21),
    "/list/2": (4, 3),
    "/deep/deep/deep": (5, 21),
    # What does not exist is where its nearest ancestor is.
    "/list/1/missing/0": (3, 5),
    "/list/7": (2, 16),
    "/list/x": (2, 16),
    "/name/x": (2, 3),
    "/deep/deep/x": (5, 12),
    "/missing": (1, 1),
    # A line by its number, and what is no pointer at all.
    "L42": (42, 1),
    "nonsense": (1, 1),
}
YAML = """# é
a: é
"b c":
  - x
  - d: {e: 1, f: [2]}
    g: |
      text
"""
IN_YAML = {
    "": (1, 1),
    "/a": (2, 1),
    "/b c": (3, 1),
    "/b c/0": (4, 5),
    "/b c/1": (5, 5),
    "/b c/1/d": (5, 5),
    "/b c/1/d/e": (5, 9),
    "/b c/1/d/f": (5, 15),
    "/b c/1/d/f/0": (5, 19),
    "/b c/1/g": (6, 5),
    "/b c/1/missing": (5, 5),
    "/b c/0/x": (4, 5),
    "/z": (1, 1),
    "L3": (3, 1),
}


def test_a_json_member_is_where_its_key_is_and_an_item_where_it_begins() -> None:
    assert locate(JSON.encode(), "json", IN_JSON) == IN_JSON


def test_one_pointer_alone_is_where_it_is_among_others() -> None:
    for pointer, place in IN_JSON.items():
        assert locate(JSON.encode(), "json", [pointer]) == {pointer: place}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_line_ends_and_encodings_do_not_matter(end: str, encoding: str) -> None:
    raw = JSON.replace("\n", end).encode(encoding)
    assert locate(raw, "json", IN_JSON) == IN_JSON
    raw = YAML.replace("\n", end).encode(encoding)
    assert locate(raw, "yaml", IN_YAML) == IN_YAML


def test_a_yaml_member_is_where_its_key_is() -> None:
    assert locate(YAML.encode(), "yaml", IN_YAML) == IN_YAML


def test_front_matter_has_the_lines_of_the_file() -> None:
    raw = f"---\r\n{YAML}---\n# Body\n".encode()
    moved = {p: (line + 1, column) for p, (line, column) in IN_YAML.items()}
    moved |= {"": (1, 1), "/z": (1, 1), "L3": (3, 1)}
    assert locate(raw, "front_matter", moved) == moved
    assert locate(b"# No front matter", "front_matter", ["/a"]) == {"/a": (1, 1)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1}', {"/0": (1, 1), "/0/a": (1, 2), "/1": (1, 1)}),
        ('{"a": 1}\n{"b": [2]}', {"/0/a": (1, 2), "/1/b/0": (2, 8), "/1/x": (2, 1)}),
        ('[{"a": 1},\n{"b": 2}]', {"/0/a": (1, 3), "/1": (2, 1), "/1/b": (2, 2)}),
        ('{\n"a": 1}\n\n[\n3]', {"/0/a": (2, 1), "/1": (4, 1), "/1/0": (5, 1)}),
        ("[1]\n[2]", {"/0": (1, 1), "/0/0": (1, 2), "/1/0": (2, 2)}),
        ("[1, 2, 3]\n{}", {"/0/2": (1, 8), "/1": (2, 1), "/2": (1, 1)}),
        ("[]", {"/0": (1, 1)}),
    ],
)
def test_an_event_pointer_begins_with_its_index(
    text: str, expected: dict[str, tuple[int, int]]
) -> None:
    assert locate(text.encode(), "events", expected) == expected


@pytest.mark.parametrize("syntax", ["json", "events", "yaml", "front_matter", "none"])
@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff",
        b"{",
        b'{"a"',
        b'{"a": {"b"',
        b'["a" "b"',
        b'{"a": [1, x',
        b"a: [",
        b"---\na: [\n---",
        b"---\na",
        b"a: *a",
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ],
)
def test_a_document_that_cannot_be_read_is_answered_by_its_start(
    raw: bytes, syntax: str
) -> None:
    asked = ["/a/b", "/0/a", "/zz", ""]
    found = locate(raw, syntax, [*asked, "L7"])
    assert found == {**dict.fromkeys(asked, (1, 1)), "L7": (7, 1)}


def walk(value: object, at: str = "") -> Iterator[str]:
    yield at
    members = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else ()
    for key, inner in [*members, *items]:
        yield from walk(inner, join(at, str(key)))


def naive(value: object) -> tuple[str, dict[str, tuple[int, int]]]:
    """Write ``value`` a token at a time, noting where each key and item goes."""
    text, noted = "", {"": (1, 1)}

    def here() -> tuple[int, int]:
        lines = text.split("\n")
        return len(lines), len(lines[-1]) + 1

    def write(value: object, at: str) -> None:
        nonlocal text
        if not isinstance(value, dict | list):
            text += json.dumps(value)
            return
        text += "{" if isinstance(value, dict) else "["
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for number, (key, inner) in enumerate(pairs):
            text += ",\n " if number else " "
            noted[join(at, str(key))] = here()
            text += f"{json.dumps(key)} :\n" if isinstance(value, dict) else ""
            write(inner, join(at, str(key)))
        text += "\n}" if isinstance(value, dict) else "]"

    write(value, "")
    return text, noted


TREES = st.recursive(
    st.none() | st.integers(0, 99) | st.text('ab"\\{[,:é'),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text('ab01/~"é', max_size=3), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(TREES, st.data())
def test_it_agrees_with_a_naive_walk(value: object, data: st.DataObject) -> None:
    text, noted = naive(value)
    assert json_reader.parse(text, "f") == value
    asked = data.draw(st.sets(st.sampled_from(sorted(noted))))
    assert locate(text.encode(), "json", asked) == {p: noted[p] for p in asked}
    if "\\" not in text and '" :' not in text:
        assert locate(text.encode(), "yaml", asked) == {p: noted[p] for p in asked}


@given(TREES, TREES)
def test_events_agree_with_each_line_on_its_own(one: object, two: object) -> None:
    text = f"{json.dumps(one)}\n{json.dumps(two)}\n"
    for index, value in enumerate([one, two]):
        line = json.dumps(value).encode()
        for pointer in list(walk(value))[1:]:
            _, column = locate(line, "json", [pointer])[pointer]
            asked = f"/{index}{pointer}"
            assert locate(text.encode(), "events", [asked])[asked] == (
                index + 1,
                column,
            )


def test_tens_of_pointers_at_the_end_of_a_large_file_cost_one_reading() -> None:
    parts = [{"name": f"part {i}", "tags": ["x"] * 20} for i in range(30_000)]
    raw = json.dumps({"parts": parts}).encode()
    asked = [f"/parts/{29_950 + i}/tags/19" for i in range(50)]
    reading = min(timed(lambda: json.loads(raw)) for _ in range(3))
    locating = min(timed(lambda: locate(raw, "json", asked)) for _ in range(3))
    assert locate(raw, "json", asked)[asked[-1]][1] > len(raw) - 20
    # Measured 0.9 times; one reading for each pointer would be 50.
    assert locating < 4 * reading


def test_many_pointers_into_one_long_line_do_not_search_it_again_and_again() -> None:
    raw = json.dumps([{"a": "x" * 500} for _ in range(10_000)]).encode()
    asked = [f"/{i}/a" for i in range(10_000)]
    assert timed(lambda: locate(raw, "json", asked)) < 2


def timed(run: Callable[[], object]) -> float:
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin
