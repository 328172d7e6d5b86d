"""Groups of findings: each finding is in one, none is lost, the worst comes first."""

from dataclasses import replace

import pytest
from core_builders import finding, result
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core.causes import Who, by_who, groups
from mlgate.core.decision import Cause, Decision, Finding, Outcome, Result, Verdict
from mlgate.core.rule import RiskTier, Severity

ROOT = ("weights.bin",)


def decision(*given_results: Result) -> Decision:
    return Decision(
        Verdict.DENY, {}, RiskTier.T1, "", (), "", given_results, {}, (), {}, ""
    )


def failed(ident: str, *found: Finding, severity: Severity = Severity.DENY) -> Result:
    return result(ident, Outcome.FAIL, severity, *found)


def test_findings_with_one_root_are_one_cause_over_all_rules() -> None:
    one = failed("AAA-001", finding("/a", root=ROOT), severity=Severity.WARN)
    two = failed("BBB-001", finding("/b", root=ROOT, cause=Cause.WEAK))
    (group,) = groups(decision(one, two))
    assert group.rules == ["AAA-001", "BBB-001"]
    assert group.severity is Severity.DENY
    assert group.lead.pointer == "/b"


def test_what_the_gate_says_of_a_document_leads_whichever_comes_first() -> None:
    plain, weak = finding("/a", root=ROOT), finding("/b", root=ROOT, cause=Cause.WEAK)
    for first, second in ((plain, weak), (weak, plain)):
        (group,) = groups(decision(failed("AAA-001", first, second)))
        assert group.lead is weak
        assert group.rules == ["AAA-001"]


def test_findings_without_a_root_are_causes_of_their_own() -> None:
    one, two = failed("AAA-001", finding("/a")), failed("BBB-001", finding("/a"))
    assert len(groups(decision(one, two))) == 2
    assert len(groups(decision(failed("A", finding("/a"), finding("/b"))))) == 2


def test_what_is_waived_or_passes_is_in_no_group() -> None:
    waived = [finding(waiver="W-1")]
    quiet = [
        result("AAA-001", Outcome.WAIVED, Severity.DENY, *waived),
        result("BBB-001", Outcome.PASS),
        result("CCC-001", Outcome.NOT_APPLICABLE),
    ]
    assert groups(decision(*quiet)) == []
    assert list(by_who(decision(*quiet))) == []


def test_a_rule_that_crashed_still_shows_what_was_found_for_it() -> None:
    crashed = result("AAA-001", Outcome.ERROR, Severity.DENY, finding())
    assert [g.rules for g in groups(decision(crashed))] == [["AAA-001"]]


@pytest.mark.parametrize(
    ("step", "who"),
    [
        ("mlgate evidence sign PATH --key KEY", Who.MLGATE),
        ("`mlgate init` writes one", Who.MLGATE),
        ("write the sections", Who.YOU),
        ("ask the legal team", Who.OTHERS),
        ("", Who.YOU),
    ],
)
def test_the_next_step_says_who_can_mend_it(step: str, who: Who) -> None:
    found = decision(failed("AAA-001", replace(finding(), next=step)))
    assert [(w, len(gs)) for w, gs in by_who(found)] == [(who, 1)]


findings = st.builds(
    finding,
    st.sampled_from(["/a", "/b", "/c"]),
    message=st.sampled_from(["x", "y"]),
    next=st.sampled_from(["mlgate x", "ask them", "write it"]),
    cause=st.sampled_from(list(Cause)),
    root=st.sampled_from([(), ROOT, ("a", "b")]),
    file=st.sampled_from(["", "a.json", "b.json"]),
    line=st.integers(0, 3),
)
failing = st.builds(
    lambda ident, outcome, severity, found: result(ident, outcome, severity, *found),
    st.sampled_from(["AAA-001", "BBB-001", "CCC-001"]),
    st.sampled_from([Outcome.FAIL, Outcome.ERROR, Outcome.WAIVED]),
    st.sampled_from(list(Severity)),
    st.lists(findings, min_size=1, max_size=3),
)
decisions = st.lists(failing, max_size=3, unique_by=lambda r: r.rule).map(
    lambda rs: decision(*rs)
)


@given(decisions)
def test_no_rule_that_failed_is_missing_and_none_that_did_not_is_there(
    given_decision: Decision,
) -> None:
    shown = {rule for group in groups(given_decision) for rule in group.rules}
    told = {Outcome.FAIL, Outcome.ERROR}
    assert shown == {r.rule for r in given_decision.results if r.outcome in told}


@given(decisions)
def test_each_message_without_a_root_leads_a_group_and_each_root_has_just_one(
    given_decision: Decision,
) -> None:
    leads = [g.lead for g in groups(given_decision)]
    roots = [lead.root for lead in leads if lead.root]
    assert len(set(roots)) == len(roots)
    for each in given_decision.results:
        if each.outcome is Outcome.WAIVED:
            continue
        for found in each.findings:
            same = [lead for lead in leads if lead.root == found.root]
            assert same
            if not found.root:
                assert (found.pointer, found.message) in {
                    (lead.pointer, lead.message) for lead in same
                }


@given(decisions)
def test_groups_are_the_worst_first_and_as_bad_as_their_worst_rule(
    given_decision: Decision,
) -> None:
    order = tuple(Severity)
    found = groups(given_decision)
    ranks = [order.index(g.severity) for g in found]
    assert ranks == sorted(ranks)
    severities = {r.rule: r.severity for r in given_decision.results}
    for group in found:
        ranked = (order.index(severities[r]) for r in group.rules)  # type: ignore[arg-type]
        assert order.index(group.severity) == min(ranked)
    apart = [g for _, them in by_who(given_decision) for g in them]
    assert len(apart) == len(found)
