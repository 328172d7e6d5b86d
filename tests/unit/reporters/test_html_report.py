"""The HTML report is one page that asks for nothing, and shows text as text."""

import base64
import hashlib
import re
import shlex
from dataclasses import replace

import pytest
from decision_values import LINEAGE, NASTY, RICH, decisions, texts
from html_reading import Page
from hypothesis import given, settings

from mlgate.core.causes import groups
from mlgate.core.decision import (
    Cause,
    Decision,
    Finding,
    Input,
    Outcome,
    Result,
    Verdict,
)
from mlgate.core.rule import Severity
from mlgate.core.tiers import WISHED
from mlgate.reporters.html_elements import LONG, Markup, element, fitting, text
from mlgate.reporters.html_findings import MOST
from mlgate.reporters.html_origin import rerun
from mlgate.reporters.html_report import HtmlReporter
from mlgate.reporters.lines import plain
from mlgate.reporters.markdown_text import cut

MARKUP = (
    *("<script>alert(1)</script>", "<img src=https://a.test/x onerror=alert(1)>"),
    *("</title><h1>ALLOW</h1>", "</style><h1>ALLOW</h1>", "<!-- x", "-->", "]]>"),
    *("' onmouseover='x", '" onmouseover="x', "&lt;", "&#60;b&#62;", "&", "<b"),
    *("<?x", "<![CDATA[", "javascript:alert(1)", "{{ x }}", "<svg onload=x>", "`"),
)
# What an attribute of ours may hold: words, numbers, coordinates.
PLAIN = re.compile(r"[\w ,.=/-]*|M[\d CLZ]+")
POLICY = re.compile(
    r"default-src 'none'; style-src 'sha256-[\w+/]{43}='; "
    r"base-uri 'none'; form-action 'none'"
)


def _page(decision: Decision, path: str = "") -> Page:
    return Page(HtmlReporter().render(decision, path))


def _asks_for_nothing(page: Page) -> None:
    for tag, name, value in page.attributes:
        pattern = POLICY if (tag, name) == ("meta", "content") else PLAIN
        assert pattern.fullmatch(value) or PLAIN.fullmatch(value), (tag, name, value)


@settings(max_examples=60)
@given(decisions, texts)
def test_no_decision_brings_its_own_markup(decision: Decision, path: str) -> None:
    page = _page(decision, path)
    _asks_for_nothing(page)
    assert page.tags.count("h1") == page.tags.count("main") == 1
    assert page.tags.count("title") == page.tags.count("style") == 1


@settings(max_examples=60)
@given(decisions)
def test_every_finding_is_shown_word_for_word_with_its_next_step(
    decision: Decision,
) -> None:
    page = _page(decision)
    found = groups(decision)
    assert page.tags.count("article") == len(found)
    for group in found:
        assert cut(plain(group.lead.message), LONG) in page.whole
        assert cut(plain(group.lead.next), LONG) in page.whole


@settings(max_examples=60)
@given(decisions)
def test_every_rule_document_error_and_note_is_shown(decision: Decision) -> None:
    page = _page(decision)
    said = [x for r in decision.results for x in (r.rule, r.title)]
    said += [*decision.errors, *decision.notes, decision.clock, decision.tier_reason]
    said += [x for i in decision.inputs for x in (i.name, i.sha256)]
    assert [x for x in said if plain(x)[:100] not in page.whole] == []


@given(texts)
def test_text_is_shown_as_the_terminal_shows_it(said: str) -> None:
    (*_, shown) = Page(f"<!DOCTYPE html>\n<html><p>{text(said, 9999)}</p></html>").texts
    assert shown == plain(said)


def _told(said: str) -> dict[str, object]:
    """Return a lineage that says ``said`` wherever a document can say something."""
    texts = {"name": said, "version": said, "document": said}
    nodes = [{**node, **texts} for node in LINEAGE["nodes"]]
    missing = [{"from": "dataset", "to": "run-1", "why": said}]
    return {**LINEAGE, "nodes": nodes, "missing": missing}


@pytest.mark.parametrize("said", [*MARKUP, *NASTY])
def test_hostile_text_is_shown_and_opens_no_element(said: str) -> None:
    finding = replace(
        RICH.results[0].findings[0],
        message=f"m {said}",
        next=said,
        file=f"f{said}",
        places=(said,),
        root=(said, "b"),
        waiver=said,
    )
    bad = replace(
        RICH.results[0], rule=f"A{said}", title=said, findings=(finding,), reason=said,
        controls=(said,),
    )  # fmt: skip
    broken = replace(bad, rule=f"B{said}", outcome=Outcome.ERROR)
    document = Input("evidence", said, "1" * 64, said, said, said, said, said)
    engine = dict.fromkeys(("name", "implementation", "version"), said)
    decision = replace(
        RICH,
        subject={**RICH.subject, "name": said, "version": said},
        tier_reason=said,
        overlays=(said,),
        environment=said,
        results=(bad, broken, replace(bad, rule=f"C{said}", outcome=Outcome.WAIVED)),
        policy={**RICH.policy, "pack": said, "version": said},
        inputs=(document, replace(document, role="config")),
        engine=engine,
        notes=(said,),
        errors=(said,),
        lineage=_told(said),
    )
    page = _page(decision, said)
    _asks_for_nothing(page)
    assert page.whole.count(f"m {plain(said)}") >= 2
    assert page.tags.count("h1") == 1


