"""Writes files whole or not at all."""

import os
import tempfile
from pathlib import Path

from mlgate.errors import ConfigError


def write(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Write ``content`` to a temporary file beside ``path``, then rename it.

    Raises:
        ConfigError: The folder cannot be written to; nothing is left behind.
    """
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.chmod(temporary, mode)  # noqa: PTH101  # a plain path from mkstemp
        os.replace(temporary, path)  # noqa: PTH105  # likewise
    except OSError as exc:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        why = (exc.strerror or "cannot be written").lower()
        raise ConfigError(why, place=str(path), hint="choose another place") from exc


def refuse_existing(path: Path, hint: str) -> None:
    """Raise ``ConfigError`` if there is something at ``path`` already."""
    if path.exists() or path.is_symlink():
        raise ConfigError("exists already", place=str(path), hint=hint)
