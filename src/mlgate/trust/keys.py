"""Keys: made, read and named. P-256 by default; the hash follows from the key."""

import base64
import binascii
import hashlib
import re
from typing import TYPE_CHECKING

from mlgate.core.frozen import frozen
from mlgate.errors import SigningError, VerificationError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    AnyPublic = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey
    AnyPrivate = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey

CURVES = ("secp256r1", "secp384r1")
USED = "only P-256, P-384 and Ed25519 keys are used"
_PEM = re.compile(rb"-----BEGIN PUBLIC KEY-----([^-]*)-----END PUBLIC KEY-----")
_READABLE = ("PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "EC PRIVATE KEY")
_LABEL = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----")
# The DER form of a P-256 key is these bytes, then its point (RFC 5480).
_P256 = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")
_P256_LENGTH = 91


@frozen
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
        from cryptography.hazmat.primitives.asymmetric import ec

        try:
            if isinstance(self.key, ec.EllipticCurvePublicKey):
                self.key.verify(signature, message, ec.ECDSA(_hash(self.key)))
            else:
                self.key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


@frozen
class PrivateKey:
    """A private key that can sign."""

    key: "AnyPrivate"

    @property
    def public(self) -> PublicKey:
        """The public half."""
        return _public(self.key.public_key())

    def sign(self, message: bytes) -> bytes:
        """Return the signature over ``message``; ECDSA in DER, Ed25519 raw."""
        from cryptography.hazmat.primitives.asymmetric import ec

        if isinstance(self.key, ec.EllipticCurvePrivateKey):
            return self.key.sign(message, _repeatable(_hash(self.key)))
        return self.key.sign(message)


def generate(passphrase: bytes | None) -> tuple[bytes, bytes]:
    """Return a new P-256 pair as PEM: private (PKCS#8) and public.

    Args:
        passphrase: Encrypts the private key; None leaves it in the clear.

    Raises:
        SigningError: The passphrase is empty.
    """
    from cryptography.hazmat.primitives import serialization as ser
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    how: ser.KeySerializationEncryption = ser.NoEncryption()
    if passphrase is not None:
        if not passphrase:
            hint = "give a passphrase, or none at all"
            raise SigningError("the passphrase is empty", hint=hint)
        how = ser.BestAvailableEncryption(passphrase)
    private = key.private_bytes(ser.Encoding.PEM, ser.PrivateFormat.PKCS8, how)
    info = ser.PublicFormat.SubjectPublicKeyInfo
    return private, key.public_key().public_bytes(ser.Encoding.PEM, info)


def load_private(pem: bytes, passphrase: bytes | None, path: str) -> PrivateKey:
    """Return the private key in ``pem``.

    Raises:
        SigningError: It is not a private key of a kind that is used, or the
            passphrase is wrong, missing, or not needed.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization as ser
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    why, hint = _private_problem(pem, passphrase)
    if why:
        raise SigningError(why, place=path, hint=hint)
    try:
        key = ser.load_pem_private_key(pem, passphrase)
    except (TypeError, ValueError, UnsupportedAlgorithm) as exc:
        why = "this is not a PEM private key that can be read"
        hint = "make one with mlgate keygen"
        if passphrase is not None:
            why = "the passphrase is wrong, or the file is damaged"
            hint = "check --passphrase-file"
        raise SigningError(why, place=path, hint=hint) from exc
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return PrivateKey(key)
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in CURVES:
        return PrivateKey(key)
    hint = "make one with mlgate keygen"
    raise SigningError(f"{_kind(key)}: {USED}", place=path, hint=hint)


def _private_problem(pem: bytes, passphrase: bytes | None) -> tuple[str, str]:
    """Return what is wrong with a private key before it is read, and what to do."""
    labels = _labels(pem)
    secret = [label for label in labels if label.endswith("PRIVATE KEY")]
    encrypted = b"ENCRYPTED" in pem
    if not secret:
        what = f"a {labels[0].lower()}" if labels else "no PEM at all"
        hint = "give the private key: the file whose name ends in .key"
        return f"expected a PEM private key, found {what}", hint
    if secret[0] not in _READABLE:
        why = f"a key of another format ({secret[0].lower()}): {USED}, as PKCS#8"
        return why, "make one with mlgate keygen"
    if encrypted and not passphrase:
        why = "the key is encrypted and no passphrase was given"
        return why, "give it by --passphrase-file"
    if passphrase is not None and not encrypted:
        why = "a passphrase was given, but the key is not encrypted"
        return why, "give none, or make an encrypted key with mlgate keygen"
    return "", ""


def _labels(pem: bytes) -> list[str]:
    return [label.decode() for label in _LABEL.findall(pem)]


def load_public(pem: bytes, path: str) -> PublicKey:
    """Return the one public key in ``pem``.

    Raises:
        VerificationError: It is not one public key of a kind that is trusted.
    """
    labels = _labels(pem)
    hint = "give the public key: the file whose name ends in .pub"
    if any("PRIVATE" in label for label in labels):
        raise VerificationError("this is a private key", place=path, hint=hint)
    if len(labels) != 1 or not (found := _PEM.search(pem)):
        what = ", ".join(labels).lower() or "no PEM at all"
        why = f"expected one PEM public key, found {what}"
        raise VerificationError(why, place=path, hint=hint)
    try:
        der = base64.b64decode(b"".join(found[1].split()), validate=True)
        return _load_p256(der) or _load_other(der)
    except (binascii.Error, ValueError) as exc:
        why = f"not a public key that can be trusted: {exc}"
        hint = "ask the signer for a P-256, P-384 or Ed25519 key"
        raise VerificationError(why, place=path, hint=hint) from exc


def _load_p256(der: bytes) -> PublicKey | None:
    # Importing pyca's readers of all formats takes longer than all else here.
    if len(der) != _P256_LENGTH or not der.startswith(_P256):
        return None
    from cryptography.hazmat.primitives.asymmetric import ec

    point = der[len(_P256) :]
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    return PublicKey(key, _key_id(der))


def _load_other(der: bytes) -> PublicKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization as ser
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519

    try:
        key = ser.load_der_public_key(der)
    except UnsupportedAlgorithm as exc:
        raise ValueError(USED) from exc
    if isinstance(key, ed25519.Ed25519PublicKey):
        return _public(key)
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in CURVES:
        return _public(key)
    raise ValueError(f"{_kind(key)}: {USED}")


def _public(key: "AnyPublic") -> PublicKey:
    from cryptography.hazmat.primitives import serialization as ser

    info = ser.PublicFormat.SubjectPublicKeyInfo
    return PublicKey(key, _key_id(key.public_bytes(ser.Encoding.DER, info)))


def _key_id(der: bytes) -> str:
    return base64.b64encode(hashlib.sha256(der).digest()).decode()


def _kind(key: object) -> str:
    """Name a kind of key, such as ``RSA, 1024 bits`` or ``EC, secp256k1``."""
    name = type(key).__name__.removesuffix("Key")
    name = name.removesuffix("Public").removesuffix("Private")
    curve = getattr(getattr(key, "curve", None), "name", "")
    bits = getattr(key, "key_size", "")
    return f"{name}, {curve}" if curve else f"{name}, {bits} bits" if bits else name


def _repeatable(kind: "hashes.HashAlgorithm") -> "ec.EllipticCurveSignatureAlgorithm":
    """Return how to sign so that one message gets one signature (RFC 6979)."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import ec

    try:
        return ec.ECDSA(kind, deterministic_signing=True)
    except UnsupportedAlgorithm:
        # OpenSSL before 3.2: as good a signature, but another one each time.
        return ec.ECDSA(kind)


def _hash(
    key: "ec.EllipticCurvePublicKey | ec.EllipticCurvePrivateKey",
) -> "hashes.HashAlgorithm":
    from cryptography.hazmat.primitives import hashes

    # Never from the input: a signature does not choose how it is checked.
    return {"secp256r1": hashes.SHA256, "secp384r1": hashes.SHA384}[key.curve.name]()
