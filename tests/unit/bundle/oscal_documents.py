"""The official OSCAL schemas, and one decision as each of our documents."""

import json
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from typing import Any

import jsonschema_rs
import pytest

from corpus import CORPUS, MISSING
from mlgate.bundle import oscal, poam
from mlgate.core.decision import Decision
from mlgate.core.record import canonical, record

SCHEMAS = CORPUS / "schemas" / "oscal-1.2.1"
official = pytest.mark.skipif(not SCHEMAS.is_dir(), reason=MISSING)
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
ENDS = {"W-1": "2026-12-24T10:00:00+01:00", "W-2": "2027-01-01T00:00:00Z"}
Json = dict[str, Any]


@cache
def _validator(name: str) -> Any:  # noqa: ANN401
    schema = (SCHEMAS / f"{name}.json").read_text("utf-8")
    return jsonschema_rs.validator_for(json.loads(schema))


def faults(document: Json, name: str) -> list[str]:
    """Return what the official schema called ``name`` does not allow."""
    found = _validator(name).iter_errors(document)
    return [f"{e.instance_path}: {e.message}" for e in found]


def results(one: Decision) -> Json:
    digest = sha256(canonical(one)).hexdigest()
    return oscal.assessment_results(record(one), digest, ENDS)


def plan(one: Decision) -> Json:
    digest = sha256(canonical(one)).hexdigest()
    return poam.plan(record(one), digest, ENDS)


def ids(value: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield the ids of all parts of a document."""
    if isinstance(value, dict):
        yield from ([value["uuid"]] if "uuid" in value else [])
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from ids(item)
