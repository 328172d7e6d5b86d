"""Reviews of a pull request, as GitHub's REST API lists them.

``GET /repos/{owner}/{repo}/pulls/{number}/reviews``. The list is in order of time, and
of several decisions of one person only the last one stands.
"""

from collections.abc import Sequence

from mlgate.core.evidence import Draft
from mlgate.loaders.approvals.records import SECTIONS, Approvals, person
from mlgate.loaders.loader import shows
from mlgate.loaders.node import SYNTAX, Node, opens
from mlgate.loaders.source import Source

_DECISIVE = ("APPROVED", "CHANGES_REQUESTED", "DISMISSED")
SUPERSEDED = "superseded"


class GithubReviewsLoader:
    """Reads who said what of which commit; a review names no model by digest."""

    format = "github-reviews"
    sections = SECTIONS
    syntax = SYNTAX

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` lists reviews; comments on lines are none."""
        marks = ('"pull_request_url"', '"submitted_at"', '"commit_id"', '"state"')
        return opens(source, "[") and shows(source, *marks)

    def load(self, source: Source) -> Draft:
        """Return one approval for each review.

        Raises:
            EvidenceError: It is not JSON, or not a list of reviews.
        """
        reviews = list(Node(source, source.json).items)
        made = Approvals()
        last = _last(reviews)
        for number, review in enumerate(reviews):
            state = review.get("state").text or ""
            stands = state not in _DECISIVE or last[_about(review)] == number
            review_id = review.get("id").count
            made.add(
                review,
                {"approved_at": review.get("submitted_at")},
                id=None if review_id is None else str(review_id),
                source="github-review",
                commit=review.get("commit_id").text,
                decision=state.lower() if stands else SUPERSEDED,
                reason=review.get("body").text,
                association=review.get("author_association").text,
                **person(review.get("user")),
            )
        return made.draft()


def _last(reviews: Sequence[Node]) -> dict[tuple[str | None, str | None], int]:
    """Return which decision of each person on each pull request is the last one."""
    decisive = (
        (number, review)
        for number, review in enumerate(reviews)
        if review.get("state").text in _DECISIVE
    )
    return {_about(review): number for number, review in decisive}


def _about(review: Node) -> tuple[str | None, str | None]:
    return person(review.get("user"))["approver_id"], review.get(
        "pull_request_url"
    ).text
