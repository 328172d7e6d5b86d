"""Which rules are run: each is either selected or says why it is not."""

from datetime import date, timedelta

import pytest
from core_builders import TIERS, rule
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core.decision import Outcome
from mlgate.core.rule import PROFILES, RiskTier, Rule, Severity
from mlgate.core.selection import TIER_RULE, preview, select
from mlgate.core.tiers import OVERLAYS, Tiering

TODAY = date(2026, 11, 25)
T1 = Tiering(RiskTier.T1, "", (), ())


def tiering(tier: RiskTier | None = RiskTier.T1, *overlays: str) -> Tiering:
    return Tiering(tier, "", overlays, ())


@pytest.mark.parametrize(
    ("more", "profile", "given_tier", "reason"),
    [
        ({}, "standard", tiering(), ""),
        ({"profiles": ("strict",)}, "standard", tiering(), "not in profile standard"),
        ({"profiles": ("strict",)}, "strict", tiering(), ""),
        ({"severity": {RiskTier.T1: Severity.INFO}}, "standard", tiering(), ""),
        (
            {"severity": {RiskTier.T1: Severity.DENY}},
            "standard",
            tiering(RiskTier.T2),
            "not asked of T2",
        ),
        ({"overlays": ("genai",)}, "standard", tiering(), "overlay genai is off"),
        ({"overlays": ("genai",)}, "standard", tiering(RiskTier.T1, "genai"), ""),
        (
            {"overlays": ("genai", "people")},
            "standard",
            tiering(RiskTier.T1, "exposed"),
            "overlay genai or people is off",
        ),
        ({}, "standard", tiering(None), "no tier"),
        ({"id": TIER_RULE}, "standard", tiering(None), ""),
        ({"id": TIER_RULE, "profiles": ("strict",)}, "starter", tiering(None), ""),
    ],
)
def test_a_rule_is_selected_or_says_why_not(
    more: dict[str, object], profile: str, given_tier: Tiering, reason: str
) -> None:
    ident = str(more.pop("id", "AAA-001"))
    one = rule(ident, **more)
    more["id"] = ident
    chosen, others = select([one], profile, given_tier, TODAY)
    assert [r.reason for r in others] == ([reason] if reason else [])
    assert [s.rule for s in chosen] == ([] if reason else [one])
    assert all(r.outcome is Outcome.NOT_APPLICABLE for r in others)
    assert all(r.severity is None for r in others)


def test_without_a_tier_the_one_rule_that_is_run_denies() -> None:
    asking = rule(TIER_RULE, severity={RiskTier.T1: Severity.INFO})
    (chosen,), _ = select([asking, rule()], "standard", tiering(None), TODAY)
    assert chosen.severity is Severity.DENY


@pytest.mark.parametrize(
    ("days", "severity", "noted"),
    [
        (-1, Severity.DENY, False),
        (0, Severity.DENY, False),
        (1, Severity.WARN, True),
        (400, Severity.WARN, True),
    ],
)
def test_a_rule_denies_from_its_day_on_and_warns_before(
    days: int,
    severity: Severity,
    noted: bool,  # noqa: FBT001  a column of the table
) -> None:
    starts = TODAY + timedelta(days=days)
    (chosen,), _ = select(
        [rule(effective_on=starts.isoformat())], "standard", T1, TODAY
    )
    assert chosen.severity is severity
    note = f"counts as warn until {starts}, in {days} days"
    assert chosen.note == (note if noted else "")


@pytest.mark.parametrize("mild", [Severity.WARN, Severity.INFO])
def test_a_rule_that_only_warns_is_not_changed_by_its_day(mild: Severity) -> None:
    early = rule(effective_on="2030-01-01", severity={RiskTier.T1: mild})
    (chosen,), _ = select([early], "standard", T1, TODAY)
    assert (chosen.severity, chosen.note) == (mild, "")


rules = st.lists(
    st.builds(
        rule,
        st.sampled_from(["AAA-001", "BBB-001", TIER_RULE, "ZZZ-009"]),
        profiles=st.integers(0, 2).map(lambda i: PROFILES[i:]),
        severity=st.dictionaries(
            st.sampled_from(TIERS), st.sampled_from(list(Severity)), min_size=1
        ),
        overlays=st.lists(st.sampled_from(OVERLAYS), max_size=2).map(tuple),
        effective_on=st.sampled_from(["", "2026-11-25", "2026-11-26", "2020-01-01"]),
    ),
    max_size=4,
    unique_by=lambda r: r.id,
)
tierings = st.builds(
    tiering, st.sampled_from([None, *TIERS]), st.sampled_from(OVERLAYS)
)
profiles = st.sampled_from(PROFILES)


@given(rules, profiles, tierings)
def test_every_rule_is_accounted_for_once_in_order_of_its_id(
    given_rules: list[Rule], profile: str, given_tier: Tiering
) -> None:
    chosen, others = select(given_rules, profile, given_tier, TODAY)
    ids = [s.rule.id for s in chosen]
    assert ids == sorted(ids)
    assert sorted([*ids, *(r.rule for r in others)]) == sorted(
        r.id for r in given_rules
    )
    assert (chosen, others) == select(given_rules[::-1], profile, given_tier, TODAY)


@given(rules, profiles, profiles, tierings)
def test_a_stricter_profile_never_drops_a_rule_where_profiles_are_nested(
    given_rules: list[Rule], one: str, other: str, given_tier: Tiering
) -> None:
    loose, strict = sorted((one, other), key=PROFILES.index)
    first = {s.rule.id for s in select(given_rules, loose, given_tier, TODAY)[0]}
    second = {s.rule.id for s in select(given_rules, strict, given_tier, TODAY)[0]}
    assert first <= second


@given(rules, profiles, tierings, st.sampled_from(OVERLAYS))
def test_one_more_overlay_never_drops_a_rule(
    given_rules: list[Rule], profile: str, given_tier: Tiering, overlay: str
) -> None:
    more = tiering(given_tier.tier, *given_tier.overlays, overlay)
    first = select(given_rules, profile, given_tier, TODAY)[0]
    second = select(given_rules, profile, more, TODAY)[0]
    assert {s.rule.id for s in first} <= {s.rule.id for s in second}


@given(rules, profiles, tierings)
def test_the_preview_counts_what_each_tier_would_select(
    given_rules: list[Rule], profile: str, given_tier: Tiering
) -> None:
    found = preview(given_rules, profile, given_tier, TODAY)
    assert list(found) == ["T1", "T2", "T3", "T4"]
    for tier, count in found.items():
        would = tiering(RiskTier(tier), *given_tier.overlays)
        assert count == len(select(given_rules, profile, would, TODAY)[0])
