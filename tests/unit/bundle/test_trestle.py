"""Another reader of OSCAL, compliance-trestle, takes what we write."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from oscal_documents import Json, plan, results

import opa_server
from logged import decision
from mlgate.core.decision import Decision

pytestmark = [pytest.mark.slow, pytest.mark.peer("trestle")]
MADE: dict[str, tuple[Callable[[Decision], Json], str]] = {
    "assessment-results": (results, "metadata"),
    "plan-of-action-and-milestones": (plan, "poam-items"),
}


@pytest.mark.parametrize("name", MADE)
def test_trestle_loads_it_and_refuses_it_without_a_part(
    name: str, tmp_path: Path
) -> None:
    made, part = MADE[name]
    trestle = str(opa_server.find("trestle"))
    subprocess.run([trestle, "init", "--local"], cwd=tmp_path, check=True)
    path = tmp_path / name / "one" / f"{name}.json"
    path.parent.mkdir(parents=True)

    def read(document: Json) -> int:
        path.write_text(json.dumps(document), "utf-8")
        command = [trestle, "validate", "-f", str(path)]
        return subprocess.run(command, cwd=tmp_path, check=False).returncode

    document = made(decision())
    assert read(document) == 0
    # Two parts of one id: no schema sees that.
    twice = made(decision())
    resources = twice[name]["back-matter"]["resources"]
    resources[1]["uuid"] = resources[0]["uuid"]
    assert read(twice) != 0
    del document[name][part]
    assert read(document) != 0
