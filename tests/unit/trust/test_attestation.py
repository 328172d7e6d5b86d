import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
import rfc8785
from signers import OTHER, PRIVATE, trusted

from mlgate.core import statements
from mlgate.core.statements import STATEMENT_V1
from mlgate.core.subject import Artifact, subject_digest
from mlgate.core.verification import Expected
from mlgate.errors import EvidenceError, VerificationError
from mlgate.trust import attestation, bundle

ARTIFACTS = [
    {"path": "config.json", "size": 2, "sha256": "a" * 64},
    {"path": "model.bin", "size": 9, "sha256": "b" * 64},
]
SUBJECT = subject_digest(Artifact(**a) for a in ARTIFACTS)  # type: ignore[arg-type]
POLICY = "c" * 64
DECISION: dict[str, Any] = {
    "verdict": "allow",
    "subject": {"name": "scorer", "version": "1.0", "digest": SUBJECT},
    "tier": "T1",
    "rules": {"evaluated": 31},
    "policy": {"pack": "baseline", "version": "0.1.0", "digest": f"sha256:{POLICY}"},
    "inputs": [],
    "engine": {"name": "embedded", "implementation": "regorus", "version": "0.13"},
    "clock": "2026-03-01T12:00:00Z",
}
RESOURCE = f"mlgate:model/scorer@1.0#{SUBJECT}"
KEYS = [trusted()]
ASKED = Expected(SUBJECT)


def detailed(**fields: object) -> bytes:
    return statements.decision_statement(DECISION | fields, ARTIFACTS)


def summary(decision: bytes, **fields: object) -> bytes:
    return statements.summary(DECISION | fields, sha256(decision).hexdigest())


STATEMENT = detailed()
SUMMARY = summary(STATEMENT)


def check(
    vouched: bytes = SUMMARY,
    decision: bytes | None = STATEMENT,
    asked: Expected = ASKED,
) -> list[str]:
    signed = bundle.sign(decision, PRIVATE) if decision else None
    return attestation.check(bundle.sign(vouched, PRIVATE), signed, KEYS, asked)


def edited(raw: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    value = json.loads(raw)
    change(value)
    return rfc8785.dumps(value)


def test_what_is_proven_is_said_in_plain_sentences() -> None:
    assert check() == [
        "the summary is signed by the key 'release'",
        f"it is about {SUBJECT} and nothing else",
        "the result is PASSED, by https://mlgate.dev/mlgate",
        "it reached MLGATE_T1",
        f"the resource is {RESOURCE}",
        f"the policy is sha256:{POLICY}",
        "the decision is signed by the key 'release'",
        "the decision is the one that the summary names, and its verdict is allow",
        "it lists the files of the subject and its 31 evaluated rules",
    ]


def test_the_summary_can_be_checked_alone_and_says_nothing_of_the_decision() -> None:
    assert not [said for said in check(decision=None) if "decision" in said]


NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "asked",
    [
        Expected(SUBJECT, resource=RESOURCE),
        Expected(SUBJECT, policy=POLICY),
        Expected(SUBJECT, policy=f"sha256:{POLICY}"),
        Expected(SUBJECT, at=NOON),
        Expected(SUBJECT, at=NOON + timedelta(days=1), max_age=timedelta(days=1)),
        Expected(SUBJECT.removeprefix("sha256:")),
    ],
)
def test_what_is_asked_and_true_is_proven(asked: Expected) -> None:
    assert check(asked=asked)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (Expected("sha256:" + "0" * 64), "it is about"),
        (Expected(""), "not about nothing"),
        (Expected("sha256:"), "not about nothing"),
        (Expected(SUBJECT, resource=RESOURCE + "x"), "the resource"),
        (Expected(SUBJECT, policy="d" * 64), "the policy"),
        (Expected(SUBJECT, verifier="https://example.org"), "the verifier"),
        (Expected(SUBJECT, at=NOON - timedelta(seconds=1)), "check|after"),
        (
            Expected(SUBJECT, at=NOON + timedelta(days=2), max_age=timedelta(days=1)),
            "more than 1 day",
        ),
        (Expected(SUBJECT, max_age=timedelta(days=1)), "not at which instant"),
    ],
)
def test_a_replay_for_something_else_is_refused_with_a_hint(
    asked: Expected, why: str
) -> None:
    with pytest.raises(VerificationError, match=why) as caught:
        check(asked=asked)
    assert caught.value.place == attestation.SUMMARY
    assert caught.value.hint


