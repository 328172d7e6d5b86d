"""The model that is decided on: exactly which bytes, and one digest for all of them."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence

import rfc8785

from mlgate.core.frozen import frozen
from mlgate.errors import EvidenceError

# Control characters, line separators and bidirectional overrides: a path that holds
# one is not the path that a person reads. Surrogates have no UTF-8 bytes.
_HIDDEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_RENAME = "rename it"


@frozen
class Artifact:
    """One file of the model.

    Attributes:
        path: Relative to the subject's root, ``/``-separated.
        size: In bytes.
        sha256: 64 hex digits.
    """

    path: str
    size: int
    sha256: str


@frozen
class Subject:
    """The model decided on.

    Attributes:
        digest: ``sha256:`` and 64 hex digits: of the manifest, never of one file.
        kind: ``folder`` or ``file``.
        artifacts: Sorted by the UTF-8 bytes of their paths.
        file_sha256: Of the one file, if the subject is a file; else "".
    """

    digest: str
    kind: str
    artifacts: tuple[Artifact, ...]
    file_sha256: str = ""


def identify(kind: str, artifacts: Sequence[Artifact]) -> Subject:
    """Return the subject of ``kind`` (``folder`` or ``file``) made of ``artifacts``.

    Raises:
        EvidenceError: As ``manifest``.
    """
    ordered = tuple(sorted(artifacts, key=_bytes))
    alone = ordered[0].sha256 if kind == "file" and len(ordered) == 1 else ""
    return Subject(subject_digest(ordered), kind, ordered, alone)


def subject_digest(artifacts: Iterable[Artifact]) -> str:
    """Return ``sha256:`` and the digest of the manifest of ``artifacts``.

    Raises:
        EvidenceError: As ``manifest``.
    """
    return f"sha256:{hashlib.sha256(manifest(artifacts)).hexdigest()}"


def manifest(artifacts: Iterable[Artifact]) -> bytes:
    """Return the RFC 8785 bytes of ``[{path, size, sha256}]``.

    RFC 8785 leaves the order of arrays alone: they are sorted by UTF-8 bytes of path.

    Raises:
        EvidenceError: There are none, or a path is ambiguous or means the same file
            as another one.
    """
    ordered = sorted(artifacts, key=_bytes)
    if not ordered:
        hint = "put the model's files beside its evidence, outside of evidence/"
        raise EvidenceError("no file of a model: nothing to judge", hint=hint)
    check_paths(a.path for a in ordered)
    return rfc8785.dumps(
        [{"path": a.path, "size": a.size, "sha256": a.sha256} for a in ordered]
    )


def _bytes(artifact: Artifact) -> bytes:
    # A lone surrogate still gets a place in the order; check_path refuses it later.
    return artifact.path.encode("utf-8", "surrogatepass")


def check_paths(paths: Iterable[str]) -> None:
    """Refuse paths that are ambiguous, alone or together.

    Two paths that are equal under NFC and case folding are one file on some systems:
    there, the later one would replace the bytes that were judged.

    Raises:
        EvidenceError: Names the path, or both.
    """
    seen: dict[str, str] = {}
    for path in paths:
        check_path(path)
        key = _folded(path)
        if key in seen:
            why = f"is the same file as {seen[key]!a} on some systems"
            hint = "rename one of them; letter case and accents do not tell files apart"
            raise EvidenceError(why, place=shown(path), hint=hint)
        seen[key] = path


def _folded(path: str) -> str:
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def check_path(path: str) -> None:
    """Refuse a path that is not relative, plain and ``/``-separated.

    Raises:
        EvidenceError: Names the path and what is wrong with it.
    """
    if not path or path.startswith("/"):
        why = "is not a relative path"
    elif _HIDDEN.search(path):
        why = "has a name with control characters, or one that is not UTF-8"
    elif "\\" in path:
        why = "has a backslash, which separates folders on some systems"
    elif not {"", ".", ".."}.isdisjoint(path.split("/")):
        why = "has an empty part, '.' or '..'"
    else:
        return
    raise EvidenceError(why, place=shown(path), hint=_RENAME)


def shown(path: str) -> str:
    """Return ``path`` fit for a message: what is hidden in it is escaped."""
    return _HIDDEN.sub(lambda found: ascii(found.group())[1:-1], path)
