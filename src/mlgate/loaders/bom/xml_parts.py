"""Elements of CycloneDX in XML: which of them repeat, and what the others stand for."""

from typing import Any

from mlgate.loaders.bom.xml_shapes import Shape
from mlgate.strict.numerals import number
from mlgate.strict.xml_reader import Element

# Elements of which each is one item of a list; other lists have an element around.
_UNWRAPPED = frozenset({
    "auth", "certificateState", "certificationLevel", "contact", "counterEvidence",
    "cryptoRef", "data", "details", "encr", "energyProviders", "evidence", "identity",
    "integ", "ke", "map", "omniborId", "openCre", "patentAssignee", "prf",
    "sensitiveData", "swhid", "url",
})  # fmt: skip
# What the data of a service are made of; those of a component have other parts.
_FLOWS = frozenset({"classification", "dataflow"})
_SIGNATURES = "http://www.w3.org/2000/09/xmldsig#"
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def repeats(element: Element, shape: Shape) -> bool:
    """Say whether ``element`` is one item of a list with nothing around it."""
    listed = element.name in _UNWRAPPED and "array" in shape.types
    return listed and not _wraps(element)


def _wraps(element: Element) -> bool:
    """Say whether ``element`` holds items, though one of its name may be an item."""
    names = {child.name for child in element.children}
    if element.name == "data":
        return bool(names) and names <= _FLOWS
    return element.name in names


def signature(element: Element) -> dict[str, str] | None:
    """Return what JSON would say of an XML signature (W3C xmldsig) in ``element``."""
    found = element.first("Signature")
    if found is None or found.namespace != _SIGNATURES:
        return None
    info, value = found.first("SignedInfo"), found.first("SignatureValue")
    method = info.first("SignatureMethod") if info else None
    if method is None or value is None:
        return None
    algorithm = method.attributes.get("Algorithm", "")
    return {"algorithm": algorithm, "value": value.text.strip()}


def scalar(text: str, shape: Shape) -> Any:  # noqa: ANN401  # any JSON scalar
    """Return ``text`` as what JSON has where ``shape`` is: text, a number, a truth."""
    found = text.strip()
    if "boolean" in shape.types:
        return _BOOLEANS.get(found, found)
    return number(found, set(shape.types))


def tree(element: Element) -> dict[str, Any]:
    """Return ``element`` whole, as plain values."""
    made: dict[str, Any] = {"namespace": element.namespace}
    made |= {"attributes": dict(element.attributes)} if element.attributes else {}
    made |= {"text": element.text.strip()} if element.text.strip() else {}
    if element.children:
        made["children"] = [{c.name: tree(c)} for c in element.children]
    return made
