"""From bytes to text: what is not text is refused by name, with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.errors import EvidenceError
from mlgate.strict import text as texts
from mlgate.strict.text import as_text, decode, line_column

READ = [
    (b"plain", "plain"),
    (b"", ""),
    (b"\xef\xbb\xbfa\r\nb", "a\r\nb"),
    ("é😀".encode(), "é😀"),
    ("a\né".encode("utf-16"), "a\né"),
    (b"\xfe\xff" + "é".encode("utf-16-be"), "é"),
]
REFUSED = [
    ("cafés".encode("latin-1"), "not valid UTF-8 (looks like Latin-1)", "1:4"),
    ("é\né\xed!".encode("latin-1"), "not valid UTF-8 (looks like Latin-1)", "1:1"),
    ("é\né".encode() + b"\xff!!!", "not valid UTF-8 (looks like Latin-1)", "2:2"),
    (b"a\n\xed\xa0\x80b", "not valid UTF-8 (half of a surrogate pair)", "2:1"),
    (
        "ab€".encode()[:-1],
        "not valid UTF-8 (looks like Latin-1, or is cut off within a character)",
        "1:3",
    ),
    (
        "{}".encode("utf-16-le"),
        "a NUL character (looks like UTF-16 without a byte order mark)",
        "1:2",
    ),
    (b"PK\x03\x04\x00", "a NUL character (looks like binary data)", "1:5"),
    (b"\xff\xfea\x00\n\x00\x00\xd8", "not valid UTF-16 (damaged)", "2:1"),
    ("a".encode("utf-32"), "UTF-32, not UTF-8", "1:1"),
]


@pytest.mark.parametrize(("raw", "expected"), READ)
def test_utf_8_and_marked_utf_16_are_read(raw: bytes, expected: str) -> None:
    assert decode(raw, "f") == expected


@pytest.mark.parametrize(("raw", "message", "place"), REFUSED)
def test_what_is_not_text_is_refused_by_name(
    raw: bytes, message: str, place: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        decode(raw, "f")
    assert (caught.value.message, caught.value.place) == (message, f"f:{place}")
    assert caught.value.hint == "save the file as UTF-8"


def test_more_bytes_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "MAX_BYTES", 4)
    assert decode(b"1234", "f") == "1234"
    with pytest.raises(EvidenceError, match="5 bytes, more than the 4 that are read"):
        decode(b"12345", "f")
    with pytest.raises(EvidenceError, match="5 bytes"):
        as_text("12345", "f")


@pytest.mark.parametrize(
    ("text", "message"),
    [("a\n\0", "a NUL character"), ("a\n\udc80", "half of a surrogate pair")],
)
def test_text_is_held_to_the_same_rules_as_bytes(text: str, message: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        as_text(text, "f")
    assert (caught.value.message, caught.value.place) == (message, "f:2:1")


def test_a_byte_order_mark_is_dropped_from_text_as_well() -> None:
    assert as_text("\ufeff{}", "f") == "{}"


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_an_error_with_a_place(raw: bytes) -> None:
    found = outcome(raw)
    if isinstance(found, EvidenceError):
        assert found.place.count(":") == 2
    else:
        assert "\0" not in found
        assert found.encode().decode() == found


def outcome(raw: bytes) -> str | EvidenceError:
    try:
        return decode(raw, "f")
    except EvidenceError as exc:
        return exc


@given(st.lists(st.text("ab", max_size=3)), st.sampled_from(["\n", "\r\n", "\r"]))
def test_lines_are_counted_whatever_ends_them(lines: list[str], end: str) -> None:
    text = end.join([*lines, "x"])
    assert line_column(text, len(text) - 1) == (len(lines) + 1, 1)
