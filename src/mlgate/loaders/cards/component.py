"""The card of a model that stands in its bill of materials: CycloneDX ``modelCard``.

A bill of materials is not for this section: what it says of a model counts where no
card does. All of the card is kept in ``bom.model_cards`` besides.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from mlgate.core.pointer import join
from mlgate.loaders.cards.figures import figure, grams
from mlgate.loaders.cards.lists import fill_lines, fill_metrics, listed, mapped, risk
from mlgate.loaders.filling import Filling, shown

_AT = "/model_card"
_LINES = {
    "users": ("users",),
    "intended_use": ("useCases",),
    "limitations": ("technicalLimitations", "performanceTradeoffs"),
}
_FAIRNESS = {
    "group": "groupAtRisk",
    "benefit": "benefits",
    "harm": "harms",
    "mitigation": "mitigationStrategy",
}
_INTERVAL = ("confidenceInterval", "lowerBound", "upperBound")


def fill_model_card(
    component: Mapping[str, Any],
    fill: Filling,
    pointer: str,
    names: Mapping[str, str] | None = None,
) -> None:
    """Fill sections ``model_card`` and ``evaluations`` from a ``modelCard``.

    Nothing is filled if it has none.

    Args:
        component: The component of the model, as written.
        fill: Draft of the bill of materials.
        pointer: JSON Pointer to the component.
        names: Reference within the document -> name of what it refers to.
    """
    card, at = mapped(component.get("modelCard")), f"{pointer}/modelCard"
    if not card:
        return
    fill.draft.sources.setdefault(_AT, at)
    fill.draft.secondary |= {"model_card"}
    for key in ("name", "version"):
        fill.text(f"{_AT}/{key}", component.get(key), f"{pointer}/{key}")
    _owners(component, fill, pointer)
    parameters, place = mapped(card.get("modelParameters")), f"{at}/modelParameters"
    fill.text(f"{_AT}/task", parameters.get("task"), f"{place}/task")
    _datasets(parameters, fill, place, names or {})
    _considered(mapped(card.get("considerations")), fill, f"{at}/considerations")
    measured = mapped(card.get("quantitativeAnalysis")).get("performanceMetrics")
    said = f"{at}/quantitativeAnalysis/performanceMetrics"
    name = component.get("name")
    known = name if isinstance(name, str) else None
    fill_metrics(fill, measured, said, known, _INTERVAL)


def _owners(component: Mapping[str, Any], fill: Filling, pointer: str) -> None:
    """Fill who made the model: its authors, else the one that supplies it."""
    people = [
        (a, f"{pointer}/authors/{n}")
        for n, a in enumerate(listed(component.get("authors")))
    ]
    firms = [(component.get(k), f"{pointer}/{k}") for k in ("manufacturer", "supplier")]
    found = people or [(firm, place) for firm, place in firms if firm][:1]
    made = []
    for number, (one, place) in enumerate(found):
        owner, at = mapped(one), f"{_AT}/owners/{number}"
        contact = next(iter(listed(owner.get("contact"))), owner)
        name = fill.checked(f"{at}/name", owner.get("name"), f"{place}/name")
        email = fill.checked(f"{at}/contact", mapped(contact).get("email"), place)
        made.append({"name": name, "contact": email})
        fill.draft.sources[at] = place
    if made:
        fill.put(f"{_AT}/owners", made, found[0][1])


def _datasets(
    parameters: Mapping[str, Any], fill: Filling, place: str, names: Mapping[str, str]
) -> None:
    """Fill the names of data sets, which stand elsewhere in the document or here."""
    found: list[object] = []
    for item in map(mapped, listed(parameters.get("datasets"))):
        ref = item.get("ref")
        known = names.get(ref, ref) if isinstance(ref, str) else None
        found.append(known or item.get("name") or item.get("bom-ref"))
    fill.texts(f"{_AT}/datasets", found, f"{place}/datasets")


def _considered(said: Mapping[str, Any], fill: Filling, place: str) -> None:
    for field, keys in _LINES.items():
        values = [
            (item, f"{place}/{key}/{n}")
            for key in keys
            for n, item in enumerate(listed(said.get(key)))
        ]
        fill_lines(fill, f"{_AT}/{field}", values)
    key = "ethicalConsiderations"
    risks = [
        (risk(r.get("name"), r.get("mitigationStrategy")), f"{place}/{key}/{n}")
        for n, r in enumerate(map(mapped, listed(said.get(key))))
    ]
    fill_lines(fill, f"{_AT}/ethics", risks)
    _fairness(
        listed(said.get("fairnessAssessments")), fill, f"{place}/fairnessAssessments"
    )
    _energy(said, fill, place)


def _fairness(assessed: Sequence[Any], fill: Filling, place: str) -> None:
    made = []
    for number, item in enumerate(map(mapped, assessed)):
        at, said = f"{_AT}/fairness/{number}", f"{place}/{number}"
        fill.draft.sources[at] = said
        made.append(
            {
                to: fill.checked(f"{at}/{to}", item.get(key), f"{said}/{key}")
                for to, key in _FAIRNESS.items()
            }
        )
    if made:
        fill.put(f"{_AT}/fairness", made, place)


def _energy(said: Mapping[str, Any], fill: Filling, place: str) -> None:
    key = "environmentalConsiderations"
    used = listed(mapped(said.get(key)).get("energyConsumptions"))
    above = f"{place}/{key}/energyConsumptions"
    made = []
    for number, item in enumerate(map(mapped, used)):
        at, where = f"{_AT}/energy/{number}", join(above, str(number))
        fill.draft.sources[at] = where
        activity = fill.checked(f"{at}/activity", item.get("activity"), where)
        made.append({"activity": activity, **_measured(item, fill, at, where)})
    if made:
        fill.put(f"{_AT}/energy", made, above)


def _measured(
    item: Mapping[str, Any], fill: Filling, at: str, place: str
) -> dict[str, object]:
    """Return kilowatt-hours and grams of one activity, and the words they are from."""
    power, carbon = (
        mapped(item.get(k)) for k in ("activityEnergyCost", "co2CostEquivalent")
    )
    kwh = figure(power.get("value")) if power.get("unit") == "kWh" else None
    mass = grams(carbon.get("value"), carbon.get("unit"))
    for key, found, measure in (("kwh", kwh, power), ("co2_grams", mass, carbon)):
        if measure and found is None:
            fill.gap(f"{at}/{key}", "unreadable", shown(measure), place)
    words = [
        f"{shown(m.get('value'))} {shown(m.get('unit'))}" for m in (power, carbon) if m
    ]
    return {"kwh": kwh, "co2_grams": mass, "source": "; ".join(words) or None}
