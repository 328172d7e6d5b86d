"""Asset cards of fairseq2: YAML files of many documents, a card in each.

Such a file says of a whole family of models. Only where it holds the card of one model
alone is that the card of the model; of several, nobody can tell which is.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.errors import EvidenceError
from mlgate.loaders.cards.documents import Document, documents
from mlgate.loaders.filling import Filling
from mlgate.loaders.loader import head, kind
from mlgate.loaders.source import Source

_AT = "/model_card"
_NAME = re.compile(r"^name:[ \t]", re.MULTILINE)
_FAMILY = re.compile(
    r"^(model_family|dataset_family|tokenizer_family|model_arch|checkpoint):[ \t]",
    re.MULTILINE,
)
_DATA = "dataset_family"
_MODEL = ("model_family", "model_arch", "model_config", "checkpoint", "base")


class AssetCardLoader:
    """Reads every document of the file, never the first alone."""

    format = "fairseq2-asset-card"
    sections = ("model_card", "datasets")
    syntax = "yaml"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is YAML with a name and a family, as nothing else."""
        if b"_family:" not in source.raw and b"model_arch:" not in source.raw:
            return False
        start = head(source)
        return None not in (_NAME.search(start), _FAMILY.search(start))

    def load(self, source: Source) -> Draft:
        """Return the one model's card, or why there is none; and each data set.

        Raises:
            EvidenceError: A document is not strict YAML, or not a mapping with a name;
                or there are too many.
        """
        found = documents(source.text, source.path)
        for document in found:
            if why := _wrong(document.value):
                place = f"{source.path}:{document.line}:1"
                raise EvidenceError(why, place=place, hint="write `key: value` lines")
        fill = Filling()
        models = [d for d in found if any(key in d.value for key in _MODEL)]
        data = [d for d in found if _DATA in d.value and d not in models]
        if models:
            _models(models, fill)
        if data:
            fill.put(
                "/datasets", [_dataset(d, n, fill) for n, d in enumerate(data)], "L1"
            )
        return fill.draft


def _wrong(value: object) -> str:
    if not isinstance(value, dict):
        return f"expected a card, found {kind(value)}"
    named = isinstance(value.get("name"), str) and value["name"].strip()
    return "" if named else "a card without a name"


def _models(models: Sequence[Document], fill: Filling) -> None:
    first = models[0]
    fill.draft.sources[_AT] = f"L{first.line}"
    fill.put(f"{_AT}/extras", {"cards": [d.value for d in models]}, f"L{first.line}")
    if len(models) > 1:
        names = ", ".join(str(d.value["name"]) for d in models)
        raw = f"{len(models)} cards of models: {names}"
        fill.gap(f"{_AT}/name", "conflict", raw, f"L{models[1].line}")
        return
    card, said = first.value, f"L{first.line}"
    fill.text(f"{_AT}/name", card["name"], said)
    if base := fill.checked(f"{_AT}/base_models", card.get("base"), said):
        fill.put(f"{_AT}/base_models", [{"name": base, "relation": None}], said)


def _dataset(document: Document, number: int, fill: Filling) -> Mapping[str, Any]:
    at, said = f"/datasets/{number}", f"L{document.line}"
    fill.draft.sources[at] = said
    name = fill.checked(f"{at}/name", document.value["name"], said)
    return {"name": name, "extras": document.value}