def subjects(*digests: str) -> list[dict[str, Any]]:
    return [{"name": "m", "digest": {"sha256": d}} for d in digests]


PLAIN = SUBJECT.removeprefix("sha256:")
FORGED_SUMMARIES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "failed": (
        lambda s: s["predicate"].update(verificationResult="FAILED"),
        "the result is 'FAILED'",
    ),
    "result in another case": (
        lambda s: s["predicate"].update(verificationResult="passed"),
        "the result is 'passed'",
    ),
    "no result": (
        lambda s: s["predicate"].pop("verificationResult"),
        "the result is None",
    ),
    "another type": (
        lambda s: s.update(predicateType=statements.DECISION),
        "not a verification summary",
    ),
    "another subject": (lambda s: s.update(subject=subjects("0" * 64)), "is about"),
    "a second subject": (
        lambda s: s.update(subject=subjects(PLAIN, "0" * 64)),
        "is about",
    ),
    "the subject twice": (
        lambda s: s.update(subject=subjects(PLAIN, PLAIN)),
        "is about",
    ),
    "sha1 only": (
        lambda s: s.update(subject=[{"digest": {"sha1": "0" * 40}}]),
        "nothing by sha256",
    ),
    "another verifier": (
        lambda s: s["predicate"].update(verifier={"id": "https://example.org"}),
        "the verifier is",
    ),
    "no verifier": (lambda s: s["predicate"].pop("verifier"), "the verifier is None"),
    "no resource": (lambda s: s["predicate"].pop("resourceUri"), "no resource"),
    "no inputs": (
        lambda s: s["predicate"].update(inputAttestations=None),
        "does not name this decision",
    ),
    "inputs of another shape": (
        lambda s: s["predicate"].update(inputAttestations=[1, {}, {"digest": 2}]),
        "does not name this decision",
    ),
}


@pytest.mark.parametrize(
    ("change", "why"), FORGED_SUMMARIES.values(), ids=FORGED_SUMMARIES
)
def test_a_summary_that_proves_something_else_is_refused(
    change: Callable[[dict[str, Any]], object], why: str
) -> None:
    with pytest.raises(VerificationError, match=why):
        check(edited(SUMMARY, change))


@pytest.mark.parametrize("verified", [None, "", "yesterday", "2026-03-01T12:00:00", 5])
def test_a_summary_without_an_instant_is_neither_fresh_nor_old(
    verified: object,
) -> None:
    vouched = edited(SUMMARY, lambda s: s["predicate"].update(timeVerified=verified))
    assert check(vouched)
    with pytest.raises(VerificationError, match="does not say when"):
        check(vouched, asked=Expected(SUBJECT, at=NOON))


def set_decision(**fields: object) -> Callable[[dict[str, Any]], object]:
    return lambda s: s["predicate"]["decision"].update(fields)


def set_artifacts(listed: object) -> Callable[[dict[str, Any]], object]:
    return lambda s: s["predicate"].update(artifacts=listed)


