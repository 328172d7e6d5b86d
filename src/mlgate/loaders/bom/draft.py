"""Fills the input from a CycloneDX document, read as JSON or brought into that form."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.loaders.bom import components, schema
from mlgate.loaders.bom.bill import Bill
from mlgate.loaders.bom.components import TOP, Component, fields, items
from mlgate.loaders.bom.elsewhere import elsewhere
from mlgate.loaders.bom.score import score
from mlgate.loaders.cards.component import fill_model_card
from mlgate.loaders.filling import Filling

_UNNAMED = (
    "this SBOM names no model: no component is of type machine-learning-model, and "
    "the package URL of metadata.component is of no model"
)
_REFERRING = ("ref", "dependsOn", "provides")
Problem = Mapping[str, str]


def draft(
    document: Mapping[str, Any],
    version: str,
    path: str,
    form: Sequence[Problem] = (),
    extras: Mapping[str, Any] | None = None,
) -> Draft:
    """Return what ``document``, of a version that is read, says.

    Args:
        document: The whole document.
        version: Its version, which is one of those that are read.
        path: The path of the document.
        form: What is wrong with its form already, before its schema is asked.
        extras: What it holds besides.
    """
    main = components.top(document)
    inside = [*components.below(document), *components.below(main.raw, main.at)]
    models = components.models(document, main, inside)
    bill = Bill(path, of_model=bool(models))
    bill.put("format", "CycloneDX", "/bomFormat")
    bill.put("spec_version", version, "/specVersion")
    bill.text("serial_number", document.get("serialNumber"), "/serialNumber")
    metadata = fields(document.get("metadata"))
    bill.created(metadata.get("timestamp"), "/metadata/timestamp")
    _schema(bill, document, version, form)
    _about(bill, document, main, inside, models)
    bill.parts(inside, "/components")
    bill.dangling(_dangling(document, [main, *inside]))
    bill.extras["elsewhere"] |= elsewhere(document)
    bill.extras |= _extras(document, models) | dict(extras or {})
    bill.fill.draft.names = components.sha256s(models or [main])
    return bill.draft(_UNNAMED, TOP)


def add_vulnerabilities(draft: Draft, document: Mapping[str, Any], path: str) -> None:
    """Fill section ``vulnerabilities`` of ``draft``, if ``document`` has any.

    Raises:
        EvidenceError: There are too many.
    """
    if document.get("vulnerabilities"):
        from mlgate.loaders.vulnerability.cyclonedx_vex import fill_vulnerabilities

        fill = Filling()
        fill.draft = draft
        fill_vulnerabilities(document, fill, path)


def _schema(
    bill: Bill, document: Mapping[str, Any], version: str, form: Sequence[Problem]
) -> None:
    if version in schema.VERSIONS:
        found = [*form, *schema.problems(document, version)]
        bill.schema(found[: schema.MAX_PROBLEMS])
    else:
        why = f"CycloneDX {version} has no JSON Schema to hold it against"
        bill.schema(form[: schema.MAX_PROBLEMS], why)


def _about(
    bill: Bill,
    document: Mapping[str, Any],
    main: Component,
    inside: Sequence[Component],
    models: Sequence[Component],
) -> None:
    """Fill what the document is about, if it can be told."""
    if not models:
        bill.main(main)
        return
    found = score(document, [c.raw for c in inside], [c.raw for c in models])
    bill.score(found.value, found.missing, found.mandatory)
    _cards(bill, [main, *inside])
    if len(models) == 1:
        above = components.ancestors(document, models[0], inside)
        bill.model(models[0], above)
        names = {c.ref: c.name for c in inside if isinstance(c.name, str)}
        fill_model_card(models[0].raw, bill.fill, models[0].at, names)
        return
    raw = f"{len(models)} models: {', '.join(m.shown for m in models)}"
    bill.fill.gap(f"{bill.at}/model", "conflict", raw, models[1].at)


def _cards(bill: Bill, every: Sequence[Component]) -> None:
    carded = [c for c in every if "modelCard" in c.raw]
    cards = [{"component": c.shown, "card": c.raw["modelCard"]} for c in carded]
    bill.put("model_cards", cards, "")
    for number, component in enumerate(carded):
        at = f"{bill.at}/model_cards/{number}"
        bill.fill.draft.sources[at] = f"{component.at}/modelCard"


def _extras(document: Mapping[str, Any], models: Sequence[Component]) -> dict[str, Any]:
    """Return what else a person may look for; nothing here is ruled on."""
    metadata = fields(document.get("metadata"))
    return {
        "metadata": {k: v for k, v in metadata.items() if k != "component"},
        "dependencies": len(items(document.get("dependencies"))),
        "services": len(items(document.get("services"))),
        "vulnerabilities": len(items(document.get("vulnerabilities"))),
        "model_properties": [p for m in models for p in items(m.raw.get("properties"))],
    }


def _dangling(document: Mapping[str, Any], every: Sequence[Component]) -> set[str]:
    """Return references of the dependency graph that nothing in the document has."""
    asked: set[str] = set()
    for item in items(document.get("dependencies")):
        for key, value in fields(item).items():
            if key in _REFERRING:
                found = value if isinstance(value, list) else (value,)
                asked.update(ref for ref in found if isinstance(ref, str))
    known = {c.ref for c in every}
    known |= {str(fields(s).get("bom-ref")) for s in _services(document)}
    return asked - known


def _services(value: Mapping[str, Any]) -> Iterator[Any]:
    for service in items(value.get("services")):
        yield service
        yield from _services(fields(service))
