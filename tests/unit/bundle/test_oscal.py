"""A decision as OSCAL: valid by the official schema, and the same findings."""

import copy
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import CORPUS, MISSING
from logged import decision
from mlgate.bundle import oscal
from mlgate.core.decision import Cause, Decision, Finding, Outcome, Result, Verdict
from mlgate.core.record import canonical, record
from mlgate.core.rule import Severity

SCHEMA = CORPUS / "schemas" / "oscal-1.2.1" / "assessment-results.json"
official = pytest.mark.skipif(not SCHEMA.is_file(), reason=MISSING)
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


@cache
def _validator() -> Any:  # noqa: ANN401
    return jsonschema_rs.validator_for(json.loads(SCHEMA.read_text("utf-8")))


def _made(one: Decision) -> dict[str, Any]:
    return oscal.assessment_results(record(one), sha256(canonical(one)).hexdigest())


def _result(document: dict[str, Any]) -> dict[str, Any]:
    (result,) = document["assessment-results"]["results"]
    found: dict[str, Any] = result
    return found


def _ids(value: Any) -> Iterator[str]:  # noqa: ANN401
    if isinstance(value, dict):
        yield from ([value["uuid"]] if "uuid" in value else [])
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _ids(item)


@official
def test_it_is_valid_by_the_official_schema() -> None:
    errors = _validator().iter_errors(_made(decision()))
    assert [f"{e.instance_path}: {e.message}" for e in errors] == []


@official
@given(
    st.text(max_size=9),
    st.text(max_size=9),
    st.sampled_from([Outcome.FAIL, Outcome.WAIVED]),
)
def test_it_is_valid_whatever_the_texts_of_others_are(
    text: str, other: str, outcome: Outcome
) -> None:
    found = (Finding(text, other, Cause.RULE, text, file=other, waiver=text),)
    result = Result("A-1", other, outcome, Severity.DENY, text, found, (text, other))
    spoken = replace(decision(text, reason=other), results=(result,))
    assert _validator().is_valid(_made(spoken))


@official
def test_this_test_would_see_what_is_not_valid() -> None:
    document = _made(decision())
    _result(document)["start"] = "2026-11-25 08:00"
    assert not _validator().is_valid(document)


def test_each_rule_that_was_judged_is_one_finding_and_the_rest_is_excluded() -> None:
    one = decision()
    result = _result(_made(one))
    found = {f["target"]["target-id"]: f for f in result["findings"]}
    states = {rule: f["target"]["status"] for rule, f in found.items()}
    assert {rule: (s["state"], s["reason"]) for rule, s in states.items()} == {
        "A-001": ("satisfied", "pass"),
        "A-002": ("not-satisfied", "fail"),
        "A-003": ("not-satisfied", "other"),
        "A-004": ("not-satisfied", "other"),
    }
    assert states["A-004"]["remarks"] == "error: it crashed"
    (selection,) = result["reviewed-controls"]["control-selections"]
    assert selection["exclude-controls"] == [{"control-id": "A-005"}]
    assert len(selection["include-controls"]) == 4
    assert "A-005: not in force" in result["description"]


def test_each_finding_is_an_observation_and_each_failed_or_waived_rule_a_risk() -> None:
    result = _result(_made(decision()))
    observed = {o["uuid"]: o for o in result["observations"]}
    assert len(observed) == 3
    used = [
        o["observation-uuid"]
        for f in result["findings"]
        for o in f.get("related-observations", [])
    ]
    assert sorted(used) == sorted(observed)
    told = next(iter(observed.values()))
    assert told["description"] == "no owner"
    assert told["remarks"] == "Next step: add one"
    risks = {r["title"]: r["status"] for r in result["risks"]}
    assert risks == {"A-002 B": "open", "A-003 C": "deviation-approved"}


def test_all_ids_are_different_and_follow_from_the_decision() -> None:
    ids = list(_ids(_made(decision())))
    assert len(ids) == len(set(ids)) == 1 + 1 + 3 + 2 + 4 + 2
    assert list(_ids(_made(decision()))) == ids
    others = set(_ids(_made(decision(verdict=Verdict.ALLOW))))
    assert not others & set(ids)
    assert all(re.fullmatch(UUID, one) for one in ids)


def test_inputs_and_the_subject_are_named_by_digest() -> None:
    document = _made(decision())["assessment-results"]
    hashes = [
        link["hashes"][0]["value"]
        for resource in document["back-matter"]["resources"]
        for link in resource["rlinks"]
    ]
    assert hashes == ["a" * 64, "c" * 64]


@pytest.mark.parametrize("rule", ["A-001", "A-002", "A-003", "A-004"])
def test_a_finding_that_was_turned_dropped_or_doubled_does_not_agree(rule: str) -> None:
    whole, said = _made(decision()), record(decision())
    assert oscal.agrees(whole, said)

    def changed(how: str) -> dict[str, Any]:
        document = copy.deepcopy(whole)
        findings = _result(document)["findings"]
        at = next(n for n, f in enumerate(findings) if f["target"]["target-id"] == rule)
        status = findings[at]["target"]["status"]
        if how == "turned":
            was = status["state"] == "satisfied"
            status["state"] = "not-satisfied" if was else "satisfied"
        elif how == "dropped":
            del findings[at]
        else:
            findings.append(findings[at])
        return document

    for how in ("turned", "dropped", "doubled"):
        assert not oscal.agrees(changed(how), said)


@pytest.mark.parametrize("document", [None, [], {}, {"assessment-results": {}}, "x", 1])
def test_what_is_no_such_document_does_not_agree(document: object) -> None:
    assert not oscal.agrees(document, record(decision()))


@pytest.mark.slow
def test_another_reader_of_oscal_takes_it(tmp_path: Path) -> None:
    trestle = shutil.which("trestle")
    if trestle is None:
        pytest.skip("compliance-trestle is not installed: pip install it elsewhere")
    path = tmp_path / "assessment-results" / "one" / "assessment-results.json"
    subprocess.run([trestle, "init", "--local"], cwd=tmp_path, check=True)
    path.parent.mkdir(parents=True)

    def read(document: dict[str, Any]) -> int:
        path.write_text(json.dumps(document), "utf-8")
        given_ = [trestle, "validate", "-f", str(path)]
        return subprocess.run(given_, cwd=tmp_path, check=False).returncode

    assert read(_made(decision())) == 0
    broken = _made(decision())
    del _result(broken)["start"]
    assert read(broken) != 0
