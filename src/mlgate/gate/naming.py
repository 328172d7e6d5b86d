"""Files of the model that send a runtime to what is no part of it."""

import mmap
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mlgate.core.subject import Artifact
from mlgate.loaders.discover import Discovery, Found
from mlgate.loaders.formats import NOT_TESTED, ModelFile, large, missing, outside, reads
from mlgate.strict.text import MAX_BYTES

FORMAT = "configuration"
_UNREAD = "cannot be read, and so may name any path"


class Naming:
    """Looks at one file after the other, knowing all artifacts of the subject."""

    def __init__(self, found: Discovery, artifacts: Sequence[Artifact]) -> None:
        self._found = found
        self._held = {""}
        for artifact in artifacts:
            path = artifact.path
            while path and path not in self._held:
                self._held.add(path)
                path = path.rpartition("/")[0]

    def added(self, file: Found, made: ModelFile | None) -> ModelFile | None:
        """Return ``made``, what is known of ``file``, with what it names besides.

        Danger stays danger. What was safe, or no model file so far, is not tested if
        it names a path that is no part of the model.
        """
        if not reads(file.path) or not (why := self._reasons(file)):
            return made
        if made is None:
            return ModelFile(FORMAT, NOT_TESTED, why)
        loading = made.loading if made.reasons else NOT_TESTED
        return replace(made, loading=loading, reasons=(*made.reasons, *why))

    def _reasons(self, file: Found) -> tuple[str, ...]:
        try:
            if file.size > MAX_BYTES:
                return self._large(file)
            raw = file.raw if file.raw is not None else self._where(file).read_bytes()
        except (OSError, ValueError):
            return (_UNREAD,)
        why = outside(file.path, raw) + missing(file.path, raw, self._held.__contains__)
        return tuple(dict.fromkeys(why))

    def _where(self, file: Found) -> Path:
        return self._found.location(file.path)

    def _large(self, file: Found) -> tuple[str, ...]:
        with self._where(file).open("rb") as stream:
            length, access = file.size, mmap.ACCESS_READ
            with mmap.mmap(stream.fileno(), length, access=access) as raw:
                return large(file.path, raw)
