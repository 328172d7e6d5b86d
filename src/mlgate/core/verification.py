"""What an attestation proves about one subject, once its signature is verified.

SLSA verification summary v1 (slsa.dev, spec v1.2, "How to verify"). Each function
returns plain sentences of what was proven, or says why nothing was.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NoReturn

import rfc8785

from mlgate.core import coverage, oci
from mlgate.core.frozen import frozen
from mlgate.core.statements import DECISION, VERIFIER, VSA, Statement
from mlgate.core.subject import Artifact, subject_digest
from mlgate.core.waivers import instant
from mlgate.errors import EvidenceError, VerificationError


@frozen
class Expected:
    """What whoever verifies asks of an attestation.

    Attributes:
        subject: Digest of the bytes at hand, as ``sha256:<hex>``.
        images: Digests of OCI manifests that must stand beside it, and no others.
        resource: URI that must be meant; "" if any may be.
        policy: Digest of the pack that must have been used; "" if any may be.
        verifier: Who must have verified; a key vouches for nobody else.
        at: The instant of verifying; None leaves time out of it.
        max_age: How old the verification may be at that instant; None if any age.
    """

    subject: str
    images: tuple[str, ...] = ()
    resource: str = ""
    policy: str = ""
    verifier: str = VERIFIER
    at: datetime | None = None
    max_age: timedelta | None = None


def resolved(statement: Statement, expected: Expected) -> Expected:
    """Return ``expected`` with the images that a decision statement records.

    If one of them is what is expected, the subject that it records them for is meant.
    What is returned proves nothing by itself: both statements must still meet it.
    """
    record = statement.predicate.get("decision")
    subject = record.get("subject") if isinstance(record, dict) else None
    images = oci.recorded(subject)
    digest = subject.get("digest") if isinstance(subject, dict) else None
    meant = _hex(expected.subject) in map(_hex, images)
    if meant and isinstance(digest, str):
        expected = replace(expected, subject=digest)
    return replace(expected, images=images)


def summary(statement: Statement, expected: Expected) -> list[str]:
    """Return what a verification summary proves.

    Raises:
        VerificationError: It is about other bytes, not passed, or not as expected.
    """
    _check_type(statement, VSA, "a verification summary")
    proven = [_subject(statement, expected)]
    fields = statement.predicate
    _check_verifier(fields, expected)
    if fields.get("verificationResult") != "PASSED":
        result = fields.get("verificationResult")
        _refuse(f"the result is {result!a}, not PASSED", "see the decision for why")
    levels = fields.get("verifiedLevels")
    named = levels if isinstance(levels, list) else []
    proven.append(f"the result is PASSED, by {expected.verifier}")
    proven += [f"it reached {level}" for level in named if _own(level)]
    proven += _resource(fields, expected)
    proven += _policy(fields, expected)
    proven += _time(fields, expected)
    return proven


def decision(
    statement: Statement, sha256: str, vouched: Statement, expected: Expected
) -> list[str]:
    """Return what a decision statement proves beside its summary ``vouched``.

    Args:
        statement: The decision statement.
        sha256: Hex digest of its bytes.
        vouched: The summary that was verified.
        expected: What is asked.

    Raises:
        VerificationError: The two do not belong together, or are not a yes.
    """
    _check_type(statement, DECISION, "a decision")
    _subject(statement, expected)
    if sha256 not in _inputs(vouched):
        hint = "give the decision.sigstore.json that was written with it"
        _refuse("the summary does not name this decision by digest", hint)
    fields = statement.predicate.get("decision")
    found = fields if isinstance(fields, dict) else {}
    verdict, subject = found.get("verdict"), found.get("subject")
    if verdict != "allow":
        _refuse(f"the verdict is {verdict!a}, not 'allow'", "see its findings")
    named = subject.get("digest") if isinstance(subject, dict) else None
    if not isinstance(named, str) or _hex(named) != _hex(expected.subject):
        _refuse("the decision is about another subject", "decide on it again")
    _check_manifest(statement, expected)
    rules = found.get("rules")
    count = rules.get("evaluated") if isinstance(rules, dict) else None
    return [
        "the decision is the one that the summary names, and its verdict is allow",
        f"it lists the files of the subject and its {count} evaluated rules",
    ]


def _check_type(statement: Statement, kind: str, what: str) -> None:
    if statement.predicate_type != kind:
        found = statement.predicate_type
        _refuse(f"this is not {what}: its predicate type is {found!a}", f"give {what}")


def _subject(statement: Statement, expected: Expected) -> str:
    # in-toto matches any subject; another one could be a file that models share.
    wanted, found = _hex(expected.subject), statement.sha256s
    all_ = {wanted, *map(_hex, expected.images)}
    if not wanted or found != all_ or len(statement.subjects) != len(all_):
        named = ", ".join(sorted(found)) or "nothing by sha256"
        alone = ", ".join(sorted(filter(None, all_))) or "nothing"
        hint = "verify the model that it was made for, unchanged"
        _refuse(f"it is about {named}, not about {alone} alone", hint)
    same = "".join(f"; the image {i} holds the same" for i in expected.images)
    return f"it is about sha256:{wanted} and nothing else{same}"


def _check_verifier(fields: Mapping[str, Any], expected: Expected) -> None:
    verifier = fields.get("verifier")
    found = verifier.get("id") if isinstance(verifier, dict) else None
    if found != expected.verifier:
        why = f"the verifier is {found!a}, not {expected.verifier}"
        _refuse(why, "a key vouches for one verifier only")


def _own(level: object) -> bool:
    return isinstance(level, str) and level.startswith("MLGATE_")


def _resource(fields: Mapping[str, Any], expected: Expected) -> Iterator[str]:
    found = fields.get("resourceUri")
    if not isinstance(found, str) or not found:
        _refuse("it names no resource", "make it again with mlgate attest")
    if expected.resource and found != expected.resource:
        why = f"it is about the resource {found!a}, not {expected.resource}"
        _refuse(why, "verify the release that it was made for")
    yield f"the resource is {found}"


def _policy(fields: Mapping[str, Any], expected: Expected) -> Iterator[str]:
    policy = fields.get("policy")
    digest = policy.get("digest") if isinstance(policy, dict) else None
    found = digest.get("sha256") if isinstance(digest, dict) else None
    if expected.policy and found != _hex(expected.policy):
        why = f"the policy is {found!a}, not {_hex(expected.policy)}"
        _refuse(why, "decide again with the policy in force")
    if found:
        yield f"the policy is sha256:{found}"


def _time(fields: Mapping[str, Any], expected: Expected) -> Iterator[str]:
    found = fields.get("timeVerified")
    if expected.at is None and expected.max_age is None:
        return
    if expected.at is None:
        _refuse("an age was asked for, but not at which instant", "give --at")
    stale = age(_instant(found), expected.at, expected.max_age)
    if stale:
        _refuse(stale, "decide again with mlgate attest, or check both clocks")
    yield f"it was made at {found}"


def age(made: datetime, at: datetime, most: timedelta | None) -> str:
    """Return why what was made at ``made`` counts for nothing ``at`` an instant.

    Args:
        made: When it was verified.
        at: When it is to count.
        most: How old it may be; None if any age will do.
    """
    if made > at:
        return f"it was made at {_shown(made)}, after {_shown(at)}"
    if most is not None and at - made > most:
        return f"it was made at {_shown(made)}, more than {most} ago"
    return ""


def _shown(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _instant(text: object) -> datetime:
    found = instant(text) if isinstance(text, str) else None
    if found is None:
        _refuse(f"it does not say when: {text!a}", "make it again with mlgate attest")
    return found


def _inputs(vouched: Statement) -> list[object]:
    listed = vouched.predicate.get("inputAttestations")
    entries = listed if isinstance(listed, list) else []
    digests = [e.get("digest") for e in entries if isinstance(e, dict)]
    return [d.get("sha256") for d in digests if isinstance(d, dict)]


def _check_manifest(statement: Statement, expected: Expected) -> None:
    listed: Any = statement.predicate.get("artifacts")
    if not coverage.is_listing(listed) or _manifest(listed) != _hex(expected.subject):
        hint = "make it again with mlgate attest"
        _refuse("the files it lists are not those of the subject", hint)


def _manifest(listed: list[Mapping[str, Any]]) -> str:
    try:
        files = [Artifact(e["path"], e["size"], e["sha256"]) for e in listed]
        return _hex(subject_digest(files))
    except (KeyError, EvidenceError, rfc8785.CanonicalizationError):
        return ""


def _hex(digest: str) -> str:
    return digest.removeprefix("sha256:")


def _refuse(why: str, hint: str) -> NoReturn:
    raise VerificationError(why, hint=hint)
