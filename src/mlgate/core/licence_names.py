"""One way of writing a licence, so that what two documents call it can be compared."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from mlgate.core.licence_expression import Expression, Single, parse

Table = Mapping[str, Mapping[str, Any]]
_ODD = re.compile(r"[\s_-]+")
_OTHER = "other"


class Named(NamedTuple):
    """A licence as it is compared.

    Attributes:
        expression: Ids of SPDX where there is one, operands in order and each once.
        ids: The licences in it, in order.
    """

    expression: str
    ids: tuple[str, ...]


def named(declared: str, name: str | None, table: Table) -> Named:
    """Return the licence ``declared``, in one way of writing it.

    What nobody knows, and no expression has in it, is compared as it is written, but
    for letter case and blanks: two texts that may mean one licence are not the same.

    Args:
        declared: A Hub id, an SPDX id or expression, or any text.
        name: What a card calls it that declares ``other``.
        table: As for ``licences.terms``.
    """
    said = declared.strip()
    if said.lower() == _OTHER and name and name.strip():
        said = name.strip()
    key, row = find(said, table)
    expression = None if row else parse(said)
    if expression is None:
        whole = key if row else _folded(said)
        return Named(whole, (whole,))
    ids = sorted(set(_ids(expression, table)))
    return Named(_written(expression, table), tuple(ids))


def find(text: str, table: Table) -> tuple[str, Mapping[str, Any]]:
    """Return what one id is called, and its row; ``text`` and nothing if unknown.

    It is called as SPDX does; what SPDX does not know, by its key in ``table``.
    """
    key, row = _row(text, table)
    if row:
        return row.get("spdx") or key, row
    key, later = _row(text[:-1], table) if text.endswith("+") else (text, {})
    if spdx := later.get("spdx"):
        spdx = f"{spdx.removesuffix('-only')}-or-later"
        return spdx, {**later, "spdx": spdx}
    return text, {}


def bracketed(expression: str) -> str:
    """Return ``expression`` as an operand of another."""
    joined = " OR " in expression or " AND " in expression
    return f"({expression})" if joined else expression


def _row(text: str, table: Table) -> tuple[str, Mapping[str, Any]]:
    for key in (text.lower(), _ODD.sub("-", text.lower())):
        if row := table.get(key):
            same = row.get("same_as", key)
            return same, table[same]
    return text, {}


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _single(single: Single, table: Table) -> str:
    key, row = find(single.id, table)
    whole = key if row else _folded(single.id)
    return f"{whole} WITH {_folded(single.exception)}" if single.exception else whole


def _ids(expression: Expression, table: Table) -> Iterator[str]:
    if isinstance(expression, Single):
        yield _single(expression, table)
        return
    for part in expression.parts:
        yield from _ids(part, table)


def _written(expression: Expression, table: Table) -> str:
    if isinstance(expression, Single):
        return _single(expression, table)
    parts = sorted({*_operands(expression.operator, expression.parts, table)})
    if len(parts) == 1:
        return parts[0]
    return f" {expression.operator} ".join(bracketed(part) for part in parts)


def _operands(
    operator: str, parts: Iterable[Expression], table: Table
) -> Iterator[str]:
    """Yield what ``operator`` joins: brackets around more of the same say nothing."""
    for part in parts:
        if not isinstance(part, Single) and part.operator == operator:
            yield from _operands(operator, part.parts, table)
        else:
            yield _written(part, table)
