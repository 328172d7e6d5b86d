"""Sigstore bundles (v0.1 to v0.3) and bare DSSE envelopes that a key signed.

Raw bytes are verified first; exactly those bytes are then parsed. What carries a
certificate, a log entry or a timestamp is not checked here, so it counts for nothing.
"""

import base64
import json
from collections.abc import Iterable, Sequence

from mlgate.core import statements
from mlgate.core.frozen import frozen
from mlgate.core.organisation import Key
from mlgate.core.statements import PAYLOAD_TYPE, Statement, pae
from mlgate.errors import EvidenceError, VerificationError
from mlgate.strict import json_reader
from mlgate.trust import envelope
from mlgate.trust.envelope import MEDIA_TYPE, Signed
from mlgate.trust.keys import PrivateKey, PublicKey, load_public

# Enough for the digests of 75,000 files; more is not worth anyone's memory.
MAX_BYTES = 16 * 2**20


@frozen
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
        EvidenceError: It is too large or malformed: unknown or twin keys, not exactly
            one content or signature, lenient base64.
    """
    if len(raw) > MAX_BYTES:
        why = f"{len(raw)} bytes, more than the {MAX_BYTES} of the largest bundle read"
        raise EvidenceError(why, place=path, hint="sign a statement that lists less")
    return envelope.read(json_reader.parse(raw, path), path)


def verify(
    signed: Signed, keys: Sequence[TrustedKey], purpose: str
) -> TrustedKey | None:
    """Return the key for ``purpose`` whose signature this is; None if there is none.

    Raises:
        VerificationError: It cannot be checked here, which is not a yes.
    """
    if signed.material not in {"publicKey", ""} or signed.logged:
        why = (
            "not verified: keyless bundles, and those with a certificate, a log entry "
            "or a timestamp, are not supported yet"
        )
        raise VerificationError(why, hint="sign with a key: mlgate keygen makes one")
    if signed.payload_type != PAYLOAD_TYPE:
        why = f"the payload type is {signed.payload_type!a}, not {PAYLOAD_TYPE}"
        raise VerificationError(why, hint="sign an in-toto statement")
    message = pae(signed.payload_type, signed.payload)
    able = [k for k in keys if purpose in k.purposes]
    # The hint only says which key to try first: whoever made the file wrote it.
    able.sort(key=lambda k: k.public.key_id != signed.hint)
    hits = (k for k in able if k.public.verifies(signed.signature, message))
    return next(hits, None)


def statement(signed: Signed, path: str) -> Statement:
    """Return the statement in ``signed``, whether verified or not.

    Raises:
        EvidenceError: It is not an in-toto statement in strict JSON, or not in plain
            UTF-8, which is all that other verifiers read.
    """
    place = f"{path}: payload"
    if not signed.payload.startswith(b"{"):
        hint = "sign a statement that begins with its first brace"
        raise EvidenceError("not a JSON object in UTF-8", place=place, hint=hint)
    return statements.read(json_reader.parse(signed.payload, place), place)


def sign(payload: bytes, key: PrivateKey) -> bytes:
    """Return a Sigstore bundle v0.3 with one key signature over ``payload``."""
    signature = key.sign(pae(PAYLOAD_TYPE, payload))
    bundle = {
        "mediaType": MEDIA_TYPE,
        "verificationMaterial": {
            "publicKey": {"hint": key.public.key_id},
            "tlogEntries": [],  # readers of bundles want it said that there are none
        },
        "dsseEnvelope": {
            "payload": base64.b64encode(payload).decode(),
            "payloadType": PAYLOAD_TYPE,
            "signatures": [{"sig": base64.b64encode(signature).decode()}],
        },
    }
    return json.dumps(bundle, indent=1).encode() + b"\n"
