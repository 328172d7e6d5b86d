"""Brings an SPDX 2 document from XML into the form that it has in JSON.

Names are the same; in XML, each item of a list is an element of the list's name.
"""

from typing import Any

from mlgate.core.pointer import join
from mlgate.strict.xml_reader import Element

ROOT = "Document"
_LISTS = frozenset({
    "annotations", "attributionTexts", "checksums", "creators", "crossRefs",
    "documentDescribes", "externalDocumentRefs", "externalRefs", "fileContributors",
    "fileDependencies", "fileTypes", "files", "hasExtractedLicensingInfos", "hasFiles",
    "licenseInfoFromFiles", "licenseInfoInFiles", "licenseInfoInSnippets", "packages",
    "packageVerificationCodeExcludedFiles", "ranges", "relationships", "revieweds",
    "seeAlsos", "snippets",
})  # fmt: skip
_BOOLEANS = {"true": True, "false": False}


def form(root: Element) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the document, and JSON Pointer -> pointer into the XML."""
    places = {"": ""}
    found = _value(root, "", "", places)
    return (found if isinstance(found, dict) else {}), places


def _value(element: Element, at: str, place: str, places: dict[str, str]) -> Any:  # noqa: ANN401
    places[at] = place
    if not element.children:
        text = element.text.strip()
        return _BOOLEANS.get(text, text)
    made: dict[str, Any] = {}
    for inner, child in element.placed(place):
        here = join(at, child.name)
        if child.name in _LISTS:
            listed = made.setdefault(child.name, [])
            places.setdefault(here, inner)
            listed.append(_value(child, f"{here}/{len(listed)}", inner, places))
        else:
            made.setdefault(child.name, _value(child, here, inner, places))
    return made
