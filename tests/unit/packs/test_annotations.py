import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core.evidence import Assurance, Binding
from mlgate.core.rule import RiskTier, Severity
from mlgate.errors import PolicyError
from mlgate.packs.annotation import rule

PATH = "acme/data/acme_001_pinned/rule.rego"
GOOD = """\
# METADATA
# title: Every dataset is pinned
# description: >-
#   A dataset without digest
#   can change.
# custom:
#   id: ACME-001
#   profiles: [starter, strict]
#   severity: {T0: deny, T1: deny, T3: info}
#   overlays: [genai]
#   needs:
#     - fields: [/lineage/datasets/*/name]
#       assurance: {T1: attested}
#       binding: {T2: listed}
#       tiers: [T1, T2]
#   may_be_empty: [/waivers, /tier/reason]
#   remediation: Record it.
#   next: write it down
#   controls: ["eu-ai-act:Art.10(2)(b)"]
#   waivable: false
#   effective_on: 2027-01-01
package mlgate.acme.data.acme_001_pinned
# after: the block
"""


def test_every_key_of_an_annotation_is_read() -> None:
    found = rule(GOOD, PATH)
    assert found.title == "Every dataset is pinned"
    assert found.description == "A dataset without digest can change."
    assert found.profiles == ("starter", "strict")
    assert found.severity == {
        RiskTier.T0: Severity.DENY,
        RiskTier.T1: Severity.DENY,
        RiskTier.T3: Severity.INFO,
    }
    assert found.overlays == ("genai",)
    (need,) = found.needs
    assert need.fields == ("/lineage/datasets/*/name",)
    assert need.assurance == {RiskTier.T1: Assurance.ATTESTED}
    assert need.binding == {RiskTier.T2: Binding.LISTED}
    assert need.tiers == {RiskTier.T1, RiskTier.T2}
    assert found.may_be_empty == ("/waivers", "/tier/reason")
    assert found.controls == ("eu-ai-act:Art.10(2)(b)",)
    assert not found.waivable
    assert found.effective_on == "2027-01-01"
    assert found.language == "rego"


def test_the_annotation_is_the_same_in_python() -> None:
    found = rule(GOOD, PATH.replace(".rego", ".py"))
    assert (found.id, found.language) == ("ACME-001", "python")


def test_line_ends_of_windows_change_nothing_but_the_source() -> None:
    found = rule(GOOD.replace("\n", "\r\n"), PATH)
    assert found.needs == rule(GOOD, PATH).needs


