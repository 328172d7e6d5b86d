"""Sections ``evaluations`` and ``monitoring`` of one document, being filled.

Where a tool says that something passed, that holds only if the rest of the report
bears it out. So taking anything out of a report never makes a pass of what was none.
"""

import json
from collections.abc import Mapping

from mlgate.core.evidence import Draft
from mlgate.loaders.filling import Filling
from mlgate.loaders.source import Source
from mlgate.loaders.vulnerability.records import Listing, Record, Said

EVALUATIONS = "evaluations"
MONITORING = "monitoring"
# What an evaluation may be of.
KINDS = (
    "performance", "safety", "fairness", "robustness", "data_quality", "drift",
)  # fmt: skip
TESTED = "tested"
LIMITED = "limited"
NOT_TESTED = "not tested"
MAX_TEXT = 500
# Beyond it a JSON number is another one to every other reader.
_EXACT = 2**53


class Results:
    """The records of one document.

    Attributes:
        fill: The draft, for what is no value.
        evaluations: What was measured.
        monitoring: What was watched.
    """

    def __init__(self, source: Source) -> None:
        self.fill = Filling()
        self.evaluations = Listing(self.fill, f"/{EVALUATIONS}", source.path)
        self.monitoring = Listing(self.fill, f"/{MONITORING}", source.path)

    def verdict(
        self, record: Record, said: Said, why_not: str, *, passed: bool
    ) -> None:
        """Fill ``passed``: a pass is none if there is anything to say against it.

        Args:
            record: Of what it is said.
            said: Where it is said.
            why_not: Why a pass would not count; "" if it does.
            passed: What is said.
        """
        record.put(passed=None if passed and why_not else passed)
        if passed and why_not:
            self.fill.gap(f"{record.at}/passed", "unreadable", why_not, said.at)

    def draft(self) -> Draft:
        """Return all of it."""
        self.evaluations.put()
        self.monitoring.put()
        return self.fill.draft


def number(value: object) -> float | int | None:
    """Return ``value`` if it is a number in JSON that all readers read alike."""
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return value if plain and abs(value) <= _EXACT else None  # type: ignore[arg-type,return-value]  # plain


def score(record: Record, said: Said) -> None:
    """Fill ``value`` and ``number``; of a list or an object neither."""
    value = said.value
    if isinstance(value, str):
        record.text("value", said)
    elif isinstance(value, int | float):
        record.put(value=json.dumps(value), number=number(value))
    elif value is not None:
        record.gap("value", "unreadable", said)


def count(done: int | None, there: int | None, what: str = "samples") -> str:
    """Return how many of how many, in words."""
    known = f"{'?' if done is None else done}"
    return f"{known} of {there} {what}" if there is not None else f"{known} {what}"


def extras(found: Mapping[str, object]) -> dict[str, object] | None:
    """Return what is said in ``found``; None if nothing is."""
    return {k: v for k, v in found.items() if v not in (None, "", [], {})} or None
