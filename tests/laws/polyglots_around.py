"""Polyglots of what stands around a model: scanners, approvals, operations."""

import json
from typing import Any

CODE = {"auto_map": {"AutoModel": "modeling_x.Evil"}, "model_type": "bert"}
JSON_HOMES = ("evidence/x.json", "evidence/a/x.yaml", "lineage.json")
YAML_HOMES = ("evidence/x.yaml", "evidence/a/x.json", "lineage.json")
# Those that are objects may have any key besides; a list has them in its items.
OBJECTS: dict[str, Any] = {
    "detect-secrets": {"plugins_used": [{"name": "x"}], "results": {}},
    "modelscan": {"summary": {"modelscan_version": "0.8.8"}, "issues": []},
    "fickling": {"severity": "LIKELY_SAFE", "analysis": "", "detailed_results": {}},
    "sarif": {"$schema": "sarif", "version": "2.1.0", "runs": []},
}
LISTS: dict[str, Any] = {
    "gitleaks": {"RuleID": "x", "StartLine": 1, "Secret": "y", "File": "a"},
    "github-reviews": {
        "id": 1,
        "state": "APPROVED",
        "pull_request_url": "https://git.test/1",
        "submitted_at": "2026-11-01T09:00:00Z",
        "commit_id": "a",
    },
    "github-environments": {
        "state": "approved",
        "comment": "",
        "user": None,
        "environments": [{"name": "prod"}],
    },
}
YAMLS = {
    "access-review": "kind: mlgate.dev/access-review/v1\nsystem: x\n",
    "monitoring": "kind: mlgate.dev/monitoring/v1\nrecords: [{metric: psi}]\n",
    "deployment": "kind: mlgate.dev/deployment/v1\nname: x\n",
    "evaluation": "kind: mlgate.dev/evaluation/v1\nrecords: [{metric: auc}]\n",
    "kubernetes-manifest": (
        "apiVersion: v1\nkind: Pod\nspec: {}\nauto_map: {AutoModel: modeling_x.Evil}\n"
    ),
}


def texts() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return for each format a document, and evidence places for it."""
    made = {name: json.dumps(value | CODE) for name, value in OBJECTS.items()}
    made |= {name: json.dumps([value | CODE]) for name, value in LISTS.items()}
    found = {name: (text, JSON_HOMES) for name, text in made.items()}
    return found | {name: (text, YAML_HOMES) for name, text in YAMLS.items()}
