"""The subject: which bytes are decided on, and the one digest that names them."""

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import rfc8785

from mlgate.errors import EvidenceError


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file of the subject: path, size in bytes, sha256 in hex."""

    path: str
    size: int
    sha256: str


def manifest(artifacts: Iterable[Artifact]) -> bytes:
    """Return the RFC 8785 bytes of ``[{path, size, sha256}]``, sorted by path.

    Paths are sorted by their UTF-8 bytes, for RFC 8785 sorts keys and not lists.

    Raises:
        EvidenceError: Two paths are one under Unicode normal form or case folding,
            so that what one system hashes another may not load.
    """
    listed = sorted(artifacts, key=lambda a: a.path.encode())
    seen: dict[str, str] = {}
    for artifact in listed:
        twin = seen.setdefault(fold(artifact.path), artifact.path)
        if twin != artifact.path:
            why = f"'{twin}' and '{artifact.path}' are one name on some systems"
            raise EvidenceError(why, hint="rename one of them")
    return rfc8785.dumps(
        [{"path": a.path, "size": a.size, "sha256": a.sha256} for a in listed]
    )


def digest(artifacts: Iterable[Artifact]) -> str:
    """Return ``sha256:<hex>`` of the manifest of ``artifacts``: the subject digest."""
    return f"sha256:{hashlib.sha256(manifest(artifacts)).hexdigest()}"


def fold(path: str) -> str:
    """Return what ``path`` is called where case and composition do not count."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
