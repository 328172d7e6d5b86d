"""No format changes the exit code, and a quiet check says nothing but no."""

import json
from collections.abc import Callable

import pytest
from subject_folders import World, check, organise, rule

from mlgate.cli.finish import VERDICTS
from mlgate.reporters import BUILTIN

RAISES = "def deny(input):\n    raise ValueError(input['release']['name'])\n"


def _bad(world: World) -> None:
    path = world.model / "release.yaml"
    path.write_text(path.read_text("utf-8").replace("name: good", "name: bad"), "utf-8")


def _broken(world: World) -> None:
    rule(world, "ACM-002", RAISES, "python")
    organise(world)


EDITS: dict[str, Callable[[World], None]] = {
    "allow": lambda _: None,
    "deny": _bad,
    "undecided": _broken,
}


@pytest.mark.parametrize("name", BUILTIN)
@pytest.mark.parametrize("verdict", EDITS)
def test_every_format_gives_the_exit_code_of_the_verdict(
    world: World, verdict: str, name: str
) -> None:
    EDITS[verdict](world)
    file = world.root / "report"
    done = check(world, "--report", name, "--report", f"{name}={file}")
    assert done.returncode == VERDICTS[verdict], done.stderr.decode()
    assert done.stderr == b""
    assert done.stdout == file.read_bytes()
    assert done.stdout.endswith(b"\n")


@pytest.mark.parametrize("name", [None, *BUILTIN])
@pytest.mark.parametrize("verdict", EDITS)
def test_a_quiet_check_speaks_only_if_it_is_not_allowed(
    world: World, verdict: str, name: str | None
) -> None:
    EDITS[verdict](world)
    asked = ("--report", name) if name else ()
    loud, quiet = check(world, *asked), check(world, *asked, "--quiet")
    assert quiet.returncode == loud.returncode == VERDICTS[verdict]
    assert quiet.stdout == (b"" if verdict == "allow" else loud.stdout)
    assert quiet.stderr == b""


def test_a_quiet_check_writes_its_files_and_tells_its_errors(world: World) -> None:
    file = world.root / "report.json"
    done = check(world, "--quiet", "--report", f"json={file}")
    assert (done.returncode, done.stdout) == (0, b"")
    assert json.loads(file.read_bytes())["verdict"] == "allow"
    failed = check(world, "--quiet", "--tier", "T9")
    assert failed.returncode == 2
    assert failed.stderr
