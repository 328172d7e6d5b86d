"""The search itself: it finds what was planted, keeps it, and says how to see it."""

import subprocess
import sys
from pathlib import Path

import pytest

FUZZ = Path(__file__).parent
TOOL = FUZZ.parents[1] / "tools" / "fuzz.py"
# A branch that no byte chosen at random leads to: what was seen must lead there.
PLANTED = """
import sys
from pathlib import Path
import atheris
import guided
from judging import Target
from targets import TARGETS

@atheris.instrument_func
def read(raw):
    if raw[:1] == b"m":
        if raw[1:2] == b"l":
            if raw[2:3] == b"g":
                raise KeyError("planted")

TARGETS["planted"] = Target(read, "bytes")
folder = Path(sys.argv[1])
(folder / "findings").mkdir()
(folder / "words.txt").write_text("word")
guided.search("planted", folder, ["-runs=400000", "-seed=1"])
"""

pytestmark = pytest.mark.slow


def run(*command: object) -> subprocess.CompletedProcess[str]:
    given = [sys.executable, *map(str, command)]
    return subprocess.run(given, capture_output=True, text=True, check=False, cwd=FUZZ)


@pytest.fixture(autouse=True)
def _has_atheris() -> None:
    pytest.importorskip("atheris", reason="needs the extra fuzz")


def test_a_planted_fault_is_found_and_kept_with_its_traceback(tmp_path: Path) -> None:
    done = run("-c", PLANTED, tmp_path)
    assert done.returncode == 0, done.stderr[-1000:]
    (found,) = (p for p in (tmp_path / "findings").iterdir() if p.suffix != ".txt")
    assert found.name.startswith("planted-KeyError-")
    assert found.read_bytes()[:3] == b"mlg"
    assert "KeyError: 'planted'" in found.with_suffix(".txt").read_text("utf-8")


def test_a_search_says_what_it_did_and_leaves_the_repository_alone(
    tmp_path: Path,
) -> None:
    done = run(TOOL, "openvex", "--seconds", 2, "--folder", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    line, total = done.stdout.splitlines()
    name, runs = line.split()[:2]
    assert (name, int(runs) > 100, line.split()[-2:]) == (
        "openvex",
        True,
        ["0", "found"],
    )
    assert total.startswith("1 targets, ")
    assert (tmp_path / "openvex" / "documents").is_dir()


def test_what_was_found_is_shown_by_name_and_file(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(b"{}")
    assert run(TOOL, "openvex", "--show", kept).stdout == "refused\n"
    kept.write_bytes((FUZZ / "seeds" / "openvex" / "1").read_bytes())
    assert run(TOOL, "openvex", "--show", kept).stdout == "read\n"


def test_a_name_of_no_target_is_told_which_there_are() -> None:
    done = run(TOOL, "nothing-of-that-name")
    assert done.returncode == 2
    assert "openvex" in done.stderr
