"""The decision as other programs read it: typed, and the source of its schema."""

from typing import Annotated, Literal

from pydantic import Field

from mlgate.config.documents import WHOLE, Count, Positive, Sha256, Strict, Tier

Hex = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Severity = Literal["deny", "warn", "info"]
Outcome = Literal["pass", "fail", "waived", "error", "not_applicable"]


class AliasRecord(Strict):
    """Another digest of the files: of an OCI manifest, or the root of an OMS one."""

    kind: Literal["oci", "oms"]
    digest: Sha256


class SubjectRecord(Strict):
    """The bytes decided on; name and version as release.yaml gives them."""

    name: str | None
    version: str | None
    digest: Sha256
    kind: Literal["folder", "file"]
    files: Count
    size: Count
    aliases: list[AliasRecord]


class RuleCounts(Strict):
    """selected = evaluated + error; evaluated = pass + fail + waived."""

    selected: Count
    evaluated: Count
    pass_: Annotated[int, Field(alias="pass", ge=0), WHOLE]
    fail: Count
    waived: Count
    error: Count
    not_applicable: Count


class FindingRecord(Strict):
    """One finding: what, where, and the next step."""

    message: str
    next: str
    cause: Literal["absent", "weak", "rule"]
    pointer: str
    file: str | None
    line: Positive | None
    column: Positive | None
    count: Positive
    places: list[str]
    root: list[str]
    waiver: str | None


class ResultRecord(Strict):
    """The outcome of one rule."""

    rule: str
    title: str
    severity: Severity | None
    outcome: Outcome
    reason: str | None
    controls: list[str]
    findings: list[FindingRecord]


class PolicyRecord(Strict):
    """The policy in force."""

    pack: str
    version: str
    digest: Sha256
    profile: Literal["starter", "standard", "strict"]
    pinned: Sha256 | None


class InputRecord(Strict):
    """One document or file the decision rests on."""

    role: Literal[
        "evidence",
        "artifact",
        "organisation",
        "organisation-schema",
        "repository",
        "repository-schema",
        "config",
    ]
    name: str
    sha256: Hex
    format: str | None
    binding: Literal["none", "enclosed", "listed", "digest"] | None
    assurance: Literal["declared", "measured", "attested", "verified"] | None
    signer: str | None
    problem: str | None


class EngineRecord(Strict):
    """The engine that ran the rules."""

    name: str
    implementation: str
    version: str


class LineageNode(Strict):
    """A data set, features, a run or a model; ``id`` is its kind and a number."""

    id: str
    kind: Literal["dataset", "features", "run", "base_model", "model", "deployment"]
    name: str | None
    version: str | None
    digest: str | None
    document: str | None


class LineageEdge(Strict):
    """From what was there first to what came of it, and why both ends are known."""

    # A key that is a word of Python; ``model_dump`` is not used for it.
    from_: Annotated[str, Field(alias="from")]
    to: str
    kind: Literal[
        "used",
        "generated",
        "trained_on",
        "tested_on",
        "derived_from",
        "deployed_as",
    ]
    joined_by: Literal["digest", "id", "document"]


class LineageGap(Strict):
    """A link of the chain that is not there; an end without a number is no node."""

    from_: Annotated[str, Field(alias="from")]
    to: str
    why: str


class LeftOut(Strict):
    """How much of a large graph is not listed."""

    nodes: Count
    edges: Count
    missing: Count


class LineageRecord(Strict):
    """Where the model comes from; ``score`` is how much of the chain is there."""

    nodes: list[LineageNode]
    edges: list[LineageEdge]
    missing: list[LineageGap]
    score: Annotated[float, Field(ge=0, le=1)]
    left_out: LeftOut


class DecisionRecord(Strict):
    """One decision of mlgate."""

    mlgate: Literal["decision/v1"]
    verdict: Literal["allow", "deny", "undecided"]
    subject: SubjectRecord
    tier: Literal["T0"] | Tier | None
    tier_reason: str
    overlays: list[str]
    environment: str | None
    rules: RuleCounts
    results: Annotated[list[ResultRecord], Field(min_length=1)]
    policy: PolicyRecord
    inputs: list[InputRecord]
    engine: EngineRecord
    clock: Annotated[str, Field(pattern=r"Z$")]
    notes: list[str]
    errors: list[str]
    preview: dict[Tier, Count]
    # Decisions that were made before there was such a thing are read as well.
    lineage: LineageRecord | None = None
