"""Writes files whole or not at all, and reports to standard output."""

import os
import stat
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import click

from mlgate.core.decision import Decision
from mlgate.errors import ConfigError


def write(path: Path, content: bytes, *, mode: int = 0o666) -> None:
    """Write ``content`` to ``path``; see ``write_all``."""
    write_all({path: content}, mode=mode)


def write_all(contents: Mapping[Path, bytes], *, mode: int = 0o666) -> None:
    """Write each content to a temporary file beside its path, then rename them all.

    Args:
        contents: What to write, by path.
        mode: Permissions, less what the process's mask forbids.

    Raises:
        ConfigError: One of them cannot be written; nothing is left behind.
    """
    written: dict[Path, str] = {}
    path = Path()
    try:
        for path, content in contents.items():
            _refuse_special(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            written[path] = _temporary(path.parent)
            _write(written[path], content, mode)
        for path, temporary in written.items():
            os.replace(temporary, path)  # noqa: PTH105  # a plain path
    except OSError as exc:
        why = (exc.strerror or "cannot be written").lower()
        raise ConfigError(why, place=str(path), hint="choose another place") from exc
    finally:
        for temporary in written.values():
            with suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108  # a plain path


def _temporary(folder: Path) -> str:
    return str(folder / f".mlgate-{os.urandom(8).hex()}")


def _write(path: str, content: bytes, mode: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _refuse_special(path: Path) -> None:
    """Raise ``ConfigError`` if renaming a file to ``path`` would destroy more."""
    with suppress(FileNotFoundError):
        kind = path.lstat().st_mode
        if not stat.S_ISREG(kind):
            what = "a folder" if stat.S_ISDIR(kind) else "a link or a device"
            hint = "name a file; what is named no file goes to standard output"
            raise ConfigError(f"is {what}, not a file", place=str(path), hint=hint)


def refuse_existing(path: Path, hint: str) -> None:
    """Raise ``ConfigError`` if there is something at ``path`` already."""
    if os.path.lexists(path):
        raise ConfigError("exists already", place=str(path), hint=hint)


def show(decision: Decision, path: Path, name: str = "text") -> None:
    """Print the report of ``decision``, in the format called ``name``."""
    from mlgate.reporters import find
    from mlgate.reporters.text import TextReporter

    made = TextReporter(colour=coloured()) if name == "text" else find(name)()
    text = made.render(decision, str(path))
    # Programs read the others: UTF-8, whatever encoding the terminal has.
    click.echo(text if name == "text" else text.encode(), nl=False)


def coloured() -> bool:
    """Say whether standard output is a terminal, and colours are not unwanted."""
    terminal = sys.stdout is not None and sys.stdout.isatty()
    return terminal and not os.environ.get("NO_COLOR")
