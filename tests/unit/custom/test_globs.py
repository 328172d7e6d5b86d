"""Patterns of paths, held against the plain meaning of their marks."""

import re
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core.globs import matches


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("evidence/*.yaml", "evidence/a.yaml", True),
        ("evidence/*.yaml", "evidence/b/a.yaml", False),
        ("evidence/*.yaml", "x/evidence/a.yaml", False),
        ("evidence/*.yaml", "Evidence/a.yaml", False),
        ("evidence/**/*.yaml", "evidence/a.yaml", True),
        ("evidence/**/*.yaml", "evidence/b/c/a.yaml", True),
        ("evidence/**", "evidence/b/c/a.yaml", True),
        ("evidence/**", "evidence", False),
        ("**", "a", True),
        ("**/a.json", "a.json", True),
        ("**/a.json", "b/c/a.json", True),
        ("**/b/**/a.json", "b/a.json", True),
        ("**/b/**/a.json", "x/b/y/z/a.json", True),
        ("**/b/**/a.json", "x/y/a.json", False),
        ("?.json", "a.json", True),
        ("?.json", "ab.json", False),
        ("[ab].json", "b.json", True),
        ("*", "a/b", False),
        ("a*/b", "a/b", True),
        ("**a", "xa", True),
        ("**a", "x/a", False),
        ("a", "a/b", False),
    ],
)
def test_a_pattern_matches_whole_paths(
    pattern: str,
    path: str,
    expected: bool,  # noqa: FBT001  # a column of the table
) -> None:
    assert matches(path, pattern) is expected


PARTS = st.lists(st.sampled_from(["a", "b", "ab"]), min_size=1, max_size=6)
TOKENS = st.lists(st.sampled_from(["a", "b", "ab", "*", "?", "a*", "**"]), min_size=1)


@given(parts=PARTS, tokens=TOKENS)
def test_it_agrees_with_a_regular_expression(
    parts: list[str], tokens: list[str]
) -> None:
    words = {"*": "[^/]*", "?": "[^/]", "a*": "a[^/]*"}
    *inner, last = tokens
    made = "".join(
        r"(?:[^/]+/)*" if t == "**" else f"{words.get(t, t)}/" for t in inner
    )
    made += ".+" if last == "**" else words.get(last, last)
    path = "/".join(parts)
    assert matches(path, "/".join(tokens)) is bool(re.fullmatch(made, path))


def test_no_pattern_takes_long() -> None:
    begin = perf_counter()
    matches("/".join(["a"] * 2000), "/".join(["**", "a"] * 60 + ["b"]))
    matches("a" * 4000, "*a" * 120 + "b")
    assert perf_counter() - begin < 5
