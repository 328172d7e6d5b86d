"""What each model file is by its bytes, whatever its name says."""

from collections.abc import Iterable, Sequence
from typing import Any

from mlgate.core.subject import Artifact
from mlgate.gate.naming import Naming
from mlgate.loaders.discover import Discovery, Found
from mlgate.loaders.formats import companion, inspect
from mlgate.loaders.places import EVIDENCE

_WIDE = (b"\xff\xfe", b"\xfe\xff")
_ZIP_END = b"PK\5\6"


def loadable(found: Discovery, documents: Iterable[str]) -> set[str]:
    """Return those of ``documents`` in evidence places that load as a model as well.

    An artifact can name any path: ``pickled_model: README.md``. So a document whose
    bytes are also a pickle or an archive is part of the model, wherever it lies.
    """
    by_path = {f.path: f for f in found.files if f.place == EVIDENCE}
    listed = [by_path[path] for path in documents if path in by_path]
    return {f.path for f in listed if _binary(f) or _inspected(found, f)}


def _binary(found: Found) -> bool:
    raw = found.raw or b""
    # Archives are read from their end: text may stand before them.
    return _ZIP_END in raw or (b"\0" in raw and not raw.startswith(_WIDE))


def _inspected(found: Discovery, file: Found) -> bool:
    return inspect(found.location(file.path), file.path, file.size) is not None


def scan(found: Discovery, artifacts: Sequence[Artifact]) -> list[dict[str, Any]]:
    """Return path, format, loading, reasons and facts of each model file."""
    listed = []
    by_path = {f.path: f for f in found.files}
    naming = Naming(found, artifacts)
    for artifact in artifacts:
        path = artifact.path
        made = inspect(found.location(path), path, artifact.size)
        made = naming.added(by_path[path], made or _companion(by_path[path]))
        if made:
            answer = {"loading": made.loading, "reasons": list(made.reasons)}
            known = {"format": made.format, **answer, "facts": dict(made.facts)}
            listed.append({"path": path, **known})
    return listed


def _companion(found: Found) -> Any:  # noqa: ANN401  # a ModelFile or None
    return companion(found.path, found.raw) if found.raw is not None else None
