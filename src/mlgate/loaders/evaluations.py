"""Evaluation results in a card's ``model-index`` (huggingface/hub-docs).

All of it is kept in the card's ``extras`` besides.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from mlgate.loaders.cards.figures import figure
from mlgate.loaders.filling import Filling, placeholder, shown

_AT = "/evaluations"
_SAID = "/model-index"
_KEY = "model-index"
_DATASET = {"config": "dataset_config", "split": "dataset_split"}
_DATASET |= {"revision": "dataset_revision"}


def fill_evaluations(index: object, fill: Filling) -> None:
    """Fill one evaluation for each metric; what a result lacks is null in it alone."""
    if index is None:
        return
    if not isinstance(index, list):
        fill.gap(_AT, "unreadable", shown(index), _SAID)
        return
    found = list(_metrics(index))
    if found:
        fill.put(_AT, [value for value, _ in found], _SAID)
    elif index:
        fill.gap(_AT, "unreadable", f"`{_KEY}` holds no metric", _SAID)
    for number, (_, place) in enumerate(found):
        fill.draft.sources[f"{_AT}/{number}"] = place


def _metrics(index: list[Any]) -> Iterator[tuple[dict[str, Any], str]]:
    for i, model in enumerate(index):
        for j, result in _items(model, "results"):
            for k, metric in _items(result, "metrics"):
                place = f"{_SAID}/{i}/results/{j}/metrics/{k}"
                made = _evaluation(result, metric)
                yield made | {"model": _plain(model.get("name"))}, place


def _evaluation(result: Mapping[str, Any], metric: Any) -> dict[str, Any]:  # noqa: ANN401
    value = metric.get("value")
    verified = metric.get("verified")
    dataset = result.get("dataset")
    holder = dataset if isinstance(dataset, dict) else {}
    return {
        "task": _label(result.get("task"), "type", "name"),
        "dataset": _label(dataset, "name", "type"),
        **{to: _plain(holder.get(key)) for key, to in _DATASET.items()},
        "metric": _label(metric, "type", "name"),
        "value": _plain(value) if isinstance(value, str) else _written(value),
        "number": figure(value),
        "verified": verified if isinstance(verified, bool) else None,
    }


def _items(holder: object, key: str) -> Iterator[tuple[int, Any]]:
    listed = holder.get(key) if isinstance(holder, dict) else None
    for number, item in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(item, dict):
            yield number, item


def _label(holder: object, *keys: str) -> str | None:
    found = (holder.get(k) for k in keys) if isinstance(holder, dict) else ()
    return next((text for f in found if (text := _plain(f))), None)


def _plain(value: object) -> str | None:
    written = isinstance(value, str) and not placeholder(value)
    return str(value).strip() or None if written else None


def _written(value: object) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)
