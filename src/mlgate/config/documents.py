"""The documents people write for mlgate, as typed classes.

They are the source of the schemas of the same name. A check never imports them:
it validates by the generated schema, and a test holds the two together.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model

from mlgate.core.tiers import PRACTICES, QUESTIONS


def _whole(value: object) -> object:
    # JSON has one kind of number: to its schemas 2.0 is a whole one.
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_whole)
Answer = Literal["yes", "no"]
Tier = Literal["T1", "T2", "T3", "T4"]
Profile = Literal["starter", "standard", "strict"]
Purpose = Literal["artifact", "link", "decision", "approval"]
# Something else than a blank, spelt out: what ``\s`` covers differs by engine.
Text = Annotated[
    str, Field(min_length=1, pattern=r"[^\s\u001c-\u001f\u0085\u180e\u200b\ufeff]")
]
Count = Annotated[int, Field(ge=0), WHOLE]
Positive = Annotated[int, Field(ge=1), WHOLE]
Sha256 = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]


class Strict(BaseModel):
    """A mapping that refuses keys it does not know."""

    # Strict, as the schemas are: `true` is no number, and no text is one.
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Owner(Strict):
    """Who answers for the model: one person, and the team that runs it."""

    accountable: Text | None = None
    team: Text | None = None
    contact: Text | None = None


class Legal(Strict):
    """The organisation's role and the system's class under the EU AI Act."""

    role: Literal["provider", "deployer", "importer", "distributor", "none"] | None = (
        None
    )
    classification: (
        Literal["high-risk", "transparency", "minimal", "gpai", "unknown"] | None
    ) = None


class Oversight(Strict):
    """How people oversee the model, and who can stop it."""

    measures: Text | None = None
    stop_control: Text | None = None


def _answers(name: str, doc: str, ids: dict[str, str]) -> type[Strict]:
    fields: dict[str, Any] = {
        i: (Answer | None, Field(default=None, description=text))
        for i, text in ids.items()
    }
    return create_model(name, __base__=Strict, __doc__=doc, **fields)


Answers = _answers(
    "Answers", "Tiering questions.", {i: q.text for i, q in QUESTIONS.items()}
)
Practices = _answers(
    "Practices", "Prohibited practices: does the model do this?", PRACTICES
)


class TieringRecord(Strict):
    """Answers to the tiering questions, by whom and when."""

    assessor: Text | None = None
    decided_at: Text | None = None
    answers: Answers | None = None  # type: ignore[valid-type]  # made by create_model
    prohibited_practices: Practices | None = None  # type: ignore[valid-type]  # as above


class Release(Strict):
    """release.yaml: what no standard format carries about a release."""

    mlgate: Literal["release/v1"]
    name: Text | None = None
    version: Text | None = None
    purpose: Text | None = None
    owner: Owner | None = None
    legal: Legal | None = None
    oversight: Oversight | None = None
    tiering: TieringRecord | None = None
    operations: dict[str, Any] | None = None
    monitoring: dict[str, Any] | None = None
    kpi: dict[str, Any] | None = None
    cost: dict[str, Any] | None = None
    residency: dict[str, Any] | None = None
    retention: dict[str, Any] | None = None
    risk_register: list[Any] | None = None


class KeyDocument(Strict):
    """A public key and what it may vouch for."""

    name: Text
    file: Text | None = Field(default=None, description="PEM file beside org.yaml")
    pem: Text | None = Field(default=None, description="PEM text")
    purposes: Annotated[list[Purpose], Field(min_length=1)]


class Pin(Strict):
    """A policy pack, and the digest it must have."""

    name: Text
    path: Text | None = Field(
        default=None, description="folder beside org.yaml; without it, a shipped pack"
    )
    digest: Sha256 | None = None


class FloorDocument(Strict):
    """The least tier of subjects whose name matches."""

    match: Text
    tier: Tier


class WaiverDocument(Strict):
    """A waiver as written. Dates are judged when it is applied, not when read."""

    id: Text
    rule: Text
    subject: str = ""
    reason: str = ""
    requested_by: str = ""
    approved_by: list[Text] = []
    starts_at: str = ""
    expires_at: str = ""
    environments: list[Text] = []
    renewals: Count = 0


class WaiverLimits(Strict):
    """How long a waiver may live, by tier, and how often it may be renewed."""

    days: dict[Tier, Positive] = {}
    renewals: Count = 2


class KindDocument(Strict):
    """A kind of document beyond those that mlgate knows."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
    # "schema" is a method of pydantic's own.
    file: Text = Field(
        alias="schema", description="JSON Schema in a file beside this one"
    )
    match: Annotated[Text, Field(max_length=256)] = Field(
        description="paths of its documents: `*` within a folder, `**` for any folders"
    )


class OrganisationDocument(Strict):
    """org.yaml: what a platform team publishes once."""

    mlgate: Literal["organisation/v1"]
    name: Text
    keys: list[KeyDocument] = []
    packs: Annotated[list[Pin], Field(max_length=1)] = []
    profiles: dict[Tier, Profile] = {}
    floors: list[FloorDocument] = []
    licences: Annotated[list[Text], Field(min_length=1)] | None = None
    bom_score: dict[Tier, Annotated[float, Field(ge=0, le=1)]] = {}
    waiver_limits: WaiverLimits | None = None
    waivers: list[WaiverDocument] = []
    decision_log: Text | None = Field(
        default=None,
        description="log of all decisions: its URL, or the path of an SQLite file; "
        "a path is relative to the folder of org.yaml",
    )
    kinds: Annotated[list[KindDocument], Field(max_length=50)] = []


class Repository(Strict):
    """mlgate.yaml: what a repository may ask for itself. It can only tighten."""

    mlgate: Literal["repository/v1"]
    profile: Profile | None = None
    tier: Tier | None = None
    licences: Annotated[list[Text], Field(min_length=1)] | None = None
    kinds: Annotated[list[KindDocument], Field(max_length=50)] = []


DOCUMENTS: dict[str, type[Strict]] = {
    "release": Release,
    "organisation": OrganisationDocument,
    "repository": Repository,
}
