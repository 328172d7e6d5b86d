"""The typed documents and their generated schemas accept and refuse the same.

A check validates by the schema alone; whoever uses the classes must not be told
otherwise. The schemas are those that are shipped, as they are on disk.
"""

import copy
import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema_rs import validator_for
from pydantic import ValidationError

from mlgate.config import decision_document
from mlgate.config.decision_document import DecisionRecord
from mlgate.config.documents import DOCUMENTS, Profile, Purpose, Tier
from mlgate.config.evidence_documents import EVIDENCE_DOCUMENTS
from mlgate.core.decision import Cause, Outcome, Verdict
from mlgate.core.evidence import Assurance, Binding
from mlgate.core.organisation import PURPOSES
from mlgate.core.rule import PROFILES, RiskTier, Severity
from mlgate.core.tiers import PRACTICES, QUESTIONS
from mlgate.strict import schema
from mlgate.strict.shipped import read_schema

KINDS = {**DOCUMENTS, **EVIDENCE_DOCUMENTS, "decision": DecisionRecord}
SCHEMAS = {name: read_schema(name) for name in KINDS}
VALIDATORS = {name: validator_for(found) for name, found in SCHEMAS.items()}
DIGEST = f"sha256:{'0' * 64}"
WHOLE: dict[str, dict[str, Any]] = {
    "organisation": {
        "mlgate": "organisation/v1",
        "name": "Acme",
        "keys": [{"name": "a", "file": "a.pub", "purposes": ["link", "artifact"]}],
        "packs": [{"name": "ours", "path": "ours", "digest": DIGEST}],
        "profiles": {"T1": "strict"},
        "floors": [{"match": "*", "tier": "T2"}],
        "licences": ["open-source"],
        "kinds": [{"name": "impact", "schema": "i.json", "match": "evidence/*.yaml"}],
        "bom_score": {"T1": 0.5},
        "waiver_limits": {"days": {"T1": 30}, "renewals": 1},
        "waivers": [
            {
                "id": "W-1",
                "rule": "LIN-002",
                "subject": DIGEST,
                "reason": "r",
                "requested_by": "ada",
                "approved_by": ["grace"],
                "starts_at": "2026-11-25T09:00:00Z",
                "expires_at": "2026-12-25T09:00:00Z",
                "environments": ["staging"],
                "renewals": 0,
            }
        ],
        "decision_log": "sqlite:///decisions.db",
    },
    "repository": {
        "mlgate": "repository/v1",
        "profile": "strict",
        "tier": "T1",
        "licences": ["MIT"],
        "kinds": [{"name": "impact", "schema": "i.json", "match": "evidence/*.yaml"}],
    },
    "release": {
        "mlgate": "release/v1",
        "name": "scorer",
        "version": "1.0.0",
        "purpose": "scores",
        "owner": {"accountable": "ada", "team": "risk", "contact": "ada@acme.test"},
        "legal": {"role": "provider", "classification": "high-risk"},
        "oversight": {"measures": "m", "stop_control": "s"},
        "tiering": {
            "assessor": "ada",
            "decided_at": "2026-11-25T09:00:00Z",
            "answers": {next(iter(QUESTIONS)): "yes"},
            "prohibited_practices": {next(iter(PRACTICES)): "no"},
        },
        "operations": {"a": 1},
        "risk_register": [{"id": "R-1"}],
    },
    "approval": {
        "id": "A-1",
        "decision": "approved",
        "approver": "ada",
        "role": "risk",
        "reason": "r",
        "approvedAt": "2026-11-25T09:00:00Z",
        "expiresAt": "2026-12-25T09:00:00Z",
        "environment": "prod",
        "commit": "c",
        "evidenceDigest": DIGEST,
    },
    "access-review": {
        "kind": "mlgate.dev/access-review/v1",
        "subject": DIGEST,
        "system": "s",
        "reviewer": "ada",
        "reviewed_at": "2026-11-25T09:00:00Z",
        "next_due_at": "2027-02-25T09:00:00Z",
        "accounts": 3,
        "removed": 1,
        "wildcards": 0,
    },
    "monitoring": {
        "kind": "mlgate.dev/monitoring/v1",
        "subject": DIGEST,
        "tool": "t",
        "window_start": "2026-11-01T00:00:00Z",
        "window_end": "2026-11-08T00:00:00Z",
        "ran_at": "2026-11-08T01:00:00Z",
        "records": [
            {
                "kind": "drift",
                "metric": "psi",
                "column": "c",
                "number": 0.1,
                "threshold": 0.2,
                "drifted": False,
            }
        ],
    },
    "evaluation": {
        "kind": "mlgate.dev/evaluation/v1",
        "subject": DIGEST,
        "tool": "t",
        "tool_version": "1.10",
        "model": "m",
        "task": "k",
        "dataset": "d",
        "dataset_config": "c",
        "dataset_split": "test",
        "dataset_revision": "r",
        "dataset_digest": DIGEST,
        "ran_at": "2026-11-08T01:00:00Z",
        "records": [
            {
                "kind": "fairness",
                "metric": "auc",
                "slice": "young",
                "number": 0.7,
                "lower": 0.6,
                "upper": 0.8,
                "level": 0.95,
                "stderr": 0.01,
                "samples": 900,
                "higher_is_better": True,
                "threshold": 0.65,
                "threshold_fixed_at": "2026-11-01T00:00:00Z",
                "passed": True,
            }
        ],
    },
    "deployment": {
        "kind": "mlgate.dev/deployment/v1",
        "subject": DIGEST,
        "name": "n",
        "namespace": "ns",
        "environment": "prod",
        "reference": "oci://r.test/m",
        "digest": DIGEST,
    },
}
# What may stand where something else is expected; `1.5` and so on as YAML reads it.
ODD = (
    None, True, False, 0, 1, -1, 2.0, 1.5, 0.5, 1e300, "", " ", "\t", "\u00a0",
    "\ufeff",     "\u2003", "\u180e", "\u200b", "\x1c", "\x85", "a", "yes", "no",
    "0", "1", "1.0",     "1e3", "0x1F", "0o7", "-0", "+1", "1_000", "½", "٣", ".5",
    "5.", ".inf", ".nan", "NaN",     "T0", "T1", "t1", "strict", "link",
    "release/v1", "organisation/v1", DIGEST,     DIGEST.upper(), f"{DIGEST}\n", [],
    [""], ["a"], ["a", "a"], ["link"], [None], {},     {"": 1}, {"T1": 1}, {"T1":
    "strict"}, {"T9": 1}, {"a": []}, [{}], [[]],
)  # fmt: skip


