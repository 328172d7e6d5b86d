"""Reads a file that somebody named, if it is one: nothing that keeps us waiting."""

from pathlib import Path

from mlgate.errors import MlgateError


def named(path: Path, most: int, kind: type[MlgateError], hint: str) -> bytes:
    """Return the bytes of ``path``; one more than ``most`` if there are too many.

    Raises:
        MlgateError: Of ``kind``: it is no plain file, or cannot be read.
    """
    # It may lie in the model's folder, where opening a pipe would wait for ever.
    if path.exists() and not path.is_file():
        raise kind("is not a plain file", place=str(path), hint=hint)
    try:
        with path.open("rb") as stream:
            return stream.read(most + 1)
    except OSError as exc:
        why = (exc.strerror or "cannot be read").lower()
        raise kind(why, place=str(path), hint=hint) from exc
