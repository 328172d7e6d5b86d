"""A test that needs a peer is skipped without it, or fails where peers are required."""

import os
import runpy
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from corpus import ROOT

TOOL = ROOT / "tools" / "peers"
PEERS = runpy.run_path(str(TOOL))["PEERS"]
OPA = PEERS["opa"]
FOLDER = f"opa-{OPA.version}"
NEEDY = """\
import pytest


@pytest.fixture
def started():
    raise RuntimeError("set up all the same")


@pytest.mark.peer("opa")
def test_needs_a_peer(started):
    raise RuntimeError("run all the same")


def test_needs_none():
    pass
"""


def _pytest(folder: Path, **environment: str) -> str:
    test = folder / "test_needy.py"
    test.write_text(NEEDY, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "conftest",
        "-rs",
        "-p",
        "no:xdist",
    ]
    where = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder), str(test)]
    mine = {"PYTHONPATH": f"{ROOT / 'tests'}:{ROOT / 'tools'}", **environment}
    kept = {k: v for k, v in os.environ.items() if k != "MLGATE_REQUIRE_PEERS"}
    done = subprocess.run(
        [*command, *where], env=kept | mine, capture_output=True, text=True, check=False
    )
    return done.stdout


def test_without_the_peer_a_test_is_skipped_and_says_what_to_run(
    tmp_path: Path,
) -> None:
    said = _pytest(tmp_path, MLGATE_PEERS=str(tmp_path / "empty"))
    assert "1 passed, 1 skipped" in said
    assert "opa is not built: run tools/peers" in said


def test_where_peers_are_required_the_same_test_fails(tmp_path: Path) -> None:
    required = {"MLGATE_REQUIRE_PEERS": "1"}
    said = _pytest(tmp_path, MLGATE_PEERS=str(tmp_path / "empty"), **required)
    assert "1 passed, 1 error" in said
    assert "opa is not built: run tools/peers" in said
    assert "all the same" not in said


def _tool(peers: Path, *arguments: str, path: str = "", **more: str) -> tuple[int, str]:
    mine = {"MLGATE_PEERS": str(peers), **({"PATH": path} if path else {}), **more}
    env = os.environ | mine
    done = subprocess.run(
        [sys.executable, str(TOOL), *arguments],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def go(tmp_path: Path) -> Path:
    """A `go` that installs a file with the name of the module's last part."""
    program = tmp_path / "bin" / "go"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\nmodule=${2%@*}\necho $2 >> $GOBIN/../asked\n"
        'echo built > "$GOBIN/${module##*/}"\n',
        encoding="utf-8",
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return program.parent


def test_a_peer_is_built_once_and_lies_under_its_version(
    tmp_path: Path, go: Path
) -> None:
    peers, path = tmp_path / "peers", f"{go}:{os.environ['PATH']}"
    code, said = _tool(peers, "opa", path=path)
    assert (code, said.split()[:3]) == (0, ["opa", OPA.version, "built"])
    assert (peers / FOLDER / "opa").read_text() == "built\n"
    code, said = _tool(peers, "opa", path=path)
    there = f"opa {OPA.version} is there: {peers / FOLDER / 'opa'}\n"
    assert (code, said) == (0, there)
    asked = (peers / "asked").read_text().splitlines()
    assert asked == [f"{OPA.module}@{OPA.version}"]


@pytest.mark.slow
def test_a_python_peer_that_cannot_be_installed_leaves_nothing(tmp_path: Path) -> None:
    # No index, no network: pip gives up at the first of its locked requirements.
    code, said = _tool(tmp_path, "trestle", PIP_NO_INDEX="1")
    assert code == 1
    assert said.splitlines()[-1].startswith("tools/peers: Command ")
    (folder,) = tmp_path.iterdir()
    assert folder.name.startswith(f"trestle-{PEERS['trestle'].version}-py")
    assert not list(folder.iterdir())


def test_a_python_peer_is_locked_at_the_version_that_is_built() -> None:
    peer = PEERS["trestle"]
    locked = (TOOL.parent / peer.within / "requirements.txt").read_text("utf-8")
    assert f"\n{peer.module}=={peer.version} \\\n" in locked


def test_where_builds_nothing(tmp_path: Path) -> None:
    code, said = _tool(tmp_path / "peers", "--where")
    assert code == 0
    assert {line.split()[2:5] == ["is", "not", "built:"] for line in said.splitlines()}
    assert not (tmp_path / "peers").exists()


def test_an_unknown_peer_is_refused(tmp_path: Path) -> None:
    assert _tool(tmp_path, "opaa") == (
        2,
        f"no peer 'opaa'; there are: {', '.join(PEERS)}\n",
    )


def test_a_machine_without_go_is_told_so(tmp_path: Path) -> None:
    code, said = _tool(tmp_path, "opa", path=str(tmp_path))
    assert code == 1
    assert said.startswith("tools/peers: ")
    assert "'go'" in said
    assert not (tmp_path / FOLDER).exists()
