"""Times that are written as milliseconds since 1970, in UTC by definition."""

import re
from datetime import UTC, datetime, timedelta

_MS = re.compile(r"[0-9]{12,15}", re.ASCII)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def since_epoch(text: str) -> str | None:
    """Return the RFC 3339 instant of ``text``, whole milliseconds since 1970.

    None if it is anything else, or so early that it must be seconds.
    """
    if not _MS.fullmatch(text):
        return None
    try:
        moment = _EPOCH + timedelta(milliseconds=int(text))
    except OverflowError:
        return None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
