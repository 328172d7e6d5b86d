"""The README shows what its commands really print."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import example_signing as signing
import pytest

README = signing.EXAMPLES.parent / "README.md"
CHECK = ["check", "examples/credit-scorer", "--org", "examples/org.yaml"]


def broken(home: Path) -> None:
    lineage = home / "examples" / "credit-scorer" / "evidence" / "lineage.json"
    events = json.loads(lineage.read_text())
    del events[0]["inputs"][1]["facets"]["digest"]
    lineage.write_text(json.dumps(events, indent=2) + "\n")


OUTPUTS = {"as it stands": (0, lambda _: None), "without that digest": (1, broken)}


@pytest.mark.parametrize("title", OUTPUTS)
def test_the_readme_shows_the_real_output(tmp_path: Path, title: str) -> None:
    code, edit = OUTPUTS[title]
    shutil.copytree(signing.EXAMPLES, tmp_path / "examples")
    edit(tmp_path)
    command = [sys.executable, "-m", "mlgate", *CHECK]
    ran = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (code, "")
    if os.environ.get("MLGATE_UPDATE_GOLDEN"):
        README.write_text(shown(README.read_text("utf-8"), title, ran.stdout), "utf-8")
    text = README.read_text("utf-8")
    assert text == shown(text, title, ran.stdout)


def shown(text: str, title: str, output: str) -> str:
    """Return ``text`` with ``output`` as the block after its marker."""
    block = "".join(f"    {line}".rstrip() + "\n" for line in output.splitlines())
    pattern = rf"(<!-- output: {title} -->\n\n)(?:    .*\n|\n(?=    ))+"
    return re.sub(pattern, lambda found: found[1] + block, text)
