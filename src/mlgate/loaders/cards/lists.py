"""Fields of cards that are lists in the document, and text or records in the input."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mlgate.core.pointer import join
from mlgate.loaders.cards.figures import figure
from mlgate.loaders.filling import Filling, problem, shown

_EVALUATIONS = "/evaluations"
_METRIC = {"type": "metric", "value": "value", "slice": "slice"}


def listed(value: object) -> Sequence[Any]:
    """Return ``value`` if it is a list; else an empty one."""
    return value if isinstance(value, list) else ()


def mapped(value: object) -> Mapping[str, Any]:
    """Return ``value`` if it is an object; else an empty one."""
    return value if isinstance(value, dict) else {}


def risk(name: object, met: object) -> object:
    """Return a risk in words, with how it is met if that is said."""
    both = isinstance(name, str) and isinstance(met, str) and met.strip()
    return f"{name}: {met}" if both else name or met


def fill_lines(fill: Filling, at: str, values: Iterable[tuple[object, str]]) -> None:
    """Fill the text ``at`` with a line for each (value, place).

    One that is no text spoils it: a shorter text would hide that one.
    """
    found = [(v, place) for v, place in values if v is not None and str(v).strip()]
    if bad := next((why for v, _ in found if (why := problem(v))), ""):
        fill.gap(at, bad, shown([v for v, _ in found]), found[0][1])
    elif found:
        fill.put(at, "\n".join(str(v).strip() for v, _ in found), found[0][1])


def fill_metrics(
    fill: Filling,
    metrics: object,
    said: str,
    model: str | None,
    interval: tuple[str, str, str],
) -> None:
    """Fill one evaluation for each metric of ``{type, value, slice, interval}``.

    Args:
        fill: The draft.
        metrics: The list, if it is one.
        said: Where it is.
        model: What the model is called.
        interval: Keys of the confidence interval and of its two bounds.
    """
    found = [(n, m) for n, m in enumerate(listed(metrics)) if isinstance(m, dict)]
    records: list[dict[str, Any]] = []
    for n, metric in found:
        at, place = f"{_EVALUATIONS}/{len(records)}", join(said, str(n))
        fill.draft.sources[at] = place
        texts = {
            to: fill.checked(f"{at}/{to}", _text(metric.get(key)), f"{place}/{key}")
            for key, to in _METRIC.items()
        }
        bounds = mapped(metric.get(interval[0]))
        numbers = {
            "number": figure(metric.get("value")),
            "lower": figure(bounds.get(interval[1])),
            "upper": figure(bounds.get(interval[2])),
        }
        rest = {k: v for k, v in metric.items() if k not in {*_METRIC, interval[0]}}
        records.append({"model": model, **texts, **numbers, "extras": rest or None})
    if records:
        fill.draft.sections["evaluations"] = records
        fill.draft.sources[_EVALUATIONS] = said


def _text(value: object) -> object:
    """Return a number as it was written, and anything else as it is."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if number else value
