"""mlgate's own approval: an in-toto statement of type ``mlgate.dev/approval/v1``.

Its one subject is the subject digest; its predicate fits the schema ``approval``.
"""

from mlgate.core.evidence import Draft
from mlgate.core.statements import Statement
from mlgate.loaders.approvals.records import Approvals
from mlgate.loaders.loader import fault
from mlgate.loaders.node import SYNTAX, Node
from mlgate.loaders.source import Source
from mlgate.strict import schema
from mlgate.strict.shipped import read_schema

_TIMES = {"approved_at": "approvedAt", "expires_at": "expiresAt"}
_TEXTS = {
    "id": "id",
    "environment": "environment",
    "commit": "commit",
    "evidence_digest": "evidenceDigest",
    "approver": "approver",
    "role": "role",
    "decision": "decision",
    "reason": "reason",
}


def approval(source: Source, statement: Statement) -> Draft:
    """Return what an approval says; who signed it is not known here.

    Raises:
        EvidenceError: Its predicate does not fit, or it has not exactly one subject.
    """
    if len(statement.subjects) != 1 or not statement.sha256s:
        why = "an approval is for one subject, named by its sha256"
        hint = "name the subject digest that `mlgate check` shows"
        raise fault(source, SYNTAX, "/subject", why, hint)
    shape = read_schema("approval")
    if found := schema.problems(statement.predicate, shape, limit=1):
        at, why = f"/predicate{found[0].pointer}", found[0].message
        raise fault(source, SYNTAX, at, why, "see the schema `approval`")
    predicate = Node(source, source.json).get("predicate")
    made = Approvals()
    (digest,) = statement.sha256s
    made.add(
        predicate,
        {key: predicate.get(name) for key, name in _TIMES.items()},
        source="mlgate-approval",
        subject=f"sha256:{digest}",
        **{key: predicate.get(name).text for key, name in _TEXTS.items()},
    )
    draft = made.draft()
    draft.names = statement.sha256s
    return draft
