"""Cards that are not Hugging Face's own kind of model card."""

import json
import time
from typing import Any

import pytest

from mlgate.core.evidence import Draft
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.errors import EvidenceError
from mlgate.loaders import BUILTIN
from mlgate.loaders.source import Source


def load(name: str, text: str, path: str = "evidence/x.md") -> Draft:
    source = Source(path, text.encode())
    found = next(n for n, each in BUILTIN.items() if each.recognises(source))
    assert found == name
    draft = BUILTIN[name].load(source)
    for section, value in draft.sections.items():
        assert section in BUILTIN[name].sections
        total(value, SHAPE[section], f"/{section}")
    return draft


def card(draft: Draft) -> dict[str, Any]:
    found: dict[str, Any] = draft.sections["model_card"]
    return found


DATA = """---
license: [cc-by-4.0, mit]
pretty_name: Loans
size_categories: [1K<n<10K]
configs: [{config_name: default}]
---
# Dataset Card

## Personal and Sensitive Information

Names are left out.

## Discussion of Biases

[More Information Needed]
"""


def test_a_dataset_card_fills_a_data_set_and_no_model_card() -> None:
    draft = load("hf-dataset-card", DATA, "README.md")
    (found,) = draft.sections["datasets"]
    assert found["name"] == "Loans"
    assert found["personal_data"] == "Names are left out."
    assert found["extras"]["prose"] == ["personal_data"]
    assert found["extras"]["license"] == ["cc-by-4.0", "mit"]
    assert found["extras"]["configs"] == [{"config_name": "default"}]
    assert draft.sources["/datasets/0/personal_data"] == "L9"
    gaps = {g.at: g.why for g in draft.gaps}
    assert gaps == {
        "/datasets/0/licence": "conflict",
        "/datasets/0/biases": "placeholder",
    }


@pytest.mark.parametrize(
    ("keys", "mine"),
    [
        ("task_categories: [x]", True),
        ("dataset_info: {features: []}", True),
        ("task_categories: [x]\nlibrary_name: peft", False),
        ("size_categories: [x]\nbase_model: a", False),
        ("license: mit", False),
        ("license: mit\n---\ntask_categories: of a page", False),
    ],
)
def test_a_dataset_card_is_told_by_keys_that_no_model_card_has(
    keys: str, *, mine: bool
) -> None:
    source = Source("README.md", f"---\n{keys}\n---\n".encode())
    assert BUILTIN["hf-dataset-card"].recognises(source) is mine


RESULTS = """# results of May
- dataset:
    id: org/bench
    task_id: hard
    revision: 12e34
  value: 20.90
  date: "2026-05-01T10:00:00Z"
  verifyToken: abc
  source: {url: "https://x.org", name: Logs}
  notes: no tools
- dataset:
    id: org/bench
    task_id: easy
  value: {metric_value}
  date: "2026-05-01"
"""


def test_each_result_beside_a_card_is_an_evaluation() -> None:
    draft = load("hf-eval-results", RESULTS, "evidence/bench.yaml")
    hard, easy = draft.sections["evaluations"]
    assert (hard["dataset"], hard["task"]) == ("org/bench", "hard")
    assert (hard["value"], hard["number"]) == ("20.90", 20.9)
    assert hard["dataset_revision"] == "12e34"
    assert hard["ran_at"] == "2026-05-01T10:00:00Z"
    assert set(hard["extras"]) == {"verifyToken", "source", "notes"}
    assert (easy["value"], easy["ran_at"]) == (None, None)
    assert {g.at: g.why for g in draft.gaps} == {
        "/evaluations/1/value": "placeholder",
        "/evaluations/1/ran_at": "unreadable",
    }
    assert draft.sources["/evaluations/1"] == "/1"


def test_a_token_is_not_taken_for_a_verified_result() -> None:
    draft = load("hf-eval-results", RESULTS, "evidence/bench.yaml")
    assert all(e.get("verified") is None for e in draft.sections["evaluations"])


