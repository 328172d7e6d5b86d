"""What a declared licence is: known or not, of which category, allowed or not.

A label is judged and never a text: it is what somebody said of a model.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mlgate.core.frozen import frozen
from mlgate.core.licence_expression import Expression, Single, parse
from mlgate.core.licence_names import Table, bracketed, find

OPENEST_FIRST = (
    "open-source",
    "open-data",
    "community-with-thresholds",
    "use-restricted",
    "non-commercial",
    "research-only",
    "unknown",
)
# What the table says of licences whose terms follow a model into what is made of it;
# of the others, notices alone do, or nothing.
_BINDING = frozenset({"yes", "partial", "unknown"})
_NAMELESS = "`other` without a name: say in `license_name` which licence it is"
_FAMILY = "a family of licences: say which one of them it is"


def classify(
    declared: str | None,
    name: str | None,
    link: str | None,
    table: Table,
    allowed: Sequence[str],
) -> dict[str, Any]:
    """Return section ``licences.model`` of the input for what a card declares.

    It is what ``terms`` returns, without ``inherits``.
    """
    found = terms(declared, name, link, table, allowed)
    del found["inherits"]
    return found


def terms(
    declared: str | None,
    name: str | None,
    link: str | None,
    table: Table,
    allowed: Sequence[str],
) -> dict[str, Any]:
    """Return what is known of the licence that a card declares.

    All is null where nothing is declared. A licence is known if the table knows it,
    or the organisation by its own list; one that nobody knows is not allowed. Of
    ``A OR B`` the better one counts, of ``A AND B`` the worse one; ``A WITH E`` is
    judged as ``A``, since an exception only adds permissions. ``inherits`` says
    whether its terms bind what is made from the model, too; null if nobody knows it.

    Args:
        declared: The card's ``license``: a Hub id, an SPDX id or an SPDX expression.
        name: The card's ``license_name``, read where the licence is ``other``.
        link: The card's ``license_link``; shown, never fetched.
        table: Lower-case id -> ``spdx``, ``category``, ``restrictions`` and, where it
            names no single text, ``family``, and ``inherits``, in words; or
            ``same_as``, another id.
        allowed: Ids and categories that may be used.
    """
    said, called = (declared or "").strip(), (name or "").strip()
    judge = _Judge(table, frozenset(a.strip().lower() for a in allowed))
    if not said:
        return _section(None, _Terms())
    if said.lower() != "other":
        return _section(said, judge.said(said))
    if called:
        return _section(f"other: {called}", judge.named(called))
    linked = (f"its terms are said to be at {link.strip()}",) if link else ()
    return _section(said, _Terms(known=False, restrictions=(_NAMELESS, *linked)))


@frozen
class _Terms:
    """What is known of one licence, or of several that are joined."""

    spdx: str | None = None
    category: str | None = None
    known: bool | None = None
    allowed: bool = False
    restrictions: tuple[str, ...] = ()
    inherits: bool | None = None

    @property
    def openness(self) -> int:
        """Its place in the order of categories, from the most open."""
        return OPENEST_FIRST.index(self.category or "unknown")


@frozen
class _Judge:
    """Looks licences up in one table, for one organisation."""

    table: Table
    allowed: frozenset[str]

    def said(self, text: str) -> _Terms:
        """Return the terms of an id or an expression."""
        whole = self.named(text)
        expression = None if whole.known else parse(text)
        return self._expressed(expression) if expression else whole

    def named(self, text: str) -> _Terms:
        """Return the terms of one id or name."""
        _, row = find(text, self.table)
        family = bool(row.get("family"))
        spdx = row.get("spdx")
        names = {text.lower(), str(spdx or "").lower()}
        # A label that names no terms is nothing that anybody could have agreed to.
        listed = bool(names & self.allowed) and row.get("category") != "unknown"
        known = bool(row) and not family
        return _Terms(
            spdx,
            row.get("category"),
            known=known or listed,
            allowed=listed or (known and row["category"] in self.allowed),
            restrictions=(*row.get("restrictions", ()), *([_FAMILY] if family else ())),
            inherits=row["inherits"] in _BINDING if row else None,
        )

    def _expressed(self, expression: Expression) -> _Terms:
        if isinstance(expression, Single):
            return self._single(expression)
        parts = [self._expressed(part) for part in expression.parts]
        joined = _either(parts) if expression.operator == "OR" else _both(parts)
        ids = [bracketed(p.spdx) for p in parts if p.spdx]
        whole = len(ids) == len(parts)
        spdx = f" {expression.operator} ".join(ids) if whole else None
        return replace(joined, spdx=spdx)

    def _single(self, single: Single) -> _Terms:
        terms = self.named(single.id)
        if not single.exception or not terms.spdx:
            return terms
        return replace(terms, spdx=f"{terms.spdx} WITH {single.exception}")


def _either(parts: Sequence[_Terms]) -> _Terms:
    return min(parts, key=lambda p: (not p.allowed, not p.known, p.openness))


def _both(parts: Sequence[_Terms]) -> _Terms:
    worst = max(parts, key=lambda p: p.openness)
    return replace(
        worst,
        known=all(p.known for p in parts),
        allowed=all(p.allowed for p in parts),
        restrictions=tuple(dict.fromkeys(r for p in parts for r in p.restrictions)),
        inherits=None
        if None in (follow := [p.inherits for p in parts])
        else any(follow),
    )


def _section(said: str | None, terms: _Terms) -> dict[str, Any]:
    return {
        "declared": said,
        "spdx": terms.spdx,
        "known": terms.known,
        "category": terms.category,
        "allowed": None if terms.known is None else terms.allowed,
        "restrictions": list(terms.restrictions),
        "inherits": terms.inherits,
    }
