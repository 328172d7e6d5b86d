"""Fills a draft field by field, and notes what stands there but is no value."""

import json
import re

from mlgate.core.evidence import Draft, Gap
from mlgate.core.pointer import join, split
from mlgate.core.waivers import instant

MAX_RAW = 500
_SPLIT = ", "
# The word of SPDX for "nothing is said of it"; its NONE says something.
_NO_ASSERTION = "noassertion"
_ANYWHERE = re.compile(r"\{\{|\{%|\$\{")
_WHOLE = re.compile(
    r"[\W_]*more information needed[\W_]*|.*\[more information needed\]\W*"
    r"|(todo|fixme)\b.*"
    r"|(tbd|tba|tbc|xxx+)\W*"
    r"|\{[^{}]*\}"
    r"|<[^<>@:]*>"
    r"|\[[^\[\]]*(your|insert|fill in)\b[^\[\]]*\]",
    re.IGNORECASE | re.DOTALL,
)


def placeholder(text: str) -> bool:
    """Say whether ``text`` only stands where somebody was to write something."""
    # A template's marks are short; long text is looked at for its marks alone.
    whole = text.strip()
    short = len(whole) <= MAX_RAW and _WHOLE.fullmatch(whole) is not None
    return short or _ANYWHERE.search(whole[:MAX_RAW]) is not None


class Filling:
    """A draft being filled. Values that are not text are noted, never guessed at."""

    def __init__(self) -> None:
        self.draft = Draft()

    def put(self, at: str, value: object, said: str) -> None:
        """Fill the field ``at`` with ``value``, which is said at ``said``."""
        *above, last = split(at)
        inner = self.draft.sections
        for token in above:
            inner = inner.setdefault(token, {})
        inner[last] = value
        self.draft.sources[at] = said

    def gap(self, at: str, why: str, raw: str, said: str) -> None:
        """Note why the field ``at`` is null although something is written there."""
        self.draft.gaps.append(Gap(at, why, raw[:MAX_RAW], pointer=said))

    def text(self, at: str, value: object, said: str) -> None:
        """Fill the field ``at`` if ``value`` is text; null or blank is just missing."""
        if (found := self.checked(at, value, said)) is not None:
            self.put(at, found, said)

    def texts(self, at: str, value: object, said: str) -> None:
        """Fill the list ``at`` from one text or a list of them.

        One item that is not text spoils it: a shorter list would hide that item.
        """
        many = isinstance(value, list)
        items = enumerate(value) if isinstance(value, list) else [(0, value)]
        found = [(x, join(said, str(i)) if many else said) for i, x in items]
        found = [(x, place) for x, place in found if not _blank(x)]
        if bad := next((why for x, _ in found if (why := problem(x))), ""):
            self.gap(at, bad, shown(value), said)
        elif found:
            self.put(at, [str(x).strip() for x, _ in found], said)
            for number, (_, place) in enumerate(found):
                self.draft.sources[join(at, str(number))] = place

    def agreed(self, at: str, found: list[tuple[str, str]]) -> None:
        """Fill the field ``at`` with the one text that all (text, place) agree on."""
        if len(distinct := sorted({text for text, _ in found})) > 1:
            self.gap(at, "conflict", _SPLIT.join(distinct), found[0][1])
        elif found:
            self.text(at, *found[0])

    def checked(self, at: str, value: object, said: str) -> str | None:
        """Return ``value`` if it is real text; else None, with a gap if it is more."""
        if _blank(value):
            return None
        if why := problem(value):
            self.gap(at, why, shown(value), said)
            return None
        return str(value).strip()

    def dated(self, at: str, value: object, said: str) -> str | None:
        """Return ``value`` if it is an instant with a zone; else None, and a gap."""
        written = self.checked(at, value, said)
        if written is None:
            return None
        if instant(written):
            # RFC 3339 leaves the case of T and Z open; rules and other readers do not.
            return written.upper()
        why = f"{written} is not an instant with a zone, such as 2026-11-01T09:00:00Z"
        self.gap(at, "unreadable", why, said)
        return None


def problem(value: object) -> str:
    """Return why ``value`` is no text that says something; "" if it is."""
    if isinstance(value, str):
        if value.strip().lower() == _NO_ASSERTION:
            return "no_assertion"
        return "placeholder" if placeholder(value) else ""
    return "placeholder" if _unfilled(value) else "unreadable"


def shown(value: object) -> str:
    """Return ``value`` as a person would have written it, in one line."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return _SPLIT.join(map(shown, value))
    if isinstance(value, dict) and _unfilled(value):
        return "{" + _SPLIT.join(value) + "}"
    return json.dumps(value, ensure_ascii=False)


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _unfilled(value: object) -> bool:
    # A `{licence}` that nobody filled in is, to YAML, a mapping from it to null.
    unset = isinstance(value, dict) and all(v is None for v in value.values())
    return unset and bool(value)
