"""The verdict: no beats undecided, undecided beats yes, and nothing is no yes."""

import pytest
from core_builders import outcomes, result, results, severities
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core import decide
from mlgate.core.decision import Decision, Outcome, Result, Verdict
from mlgate.core.rule import RiskTier, Severity
from mlgate.errors import PolicyError

X, S, V = Outcome, Severity, Verdict
STRICTEST_FIRST = (V.DENY, V.UNDECIDED, V.ALLOW)


@pytest.mark.parametrize(
    ("given_results", "errors", "verdict"),
    [
        ([(X.PASS, S.DENY)], (), V.ALLOW),
        ([(X.WAIVED, S.DENY)], (), V.ALLOW),
        ([(X.FAIL, S.WARN)], (), V.ALLOW),
        ([(X.FAIL, S.INFO)], (), V.ALLOW),
        ([(X.ERROR, S.WARN)], (), V.ALLOW),
        ([(X.ERROR, S.INFO)], (), V.ALLOW),
        ([(X.FAIL, S.DENY)], (), V.DENY),
        ([(X.ERROR, S.DENY)], (), V.UNDECIDED),
        ([(X.PASS, S.DENY)], ("nobody's",), V.UNDECIDED),
        ([(X.PASS, S.INFO)], ("nobody's",), V.UNDECIDED),
        ([(X.FAIL, S.DENY)], ("nobody's",), V.DENY),
        ([(X.FAIL, S.DENY), (X.ERROR, S.DENY)], (), V.DENY),
        ([(X.FAIL, S.WARN), (X.ERROR, S.DENY)], (), V.UNDECIDED),
        ([(X.FAIL, S.DENY), (X.PASS, S.DENY)], (), V.DENY),
        ([(X.PASS, S.DENY), (X.NOT_APPLICABLE, None)], (), V.ALLOW),
    ],
)
def test_the_verdict_follows_from_the_outcomes(
    given_results: list[tuple[Outcome, Severity]],
    errors: tuple[str, ...],
    verdict: Verdict,
) -> None:
    assert decide.verdict([result("A", *r) for r in given_results], errors) is verdict


@pytest.mark.parametrize("many", [0, 1, 3])
def test_where_nothing_was_selected_there_is_no_verdict(many: int) -> None:
    with pytest.raises(PolicyError, match="nothing was judged") as caught:
        decide.verdict([result("A", X.NOT_APPLICABLE)] * many, ("an error",))
    assert caught.value.hint


lists = st.lists(results, min_size=1).filter(
    lambda rs: any(r.outcome is not X.NOT_APPLICABLE for r in rs)
)
notes = st.lists(st.just("an error"), max_size=1)


@given(lists, notes, results)
def test_one_more_result_never_makes_a_verdict_milder(
    given_results: list[Result], errors: list[str], extra: Result
) -> None:
    before = decide.verdict(given_results, errors)
    after = decide.verdict([*given_results, extra], errors)
    assert STRICTEST_FIRST.index(after) <= STRICTEST_FIRST.index(before)


@given(lists, notes, st.randoms(use_true_random=False))
def test_the_order_of_results_changes_nothing(
    given_results: list[Result], errors: list[str], random: object
) -> None:
    mixed = list(given_results)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert decide.verdict(mixed, errors) is decide.verdict(given_results, errors)


@given(lists, notes)
def test_an_allow_means_that_each_deny_rule_passed_or_is_waived(
    given_results: list[Result], errors: list[str]
) -> None:
    deny = {r.outcome for r in given_results if r.severity is S.DENY}
    allowed = decide.verdict(given_results, errors) is V.ALLOW
    assert allowed == (deny <= {X.PASS, X.WAIVED} and not errors)


@given(lists, severities.filter(lambda s: s is not S.DENY), outcomes)
def test_what_becomes_of_a_warning_changes_no_verdict(
    given_results: list[Result], mild: Severity, outcome: Outcome
) -> None:
    extra = [result("W", outcome, mild), result("W", X.PASS, mild)]
    one, other = (decide.verdict([*given_results, e]) for e in extra)
    assert one is other


def _decision(given_results: list[Result]) -> Decision:
    return Decision(
        V.DENY, {}, RiskTier.T1, "", (), "", tuple(given_results), {}, (), {}, ""
    )


@given(st.lists(results))
def test_the_counts_add_up_to_every_rule(given_results: list[Result]) -> None:
    counts = _decision(given_results).counts
    evaluated = counts["pass"] + counts["fail"] + counts["waived"]
    assert counts["evaluated"] == evaluated
    assert counts["selected"] == evaluated + counts["error"]
    assert counts["selected"] + counts["not_applicable"] == len(given_results)
    for outcome in Outcome:
        of_it = [r for r in given_results if r.outcome is outcome]
        assert counts[outcome.value] == len(of_it)


@pytest.mark.parametrize(
    ("tier", "outcome", "errors"),
    [
        (None, X.PASS, 1),
        (None, X.WAIVED, 1),
        (RiskTier.T0, X.PASS, 1),
        (RiskTier.T0, X.WAIVED, 1),
        (RiskTier.T0, X.FAIL, 0),
        (None, X.FAIL, 0),
        (RiskTier.T1, X.PASS, 0),
        (RiskTier.T4, X.PASS, 0),
    ],
)
def test_a_release_that_is_blocked_or_has_no_tier_is_never_allowed_by_any_pack(
    tier: RiskTier | None, outcome: Outcome, errors: int
) -> None:
    found = decide.unblocked(tier, [result("A", outcome)])
    assert len(found) == errors
    verdict = decide.verdict([result("A", outcome)], found)
    if tier in {None, RiskTier.T0}:
        assert verdict is not V.ALLOW
