"""The shape of denials, and errors in one line that is the same on every run."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.engines.denials import Misshapen, from_python, from_rego
from mlgate.engines.said import by_python, by_regorus, column, one_line

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
values = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("<undefined>", "undefined"),
        (None, "null"),
        (False, "false"),
        ("no", "'no'"),
        ({}, "an object"),
        (1.5, "1.5"),
    ],
)
def test_a_deny_that_is_no_set_is_never_a_pass(value: Any, what: str) -> None:  # noqa: ANN401
    with pytest.raises(Misshapen) as refused:
        from_rego(value)
    assert str(refused.value) == f"deny is {what}, expected a set of {{at, message}}"


@given(values)
def test_only_pairs_of_place_and_sentence_come_through(value: Any) -> None:  # noqa: ANN401
    for read in (from_rego, from_python):
        with suppress(Misshapen):
            for at, message in read(value):
                assert at == "" or at.startswith("/")
                assert message.strip()


def test_an_engine_error_keeps_its_place_and_loses_the_rest() -> None:
    text = (
        "\n--> pack/a/b/rule.rego:2:5\n  |\n2 | \tx\n  |     ^\nerror: bad x\n\n"
        "Stack backtrace:\n   0: <unknown>\n at /build/ceval.c:5253:29"
    )
    problem = RuntimeError(text)
    assert by_regorus(problem, "a\n\tx\n") == ("pack/a/b/rule.rego:2:2", "bad x")
    assert by_regorus(RuntimeError("odd\nmore")) == ("", "odd")
    assert by_regorus(RuntimeError("")) == ("", "RuntimeError")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<object at 0x7f00deadbeef>", "<object at 0x...>"),
        (
            "panicked at /root/.cargo/registry/x-1.2/src/lib.rs:3",
            "panicked at lib.rs:3",
        ),
        ("/release/name is null", "/release/name is null"),
        ("one\ntwo", "one"),
        ("one\u2028two", "one"),
        ("", ""),
        ("a" * 400, "a" * 300 + "..."),
        ("a \ud800", "a ?"),
    ],
)
def test_words_are_one_line_without_addresses_and_folders(text: str, line: str) -> None:
    assert one_line(text) == line


def test_a_python_error_names_the_last_line_of_the_rule() -> None:
    code = compile("def deny():\n    int('x')\n\n\ndeny()\n", "pack/rule.py", "exec")
    with pytest.raises(ValueError, match="invalid literal") as raised:
        exec(code, {})  # noqa: S102  the text above
    place, said = by_python(raised.value, "pack/rule.py")
    assert place == "pack/rule.py:2"
    assert said == "raises ValueError: invalid literal for int() with base 10: 'x'"


@pytest.mark.parametrize(
    ("line", "counted", "real"),
    [(1, 1, 1), (2, 5, 2), (2, 9, 3), (2, 10, 4), (3, 6, 3), (9, 7, 7), (1, 99, 4)],
)
def test_columns_count_a_tab_as_one(line: int, counted: int, real: int) -> None:
    assert column("abc\n\t\txy\n\u00e9\tz", line, counted) == real
