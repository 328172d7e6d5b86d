import time
from typing import Any

import pytest

from mlgate.core.evidence import Draft
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.errors import EvidenceError
from mlgate.loaders.model_card import ModelCardLoader
from mlgate.loaders.source import Source
from mlgate.strict import positions

LOADER = ModelCardLoader()


def load(text: str, path: str = "README.md") -> Draft:
    draft = LOADER.load(Source(path, text.encode()))
    for section, value in draft.sections.items():
        total(value, SHAPE[section], f"/{section}")
    return draft


def front(yaml: str) -> Draft:
    return load(f"---\n{yaml}\n---\n")


def card(draft: Draft) -> dict[str, Any]:
    found: dict[str, Any] = draft.sections.get("model_card", {})
    return found


@pytest.mark.parametrize(
    ("yaml", "field", "value", "said"),
    [
        ("license: apache-2.0", "licence", "apache-2.0", "/license"),
        ("license: [mit]", "licence", "mit", "/license/0"),
        ("license: mit", "licences", ["mit"], "/license"),
        ("license: [mit, apache-2.0]", "licences", ["mit", "apache-2.0"], "/license"),
        ("license_name: my-licence", "licence_name", "my-licence", "/license_name"),
        ("license_link: LICENSE", "licence_link", "LICENSE", "/license_link"),
        ("language: no", "languages", ["no"], "/language"),
        ("language: [en, no]", "languages", ["en", "no"], "/language"),
        ("tags: [a, 1.10]", "tags", ["a", "1.10"], "/tags"),
        ("library_name: peft", "library", "peft", "/library_name"),
        ("pipeline_tag: fill-mask", "task", "fill-mask", "/pipeline_tag"),
        ("datasets: squad", "datasets", ["squad"], "/datasets"),
        ("model_name: M", "name", "M", "/model_name"),
        ("model-index: [{name: M}]", "name", "M", "/model-index/0/name"),
        (
            "base_model: a/b\nbase_model_relation: adapter",
            "base_models",
            [{"name": "a/b", "relation": "adapter"}],
            "/base_model",
        ),
        (
            "base_model: [a, b]",
            "base_models",
            [{"name": "a", "relation": None}, {"name": "b", "relation": None}],
            "/base_model",
        ),
    ],
)
def test_a_front_matter_key_fills_its_field_and_says_where(
    yaml: str, field: str, value: object, said: str
) -> None:
    draft = front(yaml)
    assert card(draft)[field] == value
    assert draft.sources[f"/model_card/{field}"] == said


@pytest.mark.parametrize(
    ("yaml", "at", "why", "raw"),
    [
        ("license: [mit, apache-2.0]", "licence", "conflict", "mit, apache-2.0"),
        ("license: []", "licence", "placeholder", "[]"),
        ("license: {licence}", "licence", "placeholder", "{licence}"),
        ("license: llama{{ version }}", "licence", "placeholder", "llama{{ version }}"),
        ("license: true", "licence", "unreadable", "true"),
        ("license: NOASSERTION", "licence", "no_assertion", "NOASSERTION"),
        ("co2_eq_emissions: 2 kg", "energy/0/co2_grams", "unreadable", "2 kg"),
        (
            "co2_eq_emissions: {emissions: true}",
            "energy/0/co2_grams",
            "unreadable",
            "true",
        ),
        ("license: {id: mit}", "licence", "unreadable", '{"id": "mit"}'),
        ("tags: a\nlicense: TBD", "licence", "placeholder", "TBD"),
        ("language: [en, true]", "languages", "unreadable", "en, true"),
        ("base_model: {base}", "base_models", "placeholder", "{base}"),
        (
            "base_model: b\nbase_model_relation: [x]",
            "base_models/0/relation",
            "unreadable",
            "x",
        ),
        ("model-index: [{name: A}, {name: B}]", "name", "conflict", "A, B"),
        ("{card_data}", "licence", "placeholder", "{card_data}"),
    ],
)
def test_what_is_not_a_value_is_a_gap_with_its_text(
    yaml: str, at: str, why: str, raw: str
) -> None:
    gaps = {g.at: (g.why, g.raw) for g in front(yaml).gaps}
    assert gaps[f"/model_card/{at}"] == (why, raw)


CARBON = """co2_eq_emissions:
  emissions: 41100
  source: CodeCarbon
  training_type: fine-tuning
  hardware_used: 8 A100"""


