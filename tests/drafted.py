"""Loads a document with one loader, and checks what holds for every draft."""

import json

from mlgate.core.evidence import Draft
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.loaders.loader import Loader
from mlgate.loaders.source import Source
from mlgate.strict import positions


def load(loader: Loader, raw: bytes | str | object, path: str = "evidence/x") -> Draft:
    """Return the draft; what is neither text nor bytes is written as JSON first."""
    if not isinstance(raw, bytes | str):
        raw = json.dumps(raw, indent=1)
    source = Source(path, raw if isinstance(raw, bytes) else raw.encode())
    assert loader.recognises(source)
    return loaded(loader, source)


def loaded(loader: Loader, source: Source) -> Draft:
    """Return the draft of ``source``: of the shape, with every place in it found."""
    draft = loader.load(source)
    for section, value in draft.sections.items():
        assert section in loader.sections
        total(value, SHAPE[section], f"/{section}")
    said = [*draft.sources.values(), *(gap.pointer for gap in draft.gaps)]
    assert set(positions.locate(source.raw, loader.syntax, said)) == set(said)
    return draft
