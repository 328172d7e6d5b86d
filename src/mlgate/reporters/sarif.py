"""SARIF 2.1.0 (OASIS), for code-scanning views: one result per finding."""

import json
import re
from typing import Any
from urllib.parse import quote

from mlgate.core.decision import Decision, Finding, Outcome, Result
from mlgate.core.rule import Severity
from mlgate.core.version import VERSION
from mlgate.reporters.lines import in_json, plain

LEVELS = {Severity.DENY: "error", Severity.WARN: "warning", Severity.INFO: "note"}
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_BRACKET = re.compile(r"(\\*)([\[\]])")


class SarifReporter:
    """Waived findings are kept, marked as suppressed."""

    def render(self, decision: Decision, path: str = "") -> str:
        """Return one SARIF run for ``decision``."""
        del path
        judged = [r for r in decision.results if r.severity]
        run = {
            "tool": {"driver": _driver(judged)},
            "results": [_result(f, r) for r in judged for f in r.findings],
            "invocations": [_invocation(decision)],
            "columnKind": "unicodeCodePoints",
            "properties": {
                "verdict": decision.verdict.value,
                "subject": decision.subject["digest"],
                "policy": decision.policy["digest"],
            },
        }
        log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
        text = json.dumps(log, indent=2, ensure_ascii=False, sort_keys=True)
        return in_json(text) + "\n"


def _driver(judged: list[Result]) -> dict[str, Any]:
    return {
        "name": "mlgate",
        "informationUri": "https://mlgate.dev",
        "semanticVersion": VERSION,
        "rules": [
            {
                "id": r.rule,
                "shortDescription": _text(r.title),
                "helpUri": f"https://mlgate.dev/rules/{quote(r.rule, safe='')}",
                "defaultConfiguration": {"level": LEVELS[r.severity or Severity.INFO]},
                "properties": {"tags": list(dict.fromkeys(r.controls))},
            }
            for r in judged
        ],
    }


def _result(finding: Finding, result: Result) -> dict[str, Any]:
    made: dict[str, Any] = {
        "ruleId": result.rule,
        "level": LEVELS[result.severity or Severity.INFO],
        "message": _text(f"{finding.message}. Next: {finding.next}"),
        "locations": [_location(finding)],
        "properties": {"cause": finding.cause.value, "count": finding.count},
    }
    if finding.waiver:
        why = f"waiver {finding.waiver}"
        made["suppressions"] = [{"kind": "external", "justification": why}]
    return made


def _location(finding: Finding) -> dict[str, Any]:
    logical = {"logicalLocations": [{"fullyQualifiedName": finding.pointer or "/"}]}
    if not finding.file:
        return logical
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.file)}}
    if finding.line:
        region = {"startLine": finding.line, "startColumn": max(finding.column, 1)}
        physical["region"] = region
    return {"physicalLocation": physical, **logical}


def _invocation(decision: Decision) -> dict[str, Any]:
    failed = [r for r in decision.results if r.outcome is Outcome.ERROR]
    said = [f"{r.rule}: {r.reason}" for r in failed] + list(decision.errors)
    return {
        "executionSuccessful": not said,
        "endTimeUtc": decision.clock,
        "toolExecutionNotifications": [
            {"level": "error", "message": _text(text)} for text in said
        ],
    }


def _text(text: str) -> dict[str, str]:
    """Return a plain text message (section 3.11); its brackets make no link."""
    return {"text": _BRACKET.sub(r"\1\1\\\2", plain(text))}
