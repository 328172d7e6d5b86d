"""Kinds of documents that configuration names and nobody wrote, in words."""

from collections.abc import Mapping, Sequence

from mlgate.core.globs import matches
from mlgate.core.organisation import CustomKind
from mlgate.loaders.custom import PREFIX
from mlgate.loaders.loader import Loader
from mlgate.loaders.source import Source


def unmatched(
    kinds: Sequence[CustomKind], documents: Mapping[str, tuple[Source, Loader]]
) -> tuple[str, ...]:
    """Return a note on each of ``kinds`` of which there is no document."""
    formats = {path: loader.format for path, (_, loader) in documents.items()}
    return tuple(
        _note(kind, formats)
        for kind in kinds
        if f"{PREFIX}{kind.name}" not in formats.values()
    )


def _note(kind: CustomKind, formats: Mapping[str, str]) -> str:
    taken = sorted(p for p in formats if matches(p, kind.match))
    why = f"no document of the kind '{kind.name}' at {kind.match}"
    if not taken:
        return why
    return f"{why}: {taken[0]} is read as {formats[taken[0]]}"