def test_a_result_that_is_none_is_refused_with_its_place() -> None:
    with pytest.raises(EvidenceError) as caught:
        load("hf-eval-results", RESULTS + "- text\n", "evidence/bench.yaml")
    assert caught.value.place == "evidence/bench.yaml:16:3"


OLD = {
    "schema_version": "0.0.1",
    "model_details": {
        "name": "Cats",
        "version": {"name": "v1.0", "date": "08/28/2020"},
        "license": "Apache-2.0",
        "owners": [{"name": "Team", "contact": "t@x.org"}],
    },
    "model_parameters": {"data": {"train": {"name": "pets"}, "eval": {"graphics": {}}}},
    "considerations": {
        "users": ["Fans."],
        "use_cases": ["Sorting."],
        "limitations": ["Two classes."],
        "tradeoffs": ["Recall."],
        "ethical_considerations": [{"name": "Mix-ups", "mitigation_strategy": "Care"}],
    },
}
NEW = {
    "schema_version": "0.0.2",
    "model_details": {
        "name": "Cats",
        "version": {"name": "1", "date": "2026-05-01T00:00:00Z"},
        "licenses": [{"identifier": "MIT"}, {"custom_text": "Be kind."}],
    },
    "model_parameters": {
        "data": [
            {
                "name": "pets",
                "description": "Photos.",
                "graphics": {"collection": [{"image": "iVBORw0"}]},
            }
        ]
    },
    "quantitative_analysis": {
        "performance_metrics": [
            {
                "type": "f1",
                "value": "0.8",
                "slice": "night",
                "confidence_interval": {"lower_bound": "0.7", "upper_bound": "0.9"},
            }
        ]
    },
    "considerations": {"users": [{"description": "Fans."}]},
}


def toolkit(value: object) -> Draft:
    return load("model-card-toolkit", json.dumps(value), "evidence/card.json")


def test_a_toolkit_card_of_either_version_is_read() -> None:
    old, new = card(toolkit(OLD)), card(toolkit(NEW))
    assert (old["name"], old["licence"], old["users"]) == (
        "Cats",
        "Apache-2.0",
        "Fans.",
    )
    assert old["limitations"] == "Two classes.\nRecall."
    assert old["ethics"] == "Mix-ups: Care"
    assert old["owners"] == [{"name": "Team", "contact": "t@x.org"}]
    assert old["datasets"] == new["datasets"] == ["pets"]
    assert (new["users"], new["training_data"]) == ("Fans.", "Photos.")
    assert new["created_at"] == "2026-05-01T00:00:00Z"
    assert new["licences"] == ["MIT", "Be kind."]


def test_several_licences_of_a_toolkit_card_leave_it_undecided() -> None:
    gaps = {g.at: g.why for g in toolkit(NEW).gaps}
    assert gaps == {"/model_card/licence": "conflict"}
    assert {g.at: g.why for g in toolkit(OLD).gaps} == {
        "/model_card/created_at": "unreadable"
    }


def test_a_toolkit_metric_is_an_evaluation_though_its_numbers_are_text() -> None:
    (found,) = toolkit(NEW).sections["evaluations"]
    assert (found["value"], found["number"]) == ("0.8", 0.8)
    assert (found["slice"], found["lower"], found["upper"]) == ("night", 0.7, 0.9)


def test_an_image_leaves_its_digest_alone() -> None:
    kept = json.dumps(card(toolkit(NEW))["extras"])
    assert "iVBORw0" not in kept
    assert "sha256" in kept


def test_a_part_of_a_toolkit_card_that_is_no_object_is_refused() -> None:
    with pytest.raises(EvidenceError) as caught:
        toolkit({"model_details": {}, "considerations": "none"})
    assert caught.value.place == "evidence/card.json:1:23"


