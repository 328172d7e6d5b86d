"""in-toto statements: what is signed, as bytes, and what a signed one says.

Statement v1 (in-toto/attestation, spec/v1), DSSE v1.0.2 (secure-systems-lab),
SLSA verification summary v1 (slsa.dev, spec v1.2).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import rfc8785

from mlgate.core import oci
from mlgate.core.frozen import frozen
from mlgate.core.twins import refuse_all_twins, refuse_twins
from mlgate.core.version import VERSION
from mlgate.errors import EvidenceError, SigningError

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_V1 = "https://in-toto.io/Statement/v1"
STATEMENT_V01 = "https://in-toto.io/Statement/v0.1"
VSA = "https://slsa.dev/verification_summary/v1"
DECISION = "https://mlgate.dev/decision/v1"
LINK = "https://mlgate.dev/evidence-link/v1"
APPROVAL = "https://mlgate.dev/approval/v1"
OMS = "https://model_signing/signature/v1.0"
PROVENANCE = (
    "https://slsa.dev/provenance/v1",
    "https://slsa.dev/provenance/v0.2",
    "https://slsa.dev/provenance/v0.1",
)
VERIFIER = "https://mlgate.dev/mlgate"
# What mlgate acts on; all of it is defined over Statement v1 alone.
OURS = frozenset({VSA, DECISION, LINK, APPROVAL, OMS})
STRONG = {"sha256": 64, "sha384": 96, "sha512": 128}
_HEX = "0123456789abcdef"


@frozen
class Subject:
    """One subject of a statement: its name, and its strong digests in hex."""

    name: str
    digests: Mapping[str, str]


@frozen
class Statement:
    """What a statement says; only digests strong enough to join on are kept."""

    predicate_type: str
    subjects: tuple[Subject, ...]
    predicate: Mapping[str, Any]

    @property
    def sha256s(self) -> frozenset[str]:
        """The sha256 of each subject that has one."""
        found = (s.digests.get("sha256", "") for s in self.subjects)
        return frozenset(d for d in found if d)


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return DSSE's pre-authentication encoding: what a signer really signs."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def statement(
    name: str,
    digest: str,
    predicate_type: str,
    predicate: Mapping[str, Any],
    beside: Iterable[str] = (),
) -> bytes:
    """Return the canonical bytes of a statement about the subject ``digest``.

    ``beside`` are digests of OCI manifests that hold the same files.
    """
    named = [(name, digest), *((f"oci-manifest@{d}", d) for d in beside)]
    document: Any = {
        "_type": STATEMENT_V1,
        "subject": [
            {"name": n, "digest": {"sha256": d.removeprefix("sha256:")}}
            for n, d in named
        ],
        "predicateType": predicate_type,
        "predicate": predicate,
    }
    return rfc8785.dumps(document)


def read(value: Any, path: str) -> Statement:  # noqa: ANN401
    """Return the statement that parsed JSON ``value`` is.

    Raises:
        EvidenceError: It is not one: wrong ``_type``, no predicate type, no subject,
            a digest that is not text, or two keys of one object that differ only by
            case, anywhere in a predicate that mlgate acts on.
    """
    if not isinstance(value, dict):
        raise EvidenceError("not an in-toto statement: not an object", place=path)
    refuse_twins(value, path)
    if value.get("_type") not in (STATEMENT_V1, STATEMENT_V01):
        hint = f"`_type` must be {STATEMENT_V1}"
        raise EvidenceError("not an in-toto statement", place=path, hint=hint)
    kind = value.get("predicateType")
    if not isinstance(kind, str) or not kind:
        raise EvidenceError("`predicateType` is missing or not text", place=path)
    if kind in OURS and value["_type"] != STATEMENT_V1:
        why = f"a statement of an old version cannot carry {kind}"
        raise EvidenceError(why, place=path, hint=f"`_type` must be {STATEMENT_V1}")
    predicate = _predicate(kind, value.get("predicate", {}), path)
    subjects = value.get("subject")
    if not isinstance(subjects, list) or not subjects:
        raise EvidenceError("`subject` is missing or empty", place=path)
    return Statement(kind, tuple(_subject(s, path) for s in subjects), predicate)


def _predicate(kind: str, value: Any, path: str) -> dict[str, Any]:  # noqa: ANN401
    if not isinstance(value, dict):
        raise EvidenceError("`predicate` is not an object", place=path)
    # Elsewhere twins deep down are data: an environment may have both path and PATH.
    check = refuse_all_twins if kind in OURS else refuse_twins
    check(value, path)
    return value


def _subject(value: Any, path: str) -> Subject:  # noqa: ANN401
    digest = value.get("digest") if isinstance(value, dict) else None
    if not isinstance(digest, dict):
        raise EvidenceError("a subject has no digest map", place=path)
    refuse_twins(digest, path)
    if not all(isinstance(d, str) for d in digest.values()):
        raise EvidenceError("a subject's digest is not text", place=path)
    name = value.get("name", "")
    strong = {a: d for a, d in digest.items() if strength(a, d)}
    return Subject(name if isinstance(name, str) else "", strong)


def strength(algorithm: str, digest: str) -> bool:
    """Say whether ``digest`` is whole, in lower-case hex, and collision resistant."""
    return len(digest) == STRONG.get(algorithm) and not digest.strip(_HEX)


def link(
    digest: str,
    artifacts: Iterable[Mapping[str, Any]],
    documents: Iterable[Mapping[str, Any]],
    created_at: str,
    tool: str,
) -> bytes:
    """Return an evidence link: which documents are about which bytes.

    Args:
        digest: Subject digest.
        artifacts: ``path``, ``size``, ``sha256`` of each artifact.
        documents: ``path``, ``sha256``, ``format``, ``origin`` of each document.
        created_at: RFC 3339 instant.
        tool: Name and version of the program that wrote it.
    """
    predicate = {
        "artifacts": list(artifacts),
        "documents": list(documents),
        "createdAt": created_at,
        "tool": tool,
    }
    return statement("subject", digest, LINK, predicate)


def decision_statement(
    decision: Mapping[str, Any], artifacts: Sequence[Mapping[str, Any]]
) -> bytes:
    """Return the statement that carries a whole decision, whether yes or no.

    Raises:
        SigningError: There is no decision: the verdict is ``undecided``.
    """
    _decided(decision)
    predicate = {"decision": decision, "artifacts": list(artifacts)}
    return _about(decision, DECISION, predicate)


def summary(decision: Mapping[str, Any], decision_sha256: str) -> bytes:
    """Return the SLSA verification summary of a decision.

    Args:
        decision: The decision as JSON.
        decision_sha256: Digest of the decision statement's bytes.

    Raises:
        SigningError: There is no decision: the verdict is ``undecided``.
    """
    passed = _decided(decision)
    used = [{"uri": DECISION, "digest": {"sha256": decision_sha256}}]
    used += [
        {
            "uri": f"mlgate:evidence/{quote(i['name'])}",
            "digest": {"sha256": i["sha256"]},
        }
        for i in decision["inputs"]
        if i["role"] == "evidence"
    ]
    policy = decision["policy"]
    predicate = {
        "verifier": {"id": VERIFIER, "version": _versions(decision)},
        "timeVerified": decision["clock"],
        "resourceUri": resource(decision),
        "policy": {
            "uri": f"mlgate:pack/{quote(policy['pack'])}@{quote(policy['version'])}",
            "digest": {"sha256": policy["digest"].removeprefix("sha256:")},
        },
        "inputAttestations": used,
        "verificationResult": "PASSED" if passed else "FAILED",
        "verifiedLevels": _levels(decision) if passed else ["FAILED"],
        "slsaVersion": "1.2",
    }
    return _about(decision, VSA, predicate)


def resource(decision: Mapping[str, Any]) -> str:
    """Return the URI of what was decided on: name, version and digest."""
    subject = decision["subject"]
    name = quote(subject["name"] or "unnamed", safe="")
    version = quote(subject["version"] or "", safe="")
    return f"mlgate:model/{name}@{version}#{subject['digest']}"


def _levels(decision: Mapping[str, Any]) -> list[str]:
    # mlgate judges many things, but not the build levels of SLSA.
    tier = [f"MLGATE_{decision['tier']}"] if decision["tier"] else []
    return ["SLSA_BUILD_LEVEL_UNEVALUATED", *tier]


def _versions(decision: Mapping[str, Any]) -> dict[str, str]:
    engine = decision["engine"]
    return {"mlgate": VERSION, engine["implementation"]: engine["version"]}


def _decided(decision: Mapping[str, Any]) -> bool:
    if decision["verdict"] not in {"allow", "deny"}:
        hint = "mend the errors that mlgate check shows, then attest"
        raise SigningError("there is no decision to attest", hint=hint)
    return bool(decision["verdict"] == "allow")


def _about(
    decision: Mapping[str, Any], kind: str, predicate: Mapping[str, Any]
) -> bytes:
    name, subject = resource(decision), decision["subject"]
    return statement(name, subject["digest"], kind, predicate, oci.recorded(subject))
