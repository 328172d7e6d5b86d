"""Inspecting: every field that is shown is where the document says it."""

from pathlib import Path

import pytest

from corpus import MISSING, files
from mlgate.config.inspecting import inspect
from mlgate.core.inspection import leaves
from mlgate.errors import EvidenceError

KINDS = (
    *("hf-readme", "cyclonedx", "openlineage-event", "mlflow-MLmodel", "prov-json"),
    *("slsa-dsse", "croissant", "spdx2", "dvc", "trivy-json"),
)
MOST = 12


def test_leaves_are_what_is_filled_and_free_form_parts_are_one() -> None:
    sections = {
        "lineage": {
            "run": {"id": "7", "job": " ", "commit": None},
            "datasets": [{"name": "a"}, {"name": "b", "digest": None}],
            "extras": {"x": {"y": 1}},
        },
        "unknown": {"a": 1},
    }
    assert list(leaves(sections)) == [
        ("/lineage/run/id", "7"),
        ("/lineage/datasets/0/name", "a"),
        ("/lineage/datasets/1/name", "b"),
        ("/lineage/extras", {"x": {"y": 1}}),
    ]


def test_a_gap_is_shown_with_its_place(tmp_path: Path) -> None:
    card = tmp_path / "README.md"
    card.write_text("---\nlanguage: en\nlicense: TODO\n---\n# Model\n", "utf-8")
    hole, _ = inspect(card).holes
    assert (hole.pointer, hole.why, hole.raw) == (
        "/model_card/licence",
        "placeholder",
        "TODO",
    )
    assert hole.place == "README.md:3:1"


@pytest.mark.parametrize("kind", KINDS)
def test_real_documents_are_inspected_or_refused_and_nothing_else(kind: str) -> None:
    found = files(kind)[::4][:MOST]
    if not found:
        pytest.skip(MISSING)
    read = 0
    for file in found:
        try:
            seen = inspect(file.path)
        except EvidenceError:
            continue
        for document in seen.documents:
            read += 1
            for field in document.fields:
                line, column = map(int, field.place.split(":"))
                assert line >= 1
                assert column >= 1
            assert sum(document.filled.values()) == len(document.fields)
    assert read