def test_a_schema_of_cards_is_no_card() -> None:
    text = json.dumps({"properties": {"model_details": {"type": "object"}}})
    source = Source("evidence/schema.json", text.encode())
    assert not BUILTIN["model-card-toolkit"].recognises(source)


FORM = """Field | Response
:-----|:------
Intended Task/Domain: | Sign language
Intended Users: | Learners \\| teachers
Technical Limitations: | [Insert Response Here]
Describe how the model works: | By hand <br>
"""


def test_each_row_of_a_form_is_kept_and_known_ones_fill_fields() -> None:
    draft = load("nvidia-model-card", FORM)
    found = card(draft)
    assert (found["intended_use"], "limitations" in found) == ("Sign language", False)
    assert [a["answer"] for a in found["answers"]] == [
        "Sign language",
        "Learners \\| teachers",
        None,
        "By hand",
    ]
    assert {a["card"] for a in found["answers"]} == {"explainability"}
    assert found["answers"][3]["question"] == "Describe how the model works"
    assert draft.sources["/model_card/answers/3"] == "L6"
    assert draft.secondary == {"model_card"}
    assert {g.at for g in draft.gaps} == {
        "/model_card/answers/2/answer",
        "/model_card/limitations",
    }


def test_a_form_without_end_is_a_gap_and_not_cut() -> None:
    draft = load("nvidia-model-card", FORM + "Q: | A\n" * 1000)
    assert "answers" not in card(draft)
    gaps = {g.at: g.raw for g in draft.gaps}
    assert gaps["/model_card/answers"] == "more than 1000 rows"


OVERVIEW = """# Model Overview

### License/Terms of Use: <br>
MIT <br>

### Deployment Geography: <br>
Global <br>

### Use Case: <br>
[Answer who would be expected to use this model] <br>

## Model Version(s): <br>
v1.0 <br>
"""


def test_an_overview_is_read_as_prose_and_marked_so() -> None:
    draft = load("nvidia-model-card", OVERVIEW)
    found = card(draft)
    assert (found["licence"], found["version"]) == ("MIT", "v1.0")
    assert found["prose"] == ["licence", "version"]
    assert {g.at: g.why for g in draft.gaps} == {
        "/model_card/intended_use": "placeholder"
    }
    assert draft.secondary == frozenset()


def test_a_form_inside_of_a_model_card_is_kept_as_well() -> None:
    text = f"---\nlicense: mit\n---\n# Bias\n\n{FORM}"
    found = card(load("hf-model-card", text, "README.md"))
    assert len(found["answers"]) == 4
    assert found["licence"] == "mit"


def test_a_table_of_attributes_may_name_the_licence() -> None:
    row = "| **License** | [Gemma Terms](https://x.org) |"
    text = f"# M\n\n| Attribute | Details |\n|---|---|\n{row}\n"
    found = card(load("hf-model-card", text, "README.md"))
    assert (found["licence"], found["prose"]) == ("Gemma Terms", ["licence"])


FAMILY = """name: base
model_family: m
--- # prod
name: tuned
base: base
model_arch: big
checkpoint: hg://x
"""


def test_a_second_document_behind_a_comment_is_read_as_well() -> None:
    draft = load("fairseq2-asset-card", FAMILY, "evidence/cards.yaml")
    found = card(draft)
    assert "name" not in found
    assert [c["name"] for c in found["extras"]["cards"]] == ["base", "tuned"]
    (gap,) = draft.gaps
    assert (gap.at, gap.why, gap.pointer) == ("/model_card/name", "conflict", "L4")
    assert "base, tuned" in gap.raw


