"""Results beside a card, ``.eval_results/*.yaml`` (huggingface/hub-docs)."""

import re
from collections.abc import Mapping
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.loaders.cards.figures import figure
from mlgate.loaders.cards.lists import mapped
from mlgate.loaders.filling import Filling
from mlgate.loaders.loader import fault, head, kind
from mlgate.loaders.source import Source

MAX_RESULTS = 10_000
_AT = "/evaluations"
# A list whose first item is a data set on the hub with a task, as nothing else is. Each
# line is matched in one way alone: of two ways, many lines would make a power.
_BEGINS = re.compile(
    r"(?:[ \t]*(?:#[^\r\n]*|---[ \t]*)?\r?\n)*"
    r"-[ \t]+dataset:[ \t]*(?:#[^\r\n]*)?\r?\n"
    r"(?:[ \t][^\r\n]*\r?\n|\r?\n)*?[ \t]+task_id:"
)
_READ = {"dataset", "value", "date"}


class EvalResultsLoader:
    """Reads one evaluation for each item; a token that verifies it is not checked."""

    format = "hf-eval-results"
    sections = ("evaluations",)
    syntax = "yaml"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is YAML that begins as such results do."""
        if b"task_id:" not in source.raw:
            return False
        return _BEGINS.match(head(source)) is not None

    def load(self, source: Source) -> Draft:
        """Return all results; what one lacks is null, or a gap, in it alone.

        Raises:
            EvidenceError: It is not strict YAML, not a list of mappings, or too long.
        """
        value = source.yaml
        write = "write a list of results, each with `dataset` and `value`"
        if not isinstance(value, list):
            why = f"expected a list of results, found {kind(value)}"
            raise fault(source, self.syntax, "", why, write)
        if len(value) > MAX_RESULTS:
            why = f"more than {MAX_RESULTS} results"
            raise fault(source, self.syntax, "", why, "split the document")
        fill = Filling()
        made = []
        for number, item in enumerate(value):
            if not isinstance(item, dict):
                why = f"expected a result, found {kind(item)}"
                raise fault(source, self.syntax, f"/{number}", why, write)
            made.append(_result(item, fill, number))
        if made:
            fill.put(_AT, made, "")
        return fill.draft


def _result(item: Mapping[str, Any], fill: Filling, number: int) -> dict[str, Any]:
    at, said = f"{_AT}/{number}", f"/{number}"
    fill.draft.sources[at] = said
    dataset = mapped(item.get("dataset"))
    texts = {
        to: fill.checked(f"{at}/{to}", dataset.get(key), f"{said}/dataset/{key}")
        for to, key in (
            ("dataset", "id"),
            ("task", "task_id"),
            ("dataset_revision", "revision"),
        )
    }
    value = fill.checked(f"{at}/value", item.get("value"), f"{said}/value")
    return {
        **texts,
        "value": value,
        "number": figure(value),
        "ran_at": fill.dated(f"{at}/ran_at", item.get("date"), f"{said}/date"),
        "extras": {k: v for k, v in item.items() if k not in _READ} or None,
    }
