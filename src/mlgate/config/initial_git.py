"""What git knows: who works here, and what is checked out; "" for anything else.

The folder may be somebody else's, with a configuration that names programs. Only
commands that run none are used, and nothing may be fetched.
"""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

MAX_BYTES = 4096
SECONDS = 5
_SAFE = (
    "--no-pager",
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    # Otherwise a folder with the files of a bare repository would be one.
    *("-c", "safe.bareRepository=explicit"),
)
# Where the person's own configuration lies; no GIT_* variable points elsewhere.
_KEPT = ("HOME", "PATH", "SYSTEMROOT", "USERPROFILE", "XDG_CONFIG_HOME")
_SET = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_REMOTE = re.compile(r"[^/:]*[/:](?!:)(?:.*/)?(\w[\w.-]*?)(?:\.git)?/*")


def person(folder: Path) -> str:
    """Return ``name <email>`` of whoever works in ``folder``; "" without a name."""
    name, email = _config(folder, "user.name"), _config(folder, "user.email")
    return f"{name} <{email}>" if name and email else name


def repository(folder: Path) -> str:
    """Return the name of the repository that ``folder`` is the top of."""
    if not _is_top(folder):
        return ""
    # Its other parts may hold a password.
    url = _config(folder, "remote.origin.url")
    found = _REMOTE.fullmatch(url.rpartition("://")[2])
    return found[1] if found else ""


def tag(folder: Path) -> str:
    """Return the one tag of the commit that is checked out at the top ``folder``.

    An older tag names other bytes; of several, nobody can tell which is the version.
    """
    if not _is_top(folder):
        return ""
    names = "--format=%(refname:strip=2)"
    found = _run(folder, "for-each-ref", "--points-at=HEAD", names, "refs/tags")
    tags = found.splitlines()
    return tags[0] if len(tags) == 1 else ""


def _is_top(folder: Path) -> bool:
    # A model in a part of a repository has neither its name nor its tags.
    said = _run(folder, "rev-parse", "--is-inside-work-tree", "--show-prefix")
    return said == "true\n\n"


def _config(folder: Path, key: str) -> str:
    return _run(folder, "config", "-z", "--get", key).removesuffix("\0").strip()


def _run(folder: Path, *command: str) -> str:
    """Return what git prints; "" if it fails, says too much, or is not there."""
    git = shutil.which("git")
    if git is None:
        return ""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    try:
        with tempfile.TemporaryFile() as out:
            subprocess.run(
                [git, *_SAFE, "-C", str(folder), *command],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.DEVNULL,
                env=kept | _SET,
                timeout=SECONDS,
                check=True,
            )
            out.seek(0)
            raw = out.read(MAX_BYTES + 1)
        return raw.decode() if len(raw) <= MAX_BYTES else ""
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ""
