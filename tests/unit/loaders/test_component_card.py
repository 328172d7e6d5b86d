"""A model card inside a bill of materials: what it fills, and when it counts."""

import json
from pathlib import Path
from typing import Any

import pytest

from mlgate.core.evidence import Draft
from mlgate.core.organisation import Organisation
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.gate.reading import read
from mlgate.loaders.cards.component import fill_model_card
from mlgate.loaders.cyclonedx import CycloneDxLoader
from mlgate.loaders.filling import Filling
from mlgate.loaders.source import Source

AT = "/components/3"
SAFE = b"\x08\0\0\0\0\0\0\0{}      "
CARD: dict[str, Any] = {
    "modelParameters": {
        "task": "ranking",
        "datasets": [{"ref": "data-1"}, {"type": "dataset", "name": "inline"}],
    },
    "quantitativeAnalysis": {
        "performanceMetrics": [
            {
                "type": "auc",
                "value": "0.90",
                "slice": "women",
                "confidenceInterval": {"lowerBound": "0.88", "upperBound": "0.92"},
            },
            {"type": "note", "value": "good"},
        ]
    },
    "considerations": {
        "users": ["Officers."],
        "useCases": ["Ranks.", "Sorts."],
        "technicalLimitations": ["Linear."],
        "performanceTradeoffs": ["Fast, not exact."],
        "ethicalConsiderations": [{"name": "Bias", "mitigationStrategy": "Audits"}],
        "fairnessAssessments": [
            {
                "groupAtRisk": "the young",
                "benefits": "credit",
                "harms": "refusal",
                "mitigationStrategy": "review",
            }
        ],
        "environmentalConsiderations": {
            "energyConsumptions": [
                {
                    "activity": "training",
                    "activityEnergyCost": {"value": 10.5, "unit": "kWh"},
                    "co2CostEquivalent": {"value": 0.0042, "unit": "tCO2eq"},
                },
                {
                    "activity": "inference",
                    "co2CostEquivalent": {"value": 1, "unit": "lb"},
                },
            ]
        },
    },
}


def filled(card: object, **component: object) -> Draft:
    fill = Filling()
    made = {"name": "m", "version": "1", "modelCard": card, **component}
    fill_model_card(made, fill, AT, {"data-1": "loans"})
    for section, value in fill.draft.sections.items():
        total(value, SHAPE[section], f"/{section}")
    return fill.draft


def test_a_whole_card_fills_its_fields_with_their_places() -> None:
    draft = filled(CARD)
    card = draft.sections["model_card"]
    assert (card["name"], card["version"], card["task"]) == ("m", "1", "ranking")
    assert card["datasets"] == ["loans", "inline"]
    assert card["users"] == "Officers."
    assert card["intended_use"] == "Ranks.\nSorts."
    assert card["limitations"] == "Linear.\nFast, not exact."
    assert card["ethics"] == "Bias: Audits"
    assert card["fairness"] == [
        {
            "group": "the young",
            "benefit": "credit",
            "harm": "refusal",
            "mitigation": "review",
        }
    ]
    said = f"{AT}/modelCard/considerations"
    assert draft.sources["/model_card"] == f"{AT}/modelCard"
    assert draft.sources["/model_card/intended_use"] == f"{said}/useCases/0"
    assert draft.sources["/model_card/fairness/0"] == f"{said}/fairnessAssessments/0"
    assert draft.secondary == {"model_card"}


def test_tonnes_become_grams_and_an_unknown_unit_is_a_gap() -> None:
    draft = filled(CARD)
    first, second = draft.sections["model_card"]["energy"]
    assert (first["activity"], first["kwh"], first["co2_grams"]) == (
        "training",
        10.5,
        4200,
    )
    assert first["source"] == "10.5 kWh; 0.0042 tCO2eq"
    assert (second["kwh"], second["co2_grams"]) == (None, None)
    (gap,) = draft.gaps
    assert (gap.at, gap.why) == ("/model_card/energy/1/co2_grams", "unreadable")


def test_each_metric_is_an_evaluation_with_its_slice_and_interval() -> None:
    draft = filled(CARD)
    auc, note = draft.sections["evaluations"]
    assert (auc["metric"], auc["value"], auc["number"]) == ("auc", "0.90", 0.9)
    assert (auc["slice"], auc["lower"], auc["upper"]) == ("women", 0.88, 0.92)
    assert auc["model"] == "m"
    assert (note["value"], note["number"]) == ("good", None)
    said = f"{AT}/modelCard/quantitativeAnalysis/performanceMetrics/1"
    assert draft.sources["/evaluations/1"] == said


@pytest.mark.parametrize("card", [None, {}, [], "text"])
def test_a_component_without_a_card_fills_nothing(card: object) -> None:
    assert filled(card) == Draft()


@pytest.mark.parametrize(
    ("made", "owners"),
    [
        ({"authors": [{"name": "A", "email": "a@x.org"}]}, [("A", "a@x.org")]),
        (
            {"manufacturer": {"name": "M", "contact": [{"email": "m@x.org"}]}},
            [("M", "m@x.org")],
        ),
        ({"supplier": {"name": "S"}, "manufacturer": {"name": "M"}}, [("M", None)]),
    ],
)
def test_owners_are_the_authors_or_who_supplies_it(
    made: dict[str, object], owners: list[tuple[str, str | None]]
) -> None:
    card = filled({"modelParameters": {}, "x": 1}, **made).sections["model_card"]
    assert [(o["name"], o["contact"]) for o in card["owners"]] == owners


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("NOASSERTION", "no_assertion"),
        ("{users}", "placeholder"),
        ({"a": 1}, "unreadable"),
    ],
)
def test_what_is_no_value_is_a_gap(value: object, why: str) -> None:
    draft = filled({"considerations": {"users": ["Officers.", value]}})
    assert "users" not in draft.sections["model_card"]
    assert [(g.at, g.why) for g in draft.gaps] == [("/model_card/users", why)]


def bom() -> str:
    model = {"type": "machine-learning-model", "name": "bom-name", "modelCard": CARD}
    return json.dumps(
        {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [model]}
    )


def test_a_card_document_goes_before_the_bill_of_materials_field_by_field(
    tmp_path: Path,
) -> None:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "m.safetensors").write_bytes(SAFE)
    (tmp_path / "evidence" / "bom.cdx.json").write_text(bom())
    text = (
        "---\nmodel_name: card-name\n---\n# Users\n\nClerks.\n\n# Limitations\n\nTBD\n"
    )
    (tmp_path / "README.md").write_text(text)
    found = read(tmp_path, Organisation()).dossier
    card = found.content["model_card"]
    assert (card["name"], card["users"]) == ("card-name", "Clerks.")
    assert card["limitations"] == "Linear.\nFast, not exact."
    assert card["prose"] == ["users"]
    assert found.place("/model_card/users").document == "README.md"
    assert found.place("/model_card/limitations").document == "evidence/bom.cdx.json"
    assert not [g for g in found.gaps if g.why == "conflict"]


def test_the_loader_fills_the_card_of_the_one_model() -> None:
    draft = CycloneDxLoader().load(Source("evidence/bom.cdx.json", bom().encode()))
    assert draft.sections["model_card"]["name"] == "bom-name"
    assert draft.sections["bom"]["model_cards"][0]["card"] == CARD
    said = "/components/0/modelCard/considerations/users/0"
    assert draft.sources["/model_card/users"] == said
