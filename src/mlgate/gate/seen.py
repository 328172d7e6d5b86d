"""What lies at a path: all of a reading for which the model's own bytes are needed."""

from collections.abc import Mapping, Sequence
from typing import Any

from mlgate.core.frozen import frozen
from mlgate.core.organisation import CustomKind
from mlgate.core.subject import Artifact
from mlgate.loaders import BUILTIN, custom
from mlgate.loaders.loader import Loader
from mlgate.loaders.source import Source


@frozen
class Seen:
    """A subject as it was found. From here on nobody looks at the model's bytes.

    Attributes:
        kind: ``folder`` or ``file``.
        documents: Every document that a loader recognises, by path.
        model_files: What each model file is, by its bytes.
        kinds: Kinds of documents that were looked for beyond those that mlgate knows.
    """

    kind: str
    artifacts: tuple[Artifact, ...]
    documents: Mapping[str, tuple[Source, Loader]]
    model_files: tuple[Mapping[str, Any], ...]
    kinds: tuple[CustomKind, ...] = ()


def recognise(source: Source, kinds: Sequence[CustomKind] = ()) -> Loader | None:
    """Return the loader that knows the format of ``source``; None if none does.

    What mlgate knows itself is never of one of ``kinds``.
    """
    # Nearly all show what they are where they begin: the rest of them, which may be
    # megabytes, is searched for forty kinds of words only if that tells nothing.
    source.near = True
    known = _known(source)
    source.near = False
    return known or _known(source) or custom.find(source.path, kinds)


def _known(source: Source) -> Loader | None:
    return next((x for x in BUILTIN.values() if x.recognises(source)), None)
