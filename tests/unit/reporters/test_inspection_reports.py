"""Reports of an inspection: as before, within 80 columns, and hostile text as text."""

import json
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from decision_values import LINEAGE, NASTY
from inspection_values import DOCUMENT, MODEL

from mlgate.core.inspection import Field, Inspection
from mlgate.errors import ConfigError
from mlgate.reporters import INSPECTIONS, find_inspection
from mlgate.reporters.inspection_text import FIELDS, SHOWN, InspectionText

GOLDEN = Path(__file__).parent / "golden_inspections"
BOTH = {"model": MODEL, "document": DOCUMENT}
NAMES = {f"{what}.{name}" for what in BOTH for name in INSPECTIONS}


@pytest.mark.parametrize("file", sorted(NAMES))
def test_an_inspection_is_reported_as_before(file: str) -> None:
    what, _, name = file.partition(".")
    report = find_inspection(name)().render(BOTH[what], "my models/scorer")
    if os.environ.get("MLGATE_UPDATE_GOLDEN"):
        (GOLDEN / file).write_text(report, encoding="utf-8")
    assert report == (GOLDEN / file).read_text("utf-8")


def test_every_report_has_its_golden_file_and_no_other_is_left() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == NAMES


def test_an_unknown_report_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(ConfigError) as refused:
        find_inspection("html")
    assert refused.value.hint == "formats: text, json, svg"


@pytest.mark.parametrize("inspection", BOTH.values(), ids=BOTH)
def test_text_keeps_to_80_columns_and_has_no_colour_unless_asked(
    inspection: Inspection,
) -> None:
    plain = InspectionText().render(inspection, "scorer")
    assert max(map(len, plain.splitlines())) <= 80
    assert "\x1b" not in plain
    coloured = InspectionText(colour=True).render(inspection, "scorer")
    assert re.sub(r"\x1b\[\d+m", "", coloured) == plain
    assert coloured != plain


@pytest.mark.parametrize("said", NASTY)
def test_hostile_text_steers_no_terminal(said: str) -> None:
    document = replace(
        MODEL.documents[0], path=f"p{said}", format=said, problem=said, signer=said
    )
    nodes = [{**node, "name": said, "version": said} for node in LINEAGE["nodes"]]
    hostile = replace(
        MODEL,
        documents=(document, document),
        files=tuple(replace(f, path=f"f{said}", reasons=(said,)) for f in MODEL.files),
        holes=tuple(replace(h, raw=said, place=said) for h in MODEL.holes),
        notes=(said,),
        graph={**MODEL.graph, "nodes": nodes},
    )
    for name in INSPECTIONS:
        report = find_inspection(name)().render(hostile, said)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e\u2066]", report)
        assert not re.search(r"^\s*::|##\[|##vso\[", report, re.MULTILINE)


def test_of_too_much_the_text_shows_the_beginning_and_counts_the_rest() -> None:
    fields = tuple(Field(f"/lineage/{n}", n, "1:1") for n in range(FIELDS + 7))
    document = replace(DOCUMENT.documents[0], fields=fields)
    report = InspectionText().render(replace(DOCUMENT, documents=(document,)), "x")
    assert "and 7 more (--report json lists them all)" in report
    files = MODEL.files[:1] * (SHOWN + 9)
    report = InspectionText().render(replace(MODEL, files=files), "x")
    assert "and 9 more (--report json lists them all)" in report


def test_the_json_has_every_field() -> None:
    fields = tuple(Field(f"/lineage/{n}", n, "1:1") for n in range(999))
    document = replace(DOCUMENT.documents[0], fields=fields)
    report = find_inspection("json")().render(replace(DOCUMENT, documents=(document,)))
    assert len(json.loads(report)["documents"][0]["fields"]) == 999
