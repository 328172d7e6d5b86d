import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from mlgate import __version__
from mlgate.core import coverage, statements, twins
from mlgate.core.statements import (
    DECISION,
    LINK,
    OMS,
    PROVENANCE,
    STATEMENT_V01,
    STATEMENT_V1,
    VSA,
)
from mlgate.errors import EvidenceError, SigningError

A, B = "a" * 64, "b" * 64
CLOCK = "2026-03-01T12:00:00Z"


def decided(verdict: str = "allow", **fields: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "verdict": verdict,
        "subject": {
            "name": "credit scorer/é",
            "version": "1.0",
            "digest": f"sha256:{A}",
        },
        "tier": "T1",
        "policy": {"pack": "baseline", "version": "0.1.0", "digest": f"sha256:{B}"},
        "inputs": [
            {"role": "evidence", "name": "evidence/bom é.cdx.json", "sha256": "c" * 64},
            {"role": "organisation", "name": "org.yaml", "sha256": "d" * 64},
        ],
        "engine": {"name": "embedded", "implementation": "regorus", "version": "0.13"},
        "clock": CLOCK,
        **fields,
    }


def valid(**fields: object) -> dict[str, Any]:
    value: dict[str, Any] = {
        "_type": STATEMENT_V1,
        "subject": [{"name": "m", "digest": {"sha256": A}}],
        "predicateType": "https://example.org/x",
        "predicate": {},
    }
    return value | fields


@given(st.binary(max_size=50), st.text(max_size=20))
def test_the_encoding_of_what_is_signed_is_unambiguous(
    payload: bytes, kind: str
) -> None:
    encoded = statements.pae(kind, payload)
    name, size, rest = encoded.split(b" ", 2)
    raw = rest[: int(size)]
    left, body = rest[int(size) + 1 :].split(b" ", 1)
    assert (name, raw.decode(), int(left), body) == (
        b"DSSEv1",
        kind,
        len(payload),
        payload,
    )


def test_the_encoding_is_that_of_the_dsse_specification() -> None:
    encoded = statements.pae("http://example.com/HelloWorld", b"hello world")
    assert encoded == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"


def test_a_statement_is_canonical_and_reads_back() -> None:
    raw = statements.statement("m", f"sha256:{A}", LINK, {"b": 1, "a": 2})
    assert raw == rfc8785.dumps(json.loads(raw))
    found = statements.read(json.loads(raw), "a.json")
    assert found.sha256s == {A}
    assert found.predicate == {"a": 2, "b": 1}


def test_a_link_has_the_subject_alone_and_lists_files_in_its_predicate() -> None:
    artifacts = [{"path": "model.bin", "size": 1, "sha256": B}]
    document = {"path": "README.md", "sha256": A, "format": "card", "origin": "file"}
    raw = statements.link(f"sha256:{A}", artifacts, [document], CLOCK, "mlgate 0.1.0")
    found = statements.read(json.loads(raw), "link.json")
    assert found.predicate_type == LINK
    assert [s.digests for s in found.subjects] == [{"sha256": A}]
    assert found.predicate["createdAt"] == CLOCK
    assert coverage.entries(found, "documents", "link.json") == (document,)
    assert coverage.entries(found, "artifacts", "link.json") == tuple(artifacts)


@pytest.mark.parametrize(
    "listed",
    [
        None,
        {},
        "x",
        [1],
        [{}],
        [{"path": "a"}],
        [{"path": "", "sha256": A}],
        [{"path": 1, "sha256": A}],
        [{"path": "a", "sha256": A[:-1]}],
        [{"path": "a", "sha256": A.upper()}],
        [{"path": "a", "sha256": 1}],
        [{"path": "a", "sha256": A}, {"path": "a", "sha256": B}],
    ],
)
def test_a_link_that_does_not_list_files_is_refused(listed: object) -> None:
    value = valid(predicateType=LINK, predicate={"documents": listed})
    found = statements.read(value, "link.json")
    with pytest.raises(EvidenceError, match="documents") as caught:
        coverage.entries(found, "documents", "link.json")
    assert (caught.value.place, bool(caught.value.hint)) == ("link.json", True)


def test_a_decision_statement_carries_the_decision_and_the_artifacts() -> None:
    artifacts = [{"path": "model.bin", "size": 1, "sha256": B}]
    raw = statements.decision_statement(decided("deny"), artifacts)
    found = statements.read(json.loads(raw), "d")
    assert found.predicate_type == DECISION
    assert found.sha256s == {A}
    assert found.predicate == {"decision": decided("deny"), "artifacts": artifacts}


def vsa(decision: dict[str, Any]) -> dict[str, Any]:
    raw = statements.summary(decision, "e" * 64)
    found = statements.read(json.loads(raw), "vsa")
    assert (found.predicate_type, found.sha256s) == (VSA, {A})
    return dict(found.predicate)


def test_a_summary_has_what_slsa_demands() -> None:
    fields = vsa(decided())
    assert fields["verifier"] == {
        "id": "https://mlgate.dev/mlgate",
        "version": {"mlgate": __version__, "regorus": "0.13"},
    }
    assert fields["timeVerified"] == CLOCK
    assert fields["resourceUri"] == (
        f"mlgate:model/credit%20scorer%2F%C3%A9@1.0#sha256:{A}"
    )
    assert fields["policy"] == {
        "uri": "mlgate:pack/baseline@0.1.0",
        "digest": {"sha256": B},
    }
    assert fields["inputAttestations"] == [
        {"uri": DECISION, "digest": {"sha256": "e" * 64}},
        {
            "uri": "mlgate:evidence/evidence/bom%20%C3%A9.cdx.json",
            "digest": {"sha256": "c" * 64},
        },
    ]


