"""A decision as OSCAL: valid by the official schema, and the same findings."""

import copy
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oscal_documents import UUID, Json, faults, ids, official, results

from logged import decision
from mlgate.bundle import oscal
from mlgate.core.decision import Cause, Finding, Outcome, Result, Verdict
from mlgate.core.record import record
from mlgate.core.rule import Severity

NAME = "assessment-results"


def _result(document: Json) -> Json:
    (result,) = document["assessment-results"]["results"]
    found: Json = result
    return found


@official
def test_it_is_valid_by_the_official_schema() -> None:
    assert faults(results(decision()), NAME) == []


@official
@given(
    st.text(max_size=9),
    st.text(max_size=9),
    st.sampled_from([Outcome.FAIL, Outcome.WAIVED]),
)
def test_it_is_valid_whatever_the_texts_of_others_are(
    text: str, other: str, outcome: Outcome
) -> None:
    found = (Finding(text, other, Cause.RULE, text, file=other, waiver=text),)
    result = Result("A-1", other, outcome, Severity.DENY, text, found, (text, other))
    spoken = replace(decision(text, reason=other), results=(result,))
    assert faults(results(spoken), NAME) == []


@official
def test_this_test_would_see_what_is_not_valid() -> None:
    document = results(decision())
    _result(document)["start"] = "2026-11-25 08:00"
    assert faults(document, NAME)


def test_each_rule_that_was_judged_is_one_finding_and_the_rest_is_excluded() -> None:
    one = decision()
    result = _result(results(one))
    found = {f["target"]["target-id"]: f for f in result["findings"]}
    states = {rule: f["target"]["status"] for rule, f in found.items()}
    assert {rule: (s["state"], s["reason"]) for rule, s in states.items()} == {
        "A-001": ("satisfied", "pass"),
        "A-002": ("not-satisfied", "fail"),
        "A-003": ("not-satisfied", "other"),
        "A-004": ("not-satisfied", "other"),
    }
    assert states["A-004"]["remarks"] == "error: it crashed"
    (selection,) = result["reviewed-controls"]["control-selections"]
    assert selection["exclude-controls"] == [{"control-id": "A-005"}]
    assert len(selection["include-controls"]) == 4
    assert "A-005: not in force" in result["description"]


def test_each_finding_is_an_observation_and_each_failed_or_waived_rule_a_risk() -> None:
    result = _result(results(decision()))
    observed = {o["uuid"]: o for o in result["observations"]}
    assert len(observed) == 3
    used = [
        o["observation-uuid"]
        for f in result["findings"]
        for o in f.get("related-observations", [])
    ]
    assert sorted(used) == sorted(observed)
    told = next(iter(observed.values()))
    assert told["description"] == "no owner"
    assert told["remarks"] == "Next step: add one"
    risks = {r["title"]: r["status"] for r in result["risks"]}
    assert risks == {"A-002 B": "open", "A-003 C": "deviation-approved"}
    steps = [[s["description"] for s in r["remediations"]] for r in result["risks"]]
    assert steps == [["add one"], ["add one"]]


def test_all_ids_are_different_and_follow_from_the_decision() -> None:
    found = list(ids(results(decision())))
    assert len(found) == len(set(found)) == 1 + 1 + 3 + 2 + 2 + 4 + 2
    assert list(ids(results(decision()))) == found
    others = set(ids(results(decision(verdict=Verdict.ALLOW))))
    assert not others & set(found)
    assert all(re.fullmatch(UUID, one) for one in found)


def test_inputs_and_the_subject_are_named_by_digest() -> None:
    document = results(decision())["assessment-results"]
    hashes = [
        link["hashes"][0]["value"]
        for resource in document["back-matter"]["resources"]
        for link in resource["rlinks"]
    ]
    assert hashes == ["a" * 64, "c" * 64]


@pytest.mark.parametrize("rule", ["A-001", "A-002", "A-003", "A-004"])
def test_a_finding_that_was_turned_dropped_or_doubled_does_not_agree(rule: str) -> None:
    whole, said = results(decision()), record(decision())
    assert oscal.agrees(whole, said)

    def changed(how: str) -> Json:
        document = copy.deepcopy(whole)
        findings = _result(document)["findings"]
        at = next(n for n, f in enumerate(findings) if f["target"]["target-id"] == rule)
        status = findings[at]["target"]["status"]
        if how == "turned":
            was = status["state"] == "satisfied"
            status["state"] = "not-satisfied" if was else "satisfied"
        elif how == "dropped":
            del findings[at]
        else:
            findings.append(findings[at])
        return document

    for how in ("turned", "dropped", "doubled"):
        assert not oscal.agrees(changed(how), said)


@pytest.mark.parametrize("document", [None, [], {}, {"assessment-results": {}}, "x", 1])
def test_what_is_no_such_document_does_not_agree(document: object) -> None:
    assert not oscal.agrees(document, record(decision()))
