"""The JUnit report parses, counts what it holds, and is red when the verdict is."""

import xml.etree.ElementTree as ET  # only what we wrote is parsed
from dataclasses import replace

import pytest
from decision_values import NASTY, RICH, decisions
from hypothesis import given, settings

from mlgate.core.decision import Decision, Outcome, Result, Verdict
from mlgate.core.rule import Severity
from mlgate.reporters.junit import JunitReporter

BECAME = {"failure", "error", "skipped"}


def _suite(decision: Decision) -> ET.Element:
    root = ET.fromstring(JunitReporter().render(decision).encode())  # noqa: S314  # ours
    assert root.tag == "testsuites"
    (suite,) = root
    return suite


def _became(suite: ET.Element) -> dict[str, str]:
    return {c.get("name", ""): c[0].tag if len(c) else "" for c in suite}


@settings(max_examples=60)
@given(decisions)
def test_every_decision_is_well_formed_and_of_the_shape_that_is_read(
    decision: Decision,
) -> None:
    suite = _suite(decision)
    tags = [case[0].tag for case in suite if len(case)]
    assert suite.tag == "testsuite"
    assert {case.tag for case in suite} <= {"testcase"}
    assert set(tags) <= BECAME
    assert suite.get("tests") == str(len(suite))
    for name, tag in (("failures", "failure"), ("errors", "error")):
        assert suite.get(name) == str(tags.count(tag))
    assert suite.get("skipped") == str(tags.count("skipped"))
    for case in suite:
        assert case.attrib.keys() == {"name", "classname", "time"}
        assert all(inner.get("message") for inner in case)
        assert len(case) <= 1


@settings(max_examples=60)
@given(decisions)
def test_there_is_a_test_for_each_rule_that_was_selected(decision: Decision) -> None:
    names = [case.get("name", "") for case in _suite(decision)]
    selected = decision.counts["selected"]
    assert len(names) - selected in {0, 1}
    assert (len(names) > selected) == (names[:1] == ["verdict"])


def _result(outcome: Outcome, severity: Severity | None) -> Result:
    return replace(RICH.results[0], outcome=outcome, severity=severity, rule="AAA-9")


@pytest.mark.parametrize("severity", [*Severity, None])
@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("errors", [(), ("the input was refused",)])
def test_it_is_red_if_and_only_if_the_verdict_is_not_allow(
    outcome: Outcome, severity: Severity | None, errors: tuple[str, ...]
) -> None:
    counts = outcome in {Outcome.FAIL, Outcome.ERROR}
    denies = counts and severity in {Severity.DENY, None}
    verdict = Verdict.UNDECIDED if errors else Verdict.ALLOW
    if denies:
        verdict = Verdict.DENY if outcome is Outcome.FAIL else Verdict.UNDECIDED
    decision = replace(
        RICH, verdict=verdict, results=(_result(outcome, severity),), errors=errors
    )
    red = {"failure", "error"} & set(_became(_suite(decision)).values())
    assert bool(red) == (verdict is not Verdict.ALLOW)


@settings(max_examples=60)
@given(decisions)
def test_no_verdict_but_allow_is_ever_green(decision: Decision) -> None:
    red = {"failure", "error"} & set(_became(_suite(decision)).values())
    assert red or decision.verdict is Verdict.ALLOW


def test_what_became_of_each_rule_is_shown() -> None:
    assert _became(_suite(RICH)) == {
        "verdict": "failure",
        "AAA-001 The card is signed": "failure",
        "AAA-002 The licence is allowed": "skipped",
        "AAA-003 It is approved": "error",
        "AAA-004 It is monitored": "skipped",
        "AAA-005 It has a name": "",
    }


def test_a_waived_rule_says_by_which_waiver() -> None:
    (waived,) = [c for c in _suite(RICH) if "AAA-004" in c.get("name", "")]
    assert waived[0].get("message") == "waived by W-7"
    assert "ask the service owner" in (waived[0].text or "")


FORBIDDEN = ("\0", "\x08", "\x1b", "\x7f", "\ud800", "\udfff", "\ufffe", "\uffff")


@pytest.mark.parametrize("text", [*NASTY, *FORBIDDEN, "]]>", '"><x/>', "&amp;&#0;"])
def test_hostile_text_is_shown_and_opens_no_element(text: str) -> None:
    finding = replace(
        RICH.results[0].findings[0], message=f"m {text}", next=text, file=f"f{text}"
    )
    bad = replace(
        RICH.results[0], rule=f"A{text}", title=text, findings=(finding,), reason=text
    )
    subject = {**RICH.subject, "name": text}
    decision = replace(RICH, subject=subject, results=(bad,), errors=(text,))
    suite = _suite(decision)
    assert {inner.tag for inner in suite.iter()} <= {"testsuite", "testcase", *BECAME}
    assert len(suite) == 2
    said = suite[1][0].get("message") or ""
    assert said.startswith("deny: m ")
