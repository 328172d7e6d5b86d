import copy
import json
from typing import Any

import pytest

from drafted import load
from mlgate.errors import EvidenceError
from mlgate.loaders.datasets.provenance_initiative import ProvenanceInitiativeLoader
from mlgate.loaders.datasets.provenance_standard import ProvenanceStandardLoader
from mlgate.loaders.source import Source

STANDARD, INITIATIVE = ProvenanceStandardLoader(), ProvenanceInitiativeLoader()
RECORD: dict[str, Any] = {
    "source": {
        "version": "1.0.0",
        "title": "Claims",
        "id": "7b9c",
        "location": "https://example.org/claims",
        "issuer": [{"name": "Insurer"}, {"name": "Broker"}],
        "description": "Claims of 2025.",
    },
    "provenance": {
        "origin-geography": [{"country": "DE"}],
        "date": "2026-11-01T09:00:00Z",
        "generation-method": [{"code": "web"}, {"code": "x", "description": "by hand"}],
    },
    "use": {
        "classification": [
            {"regulation": {"code": "PII"}, "evaluated": True},
            {"regulation": {"code": "PHI"}, "evaluated": False},
        ],
        "license": ["https://example.org/terms"],
        "intended-purpose": [{"code": "train", "description": "training"}],
    },
}


def test_a_record_of_the_standard_fills_one_data_set() -> None:
    draft = load(STANDARD, RECORD)
    (found,) = draft.sections["datasets"]
    assert found.pop("extras") == RECORD
    assert found == {
        "name": "Claims",
        "url": "https://example.org/claims",
        "creators": ["Insurer", "Broker"],
        "published_at": "2026-11-01T09:00:00Z",
        "collection": "web\nby hand",
        "intended_use": "training",
        "licence": "https://example.org/terms",
        "sensitivity": "PII: true\nPHI: false",
    }
    assert draft.sources["/datasets/0/licence"] == "/use/license"


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("source", None, "'source' is null, expected an object"),
        ("source/title", 7, "'title' is a number, expected text"),
        ("source/issuer", {}, "'issuer' is an object, expected a list"),
        ("provenance/generation-method", None, "'generation-method' is null"),
        ("use", [], "'use' is a list"),
        ("use/license", "MIT", "'license' is text, expected a list"),
    ],
)
def test_a_record_that_lacks_what_the_standard_asks_for_is_refused(
    path: str, value: object, message: str
) -> None:
    made = copy.deepcopy(RECORD)
    inner, (*above, last) = made, path.split("/")
    for token in above:
        inner = inner[token]
    inner[last] = value
    source = Source("evidence/d.json", json.dumps(made, indent=1).encode())
    with pytest.raises(EvidenceError) as caught:
        STANDARD.load(source)
    assert message in caught.value.message
    assert caught.value.place.startswith("evidence/d.json:")


def test_a_schema_is_no_record() -> None:
    words = ["source", "provenance", "use", "generation-method"]
    schema = json.dumps({"type": "object", "properties": {key: {} for key in words}})
    source = Source("evidence/d.json", schema.encode())
    assert STANDARD.recognises(source)
    with pytest.raises(EvidenceError, match="'source' is null"):
        STANDARD.load(source)


def summary(*licences: object, **more: object) -> dict[str, Any]:
    return {
        "Unique Dataset Identifier": "a",
        "Dataset Name": "A",
        "Licenses": list(licences),
        "Creators": ["Ada"],
        "GitHub URL": "",
        "Hugging Face URL": "https://huggingface.co/a",
        **more,
    }


def test_a_summary_gives_each_data_set_with_all_it_says() -> None:
    written = {"a": summary({"License": "CC BY 4.0"}), "b/c": summary()}
    draft = load(INITIATIVE, written)
    first, second = draft.sections["datasets"]
    assert (first["name"], first["licence"]) == ("A", "CC BY 4.0")
    assert (first["url"], first["creators"]) == ("https://huggingface.co/a", ["Ada"])
    assert first["extras"]["Licenses"] == [{"License": "CC BY 4.0"}]
    assert "licence" not in second
    assert draft.sources["/datasets/1"] == "/b~1c"


@pytest.mark.parametrize(
    ("licences", "licence", "why"),
    [
        ([{"License": "Unspecified"}], None, "no_assertion"),
        ([{"License": "MIT"}, {"License": "MIT", "License URL": "x"}], "MIT", None),
        ([{"License": "MIT"}, {"License": "Custom"}], None, "conflict"),
        ([{"License URL": "x"}], None, "unreadable"),
    ],
)
def test_the_licence_of_a_summary(
    licences: list[object], licence: str | None, why: str | None
) -> None:
    draft = load(INITIATIVE, {"a": summary(*licences)})
    assert draft.sections["datasets"][0].get("licence") == licence
    assert [g.why for g in draft.gaps] == ([why] if why else [])


@pytest.mark.parametrize(
    "written",
    [[summary()], {"a": [summary()]}, {"a": summary() | {"Licenses": "MIT"}},
     {"a": summary() | {"Creators": {}}}],
)  # fmt: skip
def test_a_broken_summary_is_refused_with_its_place(written: object) -> None:
    source = Source("evidence/d.json", json.dumps(written).encode())
    assert INITIATIVE.recognises(source)
    with pytest.raises(EvidenceError) as caught:
        INITIATIVE.load(source)
    assert caught.value.place.startswith("evidence/d.json:1:")
