"""Tiers: every answer, floor and wish only raises; a wish alone gives none."""

import pytest
from core_builders import TIERS
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core.rule import RiskTier
from mlgate.core.tiers import OVERLAYS, PRACTICES, QUESTIONS, Floor, assign, strictest

ANSWERS = dict.fromkeys(QUESTIONS, "no")
CLEAN = dict.fromkeys(PRACTICES, "no")
T = RiskTier


def level(tier: RiskTier | None) -> int:
    """Return how strict ``tier`` is; no tier at all allows nothing, as T0 does."""
    return TIERS.index(tier) if tier else 0


@pytest.mark.parametrize(
    ("answers", "practices", "floors", "wish", "tier"),
    [
        ({}, {}, (), None, None),
        ({}, CLEAN, (), None, None),
        ({}, {}, (), T.T1, None),
        ({}, {}, (Floor("other-*", T.T2),), T.T1, None),
        (dict.fromkeys(QUESTIONS), {}, (), None, None),
        ({}, {}, (Floor("credit-*", T.T2),), None, T.T2),
        ({}, {}, (Floor("credit-*", T.T2), Floor("*", T.T1)), None, T.T1),
        ({}, {}, (Floor("*", T.T4),), T.T2, T.T2),
        (ANSWERS, CLEAN, (), None, T.T4),
        (ANSWERS, {}, (), None, T.T4),
        (ANSWERS, CLEAN, (), T.T3, T.T3),
        (ANSWERS, CLEAN, (Floor("*", T.T3),), T.T4, T.T3),
        (ANSWERS | {"in_production": "yes"}, CLEAN, (), None, T.T3),
        (ANSWERS | {"exposed": "yes"}, CLEAN, (), T.T4, T.T2),
        (ANSWERS | {"annex_iii": "yes"}, CLEAN, (), None, T.T1),
        (ANSWERS | {"annex_iii": None}, CLEAN, (), None, T.T1),
        (ANSWERS | {"annex_iii": "No"}, CLEAN, (), None, T.T1),
        (ANSWERS | {"annex_iii": "maybe"}, CLEAN, (), None, T.T1),
        ({"generative": "no"}, {}, (), None, T.T1),
        (ANSWERS, CLEAN | {"manipulation": "yes"}, (), None, T.T0),
        (ANSWERS, CLEAN | {"manipulation": "perhaps"}, (), None, T.T0),
        (ANSWERS, CLEAN | {"manipulation": None}, (), None, T.T4),
        ({}, {"manipulation": "yes"}, (), None, T.T0),
    ],
)
def test_the_strictest_of_all_that_asks_for_a_tier_is_in_force(
    answers: dict[str, str | None],
    practices: dict[str, str | None],
    floors: tuple[Floor, ...],
    wish: RiskTier | None,
    tier: RiskTier | None,
) -> None:
    found = assign(answers, practices, "credit-scorer", floors, wish)
    assert found.tier == tier
    assert found.reason


@pytest.mark.parametrize(
    ("name", "match", "hit"),
    [
        ("credit-scorer", "credit-*", True),
        ("credit-scorer", "credit", False),
        ("credit", "credit-*", False),
        (None, "credit-*", True),
        ("Credit-Scorer", "credit-*", True),
        ("credit-scorer", "CREDIT-*", True),
        (" credit-scorer ", "credit-*", True),
        ("\uff43redit-scorer", "credit-*", True),
        ("credit-scorer", "[!A-Z]*", True),
        ("team/credit", "team/*", True),
        ("x\ncredit", "*credit", True),
    ],
)
def test_a_floor_is_met_by_a_name_however_it_is_spelt(
    name: str | None,
    match: str,
    hit: bool,  # noqa: FBT001  a column of the table
) -> None:
    floors = (Floor(match, RiskTier.T1),)
    assert (assign(ANSWERS, CLEAN, name, floors).tier is RiskTier.T1) is hit


def test_the_reason_names_what_asked_for_the_tier() -> None:
    yes = assign(ANSWERS | {"annex_iii": "yes"}, CLEAN, None)
    silent = assign(ANSWERS | {"annex_iii": None}, CLEAN, None)
    floor = assign(ANSWERS, CLEAN, "x", (Floor("x*", RiskTier.T1),))
    wish = assign(ANSWERS, CLEAN, "x", (), RiskTier.T2)
    blocked = assign(ANSWERS, CLEAN | {"social_scoring": "yes"}, None)
    assert yes.reason == "annex_iii: yes"
    assert silent.reason == "annex_iii: unanswered, counts as yes"
    assert floor.reason == "floor for 'x*'"
    assert wish.reason == "asked for by the caller"
    assert blocked.reason == "prohibited: social_scoring"


def test_overlays_are_those_of_each_question_that_is_not_answered_no() -> None:
    assert assign(ANSWERS, CLEAN, None).overlays == ()
    assert assign(ANSWERS | {"generative": "yes"}, CLEAN, None).overlays == ("genai",)
    assert assign({"in_production": "no"}, {}, None).overlays == OVERLAYS


