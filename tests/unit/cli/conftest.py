import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from init_dialogue import AT, Run

from mlgate.cli.init import command


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give git an empty configuration, whoever runs the tests."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in [n for n in os.environ if n.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    return folder


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    folder.mkdir()
    return folder


@pytest.fixture
def run(model: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command on ``model``; with text to type, at a terminal."""

    def runner(*arguments: object, typed: str | None = None) -> Result:
        if typed is not None:
            terminal = "click.testing._NamedTextIOWrapper.isatty"
            monkeypatch.setattr(terminal, lambda _: True)
        texts = [str(a) for a in arguments or (model,)]
        return CliRunner().invoke(command, [*texts, "--at", AT], input=typed)

    return runner
