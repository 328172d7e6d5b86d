import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from mini_runner import MiniRunner

from corpus import ROOT

EXAMPLES = ROOT / "examples"
WRAPPER = '#!/bin/sh\nexec "{python}" "$@"\n'


def installed(job: MiniRunner) -> None:
    """Let mlgate look installed by an earlier step of ``job``: no network is needed."""
    path = str(job.action.parent).encode()
    sum_ = subprocess.run(["cksum"], input=path, capture_output=True, check=True)
    home = job.temporary / f"mlgate-{sum_.stdout.split()[0].decode()}"
    (home / "bin").mkdir(parents=True)
    python = home / "bin" / "python"
    python.write_text(WRAPPER.format(python=sys.executable), encoding="utf-8")
    python.chmod(0o755)
    (home / "ready").touch()


@pytest.fixture
def job(tmp_path: Path) -> MiniRunner:
    """A job with mlgate installed and the examples checked out."""
    job = MiniRunner(tmp_path)
    installed(job)
    keep = shutil.ignore_patterns("make", ".mlgate", "workflows")
    shutil.copytree(EXAMPLES, job.workspace / "examples", ignore=keep)
    return job
