"""NVIDIA Model Card++: an overview in prose, and sub-cards that are filled-in forms.

The sub-cards are bias, explainability, privacy, and safety and security. A form is part
of a card: what it says of a field counts where no card does, and all of its rows are
kept.
"""

import re
from collections.abc import Sequence

from mlgate.core.evidence import Draft
from mlgate.loaders.cards.headings import MODEL, fill_licence, fill_prose, text_below
from mlgate.loaders.cards.tables import FORM, Row, fill_answers, headed, rows
from mlgate.loaders.filling import Filling, placeholder
from mlgate.loaders.loader import head
from mlgate.loaders.prose import Section, sections
from mlgate.loaders.source import Source

MAX_ASKED = 1000
_AT = "/model_card"
_BREAKS = ("<br>", "<br/>", "<br />")
# An overview of a model, and not of a system, an agent or a skill, has all of these.
_OVERVIEW = tuple(
    re.compile(rf"^#{{1,4}}[ \t]*{words}", re.MULTILINE | re.IGNORECASE)
    for words in ("License/Terms of Use", "Deployment Geography", "Model Version")
)
# What a template asks for, in brackets that nobody has filled in.
_ASKED = re.compile(
    r"\W*\[+(answer|insert|describe|specify|list|provide|state|use unique|classify"
    r"|please)\b[^\[\]]*\]+\W*",
    re.IGNORECASE,
)
_FIELDS = {
    "intended task domain": "intended_use",
    "intended users": "users",
    "intended user": "users",
    "technical limitations": "limitations",
    "technical limitations mitigation": "limitations",
    "use case restrictions": "out_of_scope",
    "potential known risks and mitigation": "ethics",
    "potential known risks": "ethics",
}
# A question that one sub-card alone has -> what that sub-card is called.
_CARDS = {
    "measures taken to mitigate against unwanted bias": "bias",
    "participation considerations from adversely impacted groups": "bias",
    "intended task domain": "explainability",
    "technical limitations": "explainability",
    "describe how the model works": "explainability",
    "generatable or reverse engineerable personal data": "privacy",
    "personal data used to create this model": "privacy",
    "applicable privacy policy": "privacy",
    "model application field s": "safety",
    "use case restrictions": "safety",
    "describe the life critical impact": "safety",
}


class NvidiaCardLoader:
    """Reads an overview as prose, and each row of a form."""

    format = "nvidia-model-card"
    sections = ("model_card",)
    syntax = "front_matter"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` begins with a form, or has an overview's parts."""
        if b"esponse" not in source.raw and b"Terms of Use" not in source.raw:
            return False
        start = head(source)
        lines = (x for x in start.split("\n") if x.strip() and not x.startswith("#"))
        if headed(next(lines, ""), FORM):
            return True
        return not start.startswith("---") and all(x.search(start) for x in _OVERVIEW)

    def load(self, source: Source) -> Draft:
        """Return what the overview or the form says.

        Raises:
            EvidenceError: It is not text.
        """
        fill, text = Filling(), source.text
        fill.draft.sources[_AT] = "L1"
        form = rows(text)
        if form:
            fill.draft.secondary = frozenset({"model_card"})
            _form(form, fill)
        _overview(sections(text, 1), fill)
        return fill.draft


def _form(form: Sequence[Row], fill: Filling) -> None:
    named = (called for row in form if (called := _called(row.asked)))
    fill_answers(form, fill, next(named, None))
    for row in form:
        if field := _FIELDS.get(row.asked):
            fill.text(f"{_AT}/{field}", row.answer, f"L{row.line}")


def _called(asked: str) -> str:
    return next((c for begin, c in _CARDS.items() if asked.startswith(begin)), "")


def _overview(found: Sequence[Section], fill: Filling) -> None:
    tidy = [_without_marks(section) for section in found]
    prose = fill_prose(tidy, fill, _AT, MODEL)
    if fill_licence(tidy, fill, f"{_AT}/licence"):
        made = fill.draft.sections.get("model_card", {})
        prose += ["licence"] if "licence" in made else []
    for number, section in enumerate(tidy):
        if section.title in {"model version s", "model version", "model versions"}:
            version = text_below(tidy, number).strip()
            if version and not placeholder(version):
                fill.put(f"{_AT}/version", version.split("\n")[0], f"L{section.line}")
                prose.append("version")
    if prose:
        fill.put(f"{_AT}/prose", prose, "L1")


def _bare(line: str) -> str:
    text = line.rstrip()
    end = next((mark for mark in _BREAKS if text.endswith(mark)), "")
    return text.removesuffix(end).rstrip() if end else line


def _asked(line: str) -> bool:
    return len(line) <= MAX_ASKED and _ASKED.fullmatch(line) is not None


def _without_marks(section: Section) -> Section:
    lines = tuple("" if _asked(line) else line for line in map(_bare, section.lines))
    title = re.sub(r"( br)+$", "", section.title)
    return Section(section.level, title, section.line, lines)
