"""A draft of a document that was brought into another form: places in the document."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.core.pointer import ancestors


def moved(draft: Draft, places: Mapping[str, str]) -> Draft:
    """Return ``draft`` with pointers into the document instead of into the form.

    Args:
        draft: What was read of the form.
        places: Pointer into the form -> pointer into the document, or ``L<line>``; what
            is not in it has the place of its nearest ancestor.
    """

    def place(pointer: str) -> str:
        return next((places[p] for p in ancestors(pointer) if p in places), "")

    sources = {at: place(said) for at, said in draft.sources.items()}
    gaps = [replace(gap, pointer=place(gap.pointer)) for gap in draft.gaps]
    for error in _errors(draft.sections):
        error["pointer"] = place(error["pointer"])
    return replace(draft, sources=sources, gaps=gaps)


def _errors(sections: Mapping[str, Any]) -> list[dict[str, str]]:
    records = [sections.get("bom", {}), *sections.get("software", ())]
    return [error for record in records for error in record.get("schema_errors", ())]
