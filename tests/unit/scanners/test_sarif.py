"""SARIF of any scanner: when a run counts, and what of a result is kept."""

from typing import Any

import pytest
from scanned import PATH, of, read, recogniser, source, states

from mlgate.errors import EvidenceError
from mlgate.loaders import BUILTIN
from mlgate.loaders.loader import HEAD
from mlgate.loaders.scanners import reports
from mlgate.loaders.source import Source

HEX = "ab" * 32
OK = [{"executionSuccessful": True, "endTimeUtc": "2026-11-20T09:00:00Z"}]
PLACE = {
    "physicalLocation": {
        "artifactLocation": {"uri": "src/app.py"},
        "region": {"startLine": 4, "snippet": {"text": "password = 'hunter2'"}},
    }
}
RESULT = {
    "ruleId": "B602",
    "message": {"text": "call with a shell"},
    "locations": [PLACE],
    "level": "error",
}


def run(name: str = "Bandit", *, rules: Any = (), **more: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    driver = {"name": name, "version": "1.9.4", "rules": list(rules)}
    return {"tool": {"driver": driver}, "results": [], "invocations": OK, **more}


def log(*runs: dict[str, Any], version: str = "2.1.0") -> dict[str, Any]:
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return {"$schema": schema, "runs": list(runs), "version": version}


def finding(result: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    made = read(log(run(results=[{**RESULT, **result}], **more)))
    (found,) = made["findings"]
    assert isinstance(found, dict)
    return found


def test_each_run_is_a_report_with_its_tool_and_its_findings() -> None:
    made = read(log(run(results=[RESULT]), run("gitleaks")))
    assert [of(r, "tool", "kind", "state", "ran_at") for r in made["reports"]] == [
        ("Bandit", "code", "tested", "2026-11-20T09:00:00Z"),
        ("gitleaks", "secrets", "tested", "2026-11-20T09:00:00Z"),
    ]
    keys = ("tool", "kind", "rule", "severity", "message", "path", "line", "suppressed")
    assert [of(f, *keys) for f in made["findings"]] == [
        ("Bandit", "code", "B602", "error", "call with a shell", "src/app.py", 4, False)
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("CodeQL", "code"),
        ("Gitleaks", "secrets"),
        ("TruffleHog", "secrets"),
        ("ModelScan", "model"),
        ("Trivy", "dependencies"),
        ("osv-scanner", "dependencies"),
    ],
)
def test_what_a_tool_looks_for_is_told_by_its_name(name: str, kind: str) -> None:
    assert read(log(run(name)))["reports"][0]["kind"] == kind


FAILED = [{"executionSuccessful": False}]
NOTED = [{"level": "error", "message": {"text": "syntax error"}}]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"invocations": FAILED}, "failed"),
        ({"invocations": [*OK, *FAILED]}, "failed"),
        ({"invocations": FAILED, "results": [RESULT]}, "failed"),
        ({"invocations": [{}]}, "failed"),
        ({"invocations": [{"executionSuccessful": "true"}]}, "failed"),
        ({"results": None}, "results are missing"),
        (
            {"results": None, "externalPropertyFileReferences": {"results": [{}]}},
            "results are in another file",
        ),
        ({"invocations": None}, "neither"),
        ({"invocations": []}, "neither"),
        ({"invocations": [], "artifacts": []}, "neither"),
        ({"invocations": [], "artifacts": [{"roles": ["policy"]}]}, "neither"),
        (
            {"invocations": [{**OK[0], "toolExecutionNotifications": NOTED}]},
            "reports 1 errors",
        ),
        (
            {"invocations": [{**OK[0], "toolConfigurationNotifications": NOTED}]},
            "did not look at everything",
        ),
    ],
)
def test_a_run_that_failed_or_does_not_say_that_it_ran_is_not_tested(
    more: dict[str, Any], reason: str
) -> None:
    made = read(log(run(**more)))
    assert states(made) == ["not tested"]
    assert reason in made["reports"][0]["reason"]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"invocations": None, "results": [RESULT]},
        {"invocations": None, "artifacts": [{"location": {"uri": "a.py"}}]},
        {"invocations": [{**OK[0], "toolExecutionNotifications": [{"level": "note"}]}]},
    ],
)
def test_a_run_that_shows_that_it_ran_is_tested(more: dict[str, Any]) -> None:
    assert states(read(log(run(**more)))) == ["tested"]


