"""Keys: made, read and named. P-256 by default; the hash follows from the key."""

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlgate.errors import SigningError, VerificationError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    AnyPublic = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey
    AnyPrivate = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey

CURVES = {"secp256r1": "SHA256", "secp384r1": "SHA384"}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key that can check a signature.

    Attributes:
        key_id: base64 of the sha256 of its DER form: the hint that cosign writes too.
    """

    key: "AnyPublic"
    key_id: str

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Say whether ``signature`` over ``message`` is this key's."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric import ec, ed25519

        try:
            if isinstance(self.key, ed25519.Ed25519PublicKey):
                self.key.verify(signature, message)
            else:
                self.key.verify(signature, message, ec.ECDSA(_hash(self.key)))
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A private key that can sign."""

    key: "AnyPrivate"

    @property
    def public(self) -> PublicKey:
        """The public half."""
        return _public(self.key.public_key())

    def sign(self, message: bytes) -> bytes:
        """Return the signature over ``message``; ECDSA in DER, Ed25519 raw."""
        from cryptography.hazmat.primitives.asymmetric import ec, ed25519

        if isinstance(self.key, ed25519.Ed25519PrivateKey):
            return self.key.sign(message)
        return self.key.sign(message, ec.ECDSA(_hash(self.key.public_key())))


def generate(passphrase: bytes | None) -> tuple[bytes, bytes]:
    """Return a new P-256 pair as PEM: private (PKCS#8) and public.

    Args:
        passphrase: Encrypts the private key; None leaves it in the clear.
    """
    from cryptography.hazmat.primitives import serialization as ser
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    how: ser.KeySerializationEncryption = ser.NoEncryption()
    if passphrase is not None:
        how = ser.BestAvailableEncryption(passphrase)
    private = key.private_bytes(ser.Encoding.PEM, ser.PrivateFormat.PKCS8, how)
    info = ser.PublicFormat.SubjectPublicKeyInfo
    return private, key.public_key().public_bytes(ser.Encoding.PEM, info)


def load_private(pem: bytes, passphrase: bytes | None, path: str) -> PrivateKey:
    """Return the private key in ``pem``.

    Raises:
        SigningError: It is not a private key of a kind that is used, or the
            passphrase is wrong or missing.
    """
    from cryptography.hazmat.primitives import serialization as ser
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    if b"PRIVATE KEY" not in pem:
        hint = "give the private key: the file whose name ends in .key"
        raise SigningError("not a PEM private key", place=path, hint=hint)
    try:
        key = ser.load_pem_private_key(pem, passphrase)
    except (TypeError, ValueError) as exc:
        why = "the passphrase is wrong or missing, or this is not a PEM private key"
        raise SigningError(why, place=path, hint="check --passphrase-file") from exc
    except Exception as exc:
        raise SigningError("a kind of key that is not used", place=path) from exc
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return PrivateKey(key)
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in CURVES:
        return PrivateKey(key)
    hint = "make one with mlgate keygen"
    raise SigningError("only P-256, P-384 and Ed25519 sign", place=path, hint=hint)


def load_public(pem: bytes, path: str) -> PublicKey:
    """Return the public key in ``pem``.

    Raises:
        VerificationError: It is not a public key of a kind that is trusted.
    """
    from cryptography.hazmat.primitives import serialization as ser
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    if b"PRIVATE KEY" in pem:
        hint = "give the public key: the file whose name ends in .pub"
        raise VerificationError("this is a private key", place=path, hint=hint)
    try:
        key = ser.load_pem_public_key(pem)
    except Exception as exc:
        why = "not a PEM public key of a kind that is used"
        raise VerificationError(why, place=path) from exc
    if isinstance(key, ed25519.Ed25519PublicKey):
        return _public(key)
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in CURVES:
        return _public(key)
    kinds = "only P-256, P-384 and Ed25519 keys are trusted"
    raise VerificationError(kinds, place=path, hint="ask the signer for such a key")


def _public(key: "AnyPublic") -> PublicKey:
    from cryptography.hazmat.primitives import serialization as ser

    info = ser.PublicFormat.SubjectPublicKeyInfo
    der = key.public_bytes(ser.Encoding.DER, info)
    return PublicKey(key, base64.b64encode(hashlib.sha256(der).digest()).decode())


def _hash(key: "ec.EllipticCurvePublicKey"):  # type: ignore[no-untyped-def]  # noqa: ANN202
    from cryptography.hazmat.primitives import hashes

    return getattr(hashes, CURVES[key.curve.name])()
