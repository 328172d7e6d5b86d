"""Lists of records, one document's after the other's: none is merged, none is lost.

Three approvals in three files are three approvals. What one document says of another
thing than its neighbour is no conflict, and every record keeps its own source.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mlgate.core.evidence import Draft, Evidence
from mlgate.core.pointer import resolve
from mlgate.core.sections import COLLECTED

Records = Mapping[str, Sequence[Any]]


def collect(usable: Sequence[Evidence]) -> tuple[Records, list[Evidence]]:
    """Return all records by pointer of their list, and the documents renumbered.

    In the renumbered documents, what is said of a record is said of its place among
    all of them.

    Args:
        usable: Documents, in the order in which their records are to stand.
    """
    records: dict[str, list[Any]] = {}
    return records, [_renumbered(one, records) for one in usable]


def _renumbered(evidence: Evidence, records: dict[str, list[Any]]) -> Evidence:
    moved: dict[str, int] = {}
    for at in COLLECTED:
        if listed := resolve(evidence.draft.sections, at):
            known = records.setdefault(at, [])
            moved[at] = len(known)
            known += listed
    if not moved:
        return evidence
    return replace(evidence, draft=_moved(evidence.draft, moved))


def _moved(draft: Draft, moved: Mapping[str, int]) -> Draft:
    """Return ``draft`` with each list of ``moved`` beginning at another number."""
    added = dict(p for at, first in moved.items() for p in _items(draft, at, first))
    sources = {_place(p, moved): said for p, said in draft.sources.items()}
    documents = {_place(p, moved): d for p, d in draft.documents.items()}
    gaps = [replace(g, at=_place(g.at, moved)) for g in draft.gaps]
    return replace(draft, sources=added | sources, gaps=gaps, documents=documents)


def _items(draft: Draft, at: str, first: int) -> Iterable[tuple[str, str]]:
    """Return where each record of the list ``at`` will stand, and where it is said."""
    count, said = len(resolve(draft.sections, at)), draft.sources.get(at, "")
    return ((f"{at}/{first + number}", said) for number in range(count))


def _place(pointer: str, moved: Mapping[str, int]) -> str:
    for at, first in moved.items():
        head, inner = f"{at}/", pointer[len(at) + 1 :]
        if first and pointer.startswith(head):
            number, slash, rest = inner.partition("/")
            return f"{head}{int(number) + first}{slash}{rest}"
    return pointer