def test_a_policy_lets_a_browser_load_nothing_but_the_style_it_names() -> None:
    report = HtmlReporter().render(RICH)
    (style,) = re.findall(r"<style>(.*?)</style>", report, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src &#x27;sha256-{digest}&#x27;;" in report
    assert not re.search(r"url\(|@import|@font-face|expression|//|<", style)
    assert not re.search(r"<(script|link|img|iframe|object|a|base|form)\b", report)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_verdict_is_a_word_in_the_heading_the_title_and_the_picture(
    verdict: Verdict,
) -> None:
    page = _page(replace(RICH, verdict=verdict))
    word = verdict.value.upper()
    assert page.texts[page.tags.index("title")].startswith(f"{word}: credit scorer")
    assert page.whole.count(word) >= 3
    others = {v.value.upper() for v in Verdict} - {word}
    assert not [other for other in others if other in page.whole]


def test_where_something_could_not_be_judged_nothing_says_that_all_is_well() -> None:
    judged = replace(
        RICH, verdict=Verdict.UNDECIDED, results=RICH.results[2:3], errors=()
    )
    page = _page(judged)
    assert "1 thing could not be judged" in page.whole
    assert "the reason is above" in page.whole
    assert "left to mend" not in page.whole


def test_it_is_the_same_for_the_same_decision() -> None:
    assert HtmlReporter().render(RICH, "m") == HtmlReporter().render(RICH, "m")


def test_a_document_that_nothing_ties_to_the_bytes_has_no_line_to_them() -> None:
    def lines(binding: str) -> int:
        document = Input("evidence", "a", "1" * 64, "x", binding, "declared")
        page = _page(replace(RICH, inputs=(document,)))
        return page.tags.count("path")

    assert lines("enclosed") == lines("listed") == lines("digest") == lines("none") + 1


def _many(count: int, severity: Severity, said: str) -> tuple[Result, ...]:
    return tuple(
        Result(
            f"{severity}-{n}{said}",
            said,
            Outcome.FAIL,
            severity,
            said,
            (
                Finding(
                    f"{n} {said}", said, Cause.RULE, "/x", f"f{said}", 1, 1, 50,
                    (said,) * 20, (said, f"{n}", severity),
                ),
            ),
            (said,) * 99,
        )
        for n in range(count)
    )  # fmt: skip


@pytest.mark.parametrize(("count", "length"), [(5000, 1), (5000, 100), (500, 5000)])
def test_too_many_findings_are_cut_and_counted_the_worst_kept(
    count: int, length: int
) -> None:
    hostile = "\U000e0041'<" * length
    results = _many(count, Severity.WARN, hostile) + _many(9, Severity.DENY, hostile)
    inputs = (Input("evidence", hostile, "1" * 64, hostile, "none", hostile),) * 5000
    notes = (hostile,) * 5000
    huge = replace(RICH, results=results, inputs=inputs, notes=notes, errors=notes)
    report = HtmlReporter().render(huge, "m")
    assert len(report.encode()) < 4_000_000
    page = Page(report)
    shown = page.tags.count("article")
    assert 9 < shown <= MOST
    assert f"{count + 9 - shown:,} more findings are not shown" in page.whole
    worst = re.findall(r'<article class="finding (\w+)">', report)
    assert worst[:10] == ["deny"] * 9 + ["warn"]
    for what in ("rule", "document", "note", "error"):
        assert re.search(rf"\d more {what}s are not shown", page.whole)


def test_a_list_ends_where_its_room_does() -> None:
    items = [Markup("x" * 100_000)] * 9
    assert len(fitting(items, 9)) == 5
    assert len(fitting(items, 3)) == 3
    assert fitting([Markup("é" * 300_000)], 3) == []


def test_a_sum_of_markup_and_text_is_text_again() -> None:
    made = element("b", "x") + "<i>"
    assert element("p", made) == "<p>&lt;b&gt;x&lt;/b&gt;&lt;i&gt;</p>\n"


@given(texts, texts)
def test_the_command_to_run_it_again_is_a_command_or_says_what_to_fill(
    path: str, environment: str
) -> None:
    decision = replace(RICH, environment=environment)
    words = shlex.split(rerun(decision, path))
    assert words[:2] == ["mlgate", "check"]
    assert words[2] in {path, f"./{path}", "PATH"}
    assert words[3:5] == ["--org", "ORG"]
    known = {f"--env={environment}", "--env=ENVIRONMENT"} if environment else set()
    rest = words[6:] if words[5] in known else words[5:]
    assert bool(environment) == (len(rest) == len(words) - 6)
    assert rest == ["--profile", "standard", "--at", RICH.clock]


def test_a_tier_is_asked_for_again_only_if_it_was() -> None:
    assert "--tier" not in rerun(RICH, "m")
    assert "--tier T1 --profile" in rerun(replace(RICH, tier_reason=WISHED), "m")