def test_each_overlay_is_switched_on_by_a_question_and_each_question_has_a_floor() -> (
    None
):
    assert {o for q in QUESTIONS.values() for o in q.overlays} == set(OVERLAYS)
    assert list(OVERLAYS) == sorted(OVERLAYS)
    for name, question in QUESTIONS.items():
        asked = assign(ANSWERS | {name: "yes"}, CLEAN, None)
        assert asked.tier is question.floor
        assert asked.overlays == question.overlays


def test_each_practice_alone_blocks() -> None:
    for practice in PRACTICES:
        assert assign(ANSWERS, CLEAN | {practice: "yes"}, None).tier is RiskTier.T0


def test_what_is_unanswered_is_listed_in_the_order_of_the_questions() -> None:
    some = dict.fromkeys(list(QUESTIONS)[::2], "no") | {"exposed": None}
    missing = [q for q in QUESTIONS if some.get(q) is None]
    assert list(assign(some, {}, None).unanswered) == missing
    assert assign({}, {}, None).unanswered == tuple(QUESTIONS)


answer = st.sampled_from(["yes", "no", None])
answers = st.dictionaries(st.sampled_from(list(QUESTIONS)), answer)
practices = st.dictionaries(st.sampled_from(list(PRACTICES)), answer)
names = st.sampled_from([None, "credit-scorer", "other", "X"])
floor = st.builds(
    Floor, st.sampled_from(["*", "credit-*", "x", "?ther"]), st.sampled_from(TIERS[1:])
)
floors = st.lists(floor, max_size=3).map(tuple)
wishes = st.sampled_from([None, *TIERS])
given_all = (answers, practices, names, floors, wishes)


@given(*given_all, st.sampled_from(list(QUESTIONS)))
def test_one_more_yes_never_lowers_the_tier_nor_drops_an_overlay(
    said: dict[str, str | None],
    prohibited: dict[str, str | None],
    name: str | None,
    least: tuple[Floor, ...],
    wish: RiskTier | None,
    question: str,
) -> None:
    before = assign(said, prohibited, name, least, wish)
    after = assign(said | {question: "yes"}, prohibited, name, least, wish)
    assert after.tier is not None
    if before.tier is not None:
        assert level(after.tier) <= level(before.tier)
    assert set(before.overlays) <= set(after.overlays)


@given(*given_all, st.sampled_from(list(PRACTICES)))
def test_a_practice_that_is_answered_yes_always_blocks(
    said: dict[str, str | None],
    prohibited: dict[str, str | None],
    name: str | None,
    least: tuple[Floor, ...],
    wish: RiskTier | None,
    practice: str,
) -> None:
    found = assign(said, prohibited | {practice: "yes"}, name, least, wish)
    assert found.tier is RiskTier.T0


@given(*given_all, floor)
def test_one_more_floor_never_lowers_the_tier(
    said: dict[str, str | None],
    prohibited: dict[str, str | None],
    name: str | None,
    least: tuple[Floor, ...],
    wish: RiskTier | None,
    extra: Floor,
) -> None:
    before = assign(said, prohibited, name, least, wish)
    after = assign(said, prohibited, name, (*least, extra), wish)
    if before.tier is not None:
        assert level(after.tier) <= level(before.tier)
    assert after.overlays == before.overlays


@given(*given_all)
def test_a_wish_never_lowers_a_tier_and_never_stands_for_one(
    said: dict[str, str | None],
    prohibited: dict[str, str | None],
    name: str | None,
    least: tuple[Floor, ...],
    wish: RiskTier | None,
) -> None:
    without = assign(said, prohibited, name, least)
    found = assign(said, prohibited, name, least, wish)
    assert (found.tier is None) == (without.tier is None)
    assert level(found.tier) <= level(without.tier)
    if found.tier is not None and wish is not None:
        assert level(found.tier) <= level(wish)


@given(*given_all)
def test_leaving_an_answer_out_is_never_milder_than_giving_it(
    said: dict[str, str | None],
    prohibited: dict[str, str | None],
    name: str | None,
    least: tuple[Floor, ...],
    wish: RiskTier | None,
) -> None:
    full = assign(said, prohibited, name, least, wish)
    for question in [q for q, a in said.items() if a is not None]:
        silent = assign({**said, question: None}, prohibited, name, least, wish)
        assert question in silent.unanswered
        # With the last answer gone a floor holds alone, and the rule that asks for
        # answers denies: it cannot be waived.
        if any(a for q, a in said.items() if q != question):
            assert level(silent.tier) <= level(full.tier)


@given(*given_all, st.randoms(use_true_random=False))
def test_the_order_of_answers_and_floors_changes_no_tier(
    said: dict[str, str | None],
    prohibited: dict[str, str | None],
    name: str | None,
    least: tuple[Floor, ...],
    wish: RiskTier | None,
    random: object,
) -> None:
    one = assign(said, prohibited, name, least, wish)
    mixed = list(said.items())
    random.shuffle(mixed)  # type: ignore[attr-defined]
    other = assign(dict(mixed), prohibited, name, least[::-1], wish)
    assert (one.tier, one.overlays, one.unanswered) == (
        other.tier,
        other.overlays,
        other.unanswered,
    )


@given(st.lists(st.sampled_from(TIERS), min_size=1))
def test_the_strictest_is_one_of_those_given_and_none_is_stricter(
    tiers: list[RiskTier],
) -> None:
    found = strictest(tiers)
    assert found in tiers
    assert all(level(found) <= level(tier) for tier in tiers)
