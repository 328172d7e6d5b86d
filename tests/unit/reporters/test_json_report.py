"""The JSON report: canonical, and as its schema says, whatever was decided."""

import json

import jsonschema
import pytest
from decision_values import RICH, decisions
from hypothesis import given, settings

from mlgate.core.decision import Decision
from mlgate.core.record import canonical
from mlgate.reporters.json_report import JsonReporter
from mlgate.reporters.lines import in_json
from mlgate.strict import schema
from mlgate.strict.shipped import read_schema

SCHEMA = read_schema("decision")
ORACLE = jsonschema.Draft202012Validator(SCHEMA)


@settings(max_examples=30)
@given(decisions)
def test_every_decision_fits_the_decision_schema(decision: Decision) -> None:
    found = json.loads(JsonReporter().render(decision))
    assert [error.message for error in ORACLE.iter_errors(found)] == []
    assert schema.problems(found, SCHEMA) == []


@settings(max_examples=30)
@given(decisions)
def test_the_report_means_what_is_signed_and_is_one_line(decision: Decision) -> None:
    report = JsonReporter().render(decision)
    assert json.loads(report) == json.loads(canonical(decision))
    assert report.count("\n") == 1
    if in_json(canonical(decision).decode()) == canonical(decision).decode():
        assert report.encode() == canonical(decision) + b"\n"


def test_an_ordinary_decision_is_reported_as_the_bytes_that_are_signed() -> None:
    from dataclasses import replace

    decision = replace(RICH, results=RICH.results[:1], notes=("naïve 表 🙂 #1",))
    assert JsonReporter().render(decision).encode() == canonical(decision) + b"\n"


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (["verdict"], "ALLOW"),
        (["tier"], "T5"),
        (["results"], []),
        (["results", 0, "outcome"], "passed"),
        (["results", 0, "findings", 0, "line"], 0),
        (["rules", "fail"], -1),
        (["rules", "fail"], True),
        (["subject", "digest"], "sha256:0"),
        (["extra"], None),
    ],
)
def test_the_schema_refuses_what_no_decision_is(
    at: list[str | int], value: object
) -> None:
    found = json.loads(canonical(RICH))
    assert list(ORACLE.iter_errors(found)) == []
    inner = found
    for token in at[:-1]:
        inner = inner[token]
    inner[at[-1]] = value
    assert list(ORACLE.iter_errors(found))
