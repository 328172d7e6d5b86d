"""Needs: what is absent, what is too weak, and that nothing is met by nothing."""

from copy import deepcopy
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from core_builders import DENIED, TIERS, needing, rule
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core import needs
from mlgate.core.decision import Cause
from mlgate.core.evidence import Assurance, Binding
from mlgate.core.needs import Worth
from mlgate.core.rule import Need, RiskTier, Severity
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total

A, B, T = Assurance, Binding, RiskTier
CHANGED, FIRST = "/signatures/*/changed", "/signatures/0/changed/0"
BEST = Worth("a.json", Binding.DIGEST, Assurance.VERIFIED)
DOCUMENT = total(
    {
        "release": {"name": "credit"},
        "tier": {"overlays": ["genai"]},
        "signatures": [
            {"path": "a.sig", "changed": ["x", "y"], "verified": False},
            {"path": "b.sig", "changed": ["z"], "verified": True},
        ],
        "policy": {"limits": {"waiver_days": 0}},
    },
    SHAPE,
)


def put(pointer: str, value: Any) -> dict[str, Any]:  # noqa: ANN401  any JSON value
    """Return the document with ``value`` at ``pointer``."""
    changed = deepcopy(DOCUMENT)
    inner: Any = changed
    *above, last = pointer.split("/")[1:]
    for token in above:
        inner = inner[int(token)] if isinstance(inner, list) else inner[token]
    if isinstance(inner, list):
        inner[int(last)] = value
    else:
        inner[last] = value
    return changed


@pytest.mark.parametrize(
    ("pointer", "value", "pattern", "places"),
    [
        ("/release/name", "credit", "/release/name", []),
        ("/release/name", None, "/release/name", ["/release/name"]),
        ("/release/name", "", "/release/name", ["/release/name"]),
        ("/release/name", " \t\n", "/release/name", ["/release/name"]),
        ("/release/name", "\u3000\u00a0", "/release/name", ["/release/name"]),
        ("/release/version", "0", "/release/version", []),
        ("/policy/limits/waiver_days", 0, "/policy/limits/waiver_days", []),
        ("/signatures/0/verified", False, "/signatures/*/verified", []),
        ("/bom/score", 0.0, "/bom/score", []),
        ("/tier/overlays", ["genai"], "/tier/overlays", []),
        ("/tier/overlays", [], "/tier/overlays", ["/tier/overlays"]),
        ("/tier/overlays", [None, " "], "/tier/overlays", ["/tier/overlays"]),
        ("/tier/overlays", [], "/tier/overlays/*", ["/tier/overlays"]),
        ("/tier/overlays", ["a", None], "/tier/overlays/*", ["/tier/overlays/1"]),
        ("/signatures", [], "/signatures/*/path", ["/signatures"]),
        ("/signatures", [], "/signatures", ["/signatures"]),
        ("/signatures/1/path", None, "/signatures/*/path", ["/signatures/1/path"]),
        ("/signatures/1/changed", [], f"{CHANGED}/*", ["/signatures/1/changed"]),
        ("/signatures/1/changed", [], CHANGED, ["/signatures/1/changed"]),
        ("/signatures/0/changed", ["", "x"], CHANGED, []),
        ("/signatures/0/changed", ["", "x"], f"{CHANGED}/*", [FIRST]),
    ],
)  # fmt: skip
def test_a_field_is_absent_where_nothing_is_said(
    pointer: str, value: object, pattern: str, places: list[str]
) -> None:
    assert needs.absent(put(pointer, value), pattern) == places


def test_each_place_where_it_is_absent_is_named() -> None:
    document = put("/signatures/0/path", None)
    document["signatures"][1]["path"] = " "
    (short,) = needs.judge(
        needing("/signatures/*/path"), T.T1, document, lambda _: BEST
    )
    assert short.places == ("/signatures/0/path", "/signatures/1/path")
    assert (short.cause, short.pattern) == (Cause.ABSENT, "/signatures/*/path")


