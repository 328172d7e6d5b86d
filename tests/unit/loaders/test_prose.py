import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.loaders.prose import normal, sections


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# A\none\n## B\ntwo", [(1, "a", 1, ("one",)), (2, "b", 3, ("two",))]),
        ("no heading at all", []),
        ("", []),
        ("#hashtag\n####### seven", []),
        ("# A #\n## C#", [(1, "a", 1, ()), (2, "c", 2, ())]),
        ("   # A\n    # code", [(1, "a", 1, ("    # code",))]),
        (
            "Title\n=====\n\nSub\n---\nx",
            [(1, "title", 1, ("",)), (2, "sub", 4, ("x",))],
        ),
        ("text\n\n---\nmore", []),
        ("two\nlines\n---", []),
        ("- item\n---", []),
        ("| a |\n---", []),
        ("```py\n# not\n```\n# A", [(1, "a", 4, ())]),
        ("~~~\n# no\n```\n# no\n~~~\n# A", [(1, "a", 6, ())]),
        ("````\n```\n# no\n````\n# A", [(1, "a", 5, ())]),
        ("```inline``` text\n# A", [(1, "a", 2, ())]),
        ("```\n# never closed", []),
        ("<!-- # no\n# no -->\n# A", [(1, "a", 3, ())]),
        ("<!-- open\n# A", [(1, "a", 2, ())]),
        ("# A\r\nx\r\n", [(1, "a", 1, ("x", ""))]),
    ],
)
def test_headings_are_found_where_markdown_has_them(
    text: str, found: list[tuple[int, str, int, tuple[str, ...]]]
) -> None:
    got = [(s.level, s.title, s.line, s.lines) for s in sections(text, 1)]
    assert got == found


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Bias, Risks, and Limitations", "bias risks and limitations"),
        ("**Out-of-Scope Use:**", "out of scope use"),
        ("Downstream Use [optional]", "downstream use"),
        ("2.1 Training data", "training data"),
        ("Limitations & bias", "limitations and bias"),
        ("\U0001f917 Contact (bugs, feedback)", "contact"),
        ("_Uses_", "uses"),
    ],
)
def test_titles_are_compared_by_their_words(title: str, words: str) -> None:
    assert normal(title) == words


def test_lines_are_counted_from_where_the_text_begins() -> None:
    assert sections("\n# A", 7)[0].line == 8


@given(st.text(alphabet="#=-`~ \n\rab<!>", max_size=200))
def test_any_text_gives_sections_in_order_that_do_not_overlap(text: str) -> None:
    lines = text.split("\n")
    end = 0
    for section in sections(text, 1):
        assert end < section.line <= len(lines)
        end = section.line + len(section.lines)
        assert end <= len(lines)
