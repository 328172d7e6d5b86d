"""Dates that documents give, held against the clock of the decision."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from mlgate.core.pointer import expand
from mlgate.core.waivers import instant

# What a document says of when it was made. Whoever writes it can write any date, so
# a date never changes a verdict; one from the future shows that a clock is wrong, or
# that the decision is dated back to before its evidence.
DATED = (
    "/links/*/created_at",
    "/bom/created_at",
    "/software/*/created_at",
    "/lineage/run/started_at",
    "/lineage/run/ended_at",
    "/lineage/mlflow/created_at",
)


def ahead(content: Mapping[str, Any], at: datetime) -> Iterator[tuple[str, str]]:
    """Yield pointer and text of each date in ``content`` that is later than ``at``."""
    for pattern in DATED:
        for pointer, text in expand(content, pattern):
            moment = instant(text or "")
            if moment is not None and moment > at:
                yield pointer, text
