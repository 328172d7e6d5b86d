import shutil
import subprocess
from pathlib import Path

import pytest
from init_dialogue import Run, typed, written

from mlgate.config import initial_git

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is absent")


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    subprocess.run(["git", *who, "-C", folder, *words], check=True, capture_output=True)


@pytest.fixture
def repository(model: Path) -> Path:
    git(model, "init", "-q", "-b", "main")
    git(model, "commit", "-q", "--allow-empty", "-m", "first")
    return model


@needs_git
@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://example.com/team/scorer.git", "scorer"),
        ("https://ada:s3cret@example.com/team/scorer", "scorer"),
        ("git@example.com:team/scorer.git", "scorer"),
        ("git@example.com:scorer", "scorer"),
        ("ssh://git@example.com:2222/scorer.v2.git/", "scorer.v2"),
        ("/srv/git/scorer.git", "scorer"),
        ("../scorer", "scorer"),
        ("https://ada:s3cret@example.com", ""),
        ("https://example.com/", ""),
        ("https://example.com/a/..", ""),
        ("ext::sh -c evil% scorer", ""),
        ("x" * 5000 + "/scorer", ""),
    ],
)
def test_the_remote_gives_the_name_and_nothing_else_of_its_url(
    repository: Path, url: str, name: str
) -> None:
    git(repository, "config", "remote.origin.url", url)
    assert initial_git.repository(repository) == name


@needs_git
def test_only_the_one_tag_of_this_commit_is_a_version(repository: Path) -> None:
    assert initial_git.tag(repository) == ""
    git(repository, "tag", "v1.0.0")
    assert initial_git.tag(repository) == "v1.0.0"
    git(repository, "tag", "-a", "-m", "m", "v1.0.1")
    assert initial_git.tag(repository) == ""
    git(repository, "commit", "-q", "--allow-empty", "-m", "second")
    assert initial_git.tag(repository) == ""
    git(repository, "tag", "-a", "-m", "m", "v2.0.0")
    assert initial_git.tag(repository) == "v2.0.0"


@needs_git
def test_a_model_in_a_part_of_a_repository_has_not_its_name(repository: Path) -> None:
    git(repository, "config", "remote.origin.url", "https://example.com/platform")
    git(repository, "tag", "v1.0.0")
    part = repository / "models"
    part.mkdir()
    assert initial_git.repository(repository) == "platform"
    assert initial_git.repository(part) == ""
    assert initial_git.tag(part) == ""


@needs_git
def test_git_offers_name_version_and_who_is_asked(
    repository: Path, home: Path, run: Run
) -> None:
    identity = "[user]\nname = Ada Byron\nemail = ada@example.com\n"
    (home / ".gitconfig").write_text(identity)
    git(repository, "config", "remote.origin.url", "https://x:pw@example.com/scorer")
    git(repository, "tag", "v1.0.0")
    result = run(typed=typed("n" * 20, *[""] * 11))
    made = written(repository)
    assert (made["name"], made["version"]) == ("scorer", "v1.0.0")
    assert made["tiering"]["assessor"] == "Ada Byron <ada@example.com>"
    assert made["owner"]["accountable"] is None
    assert "name [scorer, from the git remote]:" in result.output
    assert "pw" not in result.output


@needs_git
def test_another_repository_in_the_environment_is_not_looked_at(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    git(other, "config", "user.name", "Mallory")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(other / ".git" / "config"))
    assert initial_git.person(model) == ""


@needs_git
def test_a_hostile_repository_runs_nothing(repository: Path, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    evil = tmp_path / "evil"
    evil.write_text(f"#!/bin/sh\ntouch {ran}\n")
    evil.chmod(0o755)
    git(repository, "tag", "v1.0.0")
    for key, value in {
        "core.repositoryFormatVersion": "1",
        "core.fsmonitor": str(evil),
        "core.pager": str(evil),
        "core.sshCommand": str(evil),
        "core.hooksPath": str(tmp_path),
        "alias.for-each-ref": f"!{evil}",
        "alias.config": f"!{evil}",
        "protocol.ext.allow": "always",
        "remote.origin.url": f"ext::{evil}",
        "remote.origin.promisor": "true",
        "extensions.partialClone": "origin",
    }.items():
        git(repository, "config", key, value)
    # An object that is not there would be fetched from where the repository says.
    (repository / ".git/refs/tags/v2.0.0").write_text("1" * 40 + "\n")
    assert initial_git.tag(repository) == ""
    assert initial_git.repository(repository) == ""
    assert initial_git.person(repository) == ""
    assert not ran.exists()
    names = ["for-each-ref", "--points-at=HEAD", "--format=%(refname)"]
    subprocess.run(["git", "-C", repository, *names], check=False, capture_output=True)
    assert ran.exists(), "the trap itself does not work"


@needs_git
def test_a_folder_with_the_files_of_a_bare_repository_is_none(model: Path) -> None:
    git(model, "init", "-q", "--bare")
    git(model, "config", "user.name", "Mallory")
    assert initial_git.person(model) == ""


@needs_git
@pytest.mark.parametrize("name", ["a\nb", "a\x1b[2Jb", "n" * 301, " ", "\u200b"])
def test_a_name_that_is_not_one_line_is_not_offered(
    repository: Path, run: Run, name: str
) -> None:
    git(repository, "config", "user.name", name)
    result = run(typed=typed("n" * 20, *[""] * 11))
    assert result.exit_code == 0, result.output
    assert written(repository)["tiering"]["assessor"] is None


def test_without_git_nothing_is_filled_in(
    model: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    result = run(typed=typed("n" * 20, *[""] * 11))
    assert result.exit_code == 0, result.output
    assert written(model)["tiering"]["assessor"] is None
