"""One small model with a document of every format beside it, none of which disagrees.

What tells of the model itself is written here, so that all of it is of one model. What
only adds records is any small document of its format, from ``tests/fuzz/seeds``.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from mlgate.core.organisation import Organisation
from mlgate.gate.linking import link
from mlgate.gate.reading import read
from mlgate.loaders import BUILTIN
from mlgate.trust import bundle, keys

SEEDS = Path(__file__).parent / "fuzz" / "seeds"
WEIGHTS = b"\x08\0\0\0\0\0\0\0{}      "
WHOLE = sha256(WEIGHTS).hexdigest()
DATA = sha256(b"applications").hexdigest()
RUN = "0194aaaa-0000-7000-8000-000000000001"
STORE = "evidence/mlruns/0/cb0096518b0e4c66a94428555f05420b"
LINK = "evidence/link.sigstore.json"
NAME, VERSION = "scorer", "1.0.0"
# Told by what they are beside, or by their name.
PLACES = {
    "hf-dataset-card": "evidence/hf-dataset-card.md",
    "hf-eval-results": "evidence/hf-eval-results.yaml",
    "mlflow-meta": f"{STORE}/meta.yaml",
    "mlflow-entry": f"{STORE}/metrics/loss",
}
# By its nature no document that could be read.
ALWAYS_BROKEN = {"empty-report"}
_MODEL = {"type": "machine-learning-model", "name": NAME, "version": VERSION}
_SPDX2 = "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\n"
_CONTEXT = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"


def files() -> dict[str, str | bytes]:
    """Return path -> content of the model and of its documents, links left out."""
    written = {"model/m.safetensors": WEIGHTS, **_of_the_model(), **_bills()}
    known = {f for f, _ in _own().values()}
    for name in BUILTIN:
        if name not in _own() and name != "sigstore-bundle":
            path = PLACES.get(name, f"evidence/{name}.json")
            assert path not in known
            written[path] = (SEEDS / name / "1").read_bytes()
    return written


def formats() -> dict[str, str]:
    """Return path -> format that the document there is to be read as."""
    own = {path: name for name, (path, _) in _own().items()}
    rest = BUILTIN.keys() - _own().keys() - {"sigstore-bundle"}
    other = {PLACES.get(name, f"evidence/{name}.json"): name for name in rest}
    return own | other | {LINK: "sigstore-bundle"}


def write(folder: Path) -> None:
    """Write everything below ``folder``, and a signed link over it."""
    for name, content in files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = content if isinstance(content, bytes) else content.encode()
        path.write_bytes(raw)
    statement, _ = link(read(folder, Organisation()), LINK, "2026-11-25T12:00:00Z")
    key = keys.load_private(keys.generate(None)[0], None, "a new key")
    (folder / LINK).write_bytes(bundle.sign(statement, key))


def _own() -> dict[str, tuple[str, str]]:
    """Return format -> path and content of what is written here."""
    texts = {**_of_the_model(), **_bills()}
    return {_FORMATS[path]: (path, text) for path, text in texts.items()}


def _of_the_model() -> dict[str, str]:
    return {
        "release.yaml": f"mlgate: release/v1\nname: {NAME}\nversion: {VERSION}\n",
        "README.md": (
            f"---\nlicense: mit\nmodel_name: {NAME}\nbase_model: acme/base\n---\n"
            f"# {NAME}\n\n## Intended use\n\nRanks applications for loans.\n"
        ),
        "evidence/nvidia.md": (
            "# Model Overview\n\n### License/Terms of Use: <br>\nmit <br>\n\n"
            "### Deployment Geography: <br>\nGlobal <br>\n\n"
            f"## Model Version(s): <br>\n{VERSION} <br>\n"
        ),
        "evidence/toolkit.json": _json(
            model_details={"name": NAME, "version": {"name": VERSION}},
            model_parameters={},
        ),
        "evidence/asset.yaml": f"name: {NAME}\nmodel_family: scorers\n",
        "evidence/model-index.yml": f"Models:\n  - Name: {NAME}\n    Results: []\n",
        "model/MLmodel": (
            f"flavors:\n  python_function: {{loader_module: x}}\nrun_id: {RUN}\n"
        ),
        "evidence/lineage.json": _json(
            eventType="COMPLETE",
            eventTime="2026-11-01T09:00:00Z",
            producer="https://example.test",
            schemaURL="https://openlineage.io/spec/2-0-2/OpenLineage.json",
            run={"runId": RUN},
            job={"namespace": "lending", "name": "train"},
            inputs=[_dataset("applications", DATA)],
            outputs=[_dataset(NAME, WHOLE)],
        ),
        "evidence/provenance.json": _json(
            _type="https://in-toto.io/Statement/v1",
            subject=[{"name": "m.safetensors", "digest": {"sha256": WHOLE}}],
            predicateType="https://slsa.dev/provenance/v1",
            predicate={
                "buildDefinition": {
                    "buildType": "https://example.test/build",
                    "resolvedDependencies": [{"uri": "hf://acme/base@1"}],
                },
                "runDetails": {"builder": {"id": "https://example.test"}},
            },
        ),
        "evidence/evaluation.yaml": (
            f"kind: mlgate.dev/evaluation/v1\nsubject: sha256:{WHOLE}\n"
            "records: [{metric: auc, number: 0.7, samples: 900}]\n"
        ),
    }


def _bills() -> dict[str, str]:
    """Return a bill of the model, and one of its environment in each other form."""
    above = {"type": "machine-learning-model", "name": "acme/base"}
    model = {
        **_MODEL,
        "licenses": [{"license": {"id": "MIT"}}],
        "hashes": [{"alg": "SHA-256", "content": WHOLE}],
        "pedigree": {"ancestors": [above]},
    }
    package = "PackageName: numpy\nSPDXID: SPDXRef-p\nPackageDownloadLocation: NONE\n"
    created = "Creator: Tool: t-1\nCreated: 2026-11-01T09:00:00Z\n"
    head = f"{_SPDX2}DocumentName: x\nDocumentNamespace: https://example.test/x\n"
    spdx2: dict[str, Any] = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "x",
        "documentNamespace": "https://example.test/x",
        "creationInfo": {
            "created": "2026-11-01T09:00:00Z",
            "creators": ["Tool: t-1"],
        },
    }
    info = {"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1"}
    info |= {"created": "2026-11-01T09:00:00Z", "createdBy": ["urn:o"]}
    bodies = "".join(f"<{k}>{v}</{k}>" for k, v in spdx2.items() if isinstance(v, str))
    return {
        "evidence/bom.cdx.json": _json(
            bomFormat="CycloneDX", specVersion="1.6", components=[model]
        ),
        "evidence/env.xml": (
            '<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><components>'
            '<component type="library"><name>numpy</name></component>'
            "</components></bom>"
        ),
        "evidence/env.spdx.json": json.dumps(spdx2),
        "evidence/env.spdx.yaml": yaml.safe_dump(spdx2),
        "evidence/env.spdx": f"{head}{created}{package}",
        "evidence/env.spdx.xml": (
            f"<Document>{bodies}<creationInfo><created>2026-11-01T09:00:00Z</created>"
            "<creators>Tool: t-1</creators></creationInfo></Document>"
        ),
        "evidence/env.spdx3.json": json.dumps(
            {
                "@context": _CONTEXT,
                "@graph": [
                    info,
                    {
                        "type": "software_Package",
                        "spdxId": "urn:p",
                        "creationInfo": "_:c",
                        "name": "numpy",
                    },
                ],
            }
        ),
    }


_FORMATS = {
    "release.yaml": "release",
    "README.md": "hf-model-card",
    "evidence/nvidia.md": "nvidia-model-card",
    "evidence/toolkit.json": "model-card-toolkit",
    "evidence/asset.yaml": "fairseq2-asset-card",
    "evidence/model-index.yml": "pwc-model-index",
    "model/MLmodel": "mlmodel",
    "evidence/lineage.json": "openlineage",
    "evidence/provenance.json": "in-toto",
    "evidence/evaluation.yaml": "evaluation",
    "evidence/bom.cdx.json": "cyclonedx",
    "evidence/env.xml": "cyclonedx-xml",
    "evidence/env.spdx.json": "spdx-2",
    "evidence/env.spdx.yaml": "spdx-2-yaml",
    "evidence/env.spdx": "spdx-2-tag-value",
    "evidence/env.spdx.xml": "spdx-2-xml",
    "evidence/env.spdx3.json": "spdx-3",
}


def _json(**value: Any) -> str:  # noqa: ANN401  any JSON value
    return json.dumps(value, indent=1)


def _dataset(name: str, digest: str) -> dict[str, Any]:
    return {
        "namespace": "lending",
        "name": name,
        "facets": {"digest": {"sha256": digest}},
    }
