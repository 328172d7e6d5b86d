"""Laws that hold for every rule of every shipped pack, whatever the rule is about.

The most important: taking away anything that a rule needs never makes it pass.
"""

from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rule_laws import (
    BEST,
    PACKS,
    RULES,
    Content,
    Judge,
    cases_of,
    in_tier,
    needed,
    tiers_of,
    without,
)

from mlgate.core import needs
from mlgate.core.decision import Outcome
from mlgate.core.dossier import Dossier
from mlgate.core.evidence import Assurance, Binding
from mlgate.core.needs import Worth
from mlgate.core.organisation import Organisation
from mlgate.core.rule import PolicyPack, RiskTier, Rule
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.core.tiers import Floor
from mlgate.engines.embedded import EmbeddedEngine
from mlgate.gate.gate import Gate
from mlgate.gate.reading import Reading

AT = datetime(2026, 11, 25, tzinfo=UTC)
# What the gate knows better than any case: there it is not the case that is judged.
OVERWRITTEN = {"tier", "waivers", "policy", "context"}

each_rule = pytest.mark.parametrize(
    ("pack", "rule"), RULES, ids=[rule.id for _, rule in RULES]
)


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    engine = EmbeddedEngine()
    yield Judge(engine)
    engine.close()


def contents(pack: PolicyPack, rule: Rule) -> list[Content]:
    return [dict(case.content) for case in cases_of(pack, rule)]


@each_rule
def test_in_each_of_its_tiers_a_rule_passes_some_case_and_fails_some(
    judge: Judge, pack: PolicyPack, rule: Rule
) -> None:
    for tier in tiers_of(rule):
        met = [c for c in contents(pack, rule) if _present(rule, tier, c)]
        found = [judge.outcome(pack, rule, tier, in_tier(c, tier)) for c in met]
        assert Outcome.PASS in {outcome for outcome, _ in found}, tier
        # Failing for want of evidence would prove nothing of the rule itself.
        assert Outcome.FAIL in {outcome for outcome, _ in found}, tier


def _present(rule: Rule, tier: RiskTier, content: Content) -> bool:
    return not needs.judge(rule, tier, in_tier(content, tier), lambda _: BEST)


@each_rule
def test_taking_away_what_a_rule_needs_never_makes_it_pass(
    judge: Judge, pack: PolicyPack, rule: Rule
) -> None:
    for tier in tiers_of(rule):
        for content in contents(pack, rule):
            given_one = in_tier(content, tier)
            for pattern in needed(rule, tier):
                for how, poorer in without(given_one, pattern):
                    outcome, _ = judge.outcome(pack, rule, tier, poorer)
                    # Stronger than "never from fail to pass": it always fails.
                    assert outcome is Outcome.FAIL, f"{tier}: {how}"


@each_rule
def test_a_rule_that_needs_something_fails_where_there_is_nothing_at_all(
    judge: Judge, pack: PolicyPack, rule: Rule
) -> None:
    for tier in tiers_of(rule):
        nothing = in_tier(total({}, SHAPE), tier)
        outcome, error = judge.outcome(pack, rule, tier, nothing)
        assert error == ""
        assert outcome is Outcome.FAIL or not needed(rule, tier)


@each_rule
def test_evidence_that_is_worth_too_little_fails_a_case_that_passes(
    judge: Judge, pack: PolicyPack, rule: Rule
) -> None:
    for tier in tiers_of(rule):
        for need in rule.needs:
            assurance, binding = needs.asked(rule, need, tier)
            poor = []
            if assurance > Assurance.DECLARED:
                poor.append(Worth("a", Binding.DIGEST, Assurance(assurance - 1)))
            if binding > Binding.NONE:
                poor.append(Worth("a", Binding(binding - 1), Assurance.VERIFIED))
            for content in contents(pack, rule):
                given_one = in_tier(content, tier)
                if not need.applies(tier) or not _present(rule, tier, content):
                    continue
                for worth in poor:
                    outcome, error = judge.outcome(
                        pack, rule, tier, given_one, lambda _, w=worth: w
                    )
                    assert (outcome, error) == (Outcome.FAIL, "")


def _strip(value: Any) -> Any:  # noqa: ANN401  any JSON value
    if isinstance(value, dict):
        return {k: _strip(v) for k, v in value.items() if k != "at"}
    return [_strip(v) for v in value] if isinstance(value, list) else value


