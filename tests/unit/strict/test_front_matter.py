"""Front matter: absent, empty, present or an error; never empty in silence."""

import pytest

from mlgate.errors import EvidenceError
from mlgate.strict.front_matter import FrontMatter, read

MIT = {"license": "mit"}
READ = [
    ("---\nlicense: mit\n---\n# Hi\n", FrontMatter("present", MIT, "# Hi\n", 4)),
    ("---\nlicense: mit\n---", FrontMatter("present", MIT, "", 3)),
    ("---\nlicense: mit\n---\n", FrontMatter("present", MIT, "", 4)),
    ("---\r\nlicense: mit\r\n---\r\n\r\nHi", FrontMatter("present", MIT, "\r\nHi", 4)),
    ("---\rlicense: mit\r---\rHi", FrontMatter("present", MIT, "Hi", 4)),
    ("---  \nlicense: mit\n--- \t\nHi", FrontMatter("present", MIT, "Hi", 4)),
    ("\ufeff---\nlicense: mit\n---\nHi", FrontMatter("present", MIT, "Hi", 4)),
    ("---\nlicense: mit\n---\nHi\n---\na: 1\n---\n", None),
    ("---\n---\nHi", FrontMatter("empty", {}, "Hi", 3)),
    ("---\n\n# only a comment\n---\nHi", FrontMatter("empty", {}, "Hi", 5)),
    ("# Hi\n", FrontMatter("absent", {}, "# Hi\n", 1)),
    ("", FrontMatter("absent", {}, "", 1)),
    ("\n---\na: 1\n---\n", FrontMatter("absent", {}, "\n---\na: 1\n---\n", 1)),
    ("----\na: 1\n----\n", FrontMatter("absent", {}, "----\na: 1\n----\n", 1)),
    (" ---\na: 1\n---\n", FrontMatter("absent", {}, " ---\na: 1\n---\n", 1)),
    (
        '---\na: "x\n  ---\n  y"\nb: |\n  ---\n  z\nc: d --- e\n---\n',
        FrontMatter(
            "present", {"a": "x --- y", "b": "---\nz\n", "c": "d --- e"}, "", 10
        ),
    ),
]
REFUSED = [
    ("---", "the front matter is not closed", "1"),
    ("---\nlicense: mit\n# Hi\n", "the front matter is not closed", "1"),
    ("---\nlicense: mit\n ---\n", "the front matter is not closed", "1"),
    ("---\n- a\n- b\n---\n", "the front matter is a list, not a mapping", "2:1"),
    ("---\njust text\n---\n", "the front matter is text, not a mapping", "2:1"),
    (
        "---\r\na: 1\r\nb: 2\r\na: 3\r\n---\r\n",
        "duplicate key 'a': first on line 2",
        "4:1",
    ),
    (
        "---\na: 1\n--- # prod\na: 2\n---\n",
        "a second YAML document: one is read",
        "3:1",
    ),
    (
        '---\na: "x\n---\ny"\n---\n',
        "not YAML: a quote that is not closed",
        "2:4",
    ),
    ("---\na: [1\n---\nHi\n---\n", "not YAML: a bracket that is not closed", "2:4"),
    ("---\na: {{ b }}\n---\n", "a key that is not text", "2:5"),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_front_matter_and_body_are_told_apart(
    text: str, expected: FrontMatter | None
) -> None:
    body = "Hi\n---\na: 1\n---\n"
    assert read(text, "f") == (expected or FrontMatter("present", MIT, body, 4))
    assert read(text.encode(), "f") == read(text, "f")


@pytest.mark.parametrize(("text", "message", "place"), REFUSED)
def test_bad_front_matter_is_refused_with_its_line_in_the_file(
    text: str, message: str, place: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        read(text, "f")
    assert (caught.value.message, caught.value.place) == (message, f"f:{place}")
    assert caught.value.hint


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_body_begins_on_the_line_that_is_said(end: str) -> None:
    text = end.join(["---", "a: 1", "b: 2", "---", "first", "second"])
    found = read(text, "f")
    assert found.body.startswith("first")
    assert text.split(end)[found.body_line - 1] == "first"
