"""What an operator settles when the webhook is started; nothing a review may change."""

import re
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from mlgate.core.frozen import frozen
from mlgate.core.rule import RiskTier

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_AGE = re.compile(r"([1-9][0-9]{0,5})([smhd])", re.ASCII)


class Mode(StrEnum):
    """What becomes of an object that may not run."""

    ENFORCE = "enforce"
    WARN = "warn"
    AUDIT = "audit"


@frozen
class Settings:
    """How strict this cluster is.

    Attributes:
        org: The organisation's file: whose decisions count, and the pinned policy.
        attestations: Folder that holds what ``mlgate attest`` wrote.
        environment: Decisions must have been made for this one; "" for none.
        least: Decisions must have been made at this tier, or at a stricter one.
        max_age: How old a decision may be; None if any age.
        unpinned: Whether an annotation may name the subject of what has no digest.
        modelless: Whether a workload in which no model is found may run.
    """

    org: Path
    attestations: Path
    environment: str = ""
    least: RiskTier = RiskTier.T4
    max_age: timedelta | None = None
    mode: Mode = Mode.ENFORCE
    unpinned: bool = False
    modelless: bool = False


def age(text: str) -> timedelta | None:
    """Return the span that ``text``, such as ``90d`` or ``12h``, names; else None."""
    found = _AGE.fullmatch(text)
    return timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None
