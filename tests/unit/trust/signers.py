"""Keys and bundles that the tests of trust share; made anew on each run."""

import base64
import json
from typing import Any

from cryptography.hazmat.primitives import serialization as ser

from mlgate.core.statements import PAYLOAD_TYPE, pae
from mlgate.trust import keys
from mlgate.trust.bundle import TrustedKey
from mlgate.trust.envelope import MEDIA_TYPE

PAIR = keys.generate(None)
OTHER_PAIR = keys.generate(None)
PRIVATE = keys.load_private(PAIR[0], None, "signer.key")
OTHER = keys.load_private(OTHER_PAIR[0], None, "other.key")


def trusted(
    private: keys.PrivateKey = PRIVATE, *purposes: str, name: str = "release"
) -> TrustedKey:
    return TrustedKey(name, private.public, frozenset(purposes or ("decision",)))


def envelope(
    payload: bytes,
    private: keys.PrivateKey = PRIVATE,
    kind: str = PAYLOAD_TYPE,
    message: bytes | None = None,
) -> dict[str, Any]:
    """Return an envelope; ``message`` is what is signed instead of what DSSE says."""
    signature = private.sign(pae(kind, payload) if message is None else message)
    return {
        "payload": b64(payload),
        "payloadType": kind,
        "signatures": [{"sig": b64(signature)}],
    }


def bundle(content: dict[str, Any], **material: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "mediaType": MEDIA_TYPE,
        "verificationMaterial": material or {"publicKey": {"hint": "h"}},
        "dsseEnvelope": content,
    }


def raw(value: object) -> bytes:
    return json.dumps(value).encode()


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def public_pem(key: Any) -> bytes:  # noqa: ANN401  # any key of pyca
    info = ser.PublicFormat.SubjectPublicKeyInfo
    public: bytes = key.public_key().public_bytes(ser.Encoding.PEM, info)
    return public
