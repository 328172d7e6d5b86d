"""Evidence that no standard format carries, as typed classes: people's and programs'.

Like those of ``documents``, they are the source of the schemas of the same name.
"""

from typing import Annotated, Literal

from pydantic import Field

from mlgate.config.documents import Count, Sha256, Strict, Text

Number = float
_SUBJECT = "subject digest of the model it is about"
_DIGEST = "sha256 of the evidence link that the approver saw"
_EVALUATED = "what was evaluated: the subject digest, or that of a file of weights"
_INSTANT = "an instant with a zone"
Subject = Annotated[Sha256 | None, Field(description=_SUBJECT)]
Instant = Annotated[Text | None, Field(description=_INSTANT)]


class Approval(Strict):
    """Predicate of an approval: a person's consent, or refusal, in one role.

    It stands in an in-toto statement whose one subject is the subject digest.
    """

    id: Text | None = None
    decision: Literal["approved", "rejected"]
    approver: Text
    role: Text | None = None
    reason: Text | None = None
    approvedAt: Annotated[Text, Field(description=_INSTANT)]  # noqa: N815  # as in-toto
    expiresAt: Instant = None  # noqa: N815  # as in-toto
    environment: Text | None = None
    commit: Text | None = None
    evidenceDigest: Annotated[Sha256 | None, Field(description=_DIGEST)] = None  # noqa: N815  # as in-toto


class AccessReview(Strict):
    """One review of who may use a system, and what came of it."""

    kind: Literal["mlgate.dev/access-review/v1"]
    subject: Subject = None
    system: Text | None = None
    reviewer: Text | None = None
    reviewed_at: Instant = None
    next_due_at: Instant = None
    accounts: Annotated[Count | None, Field(description="accounts that were seen")] = (
        None
    )
    removed: Annotated[Count | None, Field(description="of them, taken away")] = None
    wildcards: Annotated[
        Count | None, Field(description="rights that are for everybody or everything")
    ] = None


class MonitorRecord(Strict):
    """One thing that a monitor watches, as it last was."""

    kind: Text | None = None
    metric: Text | None = None
    column: Text | None = None
    number: Number | None = None
    threshold: Number | None = None
    drifted: bool | None = None


class Monitoring(Strict):
    """What a monitor of drift or performance saw in one window of time."""

    kind: Literal["mlgate.dev/monitoring/v1"]
    subject: Subject = None
    tool: Text | None = None
    window_start: Instant = None
    window_end: Instant = None
    ran_at: Instant = None
    records: Annotated[list[MonitorRecord], Field(min_length=1)]


class Result(Strict):
    """One figure that an evaluation came to, or one test that it made."""

    kind: Text | None = None
    metric: Text | None = None
    slice: Annotated[
        Text | None, Field(description="the part of the data that it is about")
    ] = None
    number: Number | None = None
    lower: Annotated[Number | None, Field(description="of its interval")] = None
    upper: Annotated[Number | None, Field(description="of its interval")] = None
    level: Annotated[
        Number | None, Field(gt=0, lt=1, description="of its interval, such as 0.95")
    ] = None
    stderr: Number | None = None
    samples: Annotated[Count | None, Field(description="how many were looked at")] = (
        None
    )
    higher_is_better: bool | None = None
    threshold: Number | None = None
    threshold_fixed_at: Instant = None
    passed: Annotated[
        bool | None, Field(description="counts only with `number` and `samples`")
    ] = None


class Evaluation(Strict):
    """What came of one evaluation of the model, by whichever tool."""

    kind: Literal["mlgate.dev/evaluation/v1"]
    subject: Annotated[Sha256 | None, Field(description=_EVALUATED)] = None
    tool: Text | None = None
    tool_version: Text | None = None
    model: Annotated[Text | None, Field(description="its name; it binds nothing")] = (
        None
    )
    task: Text | None = None
    dataset: Text | None = None
    dataset_config: Text | None = None
    dataset_split: Text | None = None
    dataset_revision: Text | None = None
    dataset_digest: Annotated[
        Sha256 | None, Field(description="of the data it was tested on")
    ] = None
    ran_at: Instant = None
    records: Annotated[list[Result], Field(min_length=1)]


class Deployment(Strict):
    """One place where the model runs, or is to run."""

    kind: Literal["mlgate.dev/deployment/v1"]
    subject: Subject = None
    name: Text | None = None
    namespace: Text | None = None
    environment: Text | None = None
    reference: Annotated[
        Text | None, Field(description="where it is fetched from, such as oci://...")
    ] = None
    digest: Annotated[
        Sha256 | None, Field(description="of what is fetched, such as an OCI manifest")
    ] = None


EVIDENCE_DOCUMENTS: dict[str, type[Strict]] = {
    "approval": Approval,
    "access-review": AccessReview,
    "monitoring": Monitoring,
    "deployment": Deployment,
    "evaluation": Evaluation,
}
