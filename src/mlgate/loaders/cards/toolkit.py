"""Cards of Google's Model Card Toolkit, in JSON (its schemas 0.0.1 and 0.0.2).

Nothing is required in them, and numbers are text.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.core.pointer import join
from mlgate.loaders.cards.lists import fill_lines, fill_metrics, listed, mapped, risk
from mlgate.loaders.filling import Filling, shown
from mlgate.loaders.loader import fault, head, kind, shows
from mlgate.loaders.nesting import depth
from mlgate.loaders.source import Source

_AT = "/model_card"
_DETAILS = re.compile(r'"model_details"\s*:')
_LINES = {
    "users": ("users",),
    "intended_use": ("use_cases",),
    "limitations": ("limitations", "tradeoffs"),
}
_INTERVAL = ("confidence_interval", "lower_bound", "upper_bound")


class ModelCardToolkitLoader:
    """Reads a card; what has no field of its own is in ``extras``."""

    format = "model-card-toolkit"
    sections = ("model_card", "evaluations")
    syntax = "json"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is such a card, and no schema of one."""
        if not shows(source, '"model_details"'):
            return False
        start = head(source)
        found = _DETAILS.search(start)
        return found is not None and depth(start[: found.start()]) == 1

    def load(self, source: Source) -> Draft:
        """Return what the card says.

        Raises:
            EvidenceError: It is not JSON, or not an object of objects.
        """
        card = source.json
        if not isinstance(card, dict):
            why = f"expected a model card, got {kind(card)}"
            raise fault(source, self.syntax, "", why, "write it with the toolkit")
        for key, part in card.items():
            if key != "schema_version" and not isinstance(part, dict):
                why = f"expected an object, got {kind(part)}"
                raise fault(source, self.syntax, join("", key), why)
        fill = Filling()
        fill.draft.sources[_AT] = ""
        _details(mapped(card.get("model_details")), fill)
        _data(mapped(card.get("model_parameters")).get("data"), fill)
        _considered(mapped(card.get("considerations")), fill)
        measured = mapped(card.get("quantitative_analysis")).get("performance_metrics")
        said = "/quantitative_analysis/performance_metrics"
        name = fill.draft.sections.get("model_card", {}).get("name")
        fill_metrics(fill, measured, said, name, _INTERVAL)
        fill.put(f"{_AT}/extras", _without_images(card), "")
        return fill.draft


def _details(details: Mapping[str, Any], fill: Filling) -> None:
    at = "/model_details"
    fill.text(f"{_AT}/name", details.get("name"), f"{at}/name")
    version, place = mapped(details.get("version")), f"{at}/version"
    fill.text(f"{_AT}/version", version.get("name"), f"{place}/name")
    created = f"{_AT}/created_at"
    if made := fill.dated(created, version.get("date"), f"{place}/date"):
        fill.put(created, made, f"{place}/date")
    _owners(details, fill, f"{at}/owners")
    _licences(details, fill, at)


def _owners(details: Mapping[str, Any], fill: Filling, said: str) -> None:
    made = []
    for number, owner in enumerate(map(mapped, listed(details.get("owners")))):
        at, place = f"{_AT}/owners/{number}", f"{said}/{number}"
        fill.draft.sources[at] = place
        made.append(
            {
                key: fill.checked(f"{at}/{key}", owner.get(key), f"{place}/{key}")
                for key in ("name", "contact")
            }
        )
    if made:
        fill.put(f"{_AT}/owners", made, said)


def _licences(details: Mapping[str, Any], fill: Filling, said: str) -> None:
    """Fill the licence: ``license`` in 0.0.1, a list of them in 0.0.2."""
    found: list[tuple[object, str]] = [(details.get("license"), f"{said}/license")]
    for number, item in enumerate(map(mapped, listed(details.get("licenses")))):
        value = item.get("identifier") or item.get("custom_text")
        found.append((value, f"{said}/licenses/{number}"))
    found = [(value, place) for value, place in found if value is not None]
    fill.texts(f"{_AT}/licences", [value for value, _ in found], f"{said}/licenses")
    if len(found) == 1:
        fill.text(f"{_AT}/licence", *found[0])
    elif found:
        raw = shown([value for value, _ in found])
        fill.gap(f"{_AT}/licence", "conflict", raw, f"{said}/licenses")


def _data(data: object, fill: Filling) -> None:
    """Fill the data sets: ``train`` and ``eval`` in 0.0.1, a list in 0.0.2."""
    said = "/model_parameters/data"
    pairs = data.items() if isinstance(data, dict) else enumerate(listed(data))
    sets = [(mapped(one), join(said, str(key))) for key, one in pairs]
    names = [one["name"] for one, _ in sets if one.get("name") is not None]
    fill.texts(f"{_AT}/datasets", names, said)
    texts = ((one.get("description"), place) for one, place in sets)
    fill_lines(fill, f"{_AT}/training_data", texts)


def _considered(considered: Mapping[str, Any], fill: Filling) -> None:
    at = "/considerations"
    for field, keys in _LINES.items():
        values = [v for key in keys for v in _described(considered, key, at)]
        fill_lines(fill, f"{_AT}/{field}", values)
    key = "ethical_considerations"
    risks = [
        (risk(r.get("name"), r.get("mitigation_strategy")), f"{at}/{key}/{n}")
        for n, r in enumerate(map(mapped, listed(considered.get(key))))
    ]
    fill_lines(fill, f"{_AT}/ethics", risks)


def _described(
    holder: Mapping[str, Any], key: str, at: str
) -> Iterator[tuple[object, str]]:
    """Yield each item: text in 0.0.1, an object with a description in 0.0.2."""
    for number, item in enumerate(listed(holder.get(key))):
        value = item.get("description") if isinstance(item, dict) else item
        yield value, f"{at}/{key}/{number}"


def _without_images(value: Any) -> Any:  # noqa: ANN401  # any JSON value
    """Return ``value`` with the digest of each image in its place."""
    if isinstance(value, list):
        return [_without_images(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _digest(item)
        if key == "image" and isinstance(item, str)
        else _without_images(item)
        for key, item in value.items()
    }


def _digest(text: str) -> str:
    return f"text with sha256 {hashlib.sha256(text.encode()).hexdigest()}"
