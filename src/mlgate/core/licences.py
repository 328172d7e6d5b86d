"""What a declared licence is: known or not, of which category, allowed or not."""

from collections.abc import Mapping, Sequence
from typing import Any


def classify(
    declared: str | None,
    name: str | None,
    link: str | None,
    table: Mapping[str, Mapping[str, Any]],
    allowed: Sequence[str],
) -> dict[str, Any]:
    """Return section ``licences.model`` of the input for what a card declares.

    Args:
        declared: The card's ``license``: a Hub id or an SPDX id.
        name: The card's ``license_name``, read where the licence is ``other``.
        link: The card's ``license_link``; shown, never fetched.
        table: Lower-case id -> ``spdx``, ``category``, ``restrictions``.
        allowed: Ids and categories that may be used.
    """
    del link
    said = name if declared == "other" and name else declared
    entry = table.get((said or "").lower())
    spdx = entry["spdx"] if entry else None
    category = entry["category"] if entry else None
    names = {(said or "").lower(), (spdx or "").lower(), category}
    return {
        "declared": said,
        "spdx": spdx,
        "known": entry is not None,
        "category": category,
        "allowed": entry is not None and any(a.lower() in names for a in allowed),
        "restrictions": list(entry["restrictions"]) if entry else [],
    }
