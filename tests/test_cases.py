"""Every shipped rule, held against its own cases and against the conventions."""

import json
from collections.abc import Iterator
from datetime import date

import pytest

from mlgate.core import needs, selection
from mlgate.core.decision import Cause
from mlgate.core.evidence import Assurance, Binding
from mlgate.core.rule import PROFILES, PolicyPack, RiskTier, Rule
from mlgate.core.tiers import OVERLAYS, Tiering
from mlgate.engines.embedded import EmbeddedEngine
from mlgate.packs import frameworks
from mlgate.packs.cases import Case, parse
from mlgate.packs.read import cases, read
from mlgate.strict.shipped import folder

FOLDERS = {p.parent.name: p.parent for p in folder("policies").glob("*/pack.yaml")}
PACKS = {name: read(path, "shipped") for name, path in FOLDERS.items()}
RULES = [(pack, rule) for pack in PACKS.values() for rule in pack.rules]
NEXT = ("mlgate ", "`", "ask ", "write ")
BEST = needs.Worth("", Binding.DIGEST, Assurance.VERIFIED)


def _cases(pack: PolicyPack, rule: Rule) -> tuple[Case, ...]:
    return parse(cases(FOLDERS[pack.name], rule), f"{rule.id}/cases.yaml")


CASES = [(pack, rule, case) for pack, rule in RULES for case in _cases(pack, rule)]
each_case = pytest.mark.parametrize(
    ("pack", "rule", "case"), CASES, ids=[f"{r.id}: {c.name}" for _, r, c in CASES]
)
each_rule = pytest.mark.parametrize(
    ("pack", "rule"), RULES, ids=[rule.id for _, rule in RULES]
)


@pytest.fixture(scope="module")
def engine() -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine()
    yield engine
    engine.close()


@each_case
def test_a_case_finds_what_it_says(
    engine: EmbeddedEngine, pack: PolicyPack, rule: Rule, case: Case
) -> None:
    short = needs.judge(rule, case.tier, case.content, lambda _: BEST)
    assert all(s.cause is Cause.ABSENT for s in short)
    assert tuple(s.pattern for s in short) == case.absent
    if case.absent:
        return
    document = json.dumps(case.content, ensure_ascii=False).encode()
    reply = engine.evaluate(pack, [rule.id], document)[rule.id]
    assert reply.error == ""
    assert tuple(f"{d.at}: {d.message}" for d in reply.denials or ()) == case.findings


@each_case
def test_a_case_is_of_a_tier_that_runs_the_rule(
    pack: PolicyPack, rule: Rule, case: Case
) -> None:
    del pack
    assert case.tier in rule.severity


@each_rule
def test_a_rule_has_cases_that_pass_that_fail_and_that_lack_evidence(
    pack: PolicyPack, rule: Rule
) -> None:
    given = _cases(pack, rule)
    assert any(not c.findings and not c.absent for c in given)
    assert any(c.findings for c in given)
    assert any(c.absent for c in given) or not rule.needs
    assert len({c.name for c in given}) == len(given)


@each_rule
def test_what_a_case_lacks_is_what_the_rule_needs(pack: PolicyPack, rule: Rule) -> None:
    absent = {pattern for c in _cases(pack, rule) for pattern in c.absent}
    assert absent <= {field for need in rule.needs for field in need.fields}


@each_rule
def test_a_rule_says_how_to_mend_what_it_finds(pack: PolicyPack, rule: Rule) -> None:
    del pack
    assert rule.next.startswith(NEXT)
    assert rule.remediation.endswith(".")
    assert rule.description.endswith(".")
    assert not rule.title.endswith(".")


def test_a_rego_rule_is_in_the_package_of_its_folder() -> None:
    rego = [rule for _, rule in RULES if rule.language == "rego"]
    assert rego
    for rule in rego:
        assert f"\npackage {rule.package}\n" in rule.source


@each_rule
def test_the_controls_of_a_rule_exist(pack: PolicyPack, rule: Rule) -> None:
    del pack
    known = frameworks.load(folder("policies") / "frameworks")
    assert rule.controls
    assert frameworks.unknown(rule.controls, known) == []


def test_ids_are_unique_over_all_shipped_packs() -> None:
    ids = [rule.id for _, rule in RULES]
    assert len(set(ids)) == len(ids) > 0


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("tier", list(RiskTier))
def test_each_tier_runs_rules_in_each_profile(tier: RiskTier, profile: str) -> None:
    for pack in PACKS.values():
        tiering = Tiering(tier, "", OVERLAYS, ())
        chosen, _ = selection.select(pack.rules, profile, tiering, date(2026, 11, 25))
        assert chosen


def test_a_stricter_profile_keeps_every_rule_of_a_looser_one() -> None:
    for _, rule in RULES:
        first = PROFILES.index(rule.profiles[0])
        assert rule.profiles == PROFILES[first:], rule.id


def test_a_stricter_tier_is_never_milder() -> None:
    order = {None: 0, "info": 1, "warn": 2, "deny": 3}
    for _, rule in RULES:
        levels = [order[rule.severity.get(t)] for t in RiskTier if t != "T0"]
        assert levels == sorted(levels, reverse=True), rule.id


def test_what_no_waiver_may_cover_is_settled() -> None:
    assert {rule.id for _, rule in RULES if not rule.waivable} == {
        "INV-002", "INV-004", "SUP-001", "EVD-001", "EXC-001", "EXC-002",
    }  # fmt: skip
