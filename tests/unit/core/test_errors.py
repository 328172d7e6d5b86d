"""What every error of mlgate is: one line that can be printed, with a place."""

import pytest

from mlgate.errors import EvidenceError, MlgateError


@pytest.mark.parametrize(
    ("quoted", "shown"),
    [
        ("a\nb", "a\\nb"),
        ("a\r\x1b[2Jb", "a\\r\\x1b[2Jb"),
        ("a\u2028b", "a\\u2028b"),
        ("a\u202eb", "a\\u202eb"),
        ("a\ud800b", "a\\ud800b"),
        ("é, ü and \N{GRINNING FACE}", "é, ü and \N{GRINNING FACE}"),
    ],
)
def test_a_message_is_one_line_whatever_it_quotes(quoted: str, shown: str) -> None:
    error = EvidenceError(f"found '{quoted}'", place="x:1:1", hint=f"not {quoted}")
    assert error.message == f"found '{shown}'"
    assert error.hint == f"not {shown}"
    assert str(error) == f"x:1:1: found '{shown}'"
    assert str(error).encode()


def test_an_error_without_a_place_says_its_message_alone() -> None:
    assert str(MlgateError("no")) == "no"