def _agree(kind: str, document: Any, *, explained: bool = False) -> bool:  # noqa: ANN401
    """Return whether both accept ``document``, having checked that both say so."""
    conformed = schema.conform(document, SCHEMAS[kind])
    fits = bool(VALIDATORS[kind].is_valid(conformed))
    if explained:
        assert fits is (schema.problems(conformed, SCHEMAS[kind]) == [])
    assert fits is _typed(kind, conformed), conformed
    return fits


def _typed(kind: str, document: object) -> bool:
    try:
        KINDS[kind].model_validate(document)
    except ValidationError:
        return False
    return True


def _places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
    if at:
        yield at
    members = value.items() if isinstance(value, dict) else ()
    members = enumerate(value) if isinstance(value, list) else members
    for key, inner in members:
        yield from _places(inner, (*at, key))


def _changed(whole: Any, at: tuple[Any, ...], value: Any, how: str) -> Any:  # noqa: ANN401
    made = copy.deepcopy(whole)
    inner = made
    for token in at[:-1]:
        inner = inner[token]
    if how == "drop":
        del inner[at[-1]]
    elif how == "add" and isinstance(inner, dict):
        inner[f"{at[-1]}x"] = value
    else:
        inner[at[-1]] = value
    return made


def _decision() -> dict[str, Any]:
    from mlgate.core.decision import Decision, Finding, Input, Result
    from mlgate.core.record import canonical

    found = Finding("m", "n", Cause.RULE, "/x", "f", 1, 1, 2, ("/x",), ("f",), "W-1")
    result = Result("A-1", "t", Outcome.FAIL, Severity.DENY, "r", (found,), ("c",))
    subject = {"name": "m", "version": "1", "digest": DIGEST, "kind": "folder"}
    aliases = [{"kind": "oci", "digest": DIGEST}]
    policy = {"pack": "p", "version": "1", "digest": DIGEST, "profile": "strict"}
    made = Decision(
        Verdict.DENY,
        {**subject, "files": 1, "size": 2, "aliases": aliases},
        RiskTier.T0,
        "r",
        ("genai",),
        "e",
        (result,),
        {**policy, "pinned": DIGEST},
        (Input("evidence", "f", "0" * 64, "x", "listed", "attested", "k", "p"),),
        {"name": "e", "implementation": "i", "version": "1"},
        "2026-11-25T09:00:00Z",
        ("n",),
        ("e",),
        {"T1": 1},
        {
            "nodes": [
                {"id": "run-1", "kind": "run", "name": "n", "version": "v",
                 "digest": DIGEST, "document": "d"}
            ],
            "edges": [
                {"from": "run-1", "to": "model", "kind": "used", "joined_by": "id"}
            ],
            "missing": [{"from": "dataset", "to": "run-1", "why": "w"}],
            "score": 0.5,
            "left_out": {"nodes": 1, "edges": 1, "missing": 1},
        },
    )  # fmt: skip
    value: dict[str, Any] = json.loads(canonical(made))
    return value


