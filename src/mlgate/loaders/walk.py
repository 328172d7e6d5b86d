"""Walks a folder without leaving it, whatever its symlinks say."""

import os
import stat
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from mlgate.core.subject import check_path, shown
from mlgate.errors import EvidenceError
from mlgate.loaders import places
from mlgate.loaders.hashing import special, unreadable
from mlgate.loaders.places import Place

MAX_FILES = 1_000_000
MAX_DEPTH = 64


class Walked(NamedTuple):
    """One file, or one folder that is ignored as a whole.

    Attributes:
        path: Where it lies on disk, with symlinks resolved.
        name: Its path below the root; a folder's ends in ``/``.
    """

    path: str
    name: str
    size: int
    place: Place


class Walk:
    """One walk: it counts what it meets, so that no web of symlinks lasts for ever.

    Args:
        allowed: Folders, resolved, into which symlinks may point.
    """

    def __init__(self, allowed: Sequence[str]) -> None:
        self._allowed = [_inside(folder) for folder in allowed]
        self._met = 0

    def files(self, root: str) -> Iterator[Walked]:
        """Yield each file below ``root``, under the path by which it was reached.

        Raises:
            EvidenceError: A symlink leaves the allowed folders, leads nowhere or back
                to where it lies; a special file; a name that cannot be written; a
                folder that cannot be read; too many files, or too deep.
        """
        yield from self._below(root, "", ())

    def _below(
        self, folder: str, prefix: str, above: tuple[str, ...]
    ) -> Iterator[Walked]:
        if len(above) > MAX_DEPTH:
            why = f"more than {MAX_DEPTH} folders deep"
            raise EvidenceError(why, place=prefix, hint="flatten the folders")
        above = (*above, folder)
        for entry in self._entries(folder, prefix):
            name = prefix + entry.name
            check_name(name)
            path = entry.path
            if entry.is_symlink():
                path = self._target(path, name)
            yield from self._visit(path, name, above)

    def _entries(self, folder: str, prefix: str) -> "list[os.DirEntry[str]]":
        try:
            with os.scandir(folder) as entries:
                found = list(islice(entries, MAX_FILES - self._met + 1))
        except OSError as exc:
            raise unreadable(exc, prefix or folder) from exc
        self._met += len(found)
        if self._met > MAX_FILES:
            why = f"more than {MAX_FILES} files and folders"
            hint = "give the folder of one model"
            raise EvidenceError(why, place=prefix or folder, hint=hint)
        return sorted(found, key=lambda entry: os.fsencode(entry.name))

    def _visit(self, path: str, name: str, above: tuple[str, ...]) -> Iterator[Walked]:
        try:
            status = os.stat(path, follow_symlinks=False)  # noqa: PTH116  # a Path per file is slow
        except OSError as exc:
            raise unreadable(exc, name) from exc
        if stat.S_ISDIR(status.st_mode):
            yield from self._folder(path, name, above)
            return
        place = places.place(name)
        if place.kind != places.IGNORED and not stat.S_ISREG(status.st_mode):
            raise special(status.st_mode, name)
        yield Walked(path, name, status.st_size, place)

    def _folder(self, path: str, name: str, above: tuple[str, ...]) -> Iterator[Walked]:
        place = places.place(f"{name}/")
        if place.kind == places.IGNORED:
            yield Walked(path, f"{name}/", 0, place)
        elif path in above:
            raise _refused(name, path, "leads back to a folder that it lies in")
        else:
            yield from self._below(path, f"{name}/", above)

    def _target(self, link: str, name: str) -> str:
        target = resolve(link, name)
        if not _inside(target).startswith(tuple(self._allowed)):
            raise _refused(name, target, "leaves the folder")
        return target


def check_name(name: str) -> None:
    """Refuse the path ``name`` if on another machine it would be another one.

    Raises:
        EvidenceError: As ``check_path``; or this system reads names other than as
            UTF-8, which would give the subject another digest.
    """
    encoding = sys.getfilesystemencoding()
    if encoding != "utf-8" and not name.isascii():
        why = f"file names are read as {encoding} here, and this one is not ASCII"
        hint = "set PYTHONUTF8=1, or choose a UTF-8 locale"
        raise EvidenceError(why, place=ascii(name), hint=hint)
    check_path(name)


def resolve(path: str, name: str) -> str:
    """Return where ``path`` lies, with every symlink resolved.

    Raises:
        EvidenceError: It leads nowhere, or in a circle; ``name`` is its place.
    """
    try:
        return os.path.realpath(path, strict=True)
    except FileNotFoundError as exc:
        if _is_link(path):
            raise _refused(name, _read(path), "leads nowhere") from exc
        hint = "check the path"
        raise EvidenceError(
            "there is no such file or folder", place=name, hint=hint
        ) from exc
    except (OSError, ValueError) as exc:
        if _is_link(path):
            raise _refused(name, _read(path), "cannot be followed") from exc
        why = "is not the path of a file or folder"
        raise EvidenceError(why, place=shown(name), hint="check the path") from exc


def _inside(folder: str) -> str:
    """Return how every path inside of ``folder`` begins."""
    return folder.rstrip(os.sep) + os.sep


def _is_link(path: str) -> bool:
    return os.path.islink(path)  # noqa: PTH114  # a Path raises where the name is long


def _read(link: str) -> str:
    return str(Path(link).readlink())


def _refused(name: str, target: str, why: str) -> EvidenceError:
    hint = "replace the symlink by the file or folder that is meant"
    return EvidenceError(
        f"is a symlink to {target!a}, which {why}", place=name, hint=hint
    )
