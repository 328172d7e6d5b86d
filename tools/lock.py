"""Locks what action.yml installs, by hash, for every platform: needs uv and an index.

Run it when a dependency in pyproject.toml changes, or to move to newer versions.
"""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "action" / "requirements.txt"
HEAD = "# Made by tools/lock.py from pyproject.toml: change that, not this file.\n"


def wanted() -> list[str]:
    """Return what mlgate needs to run, and what builds it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return [*project["project"]["dependencies"], *project["build-system"]["requires"]]


def main() -> None:
    options = ["--universal", "--generate-hashes", "--no-header", "--no-annotate"]
    found = subprocess.run(
        ["uv", "pip", "compile", "-q", *options, "--python-version", "3.11", "-"],
        input="\n".join(wanted()),
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    LOCK.write_text(HEAD + found.stdout, encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except (OSError, subprocess.CalledProcessError) as problem:
        sys.exit(f"tools/lock.py: {problem}")
