"""The hook as pre-commit runs it: silent when all is well, whatever files changed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from corpus import ROOT
from mlgate.cli.check import command

WEIGHTS = b"\x08\0\0\0\0\0\0\0{}      "
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))


def _git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
    given = ["git", "-C", str(folder), *who, *arguments]
    subprocess.run(given, check=True, capture_output=True)


def _commit(folder: Path) -> None:
    _git(folder, "add", "-A", "--force")
    _git(folder, "commit", "-q", "-m", "all")


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of this repository, as it is now."""
    clone = tmp_path_factory.mktemp("hooks")
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, files.decode().split("\0")):
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            (clone / name).write_bytes((ROOT / name).read_bytes())
    _git(clone, "init", "-q")
    _commit(clone)
    return clone


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose root is a model that is allowed."""
    from mlgate.core.tiers import PRACTICES, QUESTIONS

    answers = "".join(f"    {question}: no\n" for question in QUESTIONS)
    practices = "".join(f"    {practice}: no\n" for practice in PRACTICES)
    (tmp_path / "model.safetensors").write_bytes(WEIGHTS)
    (tmp_path / "release.yaml").write_text(
        "mlgate: release/v1\nname: scorer\nversion: 1.0.0\n"
        "owner:\n  accountable: Ada Lovelace\n  team: scoring\n"
        "tiering:\n  assessor: Ada Lovelace\n  decided_at: 2026-11-20T09:00:00Z\n"
        f"  answers:\n{answers}  prohibited_practices:\n{practices}",
        encoding="utf-8",
    )
    _git(tmp_path, "init", "-q")
    _commit(tmp_path)
    return tmp_path


def _pre_commit(
    folder: Path, home: Path, *arguments: str
) -> subprocess.CompletedProcess[str]:
    pytest.importorskip("pre_commit", reason="it comes with the extra `dev`")
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments],
        cwd=folder,
        env={**os.environ, "PRE_COMMIT_HOME": str(home), "PRE_COMMIT_COLOR": "never"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_hook_asks_for_what_the_command_knows() -> None:
    (hook,) = HOOKS
    words = [*hook["entry"].split(), *hook["args"]]
    assert words[:2] == ["mlgate", "check"]
    context = command.make_context("check", words[2:])
    assert context.params["quiet"]
    assert context.params["path"] == Path()
    assert (hook["always_run"], hook["pass_filenames"]) == (True, False)


@pytest.mark.slow
def test_try_repo_passes_in_silence_and_fails_with_the_findings(
    repository: Path, hooks: Path, home: Path
) -> None:
    given = ("try-repo", str(hooks), "mlgate", "--all-files", "--verbose")
    done = _pre_commit(repository, home, *given)
    assert done.returncode == 0, done.stdout + done.stderr
    said = done.stdout.partition("mlgate...")[2]
    assert "Passed" in said
    assert "ALLOW" not in said
    (repository / "release.yaml").unlink()
    done = _pre_commit(repository, home, *given)
    assert done.returncode == 1
    assert "DENY  unnamed" in done.stdout
    assert "exit code: 1" in done.stdout


@pytest.mark.slow
def test_a_commit_that_deletes_the_card_is_stopped(
    repository: Path, hooks: Path, home: Path
) -> None:
    model = repository / "models" / "my scorer"
    model.mkdir(parents=True)
    for name in ("model.safetensors", "release.yaml"):
        (repository / name).rename(model / name)
    revision = subprocess.run(
        ["git", "-C", str(hooks), "rev-parse", "HEAD"],
        capture_output=True,
        check=True,
        text=True,
    ).stdout.strip()
    hook = {"id": "mlgate", "args": ["models/my scorer", "--tier", "T4"]}
    config = {"repos": [{"repo": str(hooks), "rev": revision, "hooks": [hook]}]}
    text = yaml.safe_dump(config)
    (repository / ".pre-commit-config.yaml").write_text(text, encoding="utf-8")
    _commit(repository)
    assert _pre_commit(repository, home, "run").returncode == 0
    _git(repository, "rm", "-q", str(model / "release.yaml"))
    done = _pre_commit(repository, home, "run")
    assert done.returncode == 1
    assert "DENY" in done.stdout
    _git(repository, "rm", "-q", str(model / "model.safetensors"))
    done = _pre_commit(repository, home, "run")
    assert done.returncode == 1
    assert "exit code: 2" in done.stdout