@pytest.mark.parametrize(
    ("yaml", "grams", "activity", "source", "said"),
    [
        ("co2_eq_emissions: 0.2", 0.2, None, "in grams", "/co2_eq_emissions"),
        (
            CARBON,
            41100,
            "fine-tuning",
            "CodeCarbon; in grams",
            "/co2_eq_emissions/emissions",
        ),
        ("co2_eq_emissions: 2 kg", None, None, "in grams", "/co2_eq_emissions"),
    ],
)
def test_emissions_are_grams_by_convention_and_their_source_says_so(
    yaml: str, grams: float | None, activity: str | None, source: str, said: str
) -> None:
    draft = front(yaml)
    (found,) = card(draft)["energy"]
    assert found["co2_grams"] == grams
    assert found["activity"] == activity
    assert found["source"].startswith(source)
    assert "by convention" in found["source"]
    assert found["kwh"] is None
    assert draft.sources["/model_card/energy/0"] == said
    assert "co2_eq_emissions" in card(draft)["extras"]


def test_a_card_without_emissions_says_nothing_of_energy() -> None:
    assert "energy" not in card(front("co2_eq_emissions: {source: guess}"))


@pytest.mark.parametrize(
    ("front_matter", "body", "licence"),
    [
        ("", "# License\n\nApache-2.0\n", "Apache-2.0"),
        ("---\nlanguage: en\n---\n", "# Licensing\nMIT\n", "MIT"),
        ("---\nlicense: mit\n---\n", "# License\nApache-2.0\n", "mit"),
        ("---\nlicense: {licence}\n---\n", "# License\nApache-2.0\n", None),
        ("", "# License\n\n" + "You may use it at will. " * 9, None),
        ("", "# License\n\n[More Information Needed]\n", None),
    ],
)
def test_a_licence_in_prose_counts_where_front_matter_is_silent(
    front_matter: str, body: str, licence: str | None
) -> None:
    draft = load(front_matter + body)
    assert card(draft).get("licence") == licence
    spoken = licence is not None and "license" not in front_matter
    assert ("licence" in card(draft).get("prose", [])) is spoken
    assert licence or "/model_card/licence" in {g.at for g in draft.gaps}


def test_ethics_are_read_from_prose_and_marked() -> None:
    found = card(load("# Ethical Considerations\nNone were asked.\n"))
    assert found["ethics"] == "None were asked."
    assert found["prose"] == ["ethics"]


