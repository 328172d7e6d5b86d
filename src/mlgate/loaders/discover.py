"""Finds every file of a subject, hashes it, and says what its place makes of it."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from mlgate.core.frozen import frozen
from mlgate.core.subject import Artifact, check_paths
from mlgate.errors import EvidenceError
from mlgate.loaders.hashing import File, Hashed, digest_all
from mlgate.loaders.places import ARTIFACT, EVIDENCE, IGNORED
from mlgate.loaders.walk import Walk, Walked, check_name, resolve
from mlgate.strict.text import MAX_BYTES

# What may lie in memory at once. Documents are small: those that are evidence come
# first, then the smallest, and only data sets made of text are left unread.
MAX_KEPT = 2**29
LFS = (
    b"version https://git-lfs.github.com/spec/",
    b"version https://hawser.github.com/",
)


@frozen
class Found:
    """One file below the root.

    Attributes:
        path: Relative, ``/``-separated. An ignored folder is one entry, and ends in /.
        size: In bytes; 0 if ignored.
        sha256: 64 hex digits; "" if ignored.
        raw: The bytes that were hashed, if they look like a document.
        place: ``ignored``, ``evidence`` or ``artifact``: what the path alone says.
        why: Why it is in that place; and why it was not looked into, if size forbade.
    """

    path: str
    size: int
    sha256: str
    raw: bytes | None
    place: str
    why: str

    @property
    def ignored(self) -> bool:
        """Whether it is neither hashed nor looked at."""
        return self.place == IGNORED

    @property
    def lfs(self) -> bool:
        """Whether this is a Git LFS pointer, which stands for absent bytes."""
        return self.raw is not None and self.raw.startswith(LFS)


@frozen
class Discovery:
    """All files of a subject, sorted by the UTF-8 bytes of their paths.

    Attributes:
        root: Where the folder or file lies, with symlinks resolved.
        kind: ``folder`` or ``file``.
    """

    root: Path
    kind: str
    files: tuple[Found, ...]

    def location(self, path: str) -> Path:
        """Return where the file called ``path`` lies on disk."""
        return self.root / path if self.kind == "folder" else self.root


class Classes(NamedTuple):
    """Files by what they are; a recognised file outside its place is in two classes."""

    artifacts: tuple[Artifact, ...]
    evidence: tuple[Found, ...]
    ignored: tuple[Found, ...]


def classify(discovery: Discovery, recognised: Collection[str]) -> Classes:
    """Put each file into its classes, given the paths that a loader ``recognised``.

    A file is evidence if it is recognised. It is an artifact unless its place says
    evidence as well: a document in a place where a runtime may load it is both.
    """
    hashed = [f for f in discovery.files if not f.ignored]
    artifacts = (
        Artifact(f.path, f.size, f.sha256)
        for f in hashed
        if not (f.place == EVIDENCE and f.path in recognised)
    )
    return Classes(
        tuple(artifacts),
        tuple(f for f in hashed if f.path in recognised),
        tuple(f for f in discovery.files if f.ignored),
    )


def discover(root: Path, allowed_roots: Sequence[Path] = ()) -> Discovery:
    """Find and hash every file at or below ``root``.

    Args:
        root: The folder or the one file to judge.
        allowed_roots: Folders outside of it into which its symlinks may point.

    Raises:
        EvidenceError: Nothing is there; a file is special, unreadable, changing, or
            a symlink that leaves the allowed roots; a path is ambiguous; too many
            files, or too deep.
    """
    real = resolve(str(root), str(root))
    if not Path(real).is_dir():
        return _single(real, root.name or Path(real).name)
    allowed = (real, *(resolve(str(folder), str(folder)) for folder in allowed_roots))
    walked = sorted(Walk(allowed).files(real), key=lambda f: f.name.encode())
    hashed = [f for f in walked if f.place.kind != IGNORED]
    if not hashed:
        hint = "give the folder that holds the model and its evidence"
        raise EvidenceError("nothing to judge: no files", place=str(root), hint=hint)
    check_paths(f.name for f in hashed)
    kept = _kept(hashed)
    # By place on disk: what several symlinks lead to is hashed once.
    files = {
        f.path: File(f.path, f.name, f.size, MAX_BYTES if f.path in kept else 0)
        for f in hashed
    }
    digests = digest_all(files.values())
    found = (_found(f, digests, kept) for f in walked)
    return Discovery(Path(real), "folder", tuple(found))


def _single(real: str, name: str) -> Discovery:
    check_name(name)
    file = File(real, name, keep=MAX_BYTES)
    hashed = digest_all([file])[real]
    found = Found(name, *hashed, ARTIFACT, "the file to judge")
    return Discovery(Path(real), "file", (found,))


def _kept(walked: Sequence[Walked]) -> set[str]:
    """Return the places on disk of the files whose bytes are to be kept.

    Raises:
        EvidenceError: What lies in evidence places is too much. Leaving some of it
            unread would be leaving out evidence in silence.
    """
    small = [f for f in walked if f.size <= MAX_BYTES]
    small.sort(key=lambda f: (f.place.kind != EVIDENCE, f.size, f.name))
    kept: set[str] = set()
    total = 0
    for file in small:
        total += 0 if file.path in kept else file.size
        if total > MAX_KEPT:
            if file.place.kind == EVIDENCE:
                why = f"more than {MAX_KEPT} bytes lie where evidence does"
                hint = "move what is not evidence out of evidence/"
                raise EvidenceError(why, place=file.name, hint=hint)
            break
        kept.add(file.path)
    return kept


def _found(file: Walked, digests: Mapping[str, Hashed], kept: Collection[str]) -> Found:
    kind, why = file.place
    if kind == IGNORED:
        return Found(file.name, 0, "", None, kind, why)
    hashed = digests[file.path]
    if hashed.size > MAX_BYTES:
        why = f"{why}; not looked into: larger than {MAX_BYTES} bytes"
    elif file.path not in kept:
        why = f"{why}; not looked into: smaller files hold {MAX_KEPT} bytes already"
    return Found(file.name, *hashed, kind, why)
