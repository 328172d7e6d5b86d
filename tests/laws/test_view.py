"""A rule answers the same whether it is given the whole input or its own view."""

import json
from collections.abc import Iterator

import pytest
from rule_laws import RULES, cases_of

from mlgate.core.rule import PolicyPack, Rule
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.core.view import view
from mlgate.engines.embedded import EmbeddedEngine


@pytest.fixture(scope="module")
def engine() -> Iterator[EmbeddedEngine]:
    made = EmbeddedEngine()
    yield made
    made.close()


@pytest.mark.parametrize(("pack", "rule"), RULES, ids=[r.id for _, r in RULES])
def test_a_rule_says_the_same_of_the_whole_input_and_of_its_view(
    engine: EmbeddedEngine, pack: PolicyPack, rule: Rule
) -> None:
    for case in cases_of(pack, rule):
        if case.absent:
            continue  # not run by the gate
        whole = json.dumps(dict(case.content)).encode()
        part = json.dumps(view(case.content, [rule])).encode()
        said = engine.evaluate(pack, [rule.id], whole)
        assert engine.evaluate(pack, [rule.id], part) == said
        assert said[rule.id].error == ""


def test_what_no_rule_reads_is_not_there() -> None:
    bom = {"components": [{"name": "a"}], "extras": {"x": 1}, "score": 0.5}
    content = total({"bom": bom}, SHAPE)
    seen = view(content, [rule for _, rule in RULES])
    assert "components" not in seen["bom"]
    assert seen["bom"]["score"] == content["bom"]["score"]
    assert seen["bom"]["at"] == "/bom"


def test_a_view_leaves_the_input_as_it_is() -> None:
    content = total({}, SHAPE)
    before = json.dumps(content)
    view(content, [rule for _, rule in RULES])
    assert json.dumps(content) == before
