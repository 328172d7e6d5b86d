"""The decision as JSON: what reports print, statements carry and logs keep."""

from typing import Any

import rfc8785

from mlgate.core.decision import Decision, Finding, Input, Result

FORMAT = "decision/v1"


def record(decision: Decision) -> dict[str, Any]:
    """Return ``decision`` as plain JSON values; see the schema ``decision``."""
    return {
        "mlgate": FORMAT,
        "verdict": decision.verdict.value,
        "subject": dict(decision.subject),
        "tier": decision.tier.value if decision.tier else None,
        "tier_reason": decision.tier_reason,
        "overlays": list(decision.overlays),
        "environment": decision.environment or None,
        "rules": decision.counts,
        "results": [_result(r) for r in decision.results],
        "policy": dict(decision.policy),
        "inputs": [_input(i) for i in decision.inputs],
        "engine": dict(decision.engine),
        "clock": decision.clock,
        "notes": list(decision.notes),
        "errors": list(decision.errors),
        "preview": dict(decision.preview),
        "lineage": dict(decision.lineage),
    }


def canonical(decision: Decision) -> bytes:
    """Return the RFC 8785 bytes of ``decision``: what is digested and signed."""
    return rfc8785.dumps(record(decision))


def _result(result: Result) -> dict[str, Any]:
    return {
        "rule": result.rule,
        "title": result.title,
        "severity": result.severity.value if result.severity else None,
        "outcome": result.outcome.value,
        "reason": result.reason or None,
        "controls": list(result.controls),
        "findings": [_finding(f) for f in result.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "message": finding.message,
        "next": finding.next,
        "cause": finding.cause.value,
        "pointer": finding.pointer,
        "file": finding.file or None,
        "line": finding.line or None,
        "column": finding.column or None,
        "count": finding.count,
        "places": list(finding.places),
        "root": list(finding.root),
        "waiver": finding.waiver or None,
    }


def _input(item: Input) -> dict[str, Any]:
    return {
        "role": item.role,
        "name": item.name,
        "sha256": item.sha256,
        "format": item.format or None,
        "binding": item.binding or None,
        "assurance": item.assurance or None,
        "signer": item.signer or None,
        "problem": item.problem or None,
    }
