"""The sections of the input: the one literal shape, with every key that rules may read.

A dictionary is an object, a list with one item is a list of such items, and a
string names the kind of a leaf. ``any`` marks a free-form part, which is shown
and never ruled on. ``core.shape`` makes use of it.
"""

from typing import Any

Shape = dict[str, Any] | list[Any] | str

_COMPONENT: dict[str, Shape] = {
    "name": "str",
    "version": "str",
    "type": "str",
    "purl": "str",
    "licences": ["str"],
    "digest": "str",
    "weak_digest": "str",
}
# ``state`` is ``tested``, or ``not tested`` with the reason: never clean by default.
_REPORT: dict[str, Shape] = {
    "tool": "str",
    "tool_version": "str",
    "kind": "str",
    "target": "str",
    "target_digest": "str",
    "ran_at": "str",
    "data_at": "str",
    "scanned": "int",
    "skipped": "int",
    "state": "str",
    "reason": "str",
}

SHAPE: dict[str, Shape] = {
    # What the gate computed from the bytes themselves.
    "subject": {
        "digest": "str",
        "kind": "str",
        "files": "int",
        "size": "int",
        # Digests of what was found to hold exactly these files: ``oci`` or ``oms``.
        "aliases": [{"kind": "str", "digest": "str"}],
    },
    # From release.yaml, the one document people write for mlgate.
    "release": {
        "name": "str",
        "version": "str",
        "purpose": "str",
        "owner": {"accountable": "str", "team": "str", "contact": "str"},
        "legal": {"role": "str", "classification": "str"},
        "oversight": {"measures": "str", "stop_control": "str"},
        "extras": "any",
    },
    "tier": {
        "value": "str",
        "reason": "str",
        "assessor": "str",
        "decided_at": "str",
        "overlays": ["str"],
        "answers": [{"question": "str", "answer": "str"}],
        "unanswered": ["str"],
        "prohibited": [{"practice": "str", "answer": "str"}],
    },
    "model_card": {
        "name": "str",
        "version": "str",
        "created_at": "str",
        "licence": "str",
        "licence_name": "str",
        "licence_link": "str",
        "licences": ["str"],
        "owners": [{"name": "str", "contact": "str"}],
        "languages": ["str"],
        "tags": ["str"],
        "library": "str",
        "task": "str",
        "base_models": [{"name": "str", "relation": "str"}],
        "datasets": ["str"],
        "intended_use": "str",
        "out_of_scope": "str",
        "users": "str",
        "limitations": "str",
        "training_data": "str",
        "evaluation": "str",
        "ethics": "str",
        "fairness": [
            {"group": "str", "benefit": "str", "harm": "str", "mitigation": "str"}
        ],
        "energy": [
            {"activity": "str", "kwh": "num", "co2_grams": "num", "source": "str"}
        ],
        "contact": "str",
        # Forms with a row for each question; ``card`` is the form.
        "answers": [{"card": "str", "question": "str", "answer": "str"}],
        "prose": ["str"],
        "extras": "any",
    },
    # One for each document about a data set, whichever wrote it.
    "datasets": [
        {
            "name": "str",
            "version": "str",
            "role": "str",
            "licence": "str",
            "digest": "str",
            "weak_digest": "str",
            "url": "str",
            "creators": ["str"],
            "published_at": "str",
            "collection": "str",
            "intended_use": "str",
            "limitations": "str",
            "biases": "str",
            "sensitivity": "str",
            "personal_data": "str",
            "files": [{"name": "str", "digest": "str", "weak_digest": "str"}],
            "extras": "any",
        }
    ],
    "lineage": {
        "producer": "str",
        "run": {
            "id": "str",
            "job": "str",
            "commit": "str",
            "repository": "str",
            "params_digest": "str",
            "environment_digest": "str",
            "started_at": "str",
            "ended_at": "str",
            "state": "str",
        },
        "datasets": [
            {
                "namespace": "str",
                "name": "str",
                "digest": "str",
                "weak_digest": "str",
                "version": "str",
            }
        ],
        "outputs": [{"namespace": "str", "name": "str", "digest": "str"}],
        "provenance": {
            "predicate_type": "str",
            "builder": "str",
            "build_type": "str",
            "invocation": "str",
            "covers": "str",
            "changed": ["str"],
            "materials": [{"uri": "str", "digest": "str", "weak_digest": "str"}],
        },
        "mlflow": {
            "run_id": "str",
            "model_id": "str",
            "version": "str",
            "created_at": "str",
            "flavors": ["str"],
            "custom_code": ["str"],
            "experiment": "str",
            "status": "str",
            "started_at": "str",
            "ended_at": "str",
            "commit": "str",
            "source": "str",
            "user": "str",
            "params": [{"name": "str", "value": "str", "run_id": "str"}],
            "metrics": [
                {
                    "name": "str",
                    "value": "num",
                    "step": "int",
                    "logged_at": "str",
                    "run_id": "str",
                }
            ],
            "datasets": [{"name": "str", "digest": "str", "weak_digest": "str"}],
            "extras": "any",
        },
        "features": [
            {
                "name": "str",
                "version": "str",
                "commit": "str",
                "digest": "str",
                "entities": ["str"],
                "fields": ["str"],
                "sources": ["str"],
            }
        ],
        # What records of provenance say is derived from what, each in its own ids.
        "nodes": [
            {
                "id": "str",
                "kind": "str",
                "name": "str",
                "version": "str",
                "digest": "str",
                "weak_digest": "str",
            }
        ],
        "edges": [{"from": "str", "to": "str", "kind": "str"}],
        "extras": "any",
    },
    # The lineage of all documents, joined by digest: from data to deployment.
    "graph": {
        "nodes": [
            {
                "id": "str",
                "kind": "str",
                "name": "str",
                "version": "str",
                "digest": "str",
                "document": "str",
            }
        ],
        "edges": [{"from": "str", "to": "str", "kind": "str", "joined_by": "str"}],
        "missing": [{"from": "str", "to": "str", "why": "str"}],
        "score": "num",
    },
    "bom": {
        "format": "str",
        "spec_version": "str",
        "serial_number": "str",
        "created_at": "str",
        "schema_valid": "bool",
        "schema_errors": [{"message": "str", "pointer": "str"}],
        "score": "num",
        "missing": ["str"],
        "missing_mandatory": ["str"],
        "model": {
            "name": "str",
            "version": "str",
            "type": "str",
            "licences": ["str"],
            "digests": ["str"],
            "ancestors": [
                {"name": "str", "purl": "str", "digest": "str", "licences": ["str"]}
            ],
        },
        "components": [_COMPONENT],
        "dangling": ["str"],
        "model_cards": "any",
        "extras": "any",
    },
    # Bills of material that name no model: of an environment, of an image.
    "software": [
        {
            "format": "str",
            "spec_version": "str",
            "serial_number": "str",
            "created_at": "str",
            "name": "str",
            "version": "str",
            "digest": "str",
            "document": "str",
            "schema_valid": "bool",
            "schema_errors": [{"message": "str", "pointer": "str"}],
            "components": [_COMPONENT],
            "dangling": ["str"],
            "extras": "any",
        }
    ],
    "licences": {
        "model": {
            "declared": "str",
            "spdx": "str",
            "known": "bool",
            "category": "str",
            "allowed": "bool",
            "restrictions": ["str"],
        },
        # The model and the models it was made from, as far as they are known.
        "chain": [
            {
                "name": "str",
                "declared": "str",
                "spdx": "str",
                "known": "bool",
                "category": "str",
                "allowed": "bool",
                "inherits": "bool",
                "restrictions": ["str"],
            }
        ],
        # Each licence that a document names for the model itself, and by whom; in one
        # way of writing it, so that two can be compared, and taken apart.
        "named": [
            {"by": "str", "declared": "str", "expression": "str", "ids": ["str"]}
        ],
        "files": [{"path": "str", "digest": "str", "licence": "str"}],
        "effective": {
            "category": "str",
            "allowed": "bool",
            "decided_by": "str",
            "unresolved": ["str"],
        },
    },
    "vulnerabilities": {
        "reports": [_REPORT],
        "findings": [
            {
                "id": "str",
                "aliases": ["str"],
                "package": "str",
                "version": "str",
                "purl": "str",
                "severity": "str",
                "score": "num",
                "fixed_in": ["str"],
                "published_at": "str",
                "tool": "str",
                # What was scanned, and the package's own bytes, where they are told.
                "target": "str",
                "target_digest": "str",
                "digest": "str",
                # From the statements below: what is known, by whom, and why.
                "status": "str",
                "justification": "str",
                "author": "str",
            }
        ],
        "vex": [
            {
                "id": "str",
                "aliases": ["str"],
                "products": ["str"],
                "subcomponents": ["str"],
                "status": "str",
                "justification": "str",
                "impact": "str",
                "author": "str",
                "stated_at": "str",
            }
        ],
        # Packages looked at, records of vulnerability databases, products named.
        "extras": "any",
    },
    "evaluations": [
        {
            "tool": "str",
            "tool_version": "str",
            "kind": "str",
            "task": "str",
            "dataset": "str",
            "dataset_config": "str",
            "dataset_split": "str",
            "dataset_revision": "str",
            "dataset_digest": "str",
            "model": "str",
            "model_digest": "str",
            "metric": "str",
            "slice": "str",
            "value": "str",
            "number": "num",
            "lower": "num",
            "upper": "num",
            "stderr": "num",
            # Of the interval from lower to upper, such as 0.95.
            "level": "num",
            # How many were judged, of how many there are.
            "samples": "int",
            "available": "int",
            "higher_is_better": "bool",
            "threshold": "num",
            "threshold_fixed_at": "str",
            # Tested, limited (to a part of what there is), or not tested; and why.
            "state": "str",
            "reason": "str",
            "passed": "bool",
            "ran_at": "str",
            "verified": "bool",
            "extras": "any",
        }
    ],
    "monitoring": [
        {
            "tool": "str",
            "kind": "str",
            "metric": "str",
            "column": "str",
            "number": "num",
            "threshold": "num",
            "drifted": "bool",
            "window_start": "str",
            "window_end": "str",
            "ran_at": "str",
        }
    ],
    "access_reviews": [
        {
            "system": "str",
            "reviewer": "str",
            "reviewed_at": "str",
            "next_due_at": "str",
            "accounts": "int",
            "removed": "int",
            "wildcards": "int",
        }
    ],
    "approvals": [
        {
            "id": "str",
            "source": "str",
            "subject": "str",
            "evidence_digest": "str",
            "commit": "str",
            "environment": "str",
            # As people know them; by an id that is never given to another; which key
            # signed it; what kind of account; and what it is to the repository.
            "approver": "str",
            "approver_id": "str",
            "signer": "str",
            "account": "str",
            "association": "str",
            "role": "str",
            "decision": "str",
            "reason": "str",
            "approved_at": "str",
            "expires_at": "str",
        }
    ],
    "deployments": [
        {
            "name": "str",
            "namespace": "str",
            "environment": "str",
            "reference": "str",
            "digest": "str",
        }
    ],
    # Documents of kinds that the organisation named, leaf by leaf.
    "custom": [
        {
            "kind": "str",
            "path": "str",
            "fields": [{"pointer": "str", "value": "str", "number": "num"}],
        }
    ],
    # What other scanners said of code, secrets and model files; ``scans`` is our own.
    "scanners": {
        "reports": [_REPORT],
        "findings": [
            {
                "tool": "str",
                "kind": "str",
                "rule": "str",
                "severity": "str",
                "message": "str",
                "path": "str",
                "line": "int",
                "suppressed": "bool",
            }
        ],
    },
    "scans": {
        "model_files": [
            {
                "path": "str",
                "format": "str",
                "loading": "str",
                "reasons": ["str"],
                "digest": "str",
                # Whether it holds the model itself, and is nothing that lies beside.
                "weights": "bool",
                # What its header says of it; nothing of a file that cannot be read
                # to its end.
                "facts": {
                    "architecture": "str",
                    "version": "str",
                    "producer": "str",
                    "operators": "int",
                    "tensors": "int",
                    "parameters": "int",
                    "dtypes": ["str"],
                    "chat_template": "str",
                    "custom_code": ["str"],
                },
            }
        ],
    },
    "signatures": [
        {
            "path": "str",
            "purpose": "str",
            "predicate_type": "str",
            "signer": "str",
            "verified": "bool",
            "covers": "str",
            "reason": "str",
            "changed": ["str"],
        }
    ],
    "links": [
        {
            "path": "str",
            "signer": "str",
            "verified": "bool",
            "for_subject": "bool",
            "created_at": "str",
            "changed": ["str"],
            "entries": [{"path": "str", "sha256": "str", "state": "str"}],
        }
    ],
    "waivers": [
        {
            "id": "str",
            "rule": "str",
            "subject": "str",
            "reason": "str",
            "requested_by": "str",
            "approved_by": ["str"],
            "starts_at": "str",
            "expires_at": "str",
            "days": "num",
            "renewals": "int",
            "valid": "bool",
            "problem": "str",
        }
    ],
    "policy": {
        "pack": "str",
        "version": "str",
        "digest": "str",
        "pinned": "str",
        "profile": "str",
        "limits": {"waiver_days": "int", "waiver_renewals": "int", "bom_score": "num"},
    },
    "context": {"clock": "str", "environment": "str"},
    "documents": [
        {
            "path": "str",
            "format": "str",
            "sha256": "str",
            "binding": "str",
            "assurance": "str",
            "signer": "str",
            "problem": "str",
            "changed": ["str"],
        }
    ],
    "gaps": [{"for": "str", "why": "str", "raw": "str", "document": "str"}],
}

# Lists of records, each of which some document holds whole: all of them are kept.
# Any other list is one document's answer to a question, and never merged.
COLLECTED = frozenset(
    {
        "/access_reviews",
        "/approvals",
        "/custom",
        "/datasets",
        "/deployments",
        "/evaluations",
        "/lineage/edges",
        "/lineage/features",
        "/lineage/mlflow/datasets",
        "/lineage/mlflow/metrics",
        "/lineage/mlflow/params",
        "/lineage/nodes",
        "/model_card/answers",
        "/model_card/prose",
        "/monitoring",
        "/scanners/findings",
        "/scanners/reports",
        "/software",
        "/vulnerabilities/findings",
        "/vulnerabilities/reports",
        "/vulnerabilities/vex",
    }
)
