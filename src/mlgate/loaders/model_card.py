"""Model cards in Markdown: Hugging Face front matter, results, and prose by heading."""

import re
from collections.abc import Sequence

from mlgate.core.evidence import Draft
from mlgate.loaders.cards.front import AT, fill_front
from mlgate.loaders.cards.headings import MODEL, fill_licence, fill_prose
from mlgate.loaders.cards.tables import Row, fill_answers, licence, rows
from mlgate.loaders.evaluations import fill_evaluations
from mlgate.loaders.filling import Filling, shown
from mlgate.loaders.loader import head, name
from mlgate.loaders.prose import Section, sections
from mlgate.loaders.source import Source

_OPENS = re.compile(r"---[ \t]*\r?\n")
_KEYS = re.compile(
    r"^(licen[sc]e|license_name|language|library_name|pipeline_tag|base_model|datasets"
    r"|metrics|model-index|model_name|inference|widget)[ \t]*:",
    re.MULTILINE,
)
_NAMES = {"model_card.md", "modelcard.md", "model-card.md"}


class ModelCardLoader:
    """Reads what a card says of its model, in fields and in prose."""

    format = "hf-model-card"
    sections = ("model_card", "evaluations")
    syntax = "front_matter"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is Markdown that is a card by place, name or keys."""
        own = name(source).lower()
        if not own.endswith((".md", ".markdown")):
            return False
        if source.path == "README.md" or own in _NAMES:
            return True
        start = head(source)
        if not _OPENS.match(start):
            return False
        # Prompts and web pages have front matter too, but none of these keys.
        known = _KEYS.search(start) is not None
        return known or source.path.startswith("evidence/")

    def load(self, source: Source) -> Draft:
        """Return the card's fields; what has no field of its own is in ``extras``.

        Raises:
            EvidenceError: The front matter is not closed, not strict YAML, or not a
                mapping. A card without front matter is a card with prose only.
        """
        card = source.front_matter
        fill = Filling()
        fill.draft.sources |= {AT: "L1"}
        fill_front(card.fields, fill)
        fill_evaluations(card.fields.get("model-index"), fill)
        found = sections(card.body, card.body_line)
        form = rows(card.body, card.body_line)
        fill_answers(form, fill)
        prose = fill_prose(found, fill, AT, MODEL)
        # Front matter that names a licence, or leaves one open, has the last word.
        if "license" not in card.fields and not _licence(found, form, fill):
            _unlicensed(card.status, card.fields, fill)
        elif "license" not in card.fields:
            named = "licence" in fill.draft.sections.get("model_card", {})
            prose += ["licence"] if named else []
        if prose:
            fill.put(f"{AT}/prose", prose, "L1")
        return fill.draft


def _licence(found: Sequence[Section], form: Sequence[Row], fill: Filling) -> bool:
    """Fill the licence from a section or a row; say whether there is one of them."""
    if fill_licence(found, fill, f"{AT}/licence"):
        return True
    if row := licence(form):
        fill.text(f"{AT}/licence", row.answer, f"L{row.line}")
    return row is not None


def _unlicensed(status: str, fields: dict[str, object], fill: Filling) -> None:
    """Say why there is no licence, where it is more than missing."""
    if status != "present":
        lacks = "no" if status == "absent" else "empty"
        raw = f"the card has {lacks} front matter"
        fill.gap(f"{AT}/licence", "no_assertion", raw, "L1")
    elif all(value is None for value in fields.values()):
        fill.gap(f"{AT}/licence", "placeholder", shown(fields), "L2")
