"""The one shape of what rules see as ``input``, and the four uses made of it.

A dictionary is an object, a list with one item is a list of such items, and a
string names the kind of a leaf. ``any`` marks a free-form part, which is shown
and never ruled on. Every object also gets ``at``, its own JSON Pointer.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any

from mlgate.core.pointer import join
from mlgate.errors import EvidenceError

Shape = dict[str, Any] | list[Any] | str

SHAPE: dict[str, Shape] = {
    # What the gate computed from the bytes themselves.
    "subject": {"digest": "str", "kind": "str", "files": "int", "size": "int"},
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
        "licence": "str",
        "licence_name": "str",
        "licence_link": "str",
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
        "contact": "str",
        "prose": ["str"],
        "extras": "any",
    },
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
            "materials": [{"uri": "str", "digest": "str"}],
        },
        "mlflow": {
            "run_id": "str",
            "model_id": "str",
            "version": "str",
            "created_at": "str",
            "flavors": ["str"],
            "custom_code": ["str"],
            "extras": "any",
        },
        "extras": "any",
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
        },
        "components": [
            {
                "name": "str",
                "version": "str",
                "type": "str",
                "purl": "str",
                "licences": ["str"],
                "digest": "str",
            }
        ],
        "model_cards": "any",
        "extras": "any",
    },
    "licences": {
        "model": {
            "declared": "str",
            "spdx": "str",
            "known": "bool",
            "category": "str",
            "allowed": "bool",
            "restrictions": ["str"],
        },
    },
    "evaluations": [
        {
            "task": "str",
            "dataset": "str",
            "dataset_digest": "str",
            "metric": "str",
            "value": "str",
            "verified": "bool",
        }
    ],
    "scans": {
        "model_files": [
            {"path": "str", "format": "str", "loading": "str", "reasons": ["str"]}
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

LEAVES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "num": (int, float),
    "bool": (bool,),
}


def total(value: Any, shape: Shape, at: str = "") -> Any:  # noqa: ANN401
    """Return ``value`` with each key of ``shape`` present and ``at`` in each object.

    Objects and lists are never null; a missing leaf is null, and so is blank text.

    Raises:
        EvidenceError: A loader filled a key or a kind that the shape does not have.
    """
    if isinstance(shape, dict):
        return _total_object(value, shape, at)
    if isinstance(shape, list):
        items = value if value is not None else ()
        if isinstance(items, str) or not isinstance(items, Sequence):
            raise EvidenceError(f"{at}: expected a list, got {type(items).__name__}")
        return [total(item, shape[0], f"{at}/{i}") for i, item in enumerate(items)]
    return _total_leaf(value, shape, at)


def _total_object(value: Any, shape: dict[str, Any], at: str) -> dict[str, Any]:  # noqa: ANN401
    given = value if value is not None else {}
    if not isinstance(given, Mapping):
        raise EvidenceError(f"{at}: expected an object, got {type(given).__name__}")
    if extra := sorted(given.keys() - shape.keys() - {"at"}):
        raise EvidenceError(f"{at}: the input has no key {', '.join(extra)}")
    filled = {k: total(given.get(k), s, join(at, k)) for k, s in shape.items()}
    filled["at"] = at
    return filled


def _total_leaf(value: Any, kind: str, at: str) -> Any:  # noqa: ANN401
    if value is None or kind == "any":
        return value
    if kind == "str" and type(value) is str:
        return value if value.strip() else None
    is_bool = isinstance(value, bool)
    # JSON has no word for what is not finite.
    odd = (
        kind != "bool" if is_bool else isinstance(value, float) and not isfinite(value)
    )
    if odd or not isinstance(value, LEAVES[kind]):
        raise EvidenceError(f"{at}: expected {kind}, got {type(value).__name__}")
    return None if isinstance(value, str) and not value.strip() else value


def schema(shape: Shape = SHAPE) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a total value of ``shape``."""
    if isinstance(shape, dict):
        keys = {k: schema(s) for k, s in shape.items()} | {"at": {"type": "string"}}
        closed = {"additionalProperties": False, "required": sorted(keys)}
        return {"type": "object", "properties": keys, **closed}
    if isinstance(shape, list):
        return {"type": "array", "items": schema(shape[0])}
    names = {"str": "string", "int": "integer", "num": "number", "bool": "boolean"}
    return {} if shape == "any" else {"type": [names[shape], "null"]}


def find(tokens: Sequence[str], shape: Shape = SHAPE) -> Shape | None:
    """Return the shape at ``tokens`` (``*`` for any item), or None if there is none."""
    for token in tokens:
        if isinstance(shape, dict):
            if token == "at":
                return "str" if token is tokens[-1] else None
            if token not in shape:
                return None
            shape = shape[token]
        elif isinstance(shape, list) and (token == "*" or token.isdecimal()):
            shape = shape[0]
        else:
            return None
    return shape


def fields(shape: Shape, at: str = "") -> Iterator[str]:
    """Yield the pointer of each leaf and list below ``shape``, lists unopened."""
    if isinstance(shape, dict):
        for key, inner in shape.items():
            yield from fields(inner, join(at, key))
    else:
        yield at
