"""Polyglots of reports on vulnerabilities, of records of lineage, and of data sets."""

import json
from typing import Any

CODE = {"auto_map": {"AutoModel": "modeling_x.Evil"}, "model_type": "bert"}
HOMES = ("evidence/x.json", "evidence/a/x.txt", "lineage.json")
NONE = "0" * 64
# Known by a mark, with whatever else stands beside it.
OBJECTS: dict[str, Any] = {
    "cyclonedx-vex": {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "vulnerabilities": [{"id": "CVE-1"}],
    },
    "trivy-json": {"SchemaVersion": 2, "ArtifactName": "x", "Results": []},
    "pip-audit-json": {"dependencies": [], "fixes": []},
    "openvex": {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "statements": [],
        "author": "x",
    },
    "csaf": {"document": {"csaf_version": "2.0"}},
    "oci-manifest": {"schemaVersion": 2, "layers": []},
    "gcb-provenance": {
        "provenance_summary": {"provenance": [{"envelope": {"payload": "e30="}}]}
    },
    "prov-jsonld": {
        "@context": "https://openprovenance.org/prov-jsonld/context.jsonld",
        "@graph": [],
    },
    "prov-json": {"prefix": {"x": "https://x.test/"}, "entity": {}},
    "croissant": {"@context": {"cr": "http://mlcommons.org/croissant/"}, "name": "x"},
    "croissant-task": {
        "@context": {"croissant": "http://mlcommons.org/croissant/"},
        "@type": "croissant:TaskProblem",
    },
    "data-provenance-standard": {
        "source": {},
        "provenance": {"generation-method": "x"},
        "use": {},
    },
    "data-provenance-initiative": {
        "Unique Dataset Identifier": "x",
        "Dataset Name": "x",
        "Licenses": [],
    },
    "feast-registry": {"featureViews": [{"spec": {"name": "x"}}]},
}
# With any other key beside these it is no document of theirs, and thus an artifact.
CLOSED: dict[str, Any] = {
    "grype-json": {"matches": [], "source": CODE},
    "osv": {"id": "x", "modified": "2026-11-01T09:00:00Z", "database_specific": CODE},
    "osv-scanner-json": {
        "results": [{"packages": [], "source": {"path": "x"}} | CODE],
        "experimental_config": {},
    },
    "pip-audit-json": {"dependencies": [{"name": "x", "vulns": [], **CODE}]},
}
YAMLS = {
    "mlflow-meta": (
        "artifact_uri: x\nexperiment_id: '0'\nlifecycle_stage: active\nstatus: 3\n"
        "run_id: x\nauto_map: {AutoModel: modeling_x.Evil}\n"
    ),
    "dvc": "schema: '2.0'\nstages: {}\nauto_map: {AutoModel: modeling_x.Evil}\n",
    "feast-object": (
        "spec:\n  name: x\n  batchSource: {}\nauto_map: {AutoModel: modeling_x.Evil}\n"
    ),
}


def texts() -> dict[str, str]:
    """Return for each format a document."""
    made = {name: json.dumps(value | CODE) for name, value in OBJECTS.items()}
    made |= {name: json.dumps(value) for name, value in CLOSED.items()}
    return made | YAMLS
