"""Each page is run from top to bottom, as somebody who follows it would."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from doc_blocks import PAGES, blocks, name

RUN = [page for page in PAGES if any(b.language == "sh" for b in blocks(page))]
COMMAND = re.compile(r"^(mlgate .*?)(?: +# exit code (\d))?$", re.MULTILINE)
WRAPPER = '#!/bin/sh\nexec "{python}" -c "from mlgate.cli import main; main()" "$@"\n'


def _checked(found: re.Match[str]) -> str:
    """Return the command with a test of how it exits."""
    code = found[2] or "0"
    return (
        f'{found[1]}\ngot=$?; [ $got -eq {code} ] || {{ echo "exit $got"; exit 99; }}'
    )


def _script(page: Path) -> str:
    told = [block.text for block in blocks(page) if block.language == "sh"]
    return COMMAND.sub(_checked, "".join(told))


def _run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    bin_ = folder / "bin"
    bin_.mkdir()
    (bin_ / "mlgate").write_text(WRAPPER.format(python=sys.executable), "utf-8")
    (bin_ / "mlgate").chmod(0o755)
    here = folder / "here"
    here.mkdir()
    path = f"{bin_}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["sh", "-u", "-c", script],
        cwd=here,
        env={"PATH": path, "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        text=True,
    )


@pytest.mark.parametrize("page", RUN, ids=map(name, RUN))
def test_following_a_page_gives_what_it_says(page: Path, tmp_path: Path) -> None:
    done = _run(_script(page), tmp_path)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    printed = set(done.stdout.splitlines())
    started = False
    for block in blocks(page):
        started = started or block.language == "sh"
        if block.language == "text" and started:
            assert set(block.text.splitlines()) <= printed


def test_a_wrong_exit_code_is_found_out(tmp_path: Path) -> None:
    script = COMMAND.sub(_checked, "mlgate explain LIN-002   # exit code 1\n")
    assert _run(script, tmp_path).returncode == 99
