"""The folder of attestations: read whole, and again whenever anything in it changes.

An answer never rests on what could not be read: that is "could not decide", and it is
over as soon as the folder can be read again.
"""

import errno
import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from mlgate.config import organisation
from mlgate.errors import ConfigError, EvidenceError, MlgateError
from mlgate.serve.known import MANIFESTS, STATEMENTS, Index, Known
from mlgate.serve.settings import Settings
from mlgate.trust import attestation, bundle

# How long an answer may rest on a reading that could not be repeated.
STALE = 30.0
MAX_FILES = 20_000
MAX_TOTAL = 256 * 2**20
_MAX_DEPTH = 6
_Stamp = tuple[str, int, int, int]
_Seen = tuple[tuple[_Stamp, ...], tuple[_Stamp, ...]]


class Snapshot(NamedTuple):
    """What is known now; ``error`` says why nothing is."""

    known: Known | None
    error: str


class Store:
    """What is decided, as the folder and the organisation's file say it now."""

    def __init__(
        self, settings: Settings, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings, self._monotonic = settings, monotonic
        self._stamps: _Seen | None = None
        self._snapshot = Snapshot(None, "the attestations have not been read yet")
        self._read_at = monotonic()

    def refresh(self) -> None:
        """Look whether anything changed, and read it if so; errors are kept."""
        try:
            stamps = self._look()
            if stamps != self._stamps or self._snapshot.known is None:
                self._snapshot = Snapshot(self._load(stamps[0]), "")
                self._stamps = stamps
        except (MlgateError, OSError) as exc:
            self._snapshot = Snapshot(None, str(exc))
        except RecursionError:
            self._snapshot = Snapshot(None, "a file is nested too deeply")
        self._read_at = self._monotonic()

    def now(self) -> Snapshot:
        """Return what is known at this moment."""
        age = self._monotonic() - self._read_at
        if self._snapshot.known is not None and age > STALE:
            return Snapshot(None, f"the attestations were last read {age:.0f} s ago")
        return self._snapshot

    def _look(self) -> _Seen:
        folder = self._settings.attestations
        found: list[_Stamp] = []
        for path in _files(folder, 0, set()):
            found.append(_stamp(path))
            if len(found) > MAX_FILES:
                why = f"more than {MAX_FILES} attestations"
                raise EvidenceError(why, place=str(folder), hint="move old ones away")
        if sum(size for _, _, size, _ in found) > MAX_TOTAL:
            why = f"more than {MAX_TOTAL} bytes of attestations"
            raise EvidenceError(why, place=str(folder), hint="move old ones away")
        # Keys lie beside the organisation's file, and count as it does.
        beside = sorted(self._settings.org.parent.iterdir())
        return tuple(found), tuple(_stamp(path) for path in beside)

    def _load(self, found: tuple[_Stamp, ...]) -> Known:
        index = _index(self._settings)
        for name, _, _, _ in found:
            try:
                raw = _bytes(name)
            except OSError as exc:
                why = (exc.strerror or "cannot be read").lower()
                index.problem(f"{name}: {why}")
            else:
                index.add(name, raw)
        return index.known()


def _bytes(name: str) -> bytes:
    # Opening a pipe would wait for ever.
    with open(name, "rb", opener=_open) as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(errno.EINVAL, "is not a plain file")
        return stream.read(bundle.MAX_BYTES + 1)


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _index(settings: Settings) -> Index:
    trusted = organisation.read(settings.org)
    if not trusted.pack.digest:
        hint = "write its digest under `packs` in org.yaml"
        why = "no policy is pinned, so any policy would do"
        raise ConfigError(why, place=str(settings.org), hint=hint)
    keys = bundle.trusted(trusted.keys)
    if not any(attestation.PURPOSE in key.purposes for key in keys):
        hint = "give a key the purpose `decision` in org.yaml"
        why = "nobody is trusted to decide"
        raise ConfigError(why, place=str(settings.org), hint=hint)
    return Index(trusted, keys, settings)


def _files(folder: Path, depth: int, seen: set[tuple[int, int]]) -> Iterator[str]:
    """Yield the files below ``folder`` that hold what is looked for.

    A volume of Kubernetes is made of links: to folders whose names begin with two
    dots, which would show everything twice.
    """
    status = folder.stat()
    key = (status.st_dev, status.st_ino)
    if depth > _MAX_DEPTH or key in seen:
        return
    seen.add(key)
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            if entry.name.startswith(".."):
                continue
            if entry.is_dir():
                yield from _files(Path(entry.path), depth + 1, seen)
            elif _is_ours(entry.name):
                yield entry.path


def _is_ours(name: str) -> bool:
    return name.endswith((STATEMENTS, MANIFESTS))


def _stamp(path: str | Path) -> _Stamp:
    try:
        status = os.stat(path)  # noqa: PTH116  # a text is enough
    except OSError:
        # Named there, and not to be had: reading it will say why.
        return (str(path), 0, 0, 0)
    return (str(path), status.st_mtime_ns, status.st_size, status.st_ino)
