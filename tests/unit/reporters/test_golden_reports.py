"""One decision with everything in it, as each format shows it.

``MLGATE_UPDATE_GOLDEN=1`` writes the files anew; the difference is for people to read.
"""

import os
from pathlib import Path

import pytest
from decision_values import RICH

from mlgate.core.version import VERSION
from mlgate.reporters import BUILTIN, find

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", BUILTIN)
def test_a_rich_decision_is_reported_as_before(name: str) -> None:
    report = find(name)().render(RICH, "my models/scorer").replace(VERSION, "VERSION")
    path = GOLDEN / f"rich.{name}"
    if os.environ.get("MLGATE_UPDATE_GOLDEN"):
        path.write_text(report, encoding="utf-8")
    assert report == path.read_text("utf-8")


def test_every_format_has_its_golden_file_and_no_other_is_left() -> None:
    assert {p.name for p in GOLDEN.iterdir()} == {f"rich.{name}" for name in BUILTIN}
