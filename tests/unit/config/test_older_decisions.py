"""Decisions that were made before there was a lineage in them."""

from dataclasses import replace
from typing import Any

import rfc8785

from logged import decision
from mlgate.bundle.content import Content
from mlgate.config.replaying import _differs
from mlgate.core.record import record
from mlgate.strict import schema
from mlgate.strict.shipped import read_schema

SAID = decision()
MADE = replace(SAID, subject={**SAID.subject, "aliases": []})
LINEAGE = {**MADE.lineage, "score": 0.5}


def _older(**more: object) -> Content:
    said: dict[str, Any] = {**record(MADE), **more}
    del said["lineage"]
    return Content(said, rfc8785.dumps(said) + b"\n", (), (), {}, {}, {})


def test_they_still_fit_the_schema() -> None:
    assert schema.problems(_older().decision, read_schema("decision"), limit=9) == []


def test_replaying_one_finds_no_difference_in_what_it_did_not_say() -> None:
    assert _differs(_older(), replace(MADE, lineage=LINEAGE)) == ()
    assert _differs(_older(clock="2026-01-01T00:00:00Z"), MADE) == ("clock",)


def test_a_lineage_that_came_out_otherwise_is_a_difference() -> None:
    said = record(MADE)
    content = Content(said, rfc8785.dumps(said) + b"\n", (), (), {}, {}, {})
    assert _differs(content, MADE) == ()
    assert _differs(content, replace(MADE, lineage=LINEAGE)) == ("lineage",)
