"""``model-index.yml`` of Papers with Code: models, each with its results.

A part that stands in another file is named and not read: what belongs together is one
document, which one digest pins.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.core.pointer import join
from mlgate.loaders.cards.figures import figure
from mlgate.loaders.cards.lists import mapped
from mlgate.loaders.filling import Filling, shown
from mlgate.loaders.loader import fault, head, kind
from mlgate.loaders.source import Source

MAX_METRICS = 10_000
_AT = "/model_card"
_EVALUATIONS = "/evaluations"
_SEVERAL = re.compile(r"^Models:[ \t]*(#.*)?\r?\n[ \t]*-[ \t]", re.MULTILINE)
_ONE = tuple(
    re.compile(rf"^{key}:", re.MULTILINE) for key in ("Name", "In Collection|Results")
)


class PapersLoader:
    """Reads each metric of each result; one model alone has a card as well."""

    format = "pwc-model-index"
    sections = ("model_card", "evaluations")
    syntax = "yaml"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is YAML that lists models, or names one's results."""
        if b"Models:" not in source.raw and b"Name:" not in source.raw:
            return False
        start = head(source)
        if _SEVERAL.search(start):
            return True
        return all(pattern.search(start) for pattern in _ONE)

    def load(self, source: Source) -> Draft:
        """Return what the models are called and how they did.

        Raises:
            EvidenceError: It is not strict YAML, or no list of models, or too long.
        """
        value = source.yaml
        if not isinstance(value, dict):
            why = f"expected models, found {kind(value)}"
            raise fault(source, self.syntax, "", why, "write `Models:` and a list")
        models = value.get("Models", [value])
        if not isinstance(models, list):
            why = f"expected a list of models, found {kind(models)}"
            raise fault(source, self.syntax, "/Models", why)
        fill, at = Filling(), "/Models" if "Models" in value else ""
        places = [f"{at}/{n}" if at else "" for n in range(len(models))]
        found = list(zip(models, places, strict=True))
        metrics = [m for model, place in found for m in _metrics(model, place, fill)]
        if len(metrics) > MAX_METRICS:
            why = f"more than {MAX_METRICS} metrics"
            raise fault(source, self.syntax, "", why, "split the document")
        if metrics:
            fill.put(_EVALUATIONS, [made for made, _ in metrics], at)
        for number, (_, place) in enumerate(metrics):
            fill.draft.sources[f"{_EVALUATIONS}/{number}"] = place
        _card(found, value, fill)
        return fill.draft


def _card(
    models: Sequence[tuple[Any, str]], whole: Mapping[str, Any], fill: Filling
) -> None:
    fill.draft.sources[_AT] = ""
    fill.put(f"{_AT}/extras", dict(whole), "")
    elsewhere = [(m, place) for m, place in models if isinstance(m, str)]
    if elsewhere:
        raw = f"stands in another file: {shown([m for m, _ in elsewhere])}"
        fill.gap(f"{_AT}/name", "unreadable", raw, elsewhere[0][1])
    elif len(models) == 1:
        model, place = models[0]
        fill.text(f"{_AT}/name", mapped(model).get("Name"), f"{place}/Name")
        task = mapped(mapped(model).get("Metadata")).get("Training Data")
        fill.texts(f"{_AT}/datasets", task, f"{place}/Metadata/Training Data")
    elif models:
        names = shown([mapped(m).get("Name") for m, _ in models])
        raw = f"{len(models)} models: {names}"
        fill.gap(f"{_AT}/name", "conflict", raw, models[1][1])


def _metrics(
    model: object, said: str, fill: Filling
) -> Iterator[tuple[dict[str, Any], str]]:
    results, place = mapped(model).get("Results"), f"{said}/Results"
    if isinstance(results, str):
        raw = f"the results stand in another file: {results}"
        fill.gap(_EVALUATIONS, "unreadable", raw, place)
        return
    called = mapped(model).get("Name")
    several = enumerate(results) if isinstance(results, list) else ()
    for number, result in several:
        at = f"{place}/{number}"
        task, dataset = (
            x if isinstance(x := mapped(result).get(key), str) else None
            for key in ("Task", "Dataset")
        )
        for metric, value in mapped(mapped(result).get("Metrics")).items():
            made = {
                "model": called if isinstance(called, str) else None,
                "task": task,
                "dataset": dataset,
                "metric": metric,
                "value": shown(value),
                "number": figure(value),
            }
            yield made, join(f"{at}/Metrics", metric)