def test_a_log_without_runs_is_not_tested() -> None:
    assert states(read(log())) == ["not tested"]


def test_what_failed_keeps_its_findings() -> None:
    assert read(log(run(invocations=FAILED, results=[RESULT])))["findings"]


@pytest.mark.parametrize(
    "result",
    [
        {"kind": "pass"},
        {"kind": "informational"},
        {"kind": "notApplicable"},
        {"baselineState": "absent"},
    ],
)
def test_a_result_that_says_that_all_is_well_is_no_finding(
    result: dict[str, Any],
) -> None:
    made = read(log(run(results=[{**RESULT, **result}])))
    assert (states(made), made["findings"]) == (["tested"], [])


@pytest.mark.parametrize(
    ("suppressions", "expected"),
    [
        (None, False),
        ([], False),
        ([{"kind": "inSource"}], True),
        ([{"kind": "external", "status": "accepted"}], True),
        ([{"kind": "inSource"}, {"kind": "external", "status": "underReview"}], False),
        ([{"kind": "external", "status": "rejected"}], False),
    ],
)
def test_a_result_is_suppressed_only_if_nobody_objects(
    suppressions: object,
    expected: bool,  # noqa: FBT001  # a row of the table
) -> None:
    assert finding({"suppressions": suppressions})["suppressed"] is expected


@pytest.mark.parametrize(
    ("result", "rule", "severity"),
    [
        ({"level": "note"}, {}, "note"),
        ({"level": None}, {}, "warning"),
        ({"level": None}, {"defaultConfiguration": {"level": "error"}}, "error"),
        ({}, {"properties": {"security-severity": "9.0"}}, "critical"),
        ({}, {"properties": {"security-severity": "8.9"}}, "high"),
        ({}, {"properties": {"security-severity": 4.0}}, "medium"),
        ({}, {"properties": {"security-severity": "0.1"}}, "low"),
        ({}, {"properties": {"security-severity": "0.0"}}, "error"),
        ({}, {"properties": {"security-severity": "nan"}}, "error"),
        ({"properties": {"security-severity": "7"}}, {}, "high"),
    ],
)
def test_a_severity_is_the_score_of_the_rule_or_else_the_level(
    result: dict[str, Any], rule: dict[str, Any], severity: str
) -> None:
    driver = {"name": "x", "rules": [{"id": "B602", **rule}]}
    found = finding(result, tool={"driver": driver})
    assert found["severity"] == severity


def test_a_rule_is_found_by_number_and_a_message_by_its_id() -> None:
    rule = {"id": "R1", "messageStrings": {"default": {"text": "{0} calls {1} {9}"}}}
    result = {
        "ruleId": None,
        "rule": {"index": 0},
        "message": {"id": "default", "arguments": ["a", "{0}"]},
    }
    found = finding(result, tool={"driver": {"name": "x", "rules": [rule]}})
    assert of(found, "rule", "message") == ("R1", "a calls {0} {9}")


def test_a_path_is_found_among_the_files_of_the_run() -> None:
    place = {"physicalLocation": {"artifactLocation": {"index": 0}}}
    files = [{"location": {"uri": "a.py"}}]
    assert finding({"locations": [place]}, artifacts=files)["path"] == "a.py"


SECRET = "hunter2isnotgood99"


