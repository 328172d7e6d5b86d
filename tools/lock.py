"""Locks what is installed by hash, for every platform: needs uv and an index.

That is what action.yml installs, and the peers written in Python. Run it when a
dependency in pyproject.toml or a version in tools/peers changes, or to move to newer
versions: ``tools/lock.py`` for all, ``tools/lock.py action`` for one.
"""

import runpy
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
HEAD = "# Made by tools/lock.py from {source}: change that, not this file.\n"


def action() -> list[str]:
    """Return what mlgate needs to run, with a decision log, and what builds it."""
    read = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project, build = read["project"], read["build-system"]["requires"]
    store = project["optional-dependencies"]["store"]
    return [*project["dependencies"], *store, *build]


def trestle() -> list[str]:
    """Return the peer that reads OSCAL."""
    peer = runpy.run_path(str(ROOT / "tools" / "peers"))["PEERS"]["trestle"]
    return [f"{peer.module}=={peer.version}"]


LOCKS: dict[str, tuple[str, str, Callable[[], list[str]]]] = {
    "action": ("action/requirements.txt", "pyproject.toml", action),
    "trestle": ("tools/trestle/requirements.txt", "tools/peers", trestle),
}


def main(names: list[str]) -> None:
    options = ["--universal", "--generate-hashes", "--no-header", "--no-annotate"]
    for name in names or LOCKS:
        file, source, wanted = LOCKS[name]
        found = subprocess.run(
            ["uv", "pip", "compile", "-q", *options, "--python-version", "3.11", "-"],
            input="\n".join(wanted()),
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
        text = HEAD.format(source=source) + found.stdout
        (ROOT / file).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyError as unknown:
        sys.exit(f"tools/lock.py: no lock {unknown}; there are: {', '.join(LOCKS)}")
    except (OSError, subprocess.CalledProcessError) as problem:
        sys.exit(f"tools/lock.py: {problem}")