ALL = tuple(T)
DEFAULTS = {
    T.T0: (A.ATTESTED, B.LISTED),
    T.T1: (A.ATTESTED, B.LISTED),
    T.T2: (A.DECLARED, B.LISTED),
    T.T3: (A.DECLARED, B.ENCLOSED),
    T.T4: (A.DECLARED, B.ENCLOSED),
}


@pytest.mark.parametrize("tier", ALL)
def test_a_deny_rule_asks_by_default_what_its_tier_demands(tier: RiskTier) -> None:
    assert needs.asked(rule(), Need(()), tier) == DEFAULTS[tier]


@pytest.mark.parametrize("tier", ALL)
@pytest.mark.parametrize("mild", [Severity.WARN, Severity.INFO, None])
def test_a_rule_that_does_not_deny_asks_for_no_more_than_presence(
    tier: RiskTier, mild: Severity | None
) -> None:
    severity = {tier: mild} if mild else {}
    least = needs.asked(rule(severity=severity), Need(()), tier)
    assert least == (A.DECLARED, B.ENCLOSED)


def test_a_need_says_otherwise_for_a_tier_of_its_own() -> None:
    need = Need((), {T.T3: A.VERIFIED, T.T1: A.DECLARED}, {T.T4: B.DIGEST})
    assert needs.asked(rule(), need, T.T3) == (A.VERIFIED, B.ENCLOSED)
    assert needs.asked(rule(), need, T.T1) == (A.DECLARED, B.LISTED)
    assert needs.asked(rule(), need, T.T4) == (A.DECLARED, B.DIGEST)
    assert needs.asked(rule(severity={}), need, T.T3) == (A.VERIFIED, B.ENCLOSED)
    assert needs.asked(rule(), need, None) == (A.DECLARED, B.ENCLOSED)


@pytest.mark.parametrize("tier", [*TIERS, None])
@pytest.mark.parametrize(("binding", "assurance"), list(product(B, A)))
def test_a_need_is_weak_exactly_if_assurance_or_binding_is_below_what_is_asked(
    tier: RiskTier | None, binding: Binding, assurance: Assurance
) -> None:
    have = Worth("a.json", binding, assurance)
    found = needs.judge(needing("/release/name"), tier, DOCUMENT, lambda _: have)
    least = DEFAULTS[tier] if tier else (A.DECLARED, B.ENCLOSED)
    weak = assurance < least[0] or binding < least[1]
    assert [s.cause for s in found] == ([Cause.WEAK] if weak else [])
    if weak:
        assert found[0].worth == have
        assert ("attested" in found[0].asked) == (assurance < least[0])
        assert ("bound" in found[0].asked) == (binding < least[1] == B.LISTED)


def test_a_weak_need_is_told_once_a_document_by_its_weakest_place() -> None:
    worths = {
        "/signatures/0/path": Worth("a.json", B.DIGEST, A.DECLARED),
        "/signatures/1/path": Worth("b.json", B.ENCLOSED, A.ATTESTED),
    }
    by = needs.judge(needing("/signatures/*/path"), T.T1, DOCUMENT, worths.__getitem__)
    assert [(s.worth.document, s.asked) for s in by if s.worth] == [
        ("a.json", "attested"),
        ("b.json", "bound by digest or link"),
    ]
    one = {p: Worth("a.json", w.binding, w.assurance) for p, w in worths.items()}
    (short,) = needs.judge(
        needing("/signatures/*/path"), T.T1, DOCUMENT, one.__getitem__
    )
    assert short.places == tuple(worths)
    assert short.worth == Worth("a.json", B.DIGEST, A.DECLARED)


def test_what_is_absent_is_not_told_to_be_weak_as_well() -> None:
    nobody = Worth("", B.NONE, A.DECLARED)
    document = put("/signatures/0/path", None)
    found = needs.judge(needing("/signatures/*/path"), T.T1, document, lambda _: nobody)
    assert [s.cause for s in found] == [Cause.ABSENT]