@pytest.mark.parametrize(
    ("tool", "rule"),
    [
        ("Bandit", {"id": "B105", "name": "hardcoded_password_string"}),
        ("x", {"id": "R1", "properties": {"tags": ["external/cwe/cwe-798"]}}),
        ("x", {"id": "generic.secrets.gitleaks"}),
        ("gitleaks", {"id": "R1", "shortDescription": {"text": "a key of AWS"}}),
        ("gitleaks", {"id": "R1"}),
    ],
)
def test_a_message_that_may_quote_a_secret_is_that_of_its_rule(
    tool: str, rule: dict[str, Any]
) -> None:
    result = {
        **RESULT,
        "ruleId": rule["id"],
        "message": {"text": f"Possible hardcoded password: '{SECRET}'"},
        "partialFingerprints": {"secret": SECRET},
    }
    found = source(log(run(tool, rules=[rule], results=[result])))
    draft = BUILTIN["sarif"].load(found)
    assert SECRET not in repr(draft)
    (made,) = draft.sections["scanners"]["findings"]
    assert made["message"]


def test_a_scan_of_one_file_names_it_by_its_strong_digest_and_of_two_none() -> None:
    one = {"location": {"uri": "m.onnx"}, "hashes": {"sha-256": HEX.upper()}}
    made = read(log(run("modelscan", artifacts=[one])))
    assert made["names"] == {HEX}
    assert of(made["reports"][0], "target", "target_digest", "scanned") == (
        "m.onnx",
        f"sha256:{HEX}",
        1,
    )
    other = {"location": {"uri": "t.json"}, "hashes": {"sha-256": "cd" * 32}}
    assert read(log(run("modelscan", artifacts=[one, other])))["names"] == frozenset()
    two = log(run("modelscan", artifacts=[one]), run("x", artifacts=[other]))
    assert read(two)["names"] == frozenset()
    weak = {"location": {"uri": "m"}, "hashes": {"md5": "ab" * 16, "sha-256": "ab"}}
    assert read(log(run("modelscan", artifacts=[weak])))["names"] == frozenset()


def test_of_several_invocations_the_oldest_counts_and_a_bad_time_is_a_gap() -> None:
    old = {
        "executionSuccessful": True,
        "startTimeUtc": "2026-01-01T00:00:00.123456789Z",
    }
    made = read(log(run(invocations=[*OK, old])))
    assert made["reports"][0]["ran_at"] == "2026-01-01T00:00:00.123456789Z"
    bad = {"executionSuccessful": True, "endTimeUtc": "2026-01-01T00:00:00"}
    made = read(log(run(invocations=[*OK, bad])))
    assert made["reports"][0]["ran_at"] is None
    assert made["gaps"] == [("/scanners/reports/0/ran_at", "unreadable")]


@pytest.mark.parametrize(
    ("value", "there"),
    [
        (log(version="2.0.0"), '"version": "2.0.0"'),
        (log(run(results={})), '"results": {}'),
        (log(run(results=[[]])), "    []"),
        (log(run(results=[{**RESULT, "locations": [3]}])), "      3"),
        ({"$schema": "sarif", "version": "2.1.0", "runs": {}}, '"runs": {}'),
    ],
)
def test_a_malformed_log_is_refused_with_its_place(
    value: dict[str, Any], there: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        read(value)
    assert caught.value.place.startswith(PATH)
    line = int(caught.value.place.split(":")[1])
    assert there in source(value).text.splitlines()[line - 1]


def test_a_report_with_too_many_findings_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reports, "MAX_FINDINGS", 2)
    assert len(read(log(run(results=[RESULT] * 2)))["findings"]) == 2
    with pytest.raises(EvidenceError, match="more than 2 findings"):
        read(log(run(results=[RESULT] * 3)))


def test_a_log_whose_results_come_before_its_tool_is_recognised() -> None:
    many = [RESULT] * (HEAD // 100)
    value = {"runs": [{"results": many, "tool": {"driver": {}}}], "version": "2.1.0"}
    assert recogniser(source(value)) == "sarif"
    assert recogniser(Source("a.sarif", source(log(run())).raw)) == "sarif"
    assert recogniser(Source("a.json", b'{"runs": [], "total": 3}')) is None
