"""Documents to begin with: what is changed is like something real.

Those in ``seeds/<target>/`` are ours and small; model files, reviews and bundles are
made; examples/ and the corpus, where there is one, add real documents.
"""

import json
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

import around  # noqa: F401  finds the helpers below
import model_targets
import subject_folders
from document_targets import path_of
from judging import Target
from reviewed_cluster import manifest, review, subject

import corpus
from mlgate.gate.seen import recognise
from mlgate.loaders.source import Source
from mlgate.serve.places import KINDS

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "seeds"
_EXAMPLES = ROOT / "examples"
_AT = datetime(2026, 11, 25, tzinfo=UTC)


def small(name: str, target: Target) -> list[bytes]:
    """Return the documents of ``target`` that are always at hand."""
    folders = [FOLDER / folder for folder in (target.seeds or (name,))]
    files = [p for folder in folders if folder.is_dir() for p in folder.iterdir()]
    kept = [path.read_bytes() for path in sorted(files)]
    made = [raw for one in dict.fromkeys((name, *target.seeds)) for raw in _made(one)]
    return [raw for raw in (*kept, *made) if len(raw) <= target.most]


def real(name: str, target: Target) -> list[bytes]:
    """Return what mlgate takes for those of ``target``, in examples/ and the corpus."""
    found = [raw for one in target.seeds or (name,) for raw in _known().get(one, ())]
    return [raw for raw in found if len(raw) <= target.most]


def _made(name: str) -> list[bytes]:
    """Return what is written for the target ``name``, here or elsewhere in mlgate."""
    listed = sorted(ROOT.glob(_GLOBS.get(name, "-")))
    written = [path.read_bytes() for path in listed]
    return [*written, *model_targets.seeds(name), *_MADE.get(name, list)()]


@cache
def _known() -> dict[str, list[bytes]]:
    """Return every real document by the format that mlgate takes it for."""
    found: dict[str, list[bytes]] = defaultdict(list)
    for path in _real():
        raw = path.read_bytes()
        loader = recognise(Source(_place(path), raw))
        if loader is not None:
            found[loader.format].append(raw)
    return found


def _real() -> Iterator[Path]:
    yield from (p for p in sorted(_EXAMPLES.rglob("*")) if p.is_file())
    yield from (f.path for form in corpus.formats() for f in corpus.files(form))


def _place(path: Path) -> str:
    """Return where a document of that name would be known for what it is."""
    if path.suffix == ".md":
        return "README.md"
    by_end = {
        "MLmodel": "mlmodel",
        "meta.yaml": "mlflow-meta",
        "release.yaml": "release",
    }
    named = [path_of(form) for end, form in by_end.items() if path.name.endswith(end)]
    return named[0] if named else f"evidence/{path.name}"


def _reviews() -> list[bytes]:
    image = f"registry/x@sha256:{sha256(manifest('good')).hexdigest()}"
    pod = {
        "containers": [
            {"name": "a", "image": "vllm", "args": ["--model", "oci://r/m@sha256:0"],
             "env": [{"name": "MODEL_ID", "value": "hf://org/m"}],
             "volumeMounts": [{"name": "m", "mountPath": "/mnt/models"}]},
        ],
        "volumes": [{"name": "m", "image": {"reference": image}}],
    }  # fmt: skip
    notes = {"mlgate.dev/model": "s3://b/m", "mlgate.dev/subject": subject("good")}
    serving = {"model": {"storageUri": "s3://b/m", "modelFormat": {"name": "sklearn"}}}
    spec = {**pod, "template": {"metadata": {"annotations": notes}, "spec": pod}}
    spec |= {"predictor": {**pod, **serving}, "jobTemplate": {"spec": {"template": {}}}}
    told = {"metadata": {"annotations": notes}, "spec": spec}
    return [
        json.dumps(review(f"{group}/{kind}", told, operation, oldObject=old)).encode()
        for group, kind in sorted(KINDS)
        for operation, old in (("CREATE", None), ("UPDATE", {"spec": pod}))
    ]


@cache
def _bundles() -> tuple[bytes, ...]:
    from mlgate.config import bundling
    from mlgate.config.wire import Options
    from mlgate.trust import keys

    world = subject_folders.build(Path(tempfile.mkdtemp(prefix="fuzz-")))
    # Not a new key each time: the same documents are changed the same way.
    pem = (_EXAMPLES / "keys" / "SAMPLE-gate.key").read_bytes()
    key = keys.load_private(pem, None, "key")
    _, raw = bundling.create(world.model, Options(org=world.org), _AT, key)
    return (raw,)


def _kinds() -> list[bytes]:
    number = {"type": "number", "minimum": 0}
    members = {
        "a": {"$ref": "#/$defs/x"},
        "b": {"type": ["string", "null"], "pattern": "^a+$"},
        "c": {"type": "array", "items": {"enum": ["low", 1]}},
    }
    first = {"type": "object", "required": ["a"], "properties": members}
    second = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "oneOf": [{"type": "object"}, {"$ref": "#/definitions/y"}],
        "definitions": {"y": {"type": "string", "format": "date"}},
    }
    both: list[tuple[object, object]] = [
        ({**first, "$defs": {"x": number}}, {"a": 0.5, "b": "aa", "c": ["low"]}),
        (second, "2026-11-25"),
    ]
    return [json.dumps({"schema": s, "document": d}).encode() for s, d in both]


_MADE: dict[str, Callable[[], list[bytes]]] = {
    "admission-review": _reviews,
    "bundle": lambda: list(_bundles()),
    "bundle-archive": lambda: list(_bundles()),
    "custom-kind": _kinds,
    "image-files": lambda: [manifest("good")],
    "attestations": lambda: [manifest("good")],
}
_GLOBS = {
    "organisation": "examples/org.yaml",
    "public-key": "examples/keys/*.pub",
    "rule-annotation": "policies/*/*/*/rule.*",
    "rule-cases": "policies/*/*/*/cases.yaml",
    "model-mlmodel-paths": "examples/*/model/MLmodel",
    "model-config": "examples/*/model/*/*config.json",
    "model-zip": "examples/*/model/*.skops",
    "model-safetensors": "examples/*/model/*/*.safetensors",
}
