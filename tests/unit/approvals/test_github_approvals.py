"""Approvals as GitHub lists them: who, when, of what, and whether it was a yes."""

import json
from typing import Any

import pytest

from mlgate.core.evidence import Draft
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.errors import EvidenceError
from mlgate.loaders import BUILTIN
from mlgate.loaders.source import Source

COMMIT = "54bb654c9e6025347f57900a4a5c2313a96b8035"
ADA = {"login": "ada", "id": 7, "type": "User", "html_url": "https://git.test/ada"}
BOT = {"login": "merge-bot", "id": 8, "type": "Bot"}
PULL = "https://api.git.test/repos/acme/scorer/pulls/12"


def review(number: int, state: str, user: object = ADA, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    return {
        "id": number,
        "node_id": "MDE3",
        "user": user,
        "body": "looks fine",
        "state": state,
        "pull_request_url": PULL,
        "author_association": "MEMBER",
        "submitted_at": f"2026-11-20T09:00:{number:02}Z",
        "commit_id": COMMIT,
        **more,
    }


def answer(state: str, *environments: str) -> dict[str, Any]:
    named = [
        {"id": 1, "name": name, "created_at": "2020-01-01T00:00:00Z"}
        for name in environments
    ]
    return {"state": state, "comment": "ship", "environments": named, "user": ADA}


def load(value: object) -> Draft:
    source = Source("evidence/approvals.json", json.dumps(value).encode())
    loader = next(x for x in BUILTIN.values() if x.recognises(source))
    assert loader.sections == ("approvals",)
    return loader.load(source)


def approvals(value: object) -> list[dict[str, Any]]:
    draft = load(value)
    made = total(draft.sections["approvals"], SHAPE["approvals"], "/approvals")
    assert {f"/approvals/{i}" for i in range(len(made))} <= draft.sources.keys()
    return list(made)


def test_a_review_says_who_approved_which_commit_when() -> None:
    (made,) = approvals([review(1, "APPROVED")])
    del made["at"]
    assert {k: v for k, v in made.items() if v is not None} == {
        "id": "1",
        "source": "github-review",
        "commit": COMMIT,
        "approver": "ada",
        "approver_id": "github:7",
        "account": "user",
        "association": "MEMBER",
        "decision": "approved",
        "reason": "looks fine",
        "approved_at": "2026-11-20T09:00:01Z",
    }


@pytest.mark.parametrize(
    "state", ["CHANGES_REQUESTED", "DISMISSED", "COMMENTED", "PENDING", "", "YES"]
)
def test_a_review_that_is_no_approval_is_recorded_as_what_it_is(state: str) -> None:
    (made,) = approvals([review(1, state)])
    assert made["decision"] == (state.lower() or None)


@pytest.mark.parametrize(
    ("states", "decisions"),
    [
        (("APPROVED", "CHANGES_REQUESTED"), ["superseded", "changes_requested"]),
        (("APPROVED", "DISMISSED"), ["superseded", "dismissed"]),
        (("CHANGES_REQUESTED", "APPROVED"), ["superseded", "approved"]),
        (("APPROVED", "COMMENTED"), ["approved", "commented"]),
        (("APPROVED", "APPROVED"), ["superseded", "approved"]),
    ],
)
def test_of_several_decisions_of_one_person_only_the_last_stands(
    states: tuple[str, ...], decisions: list[str]
) -> None:
    made = approvals([review(i, state) for i, state in enumerate(states)])
    assert [a["decision"] for a in made] == decisions


def test_decisions_of_two_people_or_on_two_pull_requests_both_stand() -> None:
    renamed = {**ADA, "login": "ada-l"}
    two = [review(1, "APPROVED"), review(2, "APPROVED", BOT)]
    assert [a["decision"] for a in approvals(two)] == ["approved", "approved"]
    other = review(2, "DISMISSED", pull_request_url=f"{PULL}3")
    assert approvals([review(1, "APPROVED"), other])[0]["decision"] == "approved"
    same = [review(1, "APPROVED"), review(2, "CHANGES_REQUESTED", renamed)]
    assert approvals(same)[0]["decision"] == "superseded"


def test_a_bot_and_a_user_who_is_gone_can_be_told_from_people() -> None:
    made = approvals([review(1, "APPROVED", BOT), review(2, "APPROVED", None)])
    assert [(a["account"], a["approver_id"]) for a in made] == [
        ("bot", "github:8"),
        (None, None),
    ]


def test_an_approval_of_an_environment_is_one_for_each_and_has_no_time() -> None:
    made = approvals([answer("approved", "prod", "eu"), answer("rejected", "staging")])
    assert [(a["environment"], a["decision"], a["approved_at"]) for a in made] == [
        ("prod", "approved", None),
        ("eu", "approved", None),
        ("staging", "rejected", None),
    ]
    assert {a["source"] for a in made} == {"github-environment"}
    assert made[0]["approver_id"] == "github:7"


def test_a_time_without_a_zone_is_a_gap() -> None:
    draft = load([review(1, "APPROVED", submitted_at="2026-11-20 09:00:00")])
    assert [(g.at, g.why) for g in draft.gaps] == [
        ("/approvals/0/approved_at", "unreadable")
    ]


@pytest.mark.parametrize(
    "value",
    [
        [review(1, "APPROVED"), 3],
        [review(1, "APPROVED", user="ada")],
        [review(1, "APPROVED", body=["x"])],
        [{**answer("approved", "prod"), "environments": {"name": "prod"}}],
        [{**answer("approved", "prod"), "user": {"id": "7"}}],
    ],
)
def test_what_is_malformed_is_refused_with_its_place(value: object) -> None:
    with pytest.raises(EvidenceError) as caught:
        load(value)
    assert caught.value.place.startswith("evidence/approvals.json:1:")


def test_comments_on_lines_are_no_reviews() -> None:
    comment = {"pull_request_url": PULL, "commit_id": COMMIT, "user": ADA, "body": "x"}
    source = Source("evidence/comments.json", json.dumps([comment]).encode())
    assert not any(x.recognises(source) for x in BUILTIN.values())
