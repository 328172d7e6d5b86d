"""A document of every format in one folder is one dossier about one model."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

import one_of_each
from mlgate.core.organisation import Organisation
from mlgate.core.sections import COLLECTED
from mlgate.gate.reading import Reading, read
from mlgate.loaders import BUILTIN
from one_of_each import ALWAYS_BROKEN, NAME, VERSION, WHOLE, formats


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("one_of_each")
    one_of_each.write(folder)
    return folder


@pytest.fixture(scope="module")
def reading(home: Path) -> Reading:
    return read(home, Organisation())


def test_there_is_one_of_each() -> None:
    assert sorted(formats().values()) == sorted(BUILTIN)


def test_each_is_read_as_what_it_is_and_has_no_problem(reading: Reading) -> None:
    evidence = reading.dossier.evidence
    assert {path: e.format for path, e in evidence.items()} == formats()
    broken = {e.format for e in evidence.values() if e.problem}
    assert broken == ALWAYS_BROKEN


def test_none_is_lost_and_none_is_taken_for_a_part_of_the_model(
    reading: Reading,
) -> None:
    said = {e.path for e in reading.dossier.evidence.values() if e.draft.sections}
    kept = {path for path, name in formats().items() if name not in ALWAYS_BROKEN}
    # A link and a manifest are about other documents and files: they fill no section.
    silent = {"sigstore-bundle", "oci-manifest"}
    assert {formats()[path] for path in kept - said} <= silent
    assert {a.path for a in reading.artifacts} == {
        "model/MLmodel",
        "model/m.safetensors",
    }


def test_nothing_that_is_said_once_of_the_model_is_in_conflict(
    reading: Reading,
) -> None:
    found = [g for g in reading.dossier.gaps if g.why == "conflict"]
    # What a record leaves open is open in that record alone.
    alone = [g for g in found if not any(g.at.startswith(f"{c}/") for c in COLLECTED)]
    assert alone == []


def test_the_dossier_tells_of_the_one_model(reading: Reading) -> None:
    content = reading.dossier.content
    named = (content[part]["name"] for part in ("release", "model_card"))
    assert [*named, content["bom"]["model"]["name"]] == [NAME] * 3
    versions = (content[part]["version"] for part in ("release", "model_card"))
    assert [*versions, content["bom"]["model"]["version"]] == [VERSION] * 3
    assert content["licences"]["model"]["spdx"] == "MIT"
    digests = {e["model_digest"] for e in content["evaluations"]} - {None}
    assert f"sha256:{WHOLE}" in digests
    (weights,) = (f for f in content["scans"]["model_files"] if f["weights"])
    assert weights["digest"] == f"sha256:{WHOLE}"
    assert len(content["software"]) >= len([n for n in BUILTIN if n[:4] == "spdx"])
    made = {(e["from"], e["kind"]) for e in content["graph"]["edges"]}
    kinds = {n["id"]: n["kind"] for n in content["graph"]["nodes"]}
    assert ("run", "generated") in {(kinds[start], kind) for start, kind in made}


def inspected(home: Path, report: str) -> str:
    command = [sys.executable, "-m", "mlgate", "inspect", home, "--report", report]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_inspect_shows_every_one_and_draws_the_picture(home: Path) -> None:
    text = inspected(home, "text")
    listed: Any = json.loads(inspected(home, "json"))["documents"]
    assert {d["path"]: d["format"] for d in listed} == formats()
    for path in formats():
        assert f"  {path}  " in text
    drawn = ET.fromstring(inspected(home, "svg"))  # noqa: S314  # our own
    words = " ".join(drawn.itertext())
    assert NAME in words
    assert "applications" in words
