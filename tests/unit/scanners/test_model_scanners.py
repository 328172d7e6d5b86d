"""modelscan and fickling: what was skipped or could not be read was not tested."""

from typing import Any

import pytest
from scanned import PATH, of, read, states

from mlgate.errors import EvidenceError
from mlgate.loaders import BUILTIN
from mlgate.loaders.source import Source

ISSUE = {
    "description": "Use of unsafe operator 'system' from module 'posix'",
    "operator": "system",
    "module": "posix",
    "source": "model.pkl",
    "scanner": "modelscan.scanners.PickleUnsafeOpScan",
    "severity": "CRITICAL",
}
SKIPPED = {
    "category": "SCAN_NOT_SUPPORTED",
    "description": "Model Scan did not scan file",
    "source": "model.safetensors",
}
ERROR = {"category": "PICKLE_GENOPS", "description": "bad", "source": "broken.pkl"}


def modelscan(
    total: int,
    *,
    issues: tuple[object, ...] = (),
    errors: tuple[object, ...] = (),
    **summary: object,
) -> dict[str, Any]:
    return {
        "summary": {
            "total_issues_by_severity": {"LOW": 0},
            "total_issues": len(issues),
            "input_path": "model",
            "absolute_path": "/home/ada/model",
            "modelscan_version": "0.8.8",
            "timestamp": "2026-11-20T09:00:00.671368",
            "scanned": {"total_scanned": total},
            **summary,
        },
        "issues": list(issues),
        "errors": list(errors),
    }


def fickling(severity: str | None, **analyses: str) -> dict[str, Any]:
    detailed = {"AnalysisResult": analyses} if analyses else {}
    return {"severity": severity, "analysis": "a text", "detailed_results": detailed}


def test_a_report_of_modelscan_says_what_was_scanned_and_found() -> None:
    made = read(modelscan(2, issues=(ISSUE,)))
    (report,) = made["reports"]
    assert of(report, "tool", "tool_version", "kind", "target", "scanned", "state") == (
        "modelscan",
        "0.8.8",
        "model",
        "model",
        2,
        "tested",
    )
    assert of(made["findings"][0], "severity", "path", "rule") == (
        "critical",
        "model.pkl",
        "modelscan.scanners.PickleUnsafeOpScan",
    )


def test_its_time_has_no_zone_and_is_therefore_a_gap() -> None:
    made = read(modelscan(2))
    assert made["reports"][0]["ran_at"] is None
    assert made["gaps"] == [("/scanners/reports/0/ran_at", "unreadable")]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (modelscan(0), "no file was scanned"),
        (
            modelscan(0, skipped={"total_skipped": 1, "skipped_files": [SKIPPED]}),
            "no file was scanned",
        ),
        (modelscan(0, scanned=None), "no file was scanned"),
        (modelscan(2, errors=(ERROR,)), "broken.pkl could not be scanned"),
        (modelscan(2, errors=(ERROR, ERROR)), "broken.pkl and 1 more could not be"),
    ],
)
def test_what_was_skipped_or_failed_is_not_tested(
    value: dict[str, Any], reason: str
) -> None:
    made = read(value)
    assert states(made) == ["not tested"]
    assert reason in made["reports"][0]["reason"]


def test_some_skipped_files_are_counted_beside_those_that_were_scanned() -> None:
    made = read(modelscan(3, skipped={"total_skipped": 4, "skipped_files": []}))
    assert of(made["reports"][0], "scanned", "skipped", "state") == (3, 4, "tested")


def test_what_failed_may_have_found_something_all_the_same() -> None:
    made = read(modelscan(2, issues=(ISSUE,), errors=(ERROR,)))
    assert len(made["findings"]) == 1


@pytest.mark.parametrize(
    "severity",
    ["POSSIBLY_UNSAFE", "LIKELY_UNSAFE", "OVERTLY_MALICIOUS"],
)
def test_each_analysis_of_fickling_that_objects_is_a_finding(severity: str) -> None:
    made = read(fickling(severity, UnsafeImports="from posix import system", Unused=""))
    assert states(made) == ["tested"]
    assert [of(f, "rule", "severity", "message") for f in made["findings"]] == [
        ("UnsafeImports", severity.lower().replace("_", " "), ANY_IMPORT),
        ("Unused", severity.lower().replace("_", " "), None),
    ]


ANY_IMPORT = "from posix import system"


def test_a_bad_severity_without_analyses_is_still_a_finding() -> None:
    made = read(fickling("LIKELY_UNSAFE"))
    assert [f["message"] for f in made["findings"]] == ["a text"]


def test_a_safe_pickle_was_tested_and_has_no_finding() -> None:
    made = read(fickling("LIKELY_SAFE"))
    assert (states(made), made["findings"]) == (["tested"], [])


@pytest.mark.parametrize("severity", ["SAFE", "", None, "likely_safe"])
def test_a_severity_that_is_not_known_is_not_tested(severity: str | None) -> None:
    made = read(fickling(severity))
    assert states(made) == ["not tested"]
    assert made["findings"]


def test_two_results_in_one_file_are_refused_and_not_half_read() -> None:
    one = b'{"severity": "LIKELY_SAFE", "analysis": "", "detailed_results": {}}'
    with pytest.raises(EvidenceError, match="more text after the end"):
        BUILTIN["fickling"].load(Source(PATH, one + one))
