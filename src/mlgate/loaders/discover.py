"""Walks a folder: every file is found, hashed, and put into one of three classes."""

import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from mlgate.core.subject import Artifact
from mlgate.errors import EvidenceError
from mlgate.loaders import places
from mlgate.loaders.hashing import digest_all, kind

MAX_FILES = 1_000_000
MAX_DEPTH = 64
LFS = b"version https://git-lfs.github.com/spec/v1"


@dataclass(frozen=True, slots=True)
class Found:
    """One file below the root.

    Attributes:
        path: ``/``-separated path below the root.
        raw: Its bytes if they look like a document; None for binary or ignored files.
        place: Why it may be evidence or is ignored; "" if only an artifact.
        ignored: Whether it is neither hashed nor looked at.
    """

    path: str
    size: int
    sha256: str
    raw: bytes | None
    place: str = ""
    ignored: bool = False

    @property
    def pointer(self) -> bool:
        """Whether this is a git-lfs pointer, which stands for absent bytes."""
        return self.raw is not None and self.raw.startswith(LFS)


@dataclass(frozen=True, slots=True)
class Discovery:
    """All files of a subject; ``kind`` is ``folder`` or ``file``."""

    root: Path
    kind: str
    files: tuple[Found, ...]

    def artifacts(self, recognised: Collection[str]) -> list[Artifact]:
        """Return the files of the subject, given which paths a loader recognised.

        Only what is recognised **and** lies in an evidence place is left out.
        """
        return [
            Artifact(f.path, f.size, f.sha256)
            for f in self.files
            if not f.ignored and not (f.path in recognised and f.place)
        ]

    def location(self, path: str) -> Path:
        """Return where the file called ``path`` lies on disk."""
        return self.root / path if self.kind == "folder" else self.root


def discover(root: Path) -> Discovery:
    """Find and hash every file at or below ``root``.

    Symlinks are followed only inside the root.

    Raises:
        EvidenceError: Nothing is there; a file is special, unreadable, changing, a
            link that leaves the root, or has a name that cannot be written down.
    """
    if not root.exists():
        raise EvidenceError("does not exist", place=str(root), hint="check the path")
    if root.is_file():
        return _single(root)
    walked = sorted(_walk(root, root.resolve(), "", 0), key=lambda f: f[1].encode())
    if not any(not places.ignored(name) for _, name, _ in walked):
        hint = "give the folder that holds the model"
        raise EvidenceError("the folder is empty", place=str(root), hint=hint)
    hashed = digest_all([f for f in walked if not places.ignored(f[1])])
    found = []
    for _, name, size in walked:
        if row := places.ignored(name):
            found.append(Found(name, size, "", None, row.why, ignored=True))
        else:
            evidence = places.evidence(name)
            why = evidence.why if evidence else ""
            found.append(Found(name, *hashed[name], why))
    return Discovery(root, "folder", tuple(found))


def _single(path: Path) -> Discovery:
    size = path.stat().st_size
    hashed = digest_all([(path, path.name, size)])[path.name]
    return Discovery(path, "file", (Found(path.name, *hashed),))


def _walk(
    folder: Path, inside: Path, prefix: str, depth: int
) -> Iterator[tuple[Path, str, int]]:
    """Yield (path, name below the root, size) of each file."""
    if depth > MAX_DEPTH:
        raise EvidenceError(f"more than {MAX_DEPTH} folders deep", place=prefix)
    try:
        entries = sorted(os.scandir(folder), key=lambda e: e.name)
    except OSError as exc:
        why = f"cannot be read: {(exc.strerror or 'unknown error').lower()}"
        hint = "give this user the right to read it"
        raise EvidenceError(why, place=prefix or str(folder), hint=hint) from exc
    if len(entries) > MAX_FILES:
        raise EvidenceError(f"more than {MAX_FILES} files", place=prefix)
    for entry in entries:
        name = prefix + _name(entry.name, prefix)
        if entry.is_symlink():
            _inside(Path(entry.path), inside, name)
        status = os.stat(entry.path)  # noqa: PTH116  # a scandir entry has a text path
        if stat.S_ISDIR(status.st_mode):
            if entry.name == ".git" and not prefix:
                continue
            yield from _walk(Path(entry.path), inside, f"{name}/", depth + 1)
        elif stat.S_ISREG(status.st_mode):
            yield Path(entry.path), name, status.st_size
        else:
            hint = "remove it: only files and folders can be judged"
            raise EvidenceError(f"is {kind(status.st_mode)}", place=name, hint=hint)


def _name(name: str, prefix: str) -> str:
    printable = name.isprintable() and "\\" not in name
    try:
        name.encode()
    except UnicodeEncodeError:
        printable = False
    if not printable:
        shown = prefix + name.encode("utf-8", "backslashreplace").decode()
        shown = shown.encode("unicode_escape").decode()
        why = "the name holds characters that cannot be written down safely"
        raise EvidenceError(why, place=shown, hint="rename it")
    return name


def _inside(link: Path, root: Path, name: str) -> None:
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError) as exc:
        raise EvidenceError("is a broken or circular link", place=name) from exc
    if not target.is_relative_to(root) or link.parent.resolve().is_relative_to(target):
        hint = "copy the file into the folder"
        raise EvidenceError("is a link that leaves the folder", place=name, hint=hint)
