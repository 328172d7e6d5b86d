"""The readers of evidence: every loader, whole dossiers, documents of custom kinds."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import around  # noqa: F401  finds the helpers below
from judging import FindingError, Target, written

from drafted import loaded
from mlgate.config import kinds
from mlgate.config.reading import Document
from mlgate.core.evidence import Draft
from mlgate.core.organisation import Organisation
from mlgate.core.sections import SHAPE
from mlgate.core.shape import schema
from mlgate.core.subject import Artifact
from mlgate.errors import MlgateError
from mlgate.gate.loading import load
from mlgate.gate.reading import understand
from mlgate.gate.seen import Seen, recognise
from mlgate.loaders import BUILTIN
from mlgate.loaders.custom import CustomLoader
from mlgate.loaders.later import Later
from mlgate.loaders.loader import Loader
from mlgate.loaders.source import Source

# Where a document lies counts for these alone.
_RUN = "evidence/mlruns/0/cb0096518b0e4c66a94428555f05420b"
_PATHS = {
    "release": "release.yaml",
    "hf-model-card": "README.md",
    "hf-dataset-card": "README.md",
    "mlmodel": "model/MLmodel",
    "mlflow-meta": f"{_RUN}/meta.yaml",
    "mlflow-entry": f"{_RUN}/metrics/loss",
}
_OTHER = "evidence/x.json"
_SYNTAXES = {"spdx-2-tag-value": "lines", "mlflow-entry": "lines"}
_WEIGHTS = Artifact("model.safetensors", 16, "a" * 64)
_SCANNED = {
    "path": "model.safetensors", "format": "safetensors", "loading": "safe",
    "reasons": [],
}  # fmt: skip
_KIND = {"name": "impact", "match": "evidence/*.json", "schema": "impact.json"}
_AT = "evidence/impact.json"
_ORG, _ORG_RAW = Path("org.yaml"), b"kinds:\n  - schema: impact.json\n"


def targets() -> dict[str, Target]:
    """Return a target for each loader, by format, and those for what they end in."""
    found = {name: _of_loader(name, loader) for name, loader in BUILTIN.items()}
    folders = tuple(BUILTIN)
    found["dossier"] = Target(_dossier, "events", ("mlgate.core.sections",), folders)
    found["custom-kind"] = Target(_custom, "json", ("mlgate.strict.foreign_schema",))
    return found


def path_of(name: str) -> str:
    """Return where documents of the format ``name`` lie."""
    return _PATHS.get(name, _OTHER)


def _of_loader(name: str, loader: Loader) -> Target:
    module = type(loader.loader if isinstance(loader, Later) else loader).__module__
    syntax = _SYNTAXES.get(name, loader.syntax)
    return Target(_reads(name, loader), syntax or "bytes", (module,))


def _reads(name: str, loader: Loader) -> Callable[[bytes], None]:
    def read(raw: bytes) -> None:
        source = Source(path_of(name), raw)
        loader.recognises(source)
        _check(_loaded(loader, source))

    return read


def _loaded(loader: Loader, source: Source) -> Draft:
    try:
        return loaded(loader, source)
    except MlgateError as exc:
        if not exc.place.startswith(source.path):
            raise FindingError(f"no place in the document: {exc!s:.200}") from exc
        raise


def _check(draft: Draft) -> None:
    gaps = [[gap.at, gap.why, gap.raw, gap.pointer] for gap in draft.gaps]
    written([draft.sections, gaps, draft.sources, sorted(draft.names)])
    for gap in draft.gaps:
        if gap.at.split("/")[1] not in SHAPE:
            raise FindingError(f"a gap outside of the input: {gap.at!a:.200}")


def _dossier(raw: bytes) -> None:
    """Lay the document beside a small model, and read all of it."""
    source = Source(_guessed(raw), raw)
    loader = recognise(source)
    if loader is None:
        return
    documents = {source.path: (source, loader)}
    seen = Seen("folder", (_WEIGHTS,), documents, (_SCANNED,))
    read = understand(seen, (), Organisation())
    written(read.dossier.content)
    _shape().validate(read.dossier.content)
    problem = load(source, loader).problem
    if problem and not problem.startswith(source.path):
        raise FindingError(f"a problem without its place: {problem[:200]!a}")


def _guessed(raw: bytes) -> str:
    if b"mlgate: release" in raw[:100]:
        return "release.yaml"
    return "README.md" if raw[:1] in {b"#", b"-", b"<"} else _OTHER


@cache
def _shape() -> Any:  # noqa: ANN401  # untyped
    import jsonschema_rs

    return jsonschema_rs.validator_for(schema())


def _custom(raw: bytes) -> None:
    """Read a schema as a custom kind's, and a document by it."""
    value = json.loads(raw) if _is_json(raw) else None
    if not isinstance(value, dict) or value.keys() != {"schema", "document"}:
        return
    files = {"impact.json": json.dumps(value["schema"]).encode()}
    document = Document(_ORG, _ORG.name, "", {"kinds": [_KIND]}, _ORG_RAW)
    (kind,) = kinds.read(document, kinds.kept(document, files))
    source = Source(_AT, json.dumps(value["document"]).encode())
    for syntax in ("json", "yaml"):
        _check(_loaded(CustomLoader(kind, syntax), source))


def _is_json(raw: bytes) -> bool:
    try:
        json.loads(raw)
    except (ValueError, RecursionError):
        return False
    return True