FORGED_DECISIONS: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "deny": (set_decision(verdict="deny"), "the verdict is 'deny'"),
    "undecided": (set_decision(verdict="undecided"), "the verdict is 'undecided'"),
    "no verdict": (set_decision(verdict=None), "the verdict is None"),
    "no decision": (lambda s: s["predicate"].pop("decision"), "the verdict is None"),
    "another subject": (
        set_decision(subject={"digest": "sha256:" + "0" * 64}),
        "another subject",
    ),
    "no subject": (set_decision(subject=None), "another subject"),
    "another statement's subject": (
        lambda s: s.update(subject=subjects("0" * 64)),
        "it is about",
    ),
    "another type": (
        lambda s: s.update(predicateType=statements.VSA),
        "not a decision",
    ),
    "a file less": (set_artifacts(ARTIFACTS[:1]), "not those of the subject"),
    "a file more": (
        set_artifacts([*ARTIFACTS, ARTIFACTS[0] | {"path": "x"}]),
        "not those of the subject",
    ),
    "no files": (set_artifacts([]), "not those of the subject"),
    "files of another shape": (set_artifacts({"a": 1}), "not those of the subject"),
    "no size": (
        set_artifacts([{"path": "a", "sha256": "a" * 64}]),
        "not those of the subject",
    ),
    "a size that is no number of bytes": (
        set_artifacts([ARTIFACTS[0] | {"size": 0.5}]),
        "not those of the subject",
    ),
    "a path that leaves": (
        set_artifacts([ARTIFACTS[0] | {"path": "../x"}]),
        "not those of the subject",
    ),
}


@pytest.mark.parametrize(
    ("change", "why"), FORGED_DECISIONS.values(), ids=FORGED_DECISIONS
)
def test_a_decision_that_is_no_yes_to_these_bytes_is_refused(
    change: Callable[[dict[str, Any]], object], why: str
) -> None:
    decision = edited(STATEMENT, change)
    with pytest.raises(VerificationError, match=why) as caught:
        check(summary(decision), decision)
    assert caught.value.place == attestation.DECISION
    assert caught.value.hint


def test_a_decision_that_the_summary_does_not_name_is_refused() -> None:
    other = detailed(clock="2026-03-02T12:00:00Z")
    with pytest.raises(VerificationError, match="does not name this decision"):
        check(SUMMARY, other)


def test_a_denial_is_attested_and_never_proves_a_yes() -> None:
    denied = detailed(verdict="deny")
    with pytest.raises(VerificationError, match="'FAILED'"):
        check(summary(denied, verdict="deny"), denied)


def test_a_passing_summary_over_a_denial_is_refused() -> None:
    denied = detailed(verdict="deny")
    with pytest.raises(VerificationError, match="the verdict is 'deny'"):
        check(summary(denied), denied)


@pytest.mark.parametrize(
    ("keys", "named"),
    [
        ([], "none"),
        ([trusted(OTHER, name="other")], "other"),
        ([trusted(PRIVATE, "artifact", "link", "approval")], "none"),
    ],
    ids=["no keys", "another key", "other purposes"],
)
def test_a_signature_counts_only_by_a_key_for_decisions(
    keys: list[bundle.TrustedKey], named: str
) -> None:
    signed = bundle.sign(SUMMARY, PRIVATE)
    assert attestation.check(signed, None, KEYS, ASKED)
    with pytest.raises(VerificationError, match="not signed by a key") as caught:
        attestation.check(signed, None, keys, ASKED)
    assert caught.value.hint.endswith(f": {named}")


def test_each_of_the_two_must_be_signed() -> None:
    ours, theirs = bundle.sign(SUMMARY, PRIVATE), bundle.sign(STATEMENT, OTHER)
    with pytest.raises(VerificationError, match="not signed") as caught:
        attestation.check(ours, theirs, KEYS, ASKED)
    assert caught.value.place == attestation.DECISION


def test_the_two_cannot_be_swapped() -> None:
    one, other = bundle.sign(SUMMARY, PRIVATE), bundle.sign(STATEMENT, PRIVATE)
    with pytest.raises(VerificationError, match="not a verification summary"):
        attestation.check(other, one, KEYS, ASKED)


@pytest.mark.parametrize("raw", [b"", b"{}", b"garbage", SUMMARY])
def test_what_is_no_bundle_is_malformed_and_not_a_no(raw: bytes) -> None:
    with pytest.raises(EvidenceError):
        attestation.check(raw, None, KEYS, ASKED)


def test_a_signed_payload_that_is_no_statement_is_malformed() -> None:
    for payload in (b"garbage", rfc8785.dumps({"_type": STATEMENT_V1})):
        with pytest.raises(EvidenceError):
            attestation.check(bundle.sign(payload, PRIVATE), None, KEYS, ASKED)