@st.composite
def mutants(draw: st.DrawFn, given_contents: list[Content]) -> Content:
    """Return an input whose sections come from several cases, then damaged."""
    mixed = {
        name: deepcopy(draw(st.sampled_from(given_contents))[name]) for name in SHAPE
    }
    for _ in range(draw(st.integers(0, 3))):
        _damage(draw, mixed, draw(st.sampled_from(_told(given_contents))))
    whole: Content = total(_strip(mixed), SHAPE)
    return whole


def _told(given_contents: list[Content]) -> list[str]:
    """Return the sections that any case says something in: only these matter."""
    empty = total({}, SHAPE)
    said = [n for n in SHAPE if any(c[n] != empty[n] for c in given_contents)]
    # The gate alone writes the clock: it is an instant, or there is no decision.
    return [name for name in said if name != "context"]


def _damage(draw: st.DrawFn, value: Any, key: Any) -> None:  # noqa: ANN401
    """Walk down from ``value[key]`` and break one thing on the way."""
    inner = value[key]
    if isinstance(inner, list):
        _damage_list(draw, value, key)
    elif isinstance(inner, dict):
        # Below a free-form part there may be nothing.
        if names := [k for k in inner if k != "at"]:
            _damage(draw, inner, draw(st.sampled_from(names)))
    else:
        value[key] = draw(st.sampled_from(_others(inner)))


def _damage_list(draw: st.DrawFn, value: Any, key: Any) -> None:  # noqa: ANN401
    items = value[key]
    if not items:
        return
    number = draw(st.integers(0, len(items) - 1))
    ways = {
        "empty": items.clear,
        "drop": lambda: items.pop(number),
        "twice": lambda: items.append(deepcopy(items[number])),
        "swap": items.reverse,
        "down": lambda: _damage(draw, items, number),
    }
    ways[draw(st.sampled_from(list(ways)))]()


def _others(leaf: object) -> list[Any]:
    """Return other values for a leaf: of its kind, or null."""
    if isinstance(leaf, str):
        return [None, "", "x", leaf.upper(), f" {leaf} "]
    if isinstance(leaf, bool):
        return [None, not leaf]
    return [None] if leaf is None else [None, 0, -1, 10**6]


@each_rule
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_of_a_damaged_input_a_rule_answers_and_what_it_needs_is_never_lost_in_silence(
    judge: Judge, pack: PolicyPack, rule: Rule, data: st.DataObject
) -> None:
    tier = data.draw(st.sampled_from(tiers_of(rule)))
    content = in_tier(data.draw(mutants(contents(pack, rule))), tier)
    before, error = judge.outcome(pack, rule, tier, content)
    assert (before, error) in {(Outcome.PASS, ""), (Outcome.FAIL, "")}
    patterns = needed(rule, tier)
    if not patterns:
        return
    poorer = list(without(content, data.draw(st.sampled_from(patterns))))
    if poorer:
        how, after = data.draw(st.sampled_from(poorer))
        outcome, _ = judge.outcome(pack, rule, tier, after)
        assert outcome is Outcome.FAIL, how


@pytest.mark.parametrize("pack", PACKS.values(), ids=list(PACKS))
def test_the_gate_itself_comes_to_the_outcome_that_a_case_says(
    judge: Judge, pack: PolicyPack
) -> None:
    compared = set()
    for rule in pack.rules:
        read = [*rule.may_be_empty, *(f for need in rule.needs for f in need.fields)]
        if rule.overlays or {p.split("/")[1] for p in read} & OVERWRITTEN:
            continue
        for case in cases_of(pack, rule):
            outcome = _gated(judge, pack, dict(case.content), case.tier)[rule.id]
            failing = case.findings or case.absent
            assert outcome is (Outcome.FAIL if failing else Outcome.PASS), case.name
            compared.add(rule.id)
    assert compared


def _gated(
    judge: Judge, pack: PolicyPack, content: Content, tier: RiskTier
) -> dict[str, Outcome]:
    organisation = Organisation(
        floors=(Floor("*", tier),), profiles=dict.fromkeys(RiskTier, "strict")
    )
    silent = content | {"tier": total({}, SHAPE["tier"], "/tier")}
    subject = {"digest": content["subject"]["digest"] or "sha256:0", "kind": "folder"}
    reading = Reading(subject, (), Dossier(silent, {}, {}, ()), (), (), {})
    decision = Gate(pack, organisation, judge.engine).decide(reading, AT)
    return {r.rule: r.outcome for r in decision.results}
