"""What lies at a path: all of a reading for which the model's own bytes are needed."""

from collections.abc import Mapping
from typing import Any

from mlgate.core.frozen import frozen
from mlgate.core.subject import Artifact
from mlgate.loaders import BUILTIN
from mlgate.loaders.loader import Loader
from mlgate.loaders.source import Source


@frozen
class Seen:
    """A subject as it was found. From here on nobody looks at the model's bytes.

    Attributes:
        kind: ``folder`` or ``file``.
        documents: Every document that a loader recognises, by path.
        model_files: What each model file is, by its bytes.
    """

    kind: str
    artifacts: tuple[Artifact, ...]
    documents: Mapping[str, tuple[Source, Loader]]
    model_files: tuple[Mapping[str, Any], ...]


def recognise(source: Source) -> Loader | None:
    """Return the loader that knows the format of ``source``; None if none does."""
    return next((x for x in BUILTIN.values() if x.recognises(source)), None)
