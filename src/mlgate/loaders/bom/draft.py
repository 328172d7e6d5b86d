"""Fills section ``bom`` of the input from a CycloneDX document."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.core.waivers import instant
from mlgate.loaders import bom_components, bom_schema
from mlgate.loaders.bom_components import Component, fields, items
from mlgate.loaders.bom_score import score
from mlgate.loaders.filling import Filling, shown

MAX_DANGLING = 100
_BOM = "/bom"
_MODEL = "/bom/model"
_KEYS = ("name", "version", "type", "purl")
_NO_ASSERTION = "noassertion"
# What placeholders are made of; text without them is not looked at any closer.
_SUSPECT = re.compile(
    r"[{}<>\[\]]|^\W*(more information|todo|fixme|tb[acd]|xxx|noassertion|$)",
    re.IGNORECASE,
)
# RFC 3339, and how Go prints a time: `2022-04-18 21:15:00 +0000 UTC`.
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d(?:\.\d{1,9})?)"
    r"(?:([Zz])| ?([+-]\d\d):?(\d\d)(?: [A-Z]{3,4})?)",
    re.ASCII,
)


def draft(document: Mapping[str, Any], version: str) -> Draft:
    """Return what ``document``, of a version that is read, says."""
    fill = Filling()
    fill.draft.sources[_BOM] = ""
    top = bom_components.top(document)
    inside = [*bom_components.below(document), *bom_components.below(top.raw, top.at)]
    models = bom_components.model([top, *inside])
    fill.put(f"{_BOM}/format", "CycloneDX", "/bomFormat")
    fill.put(f"{_BOM}/spec_version", version, "/specVersion")
    _text(fill, f"{_BOM}/serial_number", document.get("serialNumber"), "/serialNumber")
    _created(fill, fields(document.get("metadata")).get("timestamp"))
    _schema(fill, document, version)
    _score(fill, document, inside, models)
    _model(fill, models)
    fill.put(f"{_BOM}/components", list(_components(fill, inside)), "/components")
    _cards(fill, [top, *inside])
    fill.put(f"{_BOM}/extras", _extras(document, [top, *inside], models), "")
    fill.draft.names = bom_components.sha256s(models)
    return fill.draft


def _created(fill: Filling, value: object) -> None:
    """Fill the time of the document; one without a zone is no instant."""
    at, place = f"{_BOM}/created_at", "/metadata/timestamp"
    said = value.strip() if isinstance(value, str) else ""
    if match := _TIME.fullmatch(said):
        day, time, zulu, hours, minutes = match.groups()
        said = f"{day}T{time}{'Z' if zulu else f'{hours}:{minutes}'}"
    if match and instant(said):
        fill.put(at, said, place)
    elif said:
        fill.gap(at, "no_assertion", said, place)
    elif value is not None:
        fill.gap(at, "unreadable", shown(value), place)


def _schema(fill: Filling, document: Mapping[str, Any], version: str) -> None:
    problems = bom_schema.problems(document, version)
    fill.put(f"{_BOM}/schema_valid", not problems, "")
    fill.put(f"{_BOM}/schema_errors", problems, "")
    for number, problem in enumerate(problems):
        fill.draft.sources[f"{_BOM}/schema_errors/{number}"] = problem["pointer"]


def _score(
    fill: Filling,
    document: Mapping[str, Any],
    inside: Sequence[Component],
    models: Sequence[Component],
) -> None:
    found = score(document, [c.raw for c in inside], [c.raw for c in models])
    fill.put(f"{_BOM}/score", found.value, "")
    fill.put(f"{_BOM}/missing", list(found.missing), "")
    fill.put(f"{_BOM}/missing_mandatory", list(found.mandatory), "")


def _model(fill: Filling, models: Sequence[Component]) -> None:
    """Fill the model, if the document says which of its components it is."""
    if len(models) > 1:
        names = ", ".join(m.shown for m in models)
        fill.gap(_MODEL, "conflict", f"{len(models)} models: {names}", models[1].at)
    if len(models) != 1:
        return
    model = models[0]
    fill.draft.sources[_MODEL] = model.at
    for key in ("name", "version", "type"):
        _text(fill, f"{_MODEL}/{key}", model.raw.get(key), f"{model.at}/{key}")
    licences = _licences(fill, f"{_MODEL}/licences", model)
    fill.put(f"{_MODEL}/licences", licences, f"{model.at}/licenses")
    digests = bom_components.listed(model.digests)
    fill.put(f"{_MODEL}/digests", digests, f"{model.at}/hashes")


def _components(
    fill: Filling, inside: Sequence[Component]
) -> Iterator[dict[str, object]]:
    for number, component in enumerate(inside):
        at, raw = f"{_BOM}/components/{number}", component.raw
        fill.draft.sources[at] = component.at
        found: dict[str, object] = {key: _plain(raw.get(key)) for key in _KEYS}
        for key in _KEYS:
            # Of thousands of components, few say something that is no value.
            if found[key] is None and raw.get(key) is not None:
                place = f"{component.at}/{key}"
                found[key] = _checked(fill, f"{at}/{key}", raw[key], place)
        found["licences"] = _licences(fill, f"{at}/licences", component)
        found["digest"] = _digest(fill, f"{at}/digest", component)
        yield found


def _digest(fill: Filling, at: str, component: Component) -> str | None:
    """Return the strong digest to join on: one sha256, else a longer one."""
    digests = component.digests
    for algorithm in ("sha256", "sha384", "sha512"):
        found = sorted(digests.get(algorithm, ()))
        if len(found) > 1:
            fill.gap(at, "conflict", ", ".join(found), f"{component.at}/hashes")
            return None
        if found:
            return f"{algorithm}:{found[0]}"
    return None


def _licences(fill: Filling, at: str, component: Component) -> list[str]:
    """Return the licences; none if one of them says nothing, which would then hide."""
    found = list(component.licences)
    said = [text for x in found if (text := _plain(x))]
    if len(said) < len(found):
        gone = any(str(x).strip().lower() == _NO_ASSERTION for x in found)
        why = "no_assertion" if gone else "placeholder"
        raw = ", ".join(map(shown, found))
        fill.gap(at, why, raw, f"{component.at}/licenses")
        return []
    return said


def _text(fill: Filling, at: str, value: object, place: str) -> None:
    if (found := _checked(fill, at, value, place)) is not None:
        fill.put(at, found, place)


def _checked(fill: Filling, at: str, value: object, place: str) -> str | None:
    """Return ``value`` if it is text that says something; else note why not."""
    if (plain := _plain(value)) is not None:
        return plain
    if isinstance(value, str) and value.strip().lower() == _NO_ASSERTION:
        fill.gap(at, "no_assertion", value, place)
        return None
    return fill.checked(at, value, place)


def _plain(value: object) -> str | None:
    """Return text in which nothing looks like a placeholder, stripped; else None."""
    if isinstance(value, str) and not _SUSPECT.search(value):
        return value.strip()
    return None


def _cards(fill: Filling, every: Sequence[Component]) -> None:
    at = f"{_BOM}/model_cards"
    carded = [c for c in every if "modelCard" in c.raw]
    cards = [{"component": c.shown, "card": c.raw["modelCard"]} for c in carded]
    fill.put(at, cards, "")
    for number, component in enumerate(carded):
        fill.draft.sources[f"{at}/{number}"] = f"{component.at}/modelCard"


def _extras(
    document: Mapping[str, Any],
    every: Sequence[Component],
    models: Sequence[Component],
) -> dict[str, Any]:
    """Return what else a person may look for; nothing here is ruled on."""
    metadata = fields(document.get("metadata"))
    dependencies = [fields(d) for d in items(document.get("dependencies"))]
    dangling = _dangling(document, every, dependencies)
    return {
        "metadata": {k: v for k, v in metadata.items() if k != "component"},
        "dependencies": len(dependencies),
        "dangling_references": dangling[:MAX_DANGLING],
        "dangling_count": len(dangling),
        "services": len(items(document.get("services"))),
        "vulnerabilities": len(items(document.get("vulnerabilities"))),
        "model_properties": [p for m in models for p in items(m.raw.get("properties"))],
    }


def _dangling(
    document: Mapping[str, Any],
    every: Sequence[Component],
    dependencies: Sequence[Mapping[str, Any]],
) -> list[str]:
    """Return references of the dependency graph that nothing in the document has."""
    known = {str(c.raw.get("bom-ref")) for c in every}
    known |= {str(fields(s).get("bom-ref")) for s in _services(document)}
    asked = [
        ref
        for d in dependencies
        for ref in (d.get("ref"), *items(d.get("dependsOn")), *items(d.get("provides")))
    ]
    return sorted({r for r in asked if isinstance(r, str) and r not in known})


def _services(value: Mapping[str, Any]) -> Iterator[Any]:
    for service in items(value.get("services")):
        yield service
        yield from _services(fields(service))
