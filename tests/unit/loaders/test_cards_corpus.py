"""Real cards of other kinds: each loads, is refused, or is told to be none."""

import json
import re
from typing import Any

import pytest
import yaml

from corpus import MISSING, CorpusFile, files
from mlgate.core.evidence import Draft
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.errors import EvidenceError
from mlgate.loaders import BUILTIN
from mlgate.loaders.source import Source
from mlgate.strict import positions

CARDS = files("hf-readme", "prose-card", "omz-card")
NVIDIA = files("nvidia-modelcard++")
TOOLKIT = files("mct-json", "mct-schema")
ASSETS = files("fairseq2-multidoc-yaml")
PAPERS = files("pwc-model-index")
RESULTS = files("hf-eval-results-spec")

pytestmark = pytest.mark.skipif(not CARDS, reason=MISSING)


def read(file: CorpusFile, path: str = "") -> tuple[str | None, Draft | None]:
    """Return the format and the draft; None if it is refused, or of no format."""
    found = Source(path or f"evidence/{file.path.name}", file.path.read_bytes())
    name = next((n for n, each in BUILTIN.items() if each.recognises(found)), None)
    if name is None:
        return None, None
    try:
        draft = BUILTIN[name].load(found)
    except EvidenceError as exc:
        if file.validity != "invalid" or not exc.place.startswith(found.path):
            raise
        return name, None
    for section, value in draft.sections.items():
        assert section in BUILTIN[name].sections
        total(value, SHAPE[section], f"/{section}")
    pointers = [*draft.sources.values(), *(g.pointer for g in draft.gaps)]
    assert positions.locate(found.raw, BUILTIN[name].syntax, pointers)
    return name, draft


def kept(draft: Draft) -> str:
    """Return all that a person can find of a document."""
    gaps = [gap.raw for gap in draft.gaps]
    return json.dumps([draft.sections, gaps], ensure_ascii=False)


@pytest.mark.parametrize("file", CARDS, ids=str)
def test_no_key_of_front_matter_and_no_value_of_it_is_lost(file: CorpusFile) -> None:
    _, draft = read(file, "README.md")
    if draft is None:
        return
    text = file.path.read_text("utf-8").replace("\r\n", "\n")
    front = re.match(r"---\n(.*?)\n---", text, re.DOTALL)
    fields = yaml.load(front[1], Loader=yaml.BaseLoader) if front else {}  # noqa: S506  text alone
    found = kept(draft)
    for leaf in leaves(fields):
        assert json.dumps(leaf, ensure_ascii=False)[1:-1].strip() in found


def leaves(value: Any) -> list[str]:  # noqa: ANN401
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in leaves(inner)]
    nothing = value is None or value in {"", "null", "~", "true", "false"}
    return [] if nothing else [str(value)]


@pytest.mark.parametrize("file", CARDS, ids=str)
def test_prose_is_marked_field_by_field(file: CorpusFile) -> None:
    _, draft = read(file, "README.md")
    card = draft.sections.get("model_card", {}) if draft else {}
    written = {
        f for f in card if draft and draft.sources[f"/model_card/{f}"][:1] == "L"
    }
    assert written - {"prose", "answers"} == set(card.get("prose", ()))


def test_cards_of_data_sets_are_none_of_a_model() -> None:
    found = [read(f, "README.md") for f in CARDS if "size_categories:" in text(f)]
    assert {name for name, _ in found} == {"hf-dataset-card"}
    assert all(draft and draft.sections["datasets"] for _, draft in found)


def text(file: CorpusFile) -> str:
    return file.path.read_text("utf-8")


def test_emissions_of_real_cards_are_grams_that_name_their_convention() -> None:
    found = [
        (draft.sections["model_card"]["energy"][0], text(f))
        for f in CARDS
        if "\nco2_eq_emissions:" in text(f) and (draft := read(f, "README.md")[1])
    ]
    assert found
    for energy, written in found:
        assert f"emissions: {energy['co2_grams']}" in written.replace(".0\n", "\n")
        assert "by convention" in energy["source"]


@pytest.mark.parametrize("file", NVIDIA, ids=str)
def test_a_form_keeps_each_row_and_what_is_no_model_card_is_left_alone(
    file: CorpusFile,
) -> None:
    name, draft = read(file)
    rows = re.findall(r"^[^|\n]*[^|\s:-][^|\n]*\|.*$", text(file), re.MULTILINE)
    if name is None:
        # Agents, skills, systems, data, a licence, and a page about cards.
        assert not rows or "Subcard" not in file.path.name
        return
    assert draft
    card = draft.sections["model_card"]
    assert len(card.get("answers", ())) == max(len(rows) - 1, 0)
    assert (
        "licence" in card
        or "/model_card/licence" in {g.at for g in draft.gaps}
        or "License/Terms" not in text(file)
        or "Template" in file.path.name
    )


@pytest.mark.parametrize("file", TOOLKIT, ids=str)
def test_a_toolkit_card_is_kept_whole_and_a_schema_is_none(file: CorpusFile) -> None:
    name, draft = read(file)
    if file.format == "mct-schema":
        assert name is None
        return
    assert name == "model-card-toolkit"
    assert draft
    found = kept(draft)
    for leaf in leaves(json.loads(text(file))):
        # An image is there by its digest.
        assert len(leaf) > 1000 or json.dumps(leaf, ensure_ascii=False)[1:-1] in found


@pytest.mark.parametrize("file", ASSETS, ids=str)
def test_every_document_of_an_asset_file_is_read(file: CorpusFile) -> None:
    name, draft = read(file)
    assert name == "fairseq2-asset-card"
    assert draft
    documents = [d for d in yaml.safe_load_all(text(file)) if d]
    found = kept(draft)
    read_of = [d for d in documents if f'"{d["name"]}"' in found]
    # Tokenizers are neither models nor data sets.
    rest = [d for d in documents if d not in read_of]
    assert all(set(d) <= {"name", "tokenizer", "tokenizer_family"} for d in rest)
    assert read_of
    models = [d for d in documents if "model_arch" in d or "model_family" in d]
    if len(models) > 1:
        assert {g.at for g in draft.gaps} == {"/model_card/name"}


@pytest.mark.parametrize("file", PAPERS, ids=str)
def test_papers_with_code_files_that_name_a_model_are_read(file: CorpusFile) -> None:
    name, draft = read(file)
    models = "Models:\n" in text(file) or "In Collection:" in text(file)
    assert (name == "pwc-model-index") is models
    if draft:
        for figure in re.findall(r"\d+\.\d+%", text(file)):
            assert figure in kept(draft)
        for other in re.findall(r"\S+\.yaml", text(file)):
            assert other in kept(draft)


@pytest.mark.parametrize("file", RESULTS, ids=str)
def test_an_annotated_sample_of_results_is_full_of_placeholders(
    file: CorpusFile,
) -> None:
    name, draft = read(file)
    assert name == "hf-eval-results"
    assert draft
    first, second = draft.sections["evaluations"]
    assert first["value"] is None
    assert {g.why for g in draft.gaps} == {"placeholder"}
    assert (second["dataset"], second["number"]) == ("Idavidrein/gpqa", 0.412)
