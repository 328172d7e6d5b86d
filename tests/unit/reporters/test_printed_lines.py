"""What is printed hides nothing and steers nothing, whatever was read."""

import json
import re
import shlex
import unicodedata

import pytest
from decision_values import NASTY, decisions, texts
from hypothesis import given, settings

from mlgate.core.decision import Decision
from mlgate.reporters import BUILTIN, find
from mlgate.reporters.lines import MOST, in_json, plain, step, wrap
from mlgate.reporters.text import TextReporter


def steers(line: str) -> bool:
    """Say whether a terminal or a CI system would take ``line`` for more than text.

    GitHub's runner trims a line before it looks for ``::``; for ``##[`` and
    ``##vso[``, it and Azure's agent look at the whole line.
    """
    hidden = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    return (
        any(unicodedata.category(c) in hidden for c in line)
        or line.strip().startswith("::")
        or re.search(r"##\w*\[", line) is not None
    )


def columns(line: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in line)


@pytest.mark.parametrize("text", NASTY)
def test_what_steers_is_made_visible(text: str) -> None:
    assert not steers(plain(text))
    assert not steers(plain(f" {text}{text} {text}"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("a\nb", r"a\nb"),
        ("\u202eALLOW", r"\u202eALLOW"),
        ("a\u00a0b", r"a\xa0b"),
        ("::error file=x::y", r"\x3a:error file=x::y"),
        ("x ::set-output", r"x \x3a:set-output"),
        ("std::vector", "std::vector"),
        ("see ##[error]", r"see \x23#[error]"),
        ("see ##vso[task.complete]", r"see \x23#vso[task.complete]"),
        ("## Intended use", "## Intended use"),
        ("naïve 表 🙂", "naïve 表 🙂"),
    ],
)
def test_plain_text_is_as_people_can_read_it(text: str, shown: str) -> None:
    assert plain(text) == shown
    assert plain(shown) == shown


@given(texts)
def test_plain_text_is_one_line_that_steers_nothing(text: str) -> None:
    assert not steers(plain(text))
    assert len(plain(text).splitlines()) <= 1


@given(texts)
def test_wrapped_lines_are_narrow_and_steer_nothing(text: str) -> None:
    lines = wrap(text, 2, hang=8)
    assert [line for line in lines if steers(line) or columns(line) > 80] == []


@given(texts)
def test_wrapping_loses_no_letter(text: str) -> None:
    shown = "".join("".join(wrap(text)).split())
    assert shown.replace(r"\x3a", ":") == "".join(
        plain(text).replace(r"\x3a", ":").split()
    )


def test_a_line_break_within_a_word_makes_no_command() -> None:
    lines = wrap(f"{'x' * 78}::error::gone {'y' * 78}:::::")
    assert not any(line.strip().startswith("::") for line in lines)
    assert len(lines) == 4


def test_of_endless_text_the_beginning_is_shown_and_how_much_is_left() -> None:
    lines = wrap("x" * 2_000_000)
    assert len("".join(lines)) < 2 * MOST
    assert "and 1998000 characters" in lines[-2]


def test_blanks_cannot_push_words_to_where_a_line_begins() -> None:
    report = TextReporter().render(_named(f"x{' ' * 75}ALLOW  approved"))
    assert not [line for line in report.splitlines() if line.startswith("ALLOW")]
    report = TextReporter().render(_named(f"{'x' * 74}ALLOW"))
    assert not [line for line in report.splitlines() if line.startswith("ALLOW")]


def _named(name: str) -> Decision:
    from dataclasses import replace

    from decision_values import RICH

    return replace(RICH, subject={**RICH.subject, "name": name})


@settings(max_examples=30)
@given(decisions)
def test_no_decision_makes_a_report_that_is_wide_or_steers(decision: Decision) -> None:
    lines = TextReporter().render(decision).splitlines()
    assert [line for line in lines if steers(line) or columns(line) > 80] == []


@settings(max_examples=30)
@given(decisions)
def test_colour_adds_nothing_but_colour(decision: Decision) -> None:
    painted = TextReporter(colour=True).render(decision)
    bare = re.sub(r"\x1b\[[0-9;]+m", "", painted)
    assert bare == TextReporter().render(decision)


@given(texts)
def test_json_that_steers_nothing_means_the_same(text: str) -> None:
    said = in_json(json.dumps(text, ensure_ascii=False))
    assert json.loads(said) == text
    assert not steers(said)


# What github prints is meant to steer; test_github_report.py shows how far.
@pytest.mark.parametrize("name", sorted(set(BUILTIN) - {"github"}))
@settings(max_examples=30)
@given(decision=decisions)
def test_no_report_in_any_format_steers(name: str, decision: Decision) -> None:
    report = find(name)().render(decision)
    assert not any(map(steers, report.split("\n")))
    assert report.endswith("\n")


@given(texts)
def test_a_command_to_paste_names_the_path_as_one_word_or_not_at_all(path: str) -> None:
    lines = step("mlgate evidence sign PATH --key KEY", path)
    assert not any(map(steers, lines))
    said = shlex.split(" ".join(lines).replace("->", ""))
    assert said[3] in {path, f"./{path}", "PATH"}
    assert len(said) == 6
