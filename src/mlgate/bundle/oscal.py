"""A decision as OSCAL assessment results, for tools that auditors have already.

OSCAL 1.2.1, assessment-results (NIST). Each rule that was judged is one finding, each
finding of mlgate one observation, each that blocks or is waived one risk. What did not
apply is named as excluded. Ids follow from the decision: the same one, the same file.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from mlgate.bundle import layout
from mlgate.bundle import oscal_parts as parts
from mlgate.bundle.oscal_parts import Deadlines, Json
from mlgate.core.decision import Outcome


def assessment_results(
    decision: Mapping[str, Any], sha256: str, deadlines: Deadlines
) -> Json:
    """Return the document.

    Args:
        decision: The decision as JSON.
        sha256: Hex digest of its bytes: what all ids here follow from.
        deadlines: When waivers end, by their ids.
    """
    base = parts.root(sha256)
    document = {
        "uuid": str(base),
        "metadata": parts.metadata(decision, sha256),
        "import-ap": {
            "href": f"{parts.UP}{layout.PACK}pack.yaml",
            "remarks": "The policy pack stands for the plan: what is judged, and how.",
        },
        "results": [_result(decision, base, deadlines)],
        "back-matter": {"resources": list(parts.resources(decision, base))},
    }
    return {"assessment-results": document}


def told(document: Any) -> list[tuple[str, str, int]]:  # noqa: ANN401  # JSON
    """Return target, reason and number of observations of each finding, sorted.

    Raises:
        KeyError: It is no such document; ``TypeError`` or ``IndexError`` as well.
    """
    (result,) = document["assessment-results"]["results"]
    findings = result.get("findings", [])
    return sorted(
        (
            f["target"]["target-id"],
            f"{f['target']['status']['state']} {f['target']['status']['reason']}",
            len(f.get("related-observations", [])),
        )
        for f in findings
    )


def agrees(document: Any, decision: Mapping[str, Any]) -> bool:  # noqa: ANN401  # JSON
    """Say whether ``document`` has the findings of ``decision``, one by one."""
    try:
        return told(document) == told(assessment_results(decision, "", {}))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        return False


def _result(decision: Mapping[str, Any], base: UUID, deadlines: Deadlines) -> Json:
    judged = [r for r in decision["results"] if r["outcome"] != Outcome.NOT_APPLICABLE]
    others = [r for r in decision["results"] if r["outcome"] == Outcome.NOT_APPLICABLE]
    clock = decision["clock"]
    selection: Json = {"include-controls": [{"control-id": r["rule"]} for r in judged]}
    if others:
        selection["exclude-controls"] = [{"control-id": r["rule"]} for r in others]
    made: Json = {
        "uuid": parts.made_id(base, "result"),
        "title": parts.titled(decision),
        "description": _reasons(others),
        "start": clock,
        "end": clock,
        "props": [
            parts.prop("verdict", decision["verdict"]),
            parts.prop("tier", decision["tier"] or "none"),
            parts.prop("profile", decision["policy"]["profile"]),
            parts.prop("policy-digest", decision["policy"]["digest"]),
        ],
        "reviewed-controls": {"control-selections": [selection]},
        "observations": [o for r in judged for o in parts.observations(r, base, clock)],
        "risks": [risk for r in judged for risk in parts.risks(r, base, deadlines)],
        "findings": [parts.finding(r, base) for r in judged],
    }
    return parts.filled(made)


def _reasons(others: Sequence[Mapping[str, Any]]) -> str:
    if not others:
        return "Every rule of the policy pack was judged."
    said = (f"{r['rule']}: {r['reason'] or 'not applicable'}" for r in others)
    return parts.markup(f"Excluded, for they do not apply: {'; '.join(said)}")
