"""What an SPDX 3.0 document must have: the mandatory properties of its elements.

There is no copy of the official schema or shapes in mlgate; these are the properties
that the model asks for at least once, class by class (SPDX 3.0.1).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mlgate.core.waivers import instant
from mlgate.loaders.bom.components import items
from mlgate.loaders.bom.spdx3_graph import Graph, Node

# Of what only stands inside of other objects, or carries no id of its own.
_NO_ELEMENT = frozenset({
    "CreationInfo", "DictionaryEntry", "ExternalIdentifier", "ExternalMap",
    "ExternalRef", "Hash", "NamespaceMap", "PackageVerificationCode",
    "PositiveIntegerRange", "ai_EnergyConsumption", "ai_EnergyConsumptionDescription",
})  # fmt: skip
_RELATIONSHIP = ("from", "to", "relationshipType")
_REQUIRED = {
    "CreationInfo": ("created", "createdBy", "specVersion"),
    "Relationship": _RELATIONSHIP,
    "LifecycleScopedRelationship": _RELATIONSHIP,
    "software_File": ("name",),
    "software_Package": ("name",),
    "ai_AIPackage": ("name",),
    "dataset_DatasetPackage": ("name", "dataset_datasetType"),
    "simplelicensing_LicenseExpression": ("simplelicensing_licenseExpression",),
    "simplelicensing_SimpleLicensingText": ("simplelicensing_licenseText",),
    "Annotation": ("annotationType", "subject"),
    "SpdxDocument": ("rootElement",),
}
_INNER = {
    "verifiedUsing": ("algorithm", "hashValue"),
    "externalIdentifier": ("externalIdentifierType", "identifier"),
}
Problem = dict[str, str]


def problems(graph: Graph) -> Iterator[Problem]:
    """Yield ``{pointer, message}`` of each rule that the document breaks."""
    if not graph.of("SpdxDocument"):
        yield _problem("", "there is no element of type SpdxDocument")
    for node in graph.nodes:
        # Of thousands of elements, few lack anything.
        if not _whole(node):
            yield from _lacking(node)
        for key, asked in _INNER.items():
            if key in node.raw:
                yield from _inside(node, key, asked, graph)
    yield from _twice(graph)
    yield from _times(graph)


def _twice(graph: Graph) -> Iterator[Problem]:
    seen: set[str] = set()
    for node in graph.nodes:
        if node.id in seen:
            yield _problem(node.at, f"the id '{node.id[:80]}' is there twice")
        elif node.id:
            seen.add(node.id)


def _times(graph: Graph) -> Iterator[Problem]:
    for info in graph.of("CreationInfo"):
        created = info.raw.get("created")
        sound = isinstance(created, str) and instant(created)
        if created is not None and not sound:
            why = "the time of creation is no time with a zone"
            yield _problem(f"{info.at}/created", why)


def _whole(node: Node) -> bool:
    """Say whether ``node`` has all that its type asks for."""
    raw, kind = node.raw, node.type
    if not kind or (
        kind not in _NO_ELEMENT and not (node.id and "creationInfo" in raw)
    ):
        return False
    return all(raw.get(key) for key in _REQUIRED.get(kind, ()))


def _lacking(node: Node) -> Iterator[Problem]:
    raw, kind = node.raw, node.type
    if not kind:
        yield _problem(node.at, "the element has no `type`")
        return
    if kind not in _NO_ELEMENT:
        if not node.id:
            yield _problem(f"{node.at}/spdxId", f"{kind} has no `spdxId`")
        if "creationInfo" not in raw:
            yield _problem(f"{node.at}/creationInfo", f"{kind} has no `creationInfo`")
    for key in _REQUIRED.get(kind, ()):
        if _absent(raw.get(key)):
            yield _problem(f"{node.at}/{key}", f"{kind} has no `{key}`")


def _inside(
    node: Node, key: str, asked: Sequence[str], graph: Graph
) -> Iterator[Problem]:
    for number, item in enumerate(items(node.raw[key])):
        inner = graph.inner(item)
        lacking = [a for a in asked if _absent(inner.get(a))]
        # A method of another kind, or of another document, is none of these.
        if lacking and (inner.get("type") or not isinstance(item, str)):
            at = f"{node.at}/{key}/{number}"
            yield _problem(at, f"`{key}` has no `{lacking[0]}`")


def _absent(value: Any) -> bool:  # noqa: ANN401  # any JSON value
    return value is None or value in ("", [])


def _problem(pointer: str, message: str) -> Problem:
    return {"message": message, "pointer": pointer}


def version(document: Mapping[str, Any]) -> str:
    """Return the version that the context names, such as ``3.0.1``; "" if none."""
    context = document.get("@context")
    listed = context if isinstance(context, list) else [context]
    for one in listed:
        if isinstance(one, str) and (found := _named(one)):
            return found
    return ""


def _named(context: str) -> str:
    head, mark, tail = context.partition("spdx.org/rdf/")
    known = mark and head in {"https://", "http://"}
    return tail.partition("/")[0] if known else ""
