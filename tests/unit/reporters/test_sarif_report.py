"""The SARIF report fits the official schema and cannot mislead a viewer."""

import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from decision_values import NASTY, RICH, decisions
from hypothesis import given, settings

from corpus import CORPUS, MISSING
from mlgate.core.decision import Decision, Outcome
from mlgate.reporters.lines import plain
from mlgate.reporters.sarif import SarifReporter

OFFICIAL = CORPUS / "schemas" / "sarif-2.1.0" / "sarif-schema-2.1.0.json"
needs_schema = pytest.mark.skipif(not OFFICIAL.is_file(), reason=MISSING)


def _run(decision: Decision) -> dict[str, Any]:
    log = json.loads(SarifReporter().render(decision))
    (run,) = log["runs"]
    return dict(run)


@pytest.fixture(scope="module")
def official() -> jsonschema.Draft4Validator:
    return jsonschema.Draft4Validator(json.loads(OFFICIAL.read_bytes()))


@needs_schema
@settings(max_examples=30)
@given(decision=decisions)
def test_every_decision_fits_the_official_schema(
    official: jsonschema.Draft4Validator, decision: Decision
) -> None:
    log = json.loads(SarifReporter().render(decision))
    assert [error.message for error in official.iter_errors(log)] == []


@needs_schema
def test_the_official_schema_can_say_no(official: jsonschema.Draft4Validator) -> None:
    log = json.loads(SarifReporter().render(RICH))
    assert list(official.iter_errors(log)) == []
    del log["runs"][0]["tool"]
    assert list(official.iter_errors(log))


@settings(max_examples=30)
@given(decisions)
def test_a_place_is_a_relative_reference_that_names_the_file(
    decision: Decision,
) -> None:
    found = [f for r in decision.results if r.severity for f in r.findings]
    for finding, made in zip(found, _run(decision)["results"], strict=True):
        physical = made["locations"][0].get("physicalLocation")
        assert (physical is None) == (finding.file == "")
        if physical:
            uri = physical["artifactLocation"]["uri"]
            assert re.fullmatch(r"([A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri)
            assert unquote(uri) == finding.file
            assert ("region" in physical) == (finding.line > 0)
            region = physical.get("region", {"startLine": 1, "startColumn": 1})
            assert min(region.values()) >= 1


@pytest.mark.parametrize(
    ("line", "column", "region"),
    [
        (0, 0, None),
        (0, 4, None),
        (3, 0, {"startLine": 3, "startColumn": 1}),
        (3, 4, {"startLine": 3, "startColumn": 4}),
    ],
)
def test_a_place_that_is_known_in_part_is_given_in_part(
    line: int, column: int, region: dict[str, int] | None
) -> None:
    result = RICH.results[0]
    found = replace(result.findings[0], line=line, column=column)
    decision = replace(RICH, results=(replace(result, findings=(found,)),))
    (made,) = _run(decision)["results"]
    assert made["locations"][0]["physicalLocation"].get("region") == region


@settings(max_examples=30)
@given(decisions)
def test_what_is_not_judged_is_no_result_and_what_is_waived_is_suppressed(
    decision: Decision,
) -> None:
    run = _run(decision)
    judged = [r for r in decision.results if r.severity]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [
        r.rule for r in judged
    ]
    waived = [bool(f.waiver) for r in judged for f in r.findings]
    assert ["suppressions" in made for made in run["results"]] == waived
    failed = any(r.outcome is Outcome.ERROR for r in decision.results)
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is not (failed or bool(decision.errors))


def _texts(run: dict[str, Any]) -> list[str]:
    (invocation,) = run["invocations"]
    said = run["results"] + invocation["toolExecutionNotifications"]
    titles = [rule["shortDescription"] for rule in run["tool"]["driver"]["rules"]]
    return [message["text"] for message in [*(s["message"] for s in said), *titles]]


@settings(max_examples=30)
@given(decisions)
def test_no_message_hides_a_character_or_holds_a_link(decision: Decision) -> None:
    for text in _texts(_run(decision)):
        assert plain(text) == text
        for bracket in re.finditer(r"(\\*)[\[\]]", text):
            assert len(bracket[1]) % 2 == 1


@pytest.mark.parametrize("text", NASTY)
def test_the_report_is_no_command_to_a_ci_system(text: str) -> None:
    report = SarifReporter().render(replace(RICH, errors=(text,), notes=(text,)))
    assert "##" not in report
    lines = [line.strip() for line in report.splitlines()]
    assert not [line for line in lines if line.startswith("::")]
