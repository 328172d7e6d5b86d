"""The files by which a step of GitHub Actions speaks to its runner."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from mlgate.errors import ConfigError

_NAMES = ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE", "RUNNER_TEMP")


class Runner(NamedTuple):
    """Where outputs and the summary are added, what is judged, and what may be left."""

    output: Path
    summary: Path
    workspace: Path
    temporary: Path

    def put(self, values: Mapping[str, str]) -> None:
        """Add outputs of the step; a value may hold anything, line ends too."""
        # Whoever cannot guess the delimiter cannot end a value, and begin another.
        end = secrets.token_hex(16)
        said = (f"{name}<<{end}\n{value}\n{end}\n" for name, value in values.items())
        _add(self.output, "".join(said))

    def summarise(self, markdown: str) -> None:
        """Add to the summary of the step."""
        _add(self.summary, markdown)

    def folder(self) -> Path:
        """Return a new folder that outlives the step, but not the job."""
        return Path(tempfile.mkdtemp(prefix="mlgate-", dir=self.temporary))

    def seen(self, path: Path) -> str:
        """Return ``path`` as seen from the top of the repository, if it lies there."""
        full, top = Path(os.path.abspath(path)), self.workspace.resolve()  # noqa: PTH100  # it keeps links, as git does
        return str(full.relative_to(top) if full.is_relative_to(top) else full)


def here() -> Runner:
    """Return the runner that runs this process.

    Raises:
        ConfigError: There is none.
    """
    found = [os.environ.get(name, "") for name in _NAMES]
    if "" in found:
        why = f"{_NAMES[found.index('')]} is not set: no runner of GitHub Actions here"
        raise ConfigError(why, hint="use `mlgate check` everywhere else")
    return Runner(*map(Path, found))


def _add(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
