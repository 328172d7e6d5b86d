import pytest

from mlgate.core.rule import RiskTier
from mlgate.errors import PolicyError
from mlgate.packs.cases import parse


def test_a_case_becomes_a_total_input() -> None:
    (case,) = parse("- {name: a, input: {bom: {score: 0.5}}, findings: []}", "c.yaml")
    assert case.tier is RiskTier.T1
    assert case.given == {"bom": {"score": 0.5}}
    assert case.content["bom"]["score"] == 0.5
    assert case.content["bom"]["format"] is None
    assert case.content["waivers"] == []
    assert case.content["tier"]["value"] == "T1"


def test_numbers_are_typed_where_the_shape_says_so_and_nowhere_else() -> None:
    text = (
        '- {name: a, findings: [], input: {release: {version: "1.10"},'
        " waivers: [{days: 30, renewals: 2, id: 7}]}}"
    )
    (case,) = parse(text, "c.yaml")
    assert case.content["release"]["version"] == "1.10"
    (waiver,) = case.content["waivers"]
    assert (waiver["days"], waiver["renewals"], waiver["id"]) == (30, 2, "7")


def test_findings_are_sorted_as_engines_sort_them() -> None:
    (case,) = parse('- {name: a, findings: ["/b: x", "/a: y"]}', "c.yaml")
    assert case.findings == ("/a: y", "/b: x")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not a list of cases"),
        ("[]", "not a list of cases"),
        ("- a", "a case without a name"),
        ("- {name: a}", "keys name"),
        ("- {name: a, finding: []}", "keys name, finding"),
        ("- {name: a, findings: [], absent: [/x]}", "keys name, findings, absent"),
        ("- {name: a, findings: x}", "findings are texts"),
        ("- {name: a, findings: [], tier: T7}", "'T7' is not a valid RiskTier"),
        ("- {name: a, findings: [], input: {typo: {}}}", ": the input has no key typo"),
        ("- {name: a, findings: [], input: {bom: {score: x}}}", "/bom/score: expected"),
        ("- {name: a, name: b}", "duplicate key 'name': first on line 1"),
    ],
)
def test_a_malformed_case_is_refused(text: str, message: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parse(text, "c.yaml")
    assert caught.value.message.startswith(message)
    assert caught.value.place.startswith("c.yaml")
    assert caught.value.hint
