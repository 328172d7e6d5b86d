"""What failed or is waived, as an OSCAL plan of action: valid, and no more."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from oscal_documents import ENDS, UUID, Json, faults, ids, official, plan, results

from logged import decision
from mlgate.bundle import layout
from mlgate.core.decision import Cause, Finding, Outcome, Result
from mlgate.core.record import record
from mlgate.core.rule import Severity

NAME = "poam"
TITLE = "plan-of-action-and-milestones"


def _plan() -> Json:
    made: Json = plan(decision())[TITLE]
    return made


@official
def test_it_is_valid_by_the_official_schema() -> None:
    assert faults(plan(decision()), NAME) == []


@official
@given(
    st.text(max_size=9),
    st.text(max_size=9),
    st.sampled_from([Outcome.FAIL, Outcome.WAIVED]),
    st.sampled_from([None, *Severity]),
)
def test_it_is_valid_whatever_the_texts_of_others_are(
    text: str, other: str, outcome: Outcome, severity: Severity | None
) -> None:
    found = (Finding(text, other, Cause.RULE, text, file=other, waiver=text),)
    result = Result("A-1", other, outcome, severity, text, found, (text, other))
    spoken = replace(decision(text, reason=other), results=(result,))
    assert faults(plan(spoken), NAME) == []


@official
def test_this_test_would_see_what_is_not_valid() -> None:
    document = plan(decision())
    document[TITLE]["poam-items"] = []
    assert faults(document, NAME)


def test_each_rule_that_failed_or_is_waived_is_an_item_and_no_other() -> None:
    items = {item["title"]: item for item in _plan()["poam-items"]}
    assert items.keys() == {"A-002 B", "A-003 C"}
    assert items["A-003 C"]["description"] == "no owner; no team"
    props = {p["name"]: p["value"] for p in items["A-003 C"]["props"]}
    assert props == {"outcome": "waived", "severity": "warn"}


def test_an_accepted_risk_ends_with_its_first_waiver_and_an_open_one_has_no_day() -> (
    None
):
    risks = {risk["title"]: risk for risk in _plan()["risks"]}
    waived, failed = risks["A-003 C"], risks["A-002 B"]
    assert waived["status"] == "deviation-approved"
    assert waived["deadline"] == "2026-12-24T09:00:00Z"
    assert {p["value"] for p in waived["props"]} == ENDS.keys()
    assert failed["status"] == "open"
    owes = replace(decision().results[1], findings=(_found("W-3"), _found("")))
    document = plan(replace(decision(), results=(owes,)))
    assert "deadline" not in document[TITLE]["risks"][0]


def _found(waiver: str) -> Finding:
    return Finding("no owner", "add one", Cause.ABSENT, "/release", waiver=waiver)


def test_every_step_is_said_once_as_what_is_recommended() -> None:
    steps = [
        (s["lifecycle"], s["description"])
        for risk in _plan()["risks"]
        for s in risk["remediations"]
    ]
    assert steps == [("recommendation", "add one")] * 2


def test_each_item_leads_to_parts_that_are_there_and_the_same_in_the_results() -> None:
    made = _plan()
    there = {
        part["uuid"]: part
        for name in ("findings", "observations", "risks")
        for part in made[name]
    }
    for item in made["poam-items"]:
        for name in ("finding", "observation", "risk"):
            for reference in item[f"related-{name}s"]:
                assert reference[f"{name}-uuid"] in there
    (told,) = results(decision())["assessment-results"]["results"]
    elsewhere = {
        part["uuid"]: part
        for name in ("findings", "observations", "risks")
        for part in told[name]
    }
    assert there.items() <= elsewhere.items()


def test_it_is_about_the_bytes_and_names_what_it_rests_on_by_digest() -> None:
    made = _plan()
    assert made["system-id"]["id"] == f"sha256:{'a' * 64}"
    hashes = [
        link["hashes"][0]["value"]
        for resource in made["back-matter"]["resources"]
        for link in resource["rlinks"]
    ]
    assert hashes == ["a" * 64, "c" * 64]


def test_all_ids_are_different_and_follow_from_the_decision() -> None:
    found = list(ids(_plan()))
    assert len(found) == len(set(found))
    assert list(ids(_plan())) == found
    assert all(re.fullmatch(UUID, one) for one in found)
    assert _plan()["uuid"] != results(decision())["assessment-results"]["uuid"]


@pytest.mark.parametrize("outcome", Outcome)
def test_a_bundle_has_a_plan_exactly_if_there_is_something_to_plan(
    outcome: Outcome,
) -> None:
    one = replace(decision().results[1], outcome=outcome)
    said = record(replace(decision(), results=(one,)))
    listed = layout.about(said, b"", ())["files"]
    assert (layout.PLAN in listed) is (outcome in {Outcome.FAIL, Outcome.WAIVED})


HOSTILE = (
    "<script>alert(1)</script>",
    "![x](https://evil.example/x)",
    "[y](javascript:alert(1))",
    "`</code><b>`",
    "\\<b>",
    "{{ insert: param, x }}",
    "<https://evil.example>",
    "a\u202eb",
    "&lt;b&gt;",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_others_is_shown_as_text_where_it_is_rendered(text: str) -> None:
    found = (Finding(text, text, Cause.RULE, "/x", waiver="W-1"),)
    result = Result("A-1", text, Outcome.WAIVED, Severity.DENY, text, found)
    spoken = replace(decision(text, reason=text), results=(result,))
    reader = MarkdownIt("commonmark")
    for said in (*_markup(plan(spoken)), *_markup(results(spoken))):
        (inline,) = [t for t in reader.parse(said) if t.type == "inline"]
        kinds = {child.type for child in inline.children or ()}
        assert kinds, said
        assert kinds <= {"text", "text_special"}, said
        assert "{{ insert" not in said
        assert "\u202e" not in said


def _markup(value: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield the texts of a document that OSCAL has as Markdown."""
    if isinstance(value, dict):
        names = ("title", "description", "statement", "remarks")
        yield from (value[name] for name in names if name in value)
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _markup(item)
