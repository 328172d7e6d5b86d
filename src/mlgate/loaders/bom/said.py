"""Text of a bill of materials: what says something, and why the rest does not."""

import re

from mlgate.core import purl as purls
from mlgate.core.waivers import instant
from mlgate.loaders.filling import Filling, shown

NO_ASSERTION = "noassertion"
# What placeholders are made of; text without them is not looked at any closer.
_ODD = re.compile(
    r"\W*(?:more information|todo|fixme|tb[acd]|xxx|noassertion|$)"
    r"|[^{}<>\[\]]*[{}<>\[\]]",
    re.IGNORECASE,
)
# RFC 3339, and how Go prints a time: `2022-04-18 21:15:00 +0000 UTC`.
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d(?:\.\d{1,9})?)"
    r"(?:([Zz])| ?([+-]\d\d):?(\d\d)(?: [A-Z]{3,4})?)",
    re.ASCII,
)
# A package URL that needs no second look (ECMA-427): type, names, version, the rest.
_PURL = re.compile(
    r"pkg:[A-Za-z][\w.+-]*(?:/[\w.%+~:-]+)+(?:@[\w.%+~:-]+)?"
    r"(?:\?[\w.%+~:=&/,@-]+)?(?:#[\w.%+~:/-]+)?",
    re.ASCII,
)


def plain(value: object) -> str | None:
    """Return text in which nothing looks like a placeholder, stripped; else None."""
    if not isinstance(value, str) or _ODD.match(value):
        return None
    return value.strip()


def checked(fill: Filling, at: str, value: object, place: str) -> str | None:
    """Return ``value`` if it is text that says something; else note why not."""
    if (found := plain(value)) is not None:
        return found
    if isinstance(value, str) and value.strip().lower() == NO_ASSERTION:
        fill.gap(at, "no_assertion", value, place)
        return None
    return fill.checked(at, value, place)


def purl(fill: Filling, at: str, value: object, place: str) -> str | None:
    """Return ``value`` if it is a package URL; else note that it is none."""
    if isinstance(value, str) and _PURL.fullmatch(value):
        return value
    if isinstance(value, str) and not value.strip():
        fill.gap(at, "placeholder", value, place)
        return None
    found = checked(fill, at, value, place)
    if found is None or purls.parse(found):
        return found
    fill.gap(at, "unreadable", f"'{found}' is not a package URL", place)
    return None


def time(fill: Filling, at: str, value: object, place: str) -> tuple[str | None, str]:
    """Return the instant that ``value`` names, and a note if it is not RFC 3339.

    Text without a zone names no instant: that is a gap.
    """
    if value is None:
        return None, ""
    said = value.strip() if isinstance(value, str) else ""
    if match := _TIME.fullmatch(said):
        day, clock, zulu, hours, minutes = match.groups()
        read = f"{day}T{clock}{'Z' if zulu else f'{hours}:{minutes}'}"
        if instant(read):
            same = read.upper() == said.upper()
            return read, "" if same else f"{place} is written '{said}'"
    fill.gap(at, "unreadable", shown(value), place)
    return None, ""
