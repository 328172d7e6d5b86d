"""Section ``approvals`` of one document, being collected."""

from typing import Any

from mlgate.core.evidence import Draft
from mlgate.loaders.filling import Filling
from mlgate.loaders.node import Node

SECTIONS = ("approvals",)
APPROVED = "approved"
MAX_APPROVALS = 10_000
_AT = "/approvals"


class Approvals:
    """The approvals of one document; every decision is one, be it yes or no."""

    def __init__(self) -> None:
        self._fill = Filling()
        self._fill.draft.sources[_AT] = ""
        self._records: list[dict[str, Any]] = []

    def add(self, said: Node, times: dict[str, Node], **fields: object) -> None:
        """Add an approval said at ``said``; ``times`` must be instants with a zone.

        Raises:
            EvidenceError: There are too many.
        """
        if len(self._records) == MAX_APPROVALS:
            raise said.fault(f"more than {MAX_APPROVALS} approvals")
        at = f"{_AT}/{len(self._records)}"
        dated = {
            k: self._fill.dated(f"{at}/{k}", n.text, n.at) for k, n in times.items()
        }
        self._records.append({**fields, **dated})
        self._fill.draft.sources[at] = said.at

    def draft(self) -> Draft:
        """Return all of it."""
        self._fill.draft.sections["approvals"] = self._records
        return self._fill.draft


def person(user: Node) -> dict[str, str | None]:
    """Return who ``user`` of GitHub is; a login may be another person later."""
    number = user.get("id").count
    return {
        "approver": user.get("login").text,
        "approver_id": None if number is None else f"github:{number}",
        "account": (user.get("type").text or "").lower() or None,
    }
