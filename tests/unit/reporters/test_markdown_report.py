"""The Markdown report shows what it was told, as text, and none of it acts."""

import html
import re
from dataclasses import replace

import pytest
from decision_values import NASTY, RICH, decisions, texts
from hypothesis import given, settings
from markdown_it import MarkdownIt

from mlgate.core.decision import Cause, Decision, Finding, Outcome, Result, Verdict
from mlgate.core.rule import Severity
from mlgate.reporters.lines import plain
from mlgate.reporters.markdown import MOST, MarkdownReporter
from mlgate.reporters.markdown_text import code, cut, prose

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OURS = {
    *("h2", "h3", "p", "strong", "br", "ul", "li", "code", "span"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)([^>]*)>")
GAP = "\u200b"
ACTS = [
    "@acme/security",
    "a@b.example",
    "#1",
    "acme/app#12",
    "GH-7",
    "!3",
    "https://a.test",
    "HTTP://a.test",
    "www.a.test",
    "WWW.a.test",
    ":tada:",
    ":+1:",
    "ab" * 20,
    "deadbee",
    "acme@deadbeef",
]
MARKUP = [
    *("**b**", "_e_", "~~s~~", "[x](https://a.test)", "![x](https://a.test/p.png)"),
    *("<b>x</b>", "<img src=x onerror=alert(1)>", "<!-- x", "</td></tr></table>"),
    *("a | b", "|", "\\|", "\\", "\\\\|", "`c`", "``", "`", "``` x", "# h", "- x"),
    *("1. x", "> q", "---", "===", "[^1]", "[ ] x", "&lt;", "&#64;team", "$x$", "$$"),
    *("<https://a.test>", "[r]: https://a.test", "    code", "a  ", "\\`", "x\n\n# y"),
    *("{{ x }}", "<details>", "`|`", "|`|`|", "` |", "<code>", "^x^", "a\\", '"'),
]
# What GitHub looks for in plain words, once Markdown is read.
LIVE = re.compile(
    r"@\w|#\w|!\d|\bGH-\d|://|www\.|:(?!\d\d:)[\w+-]+:|\b[0-9a-f]{7,40}\b",
    re.IGNORECASE,
)


def _shown(rendered: str) -> str:
    return html.unescape(TAG.sub("", rendered))


def _tags(rendered: str) -> set[str]:
    found = TAG.findall(rendered)
    assert not [more for _, _, more in found if more.strip(" /")]
    return {name for _, name, _ in found}


def _outside_code(rendered: str) -> str:
    return _shown(re.sub(r"<code>.*?</code>", " ", rendered, flags=re.DOTALL))


def _cell(text: str) -> str:
    """Return what a reader makes of ``text`` in a cell between two others."""
    table = READER.render(f"| a | b | c |\n|---|---|---|\n| x | {text} | y |\n")
    cells = re.findall(r"<td>(.*?)</td>", table, re.DOTALL)
    assert len(cells) == 3, table
    assert (cells[0], cells[2]) == ("x", "y")
    return str(cells[1])


def _same(shown: str, said: str) -> bool:
    """Whether they are equal but for our gaps, and blanks at the ends of a cell."""
    return shown.replace(GAP, "").strip() == said.strip()


@pytest.mark.parametrize("text", [*ACTS, *MARKUP, *NASTY])
def test_prose_is_shown_as_it_is_and_is_no_markup(text: str) -> None:
    made = _cell(f"x {prose(text, 500)}")
    assert _tags(made) <= {"span"}
    assert _same(_shown(made), f"x {plain(text)}")
    assert not LIVE.search(_outside_code(made))


@pytest.mark.parametrize("text", ACTS)
def test_what_acts_would_act_without_us(text: str) -> None:
    assert LIVE.search(text)


@pytest.mark.parametrize("text", [*ACTS, *MARKUP, *NASTY])
def test_code_is_shown_as_it_is_and_is_no_markup(text: str) -> None:
    made = _cell(code(text, 500))
    assert _tags(made) <= {"code", "span"}
    assert _same(_shown(made), plain(text))
    assert not LIVE.search(_outside_code(made))


@settings(max_examples=200)
@given(texts)
def test_any_text_is_shown_whole_and_stays_in_its_cell(text: str) -> None:
    for made in (_cell(f"x {prose(text, 9999)}"), _cell(f"x {code(text, 9999)}")):
        assert _tags(made) <= {"code", "span"}
        assert _same(_shown(made), f"x {plain(text).rstrip()}")
        assert not LIVE.search(_outside_code(made))


@settings(max_examples=60)
@given(decisions, texts)
def test_no_decision_brings_its_own_markup(decision: Decision, path: str) -> None:
    report = MarkdownReporter().render(decision, path)
    made = READER.render(report)
    assert _tags(made) <= OURS
    assert made.count("<h2>") == 1
    assert made.count("<h3>") <= 3
    assert not LIVE.search(_outside_code(made))
    assert len(report.encode()) <= MOST
    for row in re.findall(r"<tr>(.*?)</tr>", made, re.DOTALL):
        assert len(re.findall(r"<t[hd]>", row)) == 5


@pytest.mark.parametrize("text", [*ACTS, *MARKUP, *NASTY])
def test_a_hostile_model_changes_nothing_but_its_name(text: str) -> None:
    subject = {**RICH.subject, "name": f"{text} x", "version": text}
    decision = replace(RICH, subject=subject, environment=text, tier_reason=text)
    made = READER.render(MarkdownReporter().render(decision, text))
    usual = READER.render(MarkdownReporter().render(RICH, "m"))
    assert _tags(made) - {"span"} == _tags(usual)
    assert made.count("<p>") == usual.count("<p>")
    assert made.startswith("<h2>❌ DENY: ")


def _many(count: int, severity: Severity, length: int) -> tuple[Result, ...]:
    return tuple(
        Result(
            f"{severity}-{n}",
            "T",
            Outcome.FAIL,
            severity,
            "",
            (Finding(f"{n} " + "@" * length, "mend", Cause.RULE, "/x", f"f{n}"),),
        )
        for n in range(count)
    )


@pytest.mark.parametrize("length", [1, 400, 100_000])
def test_too_long_a_report_keeps_the_worst_and_counts_the_others(length: int) -> None:
    results = (*_many(2000, Severity.WARN, length), *_many(9, Severity.DENY, length))
    report = MarkdownReporter().render(replace(RICH, results=results), "m")
    assert len(report.encode()) <= MOST
    rows = re.findall(r"^\| (deny|warn) \|", report, re.MULTILINE)
    assert sorted(rows, key=["deny", "warn"].index) == rows
    assert rows[:2] == ["deny", "deny"]
    (hidden,) = re.findall(r"(\d+) more findings are not shown", report)
    assert int(hidden) == 2009 - len(rows)


def test_remarks_without_end_leave_room_for_findings() -> None:
    notes = tuple(f"note {n} " + "<" * 300 for n in range(5000))
    report = MarkdownReporter().render(replace(RICH, notes=notes), "m")
    assert len(report.encode()) <= MOST
    assert "AAA-001, AAA-002" in report
    assert "- error: waiver W-8 is void" in report
    (hidden,) = re.findall(r"(\d+) more remarks are not shown", report)
    assert report.count("\n- ") + int(hidden) == 5004


@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_first_line_is_the_verdict(verdict: Verdict) -> None:
    report = MarkdownReporter().render(replace(RICH, verdict=verdict))
    first = report.splitlines()[0]
    assert first.endswith(f" {verdict.value.upper()}: credit scorer 1.4.0")


def test_a_command_is_whole_or_no_command() -> None:
    path = "p" * 1000
    report = MarkdownReporter().render(RICH, path)
    assert "ppp" not in report
    assert "mlgate evidence sign PATH --key KEY" in report


def test_what_is_cut_says_so() -> None:
    assert cut("x" * 11, 10) == f"{'x' * 10} ..."
    assert cut("x" * 10, 10) == "x" * 10
