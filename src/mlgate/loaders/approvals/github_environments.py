"""Approvals of deployments to an environment, as GitHub's REST API lists them.

``GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals``. The answer says neither
when it was given nor for which commit: the times in it are those of the environment.
"""

from mlgate.core.evidence import Draft
from mlgate.loaders.approvals.records import SECTIONS, Approvals, person
from mlgate.loaders.loader import shows
from mlgate.loaders.node import SYNTAX, Node, opens
from mlgate.loaders.source import Source


class GithubEnvironmentsLoader:
    """Reads who approved or rejected deploying to which environment."""

    format = "github-environments"
    sections = SECTIONS
    syntax = SYNTAX

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` lists approvals of deployments."""
        marks = ('"environments"', '"state"', '"user"', '"comment"')
        return opens(source, "[") and shows(source, *marks)

    def load(self, source: Source) -> Draft:
        """Return one approval for each environment that each answer is about.

        Raises:
            EvidenceError: It is not JSON, or not a list of such answers.
        """
        made = Approvals()
        for answer in Node(source, source.json).items:
            state = answer.get("state").text
            for environment in answer.get("environments").items:
                made.add(
                    answer,
                    {},
                    source="github-environment",
                    environment=environment.get("name").text,
                    decision=state.lower() if state else None,
                    reason=answer.get("comment").text,
                    **person(answer.get("user")),
                )
        return made.draft()