@pytest.mark.parametrize(
    ("verdict", "tier", "result", "levels"),
    [
        ("allow", "T1", "PASSED", ["SLSA_BUILD_LEVEL_UNEVALUATED", "MLGATE_T1"]),
        ("allow", None, "PASSED", ["SLSA_BUILD_LEVEL_UNEVALUATED"]),
        ("deny", "T1", "FAILED", ["FAILED"]),
        ("deny", None, "FAILED", ["FAILED"]),
    ],
)
def test_a_summary_says_passed_only_for_allow(
    verdict: str, tier: str | None, result: str, levels: list[str]
) -> None:
    fields = vsa(decided(verdict, tier=tier))
    assert fields["verificationResult"] == result
    assert fields["verifiedLevels"] == levels


@pytest.mark.parametrize("verdict", ["undecided", "", None, "Allow", "passed"])
def test_no_decision_is_never_attested(verdict: str | None) -> None:
    decision = decided() | {"verdict": verdict}
    with pytest.raises(SigningError, match="no decision") as caught:
        statements.decision_statement(decision, [])
    assert caught.value.hint
    with pytest.raises(SigningError, match="no decision"):
        statements.summary(decision, "e" * 64)


def test_only_strong_whole_digests_are_kept() -> None:
    digest = {
        "sha256": A,
        "sha384": "b" * 96,
        "sha512": "c" * 128,
        "sha1": "d" * 40,
        "md5": "e" * 32,
        "gitCommit": "f" * 40,
    }
    found = statements.read(valid(subject=[{"digest": digest}]), "a")
    assert found.subjects[0].digests.keys() == {"sha256", "sha384", "sha512"}
    assert found.subjects[0].name == ""


@pytest.mark.parametrize(
    "digest", [A[:-1], A + "a", A.upper(), "g" * 64, "", f"sha256:{A}", " " + A[1:]]
)
def test_a_digest_that_is_not_whole_joins_nothing(digest: str) -> None:
    value = valid(subject=[{"name": "m", "digest": {"sha256": digest}}])
    assert statements.read(value, "a").sha256s == frozenset()


BROKEN = {
    "null": None,
    "a list": [],
    "no type": valid(_type=None),
    "a type that is a list": valid(_type=[STATEMENT_V1]),
    "a type that is an object": valid(_type={}),
    "type of another version": valid(_type="https://in-toto.io/Statement/v2"),
    "type twin": valid(_Type=STATEMENT_V1),
    "no predicate type": valid(predicateType=""),
    "predicate type is a number": valid(predicateType=1),
    "predicate is a list": valid(predicate=[]),
    "predicate is null": valid(predicate=None),
    "no subject": valid(subject=[]),
    "subject is an object": valid(subject={}),
    "subject is text": valid(subject=["m"]),
    "no digest": valid(subject=[{"name": "m"}]),
    "digest is text": valid(subject=[{"digest": A}]),
    "digest value is a number": valid(subject=[{"digest": {"sha256": 1}}]),
    "digest twin": valid(subject=[{"digest": {"sha256": A, "SHA256": B}}]),
    "predicate twin": valid(predicate={"verdict": 1, "Verdict": 2}),
}


@pytest.mark.parametrize("value", BROKEN.values(), ids=BROKEN)
def test_what_is_not_a_statement_is_refused(value: object) -> None:
    statements.read(valid(), "a.json")
    with pytest.raises(EvidenceError) as caught:
        statements.read(value, "a.json")
    assert caught.value.place == "a.json"


@pytest.mark.parametrize("kind", [VSA, DECISION, LINK, OMS])
def test_what_mlgate_acts_on_is_refused_in_an_old_statement(kind: str) -> None:
    statements.read(valid(predicateType=kind), "a")
    with pytest.raises(EvidenceError, match="old version"):
        statements.read(valid(predicateType=kind, _type=STATEMENT_V01), "a")


@pytest.mark.parametrize("kind", PROVENANCE)
def test_provenance_may_be_an_old_statement(kind: str) -> None:
    value = valid(predicateType=kind, _type=STATEMENT_V01)
    assert statements.read(value, "a").predicate_type == kind


def test_twins_deep_down_are_refused_in_what_mlgate_acts_on_and_data_elsewhere() -> (
    None
):
    predicate = {"decision": [{"verdict": "deny", "Verdict": "allow"}]}
    with pytest.raises(EvidenceError, match="'verdict' and 'Verdict'"):
        statements.read(valid(predicateType=DECISION, predicate=predicate), "a")
    environment = {"environment": {"path": 1, "PATH": 2}}
    value = valid(predicateType=PROVENANCE[0], predicate=environment)
    assert statements.read(value, "a").predicate == environment


@pytest.mark.parametrize("twin", ["VERDICT", "verdicT", "Verdict"])
def test_keys_that_another_parser_takes_for_one_are_twins(twin: str) -> None:
    with pytest.raises(EvidenceError):
        twins.refuse_twins({"verdict": 1, twin: 2}, "a")


def test_the_long_s_and_the_kelvin_sign_are_letters_to_other_parsers() -> None:
    for key, twin in (("subject", "\u017fubject"), ("link", "lin\u212a")):
        with pytest.raises(EvidenceError, match="differ only by case"):
            twins.refuse_twins({key: 1, twin: 2}, "a")