NO_NEEDS = (
    "#   needs:\n"
    "#     - fields: [/lineage/datasets/*/name]\n"
    "#       assurance: {T1: attested}\n"
    "#       binding: {T2: listed}\n"
    "#       tiers: [T1, T2]\n"
)
BAD = [
    ("# METADATA", "# metadata", "no # METADATA block", 1),
    ("# METADATA", "\n# METADATA", "no # METADATA block", 1),
    ("# title: Every dataset is pinned\n", "", "the key 'title' is missing", 1),
    ("# title: Every", "# titel: Every", "unknown key 'titel' in METADATA", 2),
    ("title: Every dataset is pinned", "title: [a]", "`title` is a list", 2),
    ("title: Every dataset is pinned", "title:", "`title` is empty", 2),
    ("#   next:", "#   nxt:", "unknown key 'nxt' in custom", 18),
    ("#   next: write it down\n", "", "the key 'next' is missing from custom", 6),
    ("#   id: ACME-001", "#   id: acme-1", "the id 'acme-1' is not like", 7),
    ("#   id: ACME-001", "#   id: ACME-002", "ACME-002 lies in the folder", 7),
    ("#   id:", "#   id: X-1\n#   id:", "duplicate key 'id': first on line 7", 8),
    ("#   id:", "#    id:", "not YAML", 8),
    ("[starter, strict]", "[]", "`profiles` is empty: nothing selects", 8),
    ("[starter, strict]", "[strickt]", "`profiles` has 'strickt'", 8),
    ("[starter, strict]", "strict", "`profiles` is not a list of texts", 8),
    ("[starter, strict]", "[strict, strict]", "`profiles` names 'strict' twice", 8),
    ("{T0: deny, T1: deny, T3: info}", "{}", "`severity` is empty", 9),
    ("T3: info", "T9: info", "`severity` has 'T9'", 9),
    ("T3: info", "T3: fatal", "`severity` has 'fatal'", 9),
    ("T3: info", "T3: true", "`severity` has true or false", 9),
    ("[genai]", "[gen-ai]", "`overlays` has 'gen-ai'", 10),
    ("fields: [/lineage/datasets/*/name]", "fields: []", "a need without fields", 12),
    ("fields:", "feilds:", "unknown key 'feilds' in needs", 12),
    ("/datasets/*/name", "/datasets/*/nme", "`fields` has '/lineage", 12),
    ("/datasets/*/name", "/datasets/0/name", "`fields` has '/lineage", 12),
    ("/datasets/*/name", "/datasets/*/at", "`fields` has '/lineage", 12),
    ("/datasets/*/name", "/run", "`fields` has '/lineage/run'", 12),
    ("/datasets/*/name", "/extras", "`fields` has '/lineage/extras'", 12),
    ("/lineage/datasets/*/name", "lineage", "`fields` has 'lineage'", 12),
    ("T1: attested", "T1: sworn", "`assurance` has 'sworn'", 13),
    ("T1: attested", "T7: attested", "`assurance` has 'T7'", 13),
    ("T2: listed", "T2: none", "`binding` has 'none'", 14),
    ("[T1, T2]", "[T1, T5]", "`tiers` has 'T5'", 15),
    ("/tier/reason]", "/tier/reasons]", "`may_be_empty` has '/tier/reasons'", 16),
    ("/tier/reason]", "/waivers]", "`may_be_empty` names '/waivers' twice", 16),
    ('["eu-ai-act:Art.10(2)(b)"]', "[Art.10]", "'Art.10' is not a control", 19),
    ("waivable: false", "waivable: no", "`waivable` is text, expected true", 20),
    ("2027-01-01", "2027-02-30", "`effective_on` is '2027-02-30'", 21),
    ("2027-01-01", "soon", "`effective_on` is 'soon'", 21),
    ("# custom:", "# custom: {}\n# other:", "unknown key 'other'", 7),
    (GOOD[GOOD.index("#   id") :], "", "`custom` is empty, expected a mapping", 6),
    (
        NO_NEEDS + "#   may_be_empty: [/waivers, /tier/reason]\n",
        "",
        "the rule reads",
        6,
    ),
    (NO_NEEDS, "#   needs: /tier/value\n", "`needs` is not a list", 11),
    (NO_NEEDS, "#   needs: [/tier/value]\n", "`needs` is text, expected a mapping", 11),
]


@pytest.mark.parametrize(("old", "new", "message", "line"), BAD)
def test_a_malformed_annotation_is_refused_with_its_line(
    old: str, new: str, message: str, line: int
) -> None:
    assert old in GOOD
    with pytest.raises(PolicyError) as caught:
        rule(GOOD.replace(old, new, 1), PATH)
    assert caught.value.message.startswith(message)
    place = caught.value.place.split(":")
    assert (place[0], int(place[1])) == (PATH, line)


def test_a_misspelt_key_is_answered_with_the_one_meant() -> None:
    with pytest.raises(PolicyError) as caught:
        rule(GOOD.replace("waivable:", "wavable:"), PATH)
    assert caught.value.hint == "did you mean 'waivable'?"


@pytest.mark.parametrize(
    "folder", ["acme_001", "acme_001_", "acme_001_Pinned", "pinned", "acme_0011_pinned"]
)
def test_a_folder_that_is_not_called_by_id_and_slug_is_refused(folder: str) -> None:
    with pytest.raises(PolicyError, match="ACME-001 lies in the folder"):
        rule(GOOD, f"acme/data/{folder}/rule.rego")


def test_needs_may_be_left_out_if_something_may_be_empty() -> None:
    assert rule(GOOD.replace(NO_NEEDS, ""), PATH).needs == ()


@given(
    start=st.integers(0, len(GOOD)),
    length=st.integers(0, 40),
    text=st.text(
        st.sampled_from("#:-[]{},'\"&*!|>\n\t \x85\u2028\x00aT1é"), max_size=9
    ),
)
def test_whatever_is_written_is_a_rule_or_a_refusal_with_a_place(
    start: int, length: int, text: str
) -> None:
    try:
        rule(GOOD[:start] + text + GOOD[start + length :], PATH)
    except PolicyError as error:
        assert error.place.startswith(PATH)  # noqa: PT017  most texts are refused