WHOLE["decision"] = _decision()


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_document_is_accepted_by_both(kind: str) -> None:
    assert _agree(kind, WHOLE[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_both_agree_on_each_odd_value_in_each_place(kind: str) -> None:
    places = list(_places(WHOLE[kind]))
    said = {
        _agree(kind, _changed(WHOLE[kind], at, value, how))
        for at in places
        for how in (("set",) if kind == "decision" else ("set", "add"))
        for value in ODD
    }
    said |= {_agree(kind, _changed(WHOLE[kind], at, None, "drop")) for at in places}
    assert said == {True, False}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60)
@given(data=st.data())
def test_both_agree_on_several_changes_at_once(kind: str, data: st.DataObject) -> None:
    document = WHOLE[kind]
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.sampled_from(list(_places(document)) or [("mlgate",)]))
        how = data.draw(st.sampled_from(("set", "add", "drop")))
        value = data.draw(st.sampled_from(ODD) | st.text() | st.integers())
        document = _changed(document, at, value, how)
    _agree(kind, document, explained=True)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", ODD)
def test_both_agree_that_what_is_no_mapping_is_no_document(
    kind: str, value: object
) -> None:
    assert _agree(kind, value) is False


def test_purposes_tiers_and_profiles_are_those_of_the_core() -> None:
    assert get_args(Purpose) == PURPOSES
    assert get_args(Tier) == tuple(t.value for t in RiskTier if t is not RiskTier.T0)
    assert get_args(Profile) == PROFILES


def test_the_words_of_a_decision_are_those_of_the_core() -> None:
    fields = DecisionRecord.model_fields
    assert get_args(fields["verdict"].annotation) == tuple(Verdict)
    assert get_args(decision_document.Severity) == tuple(Severity)
    assert get_args(decision_document.Outcome) == tuple(Outcome)
    finding = decision_document.FindingRecord.model_fields
    assert get_args(finding["cause"].annotation) == tuple(Cause)
    item = decision_document.InputRecord.model_fields
    for name, kind in (("binding", Binding), ("assurance", Assurance)):
        literal, none = get_args(item[name].annotation)
        assert get_args(literal) == tuple(k.name.lower() for k in kind)
        assert none is type(None)
