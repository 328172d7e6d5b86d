"""Reviews of access: ``kind: mlgate.dev/access-review/v1``."""

from mlgate.core.evidence import Draft
from mlgate.loaders.operations.document import SYNTAX, Written, is_marked
from mlgate.loaders.source import Source

_NAME = "access-review"
_AT = "/access_reviews/0"
_COUNTS = ("accounts", "removed", "wildcards")


class AccessReviewLoader:
    """Reads who reviewed the access to which system, when, and what came of it."""

    format = _NAME
    sections = ("access_reviews",)
    syntax = SYNTAX

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` says that it is one."""
        return is_marked(source, _NAME)

    def load(self, source: Source) -> Draft:
        """Return the one review.

        Raises:
            EvidenceError: It does not fit the shipped schema; names the line.
        """
        made = Written(source, _NAME)
        times = ("reviewed_at", "next_due_at")
        record = made.record(_AT, ("system", "reviewer"), times)
        record |= {key: made.fields.get(key) for key in _COUNTS}
        return made.draft("access_reviews", [(record, "")])
