"""What an attestation proves about the bytes at hand: behind ``mlgate verify``."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from mlgate.config.plain_file import named
from mlgate.config.wire import known_kinds
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
_IMAGE = re.compile(r"(?:[^\s@]+@)?(sha256:[0-9a-f]{64})", re.ASCII)


@frozen
class Verification:
    """What an attestation proves; true if, and only if, it stands.

    Attributes:
        subject: Digest of the bytes at hand; of the image, if there are none.
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
    path: Path | None,
    keys: Sequence[Path],
    attestation: Path | None,
    at: datetime,
    image: str | None = None,
    org: Path | None = None,
) -> Verification:
    """Hold the attestation of the model at ``path`` against its bytes and ``keys``.

    Args:
        path: The model's folder, or its one file; None to ask about an image alone.
        keys: Public key files to trust for decisions.
        attestation: Folder that ``mlgate attest`` wrote; None for the usual one.
        at: The instant of verifying.
        image: Name of an image that must hold these files, with the digest of its
            OCI manifest, or that digest alone; None for none.
        org: The organisation's file, for the kinds of documents that it names.

    Raises:
        MlgateError: It cannot be told: a file is missing or malformed, or there is
            no key, no model or no digest.
    """
    if path is None and image is None:
        hint = "give the model's folder, or an image by its digest"
        raise ConfigError("nothing to verify", hint=hint)
    if not keys:
        hint = "give the public key of whoever signs decisions"
        raise ConfigError("no key: nobody is trusted", hint=hint)
    trusted = [_key(key) for key in keys]
    pinned = "" if image is None else _digest(image)
    folder = attestation or _beside(path)
    hint = "make it with mlgate attest, or name its folder with --attestation"
    summary, decision = (
        named(folder / name, MAX_BYTES, EvidenceError, hint)
        for name in (attested.SUMMARY, attested.DECISION)
    )
    digest = _subject(path, org) if path else ""
    proven: list[str] = []
    try:
        for wanted in filter(None, (digest, pinned)):
            expected = Expected(subject=wanted, at=at)
            proven = attested.check(summary, decision, trusted, expected)
    except VerificationError as exc:
        return Verification(digest or pinned, refused=str(exc), hint=exc.hint)
    return Verification(digest or pinned, tuple(proven))


def _subject(path: Path, org: Path | None) -> str:
    kinds = known_kinds(path, org)
    return str(read(path, Organisation(), kinds=kinds).subject["digest"])


def _beside(path: Path | None) -> Path:
    if path is None:
        hint = "name the folder that mlgate attest wrote with --attestation"
        raise ConfigError("neither a model nor an attestation is given", hint=hint)
    return (path if path.is_dir() else path.parent) / FOLDER


def _digest(image: str) -> str:
    found = _IMAGE.fullmatch(image)
    if found is None:
        hint = "give NAME@sha256:..., as a registry shows it: a tag may be moved"
        raise ConfigError(f"no image by its digest: {image!a:.200}", hint=hint)
    return found[1]


def _key(path: Path) -> TrustedKey:
    pem = named(path, MAX_BYTES, SigningError, "check the path of the public key")
    return TrustedKey(path.name, load_public(pem, str(path)), frozenset({"decision"}))
