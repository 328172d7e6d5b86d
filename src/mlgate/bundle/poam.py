"""What is still to be done after a decision, as an OSCAL plan of action and milestones.

OSCAL 1.2.1, plan-of-action-and-milestones (NIST). Each rule that failed or is waived is
one item, with its finding, observations and risk as they are in the assessment results,
under the same ids. An accepted risk has the deadline of its waiver; an open one has
none, for nobody has set one.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from mlgate.bundle import oscal_parts as parts
from mlgate.bundle.layout import unmet
from mlgate.bundle.oscal_parts import Deadlines, Json


def plan(decision: Mapping[str, Any], sha256: str, deadlines: Deadlines) -> Json:
    """Return the document; there is none if no rule failed or is waived.

    Args:
        decision: The decision as JSON, with such a rule: OSCAL has no empty plan.
        sha256: Hex digest of its bytes: what all ids here follow from.
        deadlines: When waivers end, by their ids.
    """
    base, open_ = parts.root(sha256), unmet(decision)
    clock = decision["clock"]
    document = {
        "uuid": parts.made_id(base, "plan"),
        "metadata": parts.metadata(decision, sha256),
        # The model, by its bytes: a name alone would be that of other bytes as well.
        "system-id": {
            "identifier-type": parts.NAMESPACE,
            "id": decision["subject"]["digest"],
        },
        "observations": [o for r in open_ for o in parts.observations(r, base, clock)],
        "risks": [risk for r in open_ for risk in parts.risks(r, base, deadlines)],
        "findings": [parts.finding(r, base) for r in open_],
        "poam-items": [_item(r, base) for r in open_],
        "back-matter": {"resources": list(parts.resources(decision, base))},
    }
    return {"plan-of-action-and-milestones": parts.filled(document)}


def _item(result: Mapping[str, Any], base: UUID) -> Json:
    severity = result["severity"]
    made = {
        "uuid": parts.made_id(base, "item", result["rule"]),
        "title": parts.named(result),
        "description": parts.said(result),
        "props": [
            parts.prop("outcome", result["outcome"]),
            *([parts.prop("severity", severity)] if severity else []),
        ],
        "related-findings": [
            {"finding-uuid": parts.made_id(base, "finding", result["rule"])}
        ],
        "related-observations": parts.observed(result, base),
        "related-risks": [parts.risked(result, base)],
    }
    return parts.filled(made)
