"""mlgate inspect: what lies there and how it was read, with an exit code of its own."""

import json
from xml.etree import ElementTree as ET

import pytest
from subject_folders import World, run

LINEAGE = {
    "eventType": "COMPLETE",
    "eventTime": "2026-11-01T09:00:00Z",
    "producer": "https://example.test",
    "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json",
    "run": {"runId": "0194aaaa-0000-7000-8000-000000000001"},
    "job": {"namespace": "lending", "name": "train"},
    "inputs": [{"namespace": "lending", "name": "loans", "facets": {}}],
    "outputs": [],
}


@pytest.fixture
def told(world: World) -> World:
    """A model with lineage that ties nothing to its bytes, and a broken document."""
    evidence = world.model / "evidence"
    evidence.mkdir()
    (evidence / "lineage.json").write_text(json.dumps(LINEAGE, indent=1), "utf-8")
    (evidence / "bom.json").write_text('{"bomFormat": "CycloneDX",\n"x": }', "utf-8")
    return world


def test_a_model_is_shown_with_its_documents_files_and_lineage(told: World) -> None:
    done = run("inspect", told.model)
    assert done.returncode == 0
    assert done.stderr == b""
    lines = done.stdout.decode().splitlines()
    assert lines[0] == "good 1.0.0"
    assert "  evidence/lineage.json  enclosed, declared" in lines
    assert "  model.safetensors  safetensors, safe" in lines
    assert any("evidence/bom.json:2:6" in line for line in lines)
    assert any(line.startswith("Lineage: 0 % of the chain") for line in lines)
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in done.stdout.decode()


def test_it_judges_nothing_so_no_model_exits_with_1(world: World) -> None:
    release = world.model / "release.yaml"
    text = release.read_text("utf-8").replace("name: good", "name: bad")
    release.write_text(text, "utf-8")
    assert run("check", world.model, "--org", world.org).returncode == 1
    assert run("inspect", world.model, "--org", world.org).returncode == 0


def test_one_document_is_shown_field_by_field_with_its_lines(told: World) -> None:
    done = run("inspect", told.model / "evidence" / "lineage.json")
    assert done.returncode == 0
    lines = done.stdout.decode().splitlines()
    assert "  openlineage" in lines[1:4]
    assert "  9:2     /lineage/run/job  lending/train" in lines
    assert any("nothing is bound to one" in line for line in lines)


def test_why_one_document_cannot_be_read_is_said_with_the_line(told: World) -> None:
    done = run("inspect", told.model / "evidence" / "bom.json", "--report", "json")
    assert done.returncode == 0
    (document,) = json.loads(done.stdout)["documents"]
    assert document["format"] == "cyclonedx"
    assert document["problem"].startswith("bom.json:2:6: ")
    assert document["fields"] == []


def test_a_folder_of_documents_without_a_model_is_shown_as_well(told: World) -> None:
    done = run("inspect", told.model / "evidence", "--report", "json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert found["subject"] is None
    assert [d["path"] for d in found["documents"]] == ["bom.json", "lineage.json"]
    assert {d["binding"] for d in found["documents"]} == {None}


def test_reports_go_to_files_and_the_picture_is_one_of_them(told: World) -> None:
    svg, text = told.root / "lineage.svg", told.root / "found.txt"
    given = ("--report", f"svg={svg}", "--report", f"text={text}", "--report", "json")
    done = run("inspect", told.model, *given)
    assert done.returncode == 0
    lineage = json.loads(done.stdout)["lineage"]
    assert lineage["score"] == 0
    assert [m["from"] for m in lineage["missing"]] == ["run-1"]
    # Written a moment ago by ourselves.
    root = ET.fromstring(svg.read_bytes())  # noqa: S314
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "lending/loans" in svg.read_text("utf-8")
    assert text.read_text("utf-8").startswith("good 1.0.0\n")


@pytest.mark.parametrize("what", ["nothing", "empty", "text", "pdf", "own org"])
def test_what_cannot_be_inspected_exits_with_2_and_a_hint(
    world: World, what: str
) -> None:
    empty, text = world.root / "empty", world.root / "notes.txt"
    empty.mkdir()
    text.write_text("hello", "utf-8")
    own = world.model / "org.yaml"
    own.write_bytes(world.org.read_bytes())
    asked: dict[str, tuple[object, ...]] = {
        "nothing": (world.root / "nothing",),
        "empty": (empty,),
        "text": (text,),
        "pdf": (world.model, "--report", "pdf"),
        "own org": (world.model, "--org", own),
    }
    done = run("inspect", *asked[what])
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.startswith(b"mlgate: ")
    assert b"  hint: " in done.stderr
