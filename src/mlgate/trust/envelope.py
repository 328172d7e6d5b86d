"""What a bundle or an envelope holds, by strict reading; no signature is checked here.

Sigstore bundle v0.1 to v0.3 (sigstore/protobuf-specs), DSSE v1.0.2
(secure-systems-lab).
"""

import base64
import binascii
from collections.abc import Set as AbstractSet
from typing import Any

from mlgate.core.frozen import frozen
from mlgate.core.twins import refuse_twins
from mlgate.errors import EvidenceError

MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json"
MEDIA_TYPES = (
    MEDIA_TYPE,
    "application/vnd.dev.sigstore.bundle+json;version=0.3",
    "application/vnd.dev.sigstore.bundle+json;version=0.2",
    "application/vnd.dev.sigstore.bundle+json;version=0.1",
)
CONTENTS = frozenset({"dsseEnvelope", "messageSignature"})
MATERIALS = frozenset({"publicKey", "certificate", "x509CertificateChain"})
PROOFS = frozenset({"tlogEntries", "timestampVerificationData"})
# What writers leave where there is no log entry and no timestamp.
NO_PROOF: tuple[Any, ...] = (None, [], {}, {"rfc3161Timestamps": []})
_BUNDLE = CONTENTS | {"mediaType", "verificationMaterial"}
# `rawBytes` is the signer's own word for who signed (OMS bundles of old): not read.
_PUBLIC_KEY = frozenset({"hint", "rawBytes", "keyDetails"})
_ENVELOPE = frozenset({"payload", "payloadType", "signatures"})
_SIGNATURE = frozenset({"sig", "keyid", "cert"})


@frozen
class Signed:
    """One DSSE envelope, not yet verified.

    Attributes:
        hint: Which key may have signed; believed for looking up, never for trust.
        material: ``publicKey``, ``certificate``, ``x509CertificateChain`` or "" for
            a bare envelope.
        logged: Whether it carries log entries or timestamps.
    """

    payload_type: str
    payload: bytes
    signature: bytes
    hint: str
    material: str
    logged: bool


def read(value: Any, path: str) -> Signed:  # noqa: ANN401
    """Return the envelope in the parsed JSON ``value``: a bundle's, or a bare one.

    Raises:
        EvidenceError: It is malformed; names the part.
    """
    if isinstance(value, dict) and "payloadType" in value:
        return _envelope(value, path, material="", hint="", logged=False)
    bundle = _object(value, "the bundle", _BUNDLE, path)
    if bundle.get("mediaType") not in MEDIA_TYPES:
        hint = f"known: {', '.join(MEDIA_TYPES)}"
        why = f"unknown bundle media type {bundle.get('mediaType')!a}"
        raise EvidenceError(why, place=path, hint=hint)
    if CONTENTS & bundle.keys() != {"dsseEnvelope"}:
        why = "the bundle holds no DSSE envelope, or something beside it"
        raise EvidenceError(why, place=path, hint="sign a statement, not a blob")
    material = _object(
        bundle.get("verificationMaterial"),
        "`verificationMaterial`",
        MATERIALS | PROOFS,
        path,
    )
    kinds = sorted(MATERIALS & material.keys())
    if len(kinds) != 1:
        hint = f"one of: {', '.join(sorted(MATERIALS))}"
        why = f"the bundle needs exactly one kind of key, it has {len(kinds)}"
        raise EvidenceError(why, place=path, hint=hint)
    return _envelope(
        bundle["dsseEnvelope"],
        path,
        material=kinds[0],
        hint=_hint(material, path),
        logged=any(material.get(proof) not in NO_PROOF for proof in PROOFS),
    )


def _hint(material: dict[str, Any], path: str) -> str:
    if "publicKey" not in material:
        return ""
    key = _object(material["publicKey"], "`publicKey`", _PUBLIC_KEY, path)
    hint = key.get("hint")
    return hint if isinstance(hint, str) else ""


def _envelope(
    value: Any,  # noqa: ANN401
    path: str,
    *,
    material: str,
    hint: str,
    logged: bool,
) -> Signed:
    found = _object(value, "the DSSE envelope", _ENVELOPE, path)
    kind, signatures = found.get("payloadType"), found.get("signatures")
    if not isinstance(kind, str):
        raise EvidenceError("the envelope's `payloadType` is not text", place=path)
    if not isinstance(signatures, list) or len(signatures) != 1:
        count = len(signatures) if isinstance(signatures, list) else "no list of them"
        why = f"the envelope needs exactly one signature, it has {count}"
        raise EvidenceError(why, place=path, hint="sign each statement on its own")
    one = _object(signatures[0], "the signature", _SIGNATURE, path)
    payload = unbase64(found.get("payload"), f"{path}: payload")
    signature = unbase64(one.get("sig"), f"{path}: sig")
    # A certificate beside the signature is one, whatever the bundle calls its key.
    material = "certificate" if one.get("cert") else material
    return Signed(kind, payload, signature, hint, material, logged)


def _object(
    value: Any,  # noqa: ANN401
    name: str,
    known: AbstractSet[str],
    path: str,
) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise EvidenceError(f"{name} is missing or not an object", place=path)
    refuse_twins(value, path)
    if extra := sorted(value.keys() - known):
        hint = f"known: {', '.join(sorted(known))}"
        why = f"{name} has an unknown key {extra[0]!a}"
        raise EvidenceError(why, place=path, hint=hint)
    return value


def unbase64(text: Any, place: str) -> bytes:  # noqa: ANN401
    """Decode strict standard base64: what encodes back to the same text.

    Raises:
        EvidenceError: It is empty, not text, or decodes only with leniency.
    """
    try:
        raw = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except (binascii.Error, ValueError):
        raw = b""
    if not raw or base64.b64encode(raw).decode() != text:
        hint = "standard base64, with padding and without white space"
        raise EvidenceError("not strict base64, or empty", place=place, hint=hint)
    return raw
