"""Fields out of prose, by the headings that people put over it."""

from collections.abc import Mapping, Sequence

from mlgate.loaders.filling import MAX_RAW, Filling, placeholder
from mlgate.loaders.prose import Section

MAX_PROSE = 4000
# Longer text is what somebody wrote about a licence, and not its name.
MAX_LICENCE = 120
Titles = Mapping[str, Sequence[str]]
_RULES = {"", "---", "***", "___"}

MODEL: Titles = {
    "intended_use": (
        "intended use", "intended uses", "uses", "direct use", "use cases", "model use",
        "primary intended uses", "intended use cases", "intended uses and limitations",
        "intended use and limitations", "use case", "intended purpose",
        "use case and high level description", "recommended uses", "primary use cases",
        "intended usage",
    ),
    "out_of_scope": (
        "out of scope", "out of scope use", "out of scope uses", "misuse",
        "out of scope use cases", "misuse and out of scope use", "prohibited uses",
        "misuse malicious use and out of scope use", "out of scope uses include",
        "unintended use", "unintended uses", "use restrictions",
        "use case restrictions",
    ),
    "users": (
        "users", "intended users", "primary intended users", "direct users",
        "target users", "intended audience",
    ),
    "limitations": (
        "limitations", "known limitations", "risks and limitations",
        "limitations and bias",
        "limitations and biases", "bias and limitations", "bias risks and limitations",
        "intended uses and limitations", "intended use and limitations",
        "ethical considerations and limitations", "performance and limitations",
        "caveats and recommendations", "limitations and risks", "technical limitations",
        "model limitations", "limitations and ethical considerations",
        "limitations and caveats", "other known limitations",
    ),
    "training_data": (
        "training data", "training dataset", "training datasets", "pretraining corpus",
        "pre training data", "pretraining data", "training corpus", "training corpora",
    ),
    "evaluation": (
        "evaluation", "evaluations", "evaluation results", "results", "performance",
        "model performance", "benchmark performance", "performance and limitations",
        "benchmarks", "accuracy", "quantitative analyses", "benchmark results",
    ),
    "ethics": (
        "ethical considerations", "ethics", "ethical considerations and limitations",
        "limitations and ethical considerations", "ethics and safety",
        "ethical considerations and risks", "ethical concerns", "broader impact",
        "social impact", "societal impact", "broader impacts",
    ),
    "contact": (
        "contact", "contacts", "model card contact", "contact information",
        "contact info", "contact info and model card authors",
        "where to send questions or comments about the model",
    ),
}  # fmt: skip
LICENCE = (
    "license", "licence", "licensing", "license terms of use", "licensing information",
    "model license", "licenses",
)  # fmt: skip
_LEGAL = "legal information"


def fill_prose(
    found: Sequence[Section], fill: Filling, at: str, titles: Titles
) -> list[str]:
    """Fill fields below ``at`` from sections, and return which of them.

    A heading with nothing real below it is a gap: it says where to write.

    Args:
        found: The sections of the text, in order.
        fill: The draft.
        at: Pointer to the object of these fields.
        titles: Field -> normal titles that stand over what fills it.
    """
    filled = []
    others = {t for own in titles.values() for t in own}
    for field, own in titles.items():
        mine = [i for i, section in enumerate(found) if section.title in own]
        texts = ((i, text_below(found, i, others - set(own))) for i in mine)
        real = next(((i, text) for i, text in texts if text), None)
        if real:
            fill.put(f"{at}/{field}", real[1], f"L{found[real[0]].line}")
            filled.append(field)
        elif mine:
            first = found[mine[0]]
            raw = " ".join(" ".join(first.lines).split()) or first.title
            fill.gap(f"{at}/{field}", "placeholder", raw, f"L{first.line}")
    return filled


def fill_licence(found: Sequence[Section], fill: Filling, at: str) -> bool:
    """Fill ``at`` from a section that names a licence; say whether there is a section.

    A text in which somebody writes about terms names no licence: that is a gap.
    """
    for number, section in enumerate(found):
        if section.title not in {*LICENCE, _LEGAL}:
            continue
        said, line = " ".join(text_below(found, number).split()), f"L{section.line}"
        legal = section.title == _LEGAL
        if not said or (legal and "licen" not in said.lower()):
            continue
        if len(said) <= MAX_LICENCE and not legal:
            fill.put(at, said, line)
        else:
            fill.gap(at, "unreadable", said[:MAX_RAW], line)
        return True
    return False


def text_below(
    found: Sequence[Section],
    start: int,
    others: frozenset[str] | set[str] = frozenset(),
) -> str:
    """Return the text of a section and of those below it, but for ``others``.

    Empty if all of it only stands where somebody was to write.
    """
    lines = list(found[start].lines)
    skipped = 0
    # By number, since a copy of the rest for each heading would be a square.
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
