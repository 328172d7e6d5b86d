"""Refuses configuration that the judged could have written."""

import os
from pathlib import Path

from mlgate.errors import ConfigError

# Linux follows as many symlinks in one path.
MAX_LINKS = 40


def check(file: Path, root: Path, option: str) -> None:
    """Refuse the ``file`` of ``option`` if it, or a link to it, lies in ``root``.

    Args:
        file: As it was given.
        root: The folder, or the one file, that is judged.
        option: Its name on the command line, for messages.

    Raises:
        ConfigError: Whoever writes the judged folder could choose what is read.
    """
    if not _passes(file, root):
        return
    place = str(file)
    why = "lies in the folder that is judged, and the judged never sets the judge"
    hint = f"give {option} a file that whoever writes the model cannot write"
    raise ConfigError(why, place=place, hint=hint)


def is_own(file: Path, root: Path, name: str) -> bool:
    """Say whether ``file`` is the one called ``name`` directly below ``root``."""
    return file.name == name and _same(file.parent, root)


def _passes(file: Path, root: Path) -> bool:
    """Say whether the way to ``file``, link by link, leads through ``root``."""
    for _ in range(MAX_LINKS):
        if _lies_in(file, root):
            return True
        if not os.path.islink(file):  # noqa: PTH114  # a Path raises on a long name
            return False
        file = file.parent / file.readlink()
    return False  # Nobody can open it.


def _lies_in(file: Path, root: Path) -> bool:
    # Only the folder is resolved: what the last link leads to is asked for next. As it
    # is written counts too, for a folder of the judged could be a link elsewhere.
    written = Path(os.path.abspath(file))  # noqa: PTH100  # it takes `..` out
    folder = Path(os.path.realpath(file.parent))
    above = (file, *written.parents, folder, *folder.parents)
    return any(_same(place, root) for place in above)


def _same(one: Path, other: Path) -> bool:
    """Say whether both are one; by what they are, for names may differ by case."""
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False
