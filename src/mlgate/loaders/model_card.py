"""Hugging Face model cards: front matter, evaluation results, and prose by heading."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.core.pointer import join
from mlgate.loaders.evaluations import fill_evaluations
from mlgate.loaders.filling import Filling, placeholder, shown
from mlgate.loaders.loader import head, name
from mlgate.loaders.prose import Section, sections
from mlgate.loaders.source import Source

MAX_PROSE = 4000
_AT = "/model_card"
_OPENS = re.compile(r"---[ \t]*\r?\n")
_KEYS = re.compile(
    r"^(licen[sc]e|license_name|language|library_name|pipeline_tag|base_model|datasets"
    r"|metrics|model-index|model_name|inference|widget)[ \t]*:",
    re.MULTILINE,
)
_NAMES = {"model_card.md", "modelcard.md", "model-card.md"}
_TEXTS = {
    "licence_name": "license_name",
    "licence_link": "license_link",
    "library": "library_name",
    "task": "pipeline_tag",
}
_LISTS = {"languages": "language", "tags": "tags", "datasets": "datasets"}
_RULES = {"", "---", "***", "___"}
_PROMOTED = {
    *_TEXTS.values(), *_LISTS.values(),
    "license", "base_model", "base_model_relation", "model_name",
}  # fmt: skip
_TITLES = {
    "intended_use": (
        "intended use", "intended uses", "uses", "direct use", "use cases", "model use",
        "primary intended uses", "intended use cases", "intended uses and limitations",
        "intended use and limitations",
    ),
    "out_of_scope": (
        "out of scope", "out of scope use", "out of scope uses", "misuse",
        "out of scope use cases", "misuse and out of scope use", "prohibited uses",
        "misuse malicious use and out of scope use", "out of scope uses include",
    ),
    "users": (
        "users", "intended users", "primary intended users", "direct users",
        "target users",
    ),
    "limitations": (
        "limitations", "known limitations", "risks and limitations",
        "limitations and bias",
        "limitations and biases", "bias and limitations", "bias risks and limitations",
        "intended uses and limitations", "intended use and limitations",
        "ethical considerations and limitations", "performance and limitations",
        "caveats and recommendations", "limitations and risks", "technical limitations",
    ),
    "training_data": (
        "training data", "training dataset", "training datasets", "pretraining corpus",
        "pre training data", "pretraining data", "training corpus", "training corpora",
    ),
    "evaluation": (
        "evaluation", "evaluations", "evaluation results", "results", "performance",
        "model performance", "benchmark performance", "performance and limitations",
        "benchmarks",
    ),
    "contact": (
        "contact", "contacts", "model card contact", "contact information",
        "contact info", "contact info and model card authors",
        "where to send questions or comments about the model",
    ),
}  # fmt: skip


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
        fill.draft.sources |= {_AT: "L1"}
        if card.status != "present":
            lacks = "no" if card.status == "absent" else "empty"
            raw = f"the card has {lacks} front matter"
            fill.gap(f"{_AT}/licence", "no_assertion", raw, "L1")
        elif all(value is None for value in card.fields.values()):
            fill.gap(f"{_AT}/licence", "placeholder", shown(card.fields), "L2")
        _fields(card.fields, fill)
        _base_models(card.fields, fill)
        fill_evaluations(card.fields.get("model-index"), fill)
        _prose(sections(card.body, card.body_line), fill)
        return fill.draft


def _fields(fields: Mapping[str, Any], fill: Filling) -> None:
    _licence(fields.get("license"), fill)
    _name(fields, fill)
    for field, key in _TEXTS.items():
        fill.text(f"{_AT}/{field}", fields.get(key), join("", key))
    for field, key in _LISTS.items():
        fill.texts(f"{_AT}/{field}", fields.get(key), join("", key))
    rest = {k: v for k, v in fields.items() if k not in _PROMOTED}
    if rest:
        fill.put(f"{_AT}/extras", rest, "")


def _licence(value: object, fill: Filling) -> None:
    """Fill the licence; of several, nobody can tell whether they mean "and" or "or"."""
    at, said = f"{_AT}/licence", "/license"
    if isinstance(value, list) and len(value) == 1:
        fill.text(at, value[0], f"{said}/0")
    elif isinstance(value, list):
        why = "conflict" if value else "placeholder"
        fill.gap(at, why, shown(value) or "[]", said)
    else:
        fill.text(at, value, said)


def _name(fields: Mapping[str, Any], fill: Filling) -> None:
    at, index = f"{_AT}/name", fields.get("model-index")
    named = [
        (model["name"], f"/model-index/{i}/name")
        for i, model in enumerate(index if isinstance(index, list) else ())
        if isinstance(model, dict) and isinstance(model.get("name"), str)
    ]
    if fields.get("model_name") is not None:
        fill.text(at, fields["model_name"], "/model_name")
    else:
        fill.agreed(at, named)


def _base_models(fields: Mapping[str, Any], fill: Filling) -> None:
    at, said = f"{_AT}/base_models", "/base_model_relation"
    kind = fields.get("base_model_relation")
    relation = fill.checked(f"{at}/0/relation", kind, said)
    fill.texts(at, fields.get("base_model"), "/base_model")
    names = fill.draft.sections.get("model_card", {}).get("base_models", [])
    if names:
        models = [{"name": each, "relation": relation} for each in names]
        fill.put(at, models, "/base_model")


def _prose(found: Sequence[Section], fill: Filling) -> None:
    filled = []
    for field, titles in _TITLES.items():
        at = f"{_AT}/{field}"
        mine = [i for i, section in enumerate(found) if section.title in titles]
        texts = ((i, _text(found, i, titles)) for i in mine)
        real = next(((i, text) for i, text in texts if text), None)
        if real:
            fill.put(at, real[1], f"L{found[real[0]].line}")
            filled.append(field)
        elif mine:
            # The heading is there: say where somebody has still to write.
            first = found[mine[0]]
            raw = " ".join(" ".join(first.lines).split()) or first.title
            fill.gap(at, "placeholder", raw, f"L{first.line}")
    if filled:
        fill.put(f"{_AT}/prose", filled, "L1")


def _text(found: Sequence[Section], start: int, titles: Sequence[str]) -> str:
    """Return the text of a section and of those below it that are not another field's.

    Empty if all of it only stands where somebody was to write.
    """
    others = {t for own in _TITLES.values() for t in own} - set(titles)
    lines = list(found[start].lines)
    skipped = 0
    for number in range(start + 1, len(found)):
        section = found[number]
        if section.level <= found[start].level:
            break
        if skipped and section.level > skipped:
            continue
        skipped = section.level if section.title in others else 0
        lines += () if skipped else section.lines
    while lines and lines[-1].strip() in _RULES:
        lines.pop()
    if not any(_says(line) for line in lines):
        return ""
    return "\n".join(lines).strip()[:MAX_PROSE].rstrip()


def _says(line: str) -> bool:
    return any(map(str.isalnum, line)) and not placeholder(line)
