"""What the AI profile of SPDX 3 says of a model, where model cards say the same."""

from collections.abc import Iterator
from decimal import Decimal
from math import isfinite

from mlgate.loaders.bom import said
from mlgate.loaders.bom.spdx3_parts import Spdx3Part
from mlgate.loaders.filling import Filling, shown

_AT = "/model_card"
_TEXTS = {
    "limitations": "ai_limitation",
    "intended_use": "ai_informationAboutApplication",
}
_ENERGY = "ai_energyConsumption"
_ACTIVITIES = {
    "training": "ai_trainingEnergyConsumption",
    "fine-tuning": "ai_finetuningEnergyConsumption",
    "inference": "ai_inferenceEnergyConsumption",
}
# How many of a unit are one kilowatt-hour.
_PER_KWH = {"kilowattHour": Decimal(1), "megajoule": Decimal("3.6")}
_MAX_DIGITS = 40


def fill_card(fill: Filling, part: Spdx3Part) -> None:
    """Fill section ``model_card`` from the one model of the document.

    A bill is no card: what it says counts where no card says it.
    """
    fill.draft.secondary |= {"model_card"}
    raw = part.node.raw
    for field, key in _TEXTS.items():
        at, place = f"{_AT}/{field}", f"{part.at}/{key}"
        text = said.checked(fill, at, raw[key], place) if key in raw else None
        if text is not None:
            fill.put(at, text, place)
    if energy := list(_energy(fill, part)):
        fill.put(f"{_AT}/energy", energy, f"{part.at}/{_ENERGY}")
    # A bill of materials is no card: what it says counts where no card does.
    fill.draft.secondary |= {"model_card"}
    if "model_card" in fill.draft.sections:
        fill.draft.sources.setdefault(_AT, part.at)


def _energy(fill: Filling, part: Spdx3Part) -> Iterator[dict[str, object]]:
    used = part.graph.inner(part.node.raw.get(_ENERGY))
    number = 0
    for activity, key in _ACTIVITIES.items():
        for index, item in enumerate(part.graph.inners(used.get(key))):
            at = f"{_AT}/energy/{number}"
            place = f"{part.at}/{_ENERGY}/{key}/{index}"
            fill.draft.sources[at] = place
            quantity, unit = item.get("ai_energyQuantity"), item.get("ai_energyUnit")
            kwh = _kwh(quantity, unit)
            if kwh is None:
                raw = f"{shown(quantity)} {shown(unit)}"
                fill.gap(f"{at}/kwh", "unreadable", raw, place)
            number += 1
            yield {"activity": activity, "kwh": kwh}


def _kwh(quantity: object, unit: object) -> float | None:
    per = _PER_KWH.get(unit) if isinstance(unit, str) else None
    text = str(quantity)
    if per is None or isinstance(quantity, bool) or len(text) > _MAX_DIGITS:
        return None
    try:
        found = float(Decimal(text) / per)
    except ArithmeticError:
        return None
    return found if isfinite(found) else None