def test_one_document_alone_is_the_card_of_the_model() -> None:
    _, _, alone = FAMILY.partition("# prod\n")
    draft = load("fairseq2-asset-card", alone, "evidence/cards.yaml")
    found = card(draft)
    assert found["name"] == "tuned"
    assert found["base_models"] == [{"name": "base", "relation": None}]
    assert found["extras"]["cards"][0]["checkpoint"] == "hg://x"


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ("---\nname: x\nname: y\n", 10),
        ("---\n- a\n", 9),
        ("---\nmodel_family: x\n", 9),
        ("---\r\nname: {a\n", 9),
        ("...\nname: z\n", 9),
    ],
)
def test_a_later_document_that_is_wrong_is_refused_at_its_line(
    more: str, line: int
) -> None:
    with pytest.raises(EvidenceError) as caught:
        load("fairseq2-asset-card", FAMILY + more, "evidence/cards.yaml")
    assert caught.value.place.startswith(f"evidence/cards.yaml:{line}:")


def test_asset_cards_of_data_sets_are_data_sets() -> None:
    text = "name: a\ndataset_family: f\n---\nname: b\ndataset_family: f\n"
    draft = load("fairseq2-asset-card", text, "evidence/cards.yaml")
    assert [d["name"] for d in draft.sections["datasets"]] == ["a", "b"]
    assert draft.sources["/datasets/1"] == "L4"
    assert "model_card" not in draft.sections


PAPERS = """Models:
  - Name: Inception
    Results:
      - Task: Image Classification
        Dataset: ImageNet
        Metrics: {Top 1 Accuracy: 75.1%, Top 5: 93.1}
"""


def test_papers_with_code_results_are_evaluations() -> None:
    draft = load("pwc-model-index", PAPERS, "evidence/model-index.yml")
    found = [
        (e["model"], e["dataset"], e["metric"], e["value"], e["number"])
        for e in draft.sections["evaluations"]
    ]
    assert found == [
        ("Inception", "ImageNet", "Top 1 Accuracy", "75.1%", None),
        ("Inception", "ImageNet", "Top 5", "93.1", 93.1),
    ]
    assert card(draft)["name"] == "Inception"
    said = draft.sources["/evaluations/1"]
    assert said == "/Models/0/Results/0/Metrics/Top 5"


def test_papers_with_code_parts_in_other_files_are_named_and_not_read() -> None:
    text = "Models:\n  - Name: A\n    Results: r2.yaml\n  - Name: B\n"
    draft = load("pwc-model-index", text, "evidence/model-index.yml")
    gaps = {g.at: (g.why, g.raw) for g in draft.gaps}
    assert "r2.yaml" in gaps["/evaluations"][1]
    assert gaps["/model_card/name"][0] == "conflict"
    draft = load("pwc-model-index", "Models:\n  - m.yaml\n", "evidence/index.yml")
    assert "m.yaml" in {g.at: g.raw for g in draft.gaps}["/model_card/name"]


@pytest.mark.parametrize(
    "text",
    [
        "- dataset:\r\n" + "  \r\n" * 20_000,
        "#\r\n" * 20_000,
        "- dataset:\n" + " x\n" * 30_000,
        "Field | Response\n" + "[" * 60_000,
        "# License/Terms of Use\n" + " " * 60_000,
        "Models:\n" * 8_000,
        "name: x\nmodel_family: y\n" + "---\n" * 4_000,
    ],
)
def test_long_text_of_one_kind_is_looked_at_and_read_in_a_moment(text: str) -> None:
    start = time.process_time()
    source = Source("evidence/x.yaml", text.encode())
    for name in ("nvidia-model-card", "hf-eval-results", "pwc-model-index"):
        BUILTIN[name].recognises(source)
    if BUILTIN["fairseq2-asset-card"].recognises(source):
        BUILTIN["fairseq2-asset-card"].load(source)
    BUILTIN["nvidia-model-card"].load(source)
    assert time.process_time() - start < 5


def test_too_many_documents_in_one_file_are_refused() -> None:
    text = "name: x\nmodel_family: y\n" + "---\n" * 6_000
    with pytest.raises(EvidenceError, match="more than 5000 documents"):
        load("fairseq2-asset-card", text, "evidence/cards.yaml")
