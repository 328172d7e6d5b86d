import pytest

from mlgate.core.evidence import Draft
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.core.tiers import PRACTICES, QUESTIONS
from mlgate.errors import EvidenceError
from mlgate.loaders.release import ReleaseLoader
from mlgate.loaders.source import Source
from mlgate.strict import positions

LOADER = ReleaseLoader()
TEXT = """mlgate: release/v1
name: credit-scorer
version: 1.10
purpose: Rank applications.
owner: {accountable: Ada Okafor <ada@example.org>, team: Credit, contact: c@example.org}
legal: {role: provider, classification: high-risk}
oversight: {measures: a person decides, stop_control: feature flag}
tiering:
  assessor: Ada Okafor
  decided_at: 2026-11-01T09:00:00Z
  answers:
    generative: no
    annex_iii: yes
  prohibited_practices: {manipulation: no}
kpi: {target: 0.50}
"""


def load(text: str) -> Draft:
    draft = LOADER.load(Source("release.yaml", text.encode()))
    for section, value in draft.sections.items():
        total(value, SHAPE[section], f"/{section}")
    return draft


def test_a_release_is_read_as_it_is_written() -> None:
    release = load(TEXT).sections["release"]
    assert release == {
        "name": "credit-scorer",
        "version": "1.10",
        "purpose": "Rank applications.",
        "owner": {
            "accountable": "Ada Okafor <ada@example.org>",
            "team": "Credit",
            "contact": "c@example.org",
        },
        "legal": {"role": "provider", "classification": "high-risk"},
        "oversight": {
            "measures": "a person decides",
            "stop_control": "feature flag",
        },
        "extras": {"kpi": {"target": "0.50"}},
    }


def test_all_questions_appear_in_their_own_order_and_the_unanswered_are_null() -> None:
    draft = load(TEXT)
    tier = draft.sections["tier"]
    assert [a["question"] for a in tier["answers"]] == list(QUESTIONS)
    assert {a["question"]: a["answer"] for a in tier["answers"] if a["answer"]} == {
        "generative": "no",
        "annex_iii": "yes",
    }
    assert [p["practice"] for p in tier["prohibited"]] == list(PRACTICES)
    assert tier["decided_at"] == "2026-11-01T09:00:00Z"


def test_each_answer_has_its_own_place_and_a_missing_one_that_of_the_answers() -> None:
    sources = load(TEXT).sources
    questions = list(QUESTIONS)
    wanted = {
        sources[f"/tier/answers/{questions.index('annex_iii')}"]: (13, 5),
        sources[f"/tier/answers/{questions.index('exposed')}"]: (11, 3),
        sources["/release/owner/team"]: (5, 52),
        sources["/release/legal"]: (6, 1),
    }
    assert positions.locate(TEXT.encode(), "yaml", wanted) == wanted


def test_without_tiering_the_tier_is_left_alone() -> None:
    draft = load("mlgate: release/v1\nname: a\n")
    assert draft.sections == {"release": {"name": "a"}}


@pytest.mark.parametrize(
    ("line", "at", "why"),
    [
        ("name: TODO", "/release/name", "placeholder"),
        ("purpose: <what is it for?>", "/release/purpose", "placeholder"),
        ("owner: {accountable: TBD}", "/release/owner/accountable", "placeholder"),
        ("tiering: {assessor: TODO}", "/tier/assessor", "placeholder"),
        ("tiering: {decided_at: 2026-11-01}", "/tier/decided_at", "unreadable"),
        (
            "tiering: {decided_at: '2026-11-01T09:00:00'}",
            "/tier/decided_at",
            "unreadable",
        ),
    ],
)
def test_what_is_not_filled_in_is_a_gap(line: str, at: str, why: str) -> None:
    assert [(g.at, g.why) for g in load(f"mlgate: release/v1\n{line}\n").gaps] == [
        (at, why)
    ]


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        ("", "expected a mapping", "release.yaml:1:1"),
        ("- a", "got a list", "release.yaml:1:1"),
        ("name: a", "'mlgate' is missing", "release.yaml:1:1"),
        ("mlgate: release/v2", "release/v1", "release.yaml:1:1"),
        (
            "mlgate: release/v1\nownr: {}",
            "unknown key 'ownr'; did you mean 'owner'?",
            "release.yaml:2:1",
        ),
        (
            "mlgate: release/v1\ntiering:\n  answers: {anex_iii: yes}",
            "unknown key 'anex_iii'; did you mean 'annex_iii'?",
            "release.yaml:3:13",
        ),
        (
            "mlgate: release/v1\ntiering: {prohibited_practices: {manipulaton: no}}",
            "did you mean 'manipulation'?",
            "release.yaml:2:34",
        ),
        (
            "mlgate: release/v1\ntiering:\n  answers:\n    exposed: true",
            "exposed",
            "release.yaml:4:5",
        ),
        (
            "mlgate: release/v1\ntiering: {answers: {exposed: maybe}}",
            "exposed",
            "release.yaml:2:21",
        ),
        ("mlgate: release/v1\nname: [a]", "name", "release.yaml:2:1"),
        ("mlgate: release/v1\nname: ' '", "name", "release.yaml:2:1"),
        ("mlgate: release/v1\nname: a\nname: b", "duplicate key", "release.yaml:3:1"),
    ],
)
def test_a_release_that_does_not_fit_is_an_error_at_its_line(
    text: str, message: str, place: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        load(text)
    assert message in caught.value.message
    assert caught.value.place == place
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("path", "text", "mine"),
    [
        ("release.yaml", "[", True),
        ("evidence/r.yaml", "# mine\nmlgate: release/v1\n", True),
        ("evidence/r.yaml", "mlgate: 'release/v9'\n", True),
        ("docs/release.yaml", "name: a", False),
        ("org.yaml", "mlgate: organisation/v1\n", False),
    ],
)
def test_a_release_is_recognised_by_place_or_by_what_it_says(
    path: str, text: str, *, mine: bool
) -> None:
    assert LOADER.recognises(Source(path, text.encode())) is mine
