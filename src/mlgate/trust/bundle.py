"""Sigstore bundles (v0.1 to v0.3) and bare DSSE envelopes that a key signed.

Raw bytes are verified first; exactly those bytes are then parsed. What carries a
certificate, a log entry or a timestamp is not checked here, so it counts for nothing.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from mlgate.core.organisation import Key
from mlgate.core.statements import PAYLOAD_TYPE, pae, refuse_twins
from mlgate.errors import EvidenceError, VerificationError
from mlgate.strict import json_reader
from mlgate.trust.keys import PrivateKey, PublicKey, load_public

MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json"
MEDIA_TYPES = (
    MEDIA_TYPE,
    "application/vnd.dev.sigstore.bundle+json;version=0.3",
    "application/vnd.dev.sigstore.bundle+json;version=0.2",
    "application/vnd.dev.sigstore.bundle+json;version=0.1",
)
_KEYS = {"mediaType", "verificationMaterial", "dsseEnvelope", "messageSignature"}
_MATERIAL = {"publicKey", "certificate", "x509CertificateChain"}


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A key of the organisation, ready to check signatures."""

    name: str
    public: PublicKey
    purposes: frozenset[str]


def trusted(keys: Iterable[Key]) -> list[TrustedKey]:
    """Return the organisation's keys, read.

    Raises:
        VerificationError: One of them is not a public key that can be trusted.
    """
    return [
        TrustedKey(k.name, load_public(k.pem.encode(), f"key {k.name}"), k.purposes)
        for k in keys
    ]


def read(raw: bytes, path: str) -> Signed:
    """Return the envelope in a Sigstore bundle, or a bare DSSE envelope.

    Raises:
        EvidenceError: It is malformed: unknown keys, not exactly one content or
            signature, lenient base64.
    """
    value = json_reader.parse(raw, path)
    if not isinstance(value, dict):
        raise EvidenceError("not a Sigstore bundle: not an object", place=path)
    refuse_twins(value, path)
    if "mediaType" not in value and "payloadType" in value:
        return _envelope(value, "", "", False, path)  # noqa: FBT003  # not logged
    if value.get("mediaType") not in MEDIA_TYPES:
        hint = f"known: {', '.join(MEDIA_TYPES)}"
        why = f"unknown bundle media type {value.get('mediaType')!r}"
        raise EvidenceError(why, place=path, hint=hint)
    if extra := sorted(value.keys() - _KEYS):
        raise EvidenceError(f"unknown bundle key '{extra[0]}'", place=path)
    material = value.get("verificationMaterial")
    if not isinstance(material, dict):
        raise EvidenceError("the bundle has no verification material", place=path)
    kinds = sorted(_MATERIAL & material.keys())
    if len(kinds) != 1:
        raise EvidenceError("the bundle needs exactly one kind of key", place=path)
    if "dsseEnvelope" not in value or "messageSignature" in value:
        why = "the bundle holds no DSSE envelope, or something beside it"
        raise EvidenceError(why, place=path, hint="sign a statement, not a blob")
    times = material.get("timestampVerificationData") or {}
    logged = bool(material.get("tlogEntries") or times)
    return _envelope(value["dsseEnvelope"], kinds[0], _hint(material), logged, path)


def verify(
    signed: Signed, keys: Sequence[TrustedKey], purpose: str
) -> TrustedKey | None:
    """Return the key for ``purpose`` whose signature this is; None if there is none.

    Raises:
        VerificationError: It cannot be checked here, which is not a yes.
    """
    if signed.material not in {"publicKey", ""} or signed.logged:
        why = (
            "certificates, log entries and timestamps are not verified by this version"
        )
        raise VerificationError(why, hint="sign with a key: mlgate keygen")
    if signed.payload_type != PAYLOAD_TYPE:
        raise VerificationError(f"the payload type is {signed.payload_type!r}")
    message = pae(signed.payload_type, signed.payload)
    able = [k for k in keys if purpose in k.purposes]
    hits = (k for k in able if k.public.verifies(signed.signature, message))
    return next(hits, None)


def sign(payload: bytes, key: PrivateKey) -> bytes:
    """Return a Sigstore bundle v0.3 with one key signature over ``payload``."""
    signature = key.sign(pae(PAYLOAD_TYPE, payload))
    bundle = {
        "mediaType": MEDIA_TYPE,
        "verificationMaterial": {"publicKey": {"hint": key.public.key_id}},
        "dsseEnvelope": {
            "payload": base64.b64encode(payload).decode(),
            "payloadType": PAYLOAD_TYPE,
            "signatures": [{"sig": base64.b64encode(signature).decode()}],
        },
    }
    return json.dumps(bundle, indent=1).encode() + b"\n"


def _envelope(value: Any, material: str, hint: str, logged: bool, path: str) -> Signed:  # noqa: ANN401, FBT001
    if not isinstance(value, dict):
        raise EvidenceError("the DSSE envelope is not an object", place=path)
    refuse_twins(value, path)
    signatures, kind = value.get("signatures"), value.get("payloadType")
    if not isinstance(kind, str):
        raise EvidenceError("the envelope's `payloadType` is not text", place=path)
    if not isinstance(signatures, list) or len(signatures) != 1:
        why = "the envelope needs exactly one signature"
        raise EvidenceError(why, place=path, hint="sign each statement on its own")
    (one,) = signatures
    sig = one.get("sig") if isinstance(one, dict) else None
    payload = unbase64(value.get("payload"), f"{path}: payload")
    return Signed(kind, payload, unbase64(sig, f"{path}: sig"), hint, material, logged)


def _hint(material: dict[str, Any]) -> str:
    key = material.get("publicKey")
    hint = key.get("hint") if isinstance(key, dict) else ""
    return hint if isinstance(hint, str) else ""


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
        raise EvidenceError("not strict base64", place=place)
    return raw
