"""Dataset cards of Hugging Face (huggingface/hub-docs, ``datasetcard.md``)."""

import re

from mlgate.core.evidence import Draft
from mlgate.loaders.cards.headings import Titles, fill_licence, fill_prose
from mlgate.loaders.datasets.entry import Entries
from mlgate.loaders.filling import Filling
from mlgate.loaders.loader import head, name
from mlgate.loaders.prose import sections
from mlgate.loaders.source import Source
from mlgate.strict.front_matter import front

_DATA = re.compile(
    r"^(task_categories|task_ids|size_categories|dataset_info|annotations_creators"
    r"|language_creators|source_datasets|multilinguality|configs)[ \t]*:",
    re.MULTILINE,
)
_MODEL = re.compile(
    r"^(library_name|pipeline_tag|base_model|model-index|model_name|widget)[ \t]*:",
    re.MULTILINE,
)
_AT = "/datasets/0"
_TITLES: Titles = {
    "intended_use": (
        "intended use", "intended uses", "uses", "direct use", "use cases",
    ),
    "limitations": (
        "limitations", "known limitations", "other known limitations",
        "bias risks and limitations", "considerations for using the data",
    ),
    "biases": (
        "discussion of biases", "bias", "biases", "known biases",
        "bias risks and limitations",
    ),
    "personal_data": (
        "personal and sensitive information", "personal data", "privacy",
    ),
    "collection": (
        "data collection and processing", "data collection", "collection process",
        "initial data collection and normalization", "source data", "dataset creation",
    ),
}  # fmt: skip


class DatasetCardLoader:
    """Reads what a card says of a data set; never of the model it lies beside."""

    format = "hf-dataset-card"
    sections = ("datasets",)
    syntax = "front_matter"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is Markdown with keys that only data sets have."""
        if not name(source).lower().endswith((".md", ".markdown")):
            return False
        text = front(head(source))
        return _DATA.search(text) is not None and _MODEL.search(text) is None

    def load(self, source: Source) -> Draft:
        """Return one record; all of the front matter is in its ``extras``.

        Raises:
            EvidenceError: The front matter is not strict YAML, or not a mapping.
        """
        card = source.front_matter
        entries = Entries()
        entry = entries.add("L1")
        entry.text("name", card.fields.get("pretty_name"), "/pretty_name")
        said = card.fields.get("license")
        licences = said if isinstance(said, list) else [said]
        entry.licence(licences, "/license")
        # The record is an item of a list, which fields of their own fill no part of.
        inner, found = Filling(), sections(card.body, card.body_line)
        prose = fill_prose(found, inner, _AT, _TITLES)
        if "license" not in card.fields:
            fill_licence(found, inner, f"{_AT}/licence")
        entry.made.update(inner.draft.sections.get("datasets", {}).get("0", {}))
        entries.fill.draft.sources |= inner.draft.sources
        entries.fill.draft.gaps += inner.draft.gaps
        # What was read from prose is no more than that: here it is marked as such.
        entry.rest({**card.fields, "prose": prose})
        return entries.fill.draft
