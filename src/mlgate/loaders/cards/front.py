"""Front matter of a Hugging Face model card (huggingface/hub-docs, modelcard.md)."""

from collections.abc import Mapping
from typing import Any

from mlgate.core.pointer import join
from mlgate.loaders.cards.figures import figure
from mlgate.loaders.filling import Filling, shown

AT = "/model_card"
_TEXTS = {
    "licence_name": "license_name",
    "licence_link": "license_link",
    "library": "library_name",
    "task": "pipeline_tag",
}
_LISTS = {"languages": "language", "tags": "tags", "datasets": "datasets"}
_PROMOTED = {
    *_TEXTS.values(), *_LISTS.values(),
    "license", "base_model", "base_model_relation", "model_name",
}  # fmt: skip
_CARBON = "co2_eq_emissions"
_CONVENTION = "in grams by convention: the card names no unit"


def fill_front(fields: Mapping[str, Any], fill: Filling) -> None:
    """Fill section ``model_card``; what has no field of its own is in ``extras``."""
    fill_licence(fields.get("license"), fill, f"{AT}/licence")
    fill.texts(f"{AT}/licences", fields.get("license"), "/license")
    _name(fields, fill)
    for field, key in _TEXTS.items():
        fill.text(f"{AT}/{field}", fields.get(key), join("", key))
    for field, key in _LISTS.items():
        fill.texts(f"{AT}/{field}", fields.get(key), join("", key))
    _base_models(fields, fill)
    _energy(fields.get(_CARBON), fill)
    rest = {k: v for k, v in fields.items() if k not in _PROMOTED}
    if rest:
        fill.put(f"{AT}/extras", rest, "")


def fill_licence(value: object, fill: Filling, at: str) -> None:
    """Fill ``at``; of several, nobody can tell whether they mean "and" or "or"."""
    said = "/license"
    if isinstance(value, list) and len(value) == 1:
        fill.text(at, value[0], f"{said}/0")
    elif isinstance(value, list):
        why = "conflict" if value else "placeholder"
        fill.gap(at, why, shown(value) or "[]", said)
    else:
        fill.text(at, value, said)


def _name(fields: Mapping[str, Any], fill: Filling) -> None:
    at, index = f"{AT}/name", fields.get("model-index")
    named = [
        (model["name"], f"/model-index/{i}/name")
        for i, model in enumerate(index if isinstance(index, list) else ())
        if isinstance(model, dict) and isinstance(model.get("name"), str)
    ]
    if fields.get("model_name") is not None:
        fill.text(at, fields["model_name"], "/model_name")
    else:
        fill.agreed(at, named)


def _base_models(fields: Mapping[str, Any], fill: Filling) -> None:
    at, said = f"{AT}/base_models", "/base_model_relation"
    kind = fields.get("base_model_relation")
    relation = fill.checked(f"{at}/0/relation", kind, said)
    fill.texts(at, fields.get("base_model"), "/base_model")
    names = fill.draft.sections.get("model_card", {}).get("base_models", [])
    if names:
        models = [{"name": each, "relation": relation} for each in names]
        fill.put(at, models, "/base_model")


def _energy(value: object, fill: Filling) -> None:
    """Fill what training gave off: a number, or a mapping that says how it is known."""
    said, inside = f"/{_CARBON}", isinstance(value, dict)
    fields: Mapping[str, Any] = (
        value if isinstance(value, dict) else {"emissions": value}
    )
    written = fields.get("emissions")
    if written is None:
        return
    at, place = f"{AT}/energy/0", f"{said}/emissions" if inside else said
    mass = figure(written)
    if mass is None:
        fill.gap(f"{at}/co2_grams", "unreadable", shown(written), place)
    activity, source = (
        fill.checked(f"{at}/{to}", fields.get(key), f"{said}/{key}")
        for to, key in (("activity", "training_type"), ("source", "source"))
    )
    words = f"{source}; {_CONVENTION}" if source else _CONVENTION
    made = {"activity": activity, "kwh": None, "co2_grams": mass, "source": words}
    fill.put(f"{AT}/energy", [made], said)
    fill.draft.sources[at] = place