def test_a_need_of_other_tiers_is_not_asked_for_and_without_a_tier_each_is() -> None:
    only = needing("/release/version", tiers=frozenset({T.T1}))
    assert needs.judge(only, T.T2, DOCUMENT, lambda _: BEST) == []
    assert needs.judge(only, T.T1, DOCUMENT, lambda _: BEST)
    assert needs.judge(only, None, DOCUMENT, lambda _: BEST)


patterns = st.sampled_from([
    "/release/name", "/tier/overlays", "/tier/overlays/*", "/signatures",
    "/signatures/*/path", "/signatures/*/changed", "/signatures/*/changed/*",
    "/policy/limits/waiver_days",
])  # fmt: skip
worths = st.builds(
    Worth,
    st.sampled_from(["a", "b"]),
    st.sampled_from(list(B)),
    st.sampled_from(list(A)),
)
by_tier = st.dictionaries(st.sampled_from(TIERS), st.sampled_from(list(A)))
bound_by_tier = st.dictionaries(st.sampled_from(TIERS), st.sampled_from(list(B)[1:]))
need_of = st.builds(Need, st.tuples(patterns), by_tier, bound_by_tier)


@given(need_of, st.sampled_from(TIERS), worths, worths)
def test_a_source_that_is_worth_more_never_makes_a_met_need_unmet(
    need: Need, tier: RiskTier, one: Worth, other: Worth
) -> None:
    asking = rule(needs=(need,), severity=DENIED)
    binding, assurance = (
        max(one.binding, other.binding),
        max(one.assurance, other.assurance),
    )
    better = Worth(one.document, binding, assurance)
    before = needs.judge(asking, tier, DOCUMENT, lambda _: one)
    after = needs.judge(asking, tier, DOCUMENT, lambda _: better)
    assert {s.pattern for s in after} <= {s.pattern for s in before}


@given(need_of, st.sampled_from(TIERS))
def test_a_stricter_tier_asks_for_no_less_by_default(
    need: Need, tier: RiskTier
) -> None:
    plain = Need(need.fields)
    for milder in TIERS[TIERS.index(tier) :]:
        strict, mild = (needs.asked(rule(), plain, t) for t in (tier, milder))
        assert strict[0] >= mild[0]
        assert strict[1] >= mild[1]


@given(patterns, st.sampled_from(TIERS), st.data())
def test_taking_anything_out_of_what_is_needed_leaves_the_need_unmet(
    pattern: str, tier: RiskTier, data: st.DataObject
) -> None:
    steps = pattern.split("/")[1:]
    document = deepcopy(DOCUMENT)
    inner: Any = document
    cut = data.draw(st.sampled_from(_cuts(steps)))
    for token in steps[:cut]:
        inner = inner[0] if token == "*" else inner[token]
    last = steps[cut]
    old = inner[0] if last == "*" else inner[last]
    gone = [] if isinstance(old, list) else data.draw(st.sampled_from([None, "", " "]))
    inner[0 if last == "*" else last] = gone
    found = needs.judge(needing(pattern), tier, document, lambda _: BEST)
    assert [s.cause for s in found] == [Cause.ABSENT]


def _cuts(steps: list[str]) -> list[int]:
    """Return the steps at which a list lies, or the field itself."""
    last = len(steps) - 1
    return [i for i, _ in enumerate(steps) if i == last or steps[i + 1] == "*"]


def test_what_is_needed_of_the_items_of_a_list_that_may_be_empty() -> None:
    asked = needing("/signatures/*/path")
    declared = replace(asked, may_be_empty=("/signatures",))
    none, one = put("/signatures", []), put("/signatures/0/path", None)
    found = [
        [s.places for s in needs.judge(rule, None, document, lambda _: BEST)]
        for rule in (asked, declared)
        for document in (none, one)
    ]
    bare, path = [("/signatures",)], [("/signatures/0/path",)]
    assert found == [bare, path, [], path]