def test_all_other_keys_are_kept_as_extras() -> None:
    draft = front("license: mit\nco2_eq_emissions: {emissions: 0.2}\nthumbnail:\nx: 1")
    assert card(draft)["extras"] == {
        "co2_eq_emissions": {"emissions": "0.2"},
        "thumbnail": None,
        "x": "1",
    }


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        ("# A model\nwords", "the card has no front matter"),
        ("---\n---\n# A model", "the card has empty front matter"),
        ("---\n# only comments\n---\n", "the card has empty front matter"),
        ("", "the card has no front matter"),
    ],
)
def test_a_card_without_front_matter_says_so_and_is_never_silently_empty(
    text: str, raw: str
) -> None:
    (gap,) = load(text).gaps
    assert (gap.at, gap.raw) == ("/model_card/licence", raw)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("---\nlicense: mit\n", "README.md:1"),
        ("---\n- a\n---\n", "README.md:2:1"),
        ("---\nlicense: mit\nlicense: apache-2.0\n---\n", "README.md:3:1"),
        ("---\na: {{ card_data }}\n---\n", "README.md:2:5"),
        ("---\na: &x 1\nb: *x\n---\n", "README.md:2:4"),
    ],
)
def test_broken_front_matter_is_an_error_with_its_place(text: str, place: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        load(text)
    assert caught.value.place == place


def test_crlf_and_a_later_rule_do_not_change_what_is_read() -> None:
    draft = load("---\r\nlicense: mit\r\n---\r\n# Uses\r\nx\r\n\r\n---\r\n# A\r\n")
    assert card(draft)["licence"] == "mit"
    assert card(draft)["intended_use"] == "x"


PROSE = """---
license: mit
---
# Credit scorer

## Uses

### Direct Use

Rank applications.

### Out-of-Scope Use

Hiring.

## Bias, Risks, and Limitations

```python
# Contact
```
It drifts.

Training Data
-------------
Loans of 2020.

## Evaluation
[More Information Needed]

## Contact
"""


def test_prose_below_known_headings_fills_fields_with_the_line_of_the_heading() -> None:
    draft = load(PROSE)
    found = card(draft)
    assert found["intended_use"] == "Rank applications."
    assert found["out_of_scope"] == "Hiring."
    assert found["limitations"].endswith("It drifts.")
    assert found["training_data"] == "Loans of 2020."
    assert found["prose"] == [
        "intended_use",
        "out_of_scope",
        "limitations",
        "training_data",
    ]
    assert draft.sources["/model_card/training_data"] == "L23"
    assert PROSE.split("\n")[22] == "Training Data"


def test_a_section_that_waits_to_be_written_is_a_gap_at_its_heading() -> None:
    gaps = {g.at: (g.why, g.raw, g.pointer) for g in load(PROSE).gaps}
    assert gaps == {
        "/model_card/evaluation": ("placeholder", "[More Information Needed]", "L27"),
        "/model_card/contact": ("placeholder", "contact", "L30"),
    }


def test_text_of_another_field_below_a_heading_is_not_taken_for_its_own() -> None:
    draft = load("# Uses\n## Direct Use\nTBD\n## Out-of-Scope Use\nHiring.\n")
    assert "intended_use" not in card(draft)
    assert "/model_card/intended_use" in {g.at for g in draft.gaps}


def test_one_heading_may_speak_for_two_fields() -> None:
    found = card(load("## Intended uses & limitations\nNone outside labs.\n"))
    assert found["intended_use"] == found["limitations"] == "None outside labs."


def test_a_second_section_counts_if_the_first_says_nothing() -> None:
    draft = load(
        "# Limitations\n---\n# Contact\nada@example.org\n# Risks\n## Limitations\nx\n"
    )
    assert card(draft)["limitations"] == "x"


def test_very_long_prose_is_cut() -> None:
    assert len(card(load("# Uses\n" + "word " * 5000))["intended_use"]) <= 4000


def test_four_times_the_headings_do_not_take_sixteen_times_as_long() -> None:
    def cost(headings: int) -> float:
        start = time.process_time()
        assert "intended_use" not in card(load("# Uses\n" * headings))
        return time.process_time() - start

    cost(100)
    assert cost(60_000) < 10 * min(cost(15_000), cost(15_000))


INDEX = """---
model-index:
- name: M
  results:
  - task: {type: text-classification}
    dataset: {name: GLUE, type: glue, config: cola, split: test, revision: 1.10}
    metrics:
    - {type: accuracy, value: 0.90, verified: false}
    - {name: F1, value: 1e-05}
  - task: {name: T}
    metrics:
    - {type: loss, value: [1, 2], verified: maybe}
  - not a result
  - metrics: none
- results:
---
"""


def test_each_metric_is_an_evaluation_and_a_bad_result_does_not_lose_the_others() -> (
    None
):
    draft = load(INDEX)
    found = draft.sections["evaluations"]
    keys = ("model", "task", "dataset", "metric", "value", "number", "verified")
    assert [tuple(e[key] for key in keys) for e in found] == [
        ("M", "text-classification", "GLUE", "accuracy", "0.90", 0.9, False),
        ("M", "text-classification", "GLUE", "F1", "1e-05", 1e-05, None),
        ("M", "T", None, "loss", '["1", "2"]', None, None),
    ]
    places = [(e["dataset_config"], e["dataset_split"]) for e in found]
    assert places == [("cola", "test")] * 2 + [(None, None)]
    assert [e["dataset_revision"] for e in found] == ["1.10", "1.10", None]
    said = draft.sources["/evaluations/2"]
    assert said == "/model-index/0/results/1/metrics/0"
    assert positions.locate(INDEX.encode(), "front_matter", [said])[said] == (12, 7)


@pytest.mark.parametrize("index", ["text", "{a: b}", "[{name: M, results: []}]"])
def test_a_model_index_without_metrics_is_a_gap(index: str) -> None:
    assert "/evaluations" in {g.at for g in front(f"model-index: {index}").gaps}


@pytest.mark.parametrize(
    ("path", "text", "mine"),
    [
        ("README.md", "anything", True),
        ("README.md", "---\nlicense: [", True),
        ("docs/MODEL_CARD.md", "# M", True),
        ("model-card.md", "# M", True),
        ("docs/README.md", "# M", False),
        ("docs/card.md", "---\nlicense: mit\n---\n", True),
        ("docs/card.md", "---\r\nlicense: mit: broken", True),
        ("docs/page.md", "---\ntitle: a page\ntags: [x]\n---\n", False),
        ("evidence/card.md", "---\ntags: [x]\n---\n", True),
        ("evidence/risks.md", "# Risks", False),
        ("README.txt", "---\nlicense: mit\n---\n", False),
        ("prompt.jinja", "---\nlicense: mit\n---\n", False),
    ],
)
def test_a_card_is_recognised_by_place_name_or_keys(
    path: str, text: str, *, mine: bool
) -> None:
    assert LOADER.recognises(Source(path, text.encode())) is mine
