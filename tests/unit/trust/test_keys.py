import base64
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from signers import OTHER, PAIR, PRIVATE, public_pem

from mlgate.errors import SigningError, VerificationError
from mlgate.trust import keys

MESSAGE = b"what is signed"
TRADITIONAL = ser.PrivateFormat.TraditionalOpenSSL
NONE = ser.NoEncryption()


def pem(
    key: ser.PrivateFormat | object,
    form: ser.PrivateFormat = ser.PrivateFormat.PKCS8,
    how: ser.KeySerializationEncryption = NONE,
) -> bytes:
    return key.private_bytes(ser.Encoding.PEM, form, how)  # type: ignore[attr-defined,no-any-return]


P384 = ec.generate_private_key(ec.SECP384R1())
ED25519 = ed25519.Ed25519PrivateKey.generate()
K256 = ec.generate_private_key(ec.SECP256K1())
P521 = ec.generate_private_key(ec.SECP521R1())
RSA = rsa.generate_private_key(65537, 1024)  # noqa: S505  # weak, to be refused


@pytest.mark.parametrize(
    "private",
    [PAIR[0], pem(P384), pem(ED25519), pem(P384, TRADITIONAL)],
    ids=["P-256", "P-384", "Ed25519", "P-384 in SEC 1"],
)
def test_each_used_kind_of_key_signs_what_its_public_half_verifies(
    private: bytes,
) -> None:
    key = keys.load_private(private, None, "a.key")
    public = keys.load_public(public_pem(key.key), "a.pub")
    signature = key.sign(MESSAGE)
    assert public.verifies(signature, MESSAGE)
    assert not public.verifies(signature, MESSAGE + b"!")
    assert not public.verifies(signature[:-1], MESSAGE)
    assert not public.verifies(b"", MESSAGE)
    assert not OTHER.public.verifies(signature, MESSAGE)
    assert public.key_id == key.public.key_id


def test_the_key_id_is_the_digest_of_the_der_form_as_cosign_writes_it() -> None:
    loaded = ser.load_pem_public_key(PAIR[1])
    info = ser.PublicFormat.SubjectPublicKeyInfo
    digest = hashes.Hash(hashes.SHA256())
    digest.update(loaded.public_bytes(ser.Encoding.DER, info))
    expected = base64.b64encode(digest.finalize()).decode()
    assert keys.load_public(PAIR[1], "a.pub").key_id == expected
    assert PRIVATE.public.key_id == expected


def test_the_hash_follows_from_the_key_and_never_from_the_signature() -> None:
    key = ser.load_pem_private_key(PAIR[0], None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    weak = key.sign(MESSAGE, ec.ECDSA(hashes.SHA1()))  # noqa: S303  # must be refused
    strong = key.sign(MESSAGE, ec.ECDSA(hashes.SHA256()))
    public = keys.load_public(PAIR[1], "a.pub")
    assert public.verifies(strong, MESSAGE)
    assert not public.verifies(weak, MESSAGE)
    assert not public.verifies(key.sign(MESSAGE, ec.ECDSA(hashes.SHA384())), MESSAGE)


def test_a_new_key_is_encrypted_when_a_passphrase_is_given() -> None:
    private, public = keys.generate(b"secret")
    assert b"ENCRYPTED PRIVATE KEY" in private
    key = keys.load_private(private, b"secret", "a.key")
    assert keys.load_public(public, "a.pub").verifies(key.sign(MESSAGE), MESSAGE)


def test_an_empty_passphrase_makes_no_key() -> None:
    with pytest.raises(SigningError, match="empty"):
        keys.generate(b"")


SECRET = keys.generate(b"secret")[0]
COSIGN = SECRET.replace(b"ENCRYPTED PRIVATE", b"ENCRYPTED SIGSTORE PRIVATE")
SSH = pem(ED25519, ser.PrivateFormat.OpenSSH)
BROKEN = b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"


@pytest.mark.parametrize(
    ("private", "passphrase", "why"),
    [
        (SECRET, b"wrong", "the passphrase is wrong"),
        (SECRET, None, "encrypted and no passphrase"),
        (SECRET, b"", "encrypted and no passphrase"),
        (PAIR[0], b"secret", "the key is not encrypted"),
        (PAIR[1], None, "found a public key"),
        (b"", None, "found no PEM at all"),
        (b"\xff\x00 no key", None, "found no PEM at all"),
        (BROKEN, None, "not a PEM private key that can be read"),
        (COSIGN, b"secret", "another format .encrypted sigstore private key"),
        (SSH, None, "another format .openssh private key"),
        (pem(RSA, TRADITIONAL), None, "another format .rsa private key"),
        (pem(RSA), None, "RSA, 1024 bits: only P-256"),
        (pem(K256), None, "secp256k1: only P-256"),
        (pem(P521), None, "secp521r1: only P-256"),
    ],
)
def test_a_private_key_that_cannot_be_used_is_refused_by_name_with_a_hint(
    private: bytes, passphrase: bytes | None, why: str
) -> None:
    with pytest.raises(SigningError, match=why) as caught:
        keys.load_private(private, passphrase, "a.key")
    assert caught.value.place == "a.key"
    assert caught.value.hint


CERTIFICATE = PAIR[1].replace(b"PUBLIC KEY", b"CERTIFICATE")
P256_DER = base64.b64decode(b"".join(PAIR[1].splitlines()[1:-1]))
OFF_CURVE = P256_DER[:-1] + bytes([P256_DER[-1] ^ 1])


def as_pem(der: bytes) -> bytes:
    text = base64.b64encode(der)
    return b"-----BEGIN PUBLIC KEY-----\n" + text + b"\n-----END PUBLIC KEY-----\n"


@pytest.mark.parametrize(
    ("public", "why"),
    [
        (PAIR[0], "this is a private key"),
        (PAIR[1] + PAIR[0], "this is a private key"),
        (CERTIFICATE, "found certificate"),
        (PAIR[1] + PAIR[1], "found public key, public key"),
        (b"", "found no PEM at all"),
        (as_pem(b"\x30\x00"), "not a public key that can be trusted"),
        (as_pem(P256_DER[:-1]), "not a public key that can be trusted"),
        (as_pem(P256_DER + b"\0"), "not a public key that can be trusted"),
        (as_pem(OFF_CURVE), "not a public key that can be trusted"),
        (PAIR[1].replace(b"MFk", b"M*k"), "not a public key that can be trusted"),
        (public_pem(RSA), "RSA, 1024 bits: only P-256"),
        (public_pem(K256), "secp256k1: only P-256"),
        (public_pem(P521), "secp521r1: only P-256"),
    ],
)
def test_a_public_key_that_is_not_trusted_is_refused_by_name_with_a_hint(
    public: bytes, why: str
) -> None:
    with pytest.raises(VerificationError, match=why) as caught:
        keys.load_public(public, "a.pub")
    assert caught.value.place == "a.pub"
    assert caught.value.hint


def test_text_around_a_public_key_and_crlf_do_not_matter() -> None:
    dressed = b"key of the release team\r\n" + PAIR[1].replace(b"\n", b"\r\n")
    found = keys.load_public(dressed, "a.pub")
    assert found.key_id == PRIVATE.public.key_id


def test_checking_with_a_p256_key_reads_no_more_of_pyca_than_it_needs() -> None:
    code = (
        "import sys\n"
        "from mlgate.trust import keys\n"
        f"keys.load_public({PAIR[1]!r}, 'a').verifies({PRIVATE.sign(MESSAGE)!r}, b'')\n"
        "print('cryptography.hazmat.primitives.serialization' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
