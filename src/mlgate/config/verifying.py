"""What an attestation proves about the bytes at hand: behind ``mlgate verify``."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from mlgate.config.plain_file import named
from mlgate.core.frozen import frozen
from mlgate.core.organisation import Organisation
from mlgate.core.verification import Expected
from mlgate.errors import (
    ConfigError,
    EvidenceError,
    SigningError,
    VerificationError,
)
from mlgate.gate.reading import read
from mlgate.trust import attestation as attested
from mlgate.trust.bundle import MAX_BYTES, TrustedKey
from mlgate.trust.keys import load_public

FOLDER = ".mlgate"


@frozen
class Verification:
    """What an attestation proves; true if, and only if, it stands.

    Attributes:
        subject: Digest of the bytes at hand.
        proven: What is proven, in plain sentences; none if it is refused.
        refused: Why it proves nothing; "" if it stands.
        hint: What to do about that; may be empty.
    """

    subject: str
    proven: tuple[str, ...] = ()
    refused: str = ""
    hint: str = ""

    def __bool__(self) -> bool:
        """Whether the attestation stands."""
        return bool(self.proven) and not self.refused


def verify(
    path: Path, keys: Sequence[Path], attestation: Path | None, at: datetime
) -> Verification:
    """Hold the attestation of the model at ``path`` against its bytes and ``keys``.

    Args:
        path: The model's folder, or its one file.
        keys: Public key files to trust for decisions.
        attestation: Folder that ``mlgate attest`` wrote; None for the usual one.
        at: The instant of verifying.

    Raises:
        MlgateError: It cannot be told: a file is missing or malformed, or there is
            no key or no model.
    """
    if not keys:
        hint = "give the public key of whoever signs decisions"
        raise ConfigError("no key: nobody is trusted", hint=hint)
    trusted = [_key(key) for key in keys]
    folder = attestation or (path if path.is_dir() else path.parent) / FOLDER
    hint = "make it with mlgate attest, or name its folder with --attestation"
    summary, decision = (
        named(folder / name, MAX_BYTES, EvidenceError, hint)
        for name in (attested.SUMMARY, attested.DECISION)
    )
    digest = read(path, Organisation()).subject["digest"]
    expected = Expected(subject=digest, at=at)
    try:
        proven = attested.check(summary, decision, trusted, expected)
    except VerificationError as exc:
        return Verification(digest, refused=str(exc), hint=exc.hint)
    return Verification(digest, tuple(proven))


def _key(path: Path) -> TrustedKey:
    pem = named(path, MAX_BYTES, SigningError, "check the path of the public key")
    return TrustedKey(path.name, load_public(pem, str(path)), frozenset({"decision"}))
