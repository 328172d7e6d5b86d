"""Packages and files of an SPDX 2 document, whatever shape they are in."""

from collections.abc import Iterator, Mapping
from typing import Any

from mlgate.core.frozen import frozen
from mlgate.loaders.bom.components import MODEL_PURLS, fields, items
from mlgate.loaders.bom.digests import NONE, Digests, digests
from mlgate.loaders.bom.spdx_words import licences, type_of

DOCUMENT = "SPDXRef-DOCUMENT"
_LICENCES = ("licenseDeclared", "licenseConcluded")
_HOMES = {
    "version": "versionInfo",
    "type": "primaryPackagePurpose",
    "purl": "externalRefs",
    "licences": "licenseDeclared",
    "digests": "checksums",
}


@frozen
class Spdx2Part:
    """One package or file as written; what is no object counts, and says nothing.

    Attributes:
        at: Its JSON Pointer in the document.
        raw: Its fields.
    """

    at: str
    raw: Mapping[str, Any]

    @property
    def id(self) -> str:
        """What other parts refer to it by; empty if they cannot."""
        found = self.raw.get("SPDXID")
        return found if isinstance(found, str) else ""

    @property
    def name(self) -> Any:  # noqa: ANN401  # any JSON value
        """Its name as written."""
        return self.raw.get("name", self.raw.get("fileName"))

    @property
    def version(self) -> Any:  # noqa: ANN401  # any JSON value
        """Its version as written."""
        return self.raw.get("versionInfo")

    @property
    def type(self) -> Any:  # noqa: ANN401  # any JSON value
        """Its purpose, or that it is a file."""
        if "fileName" in self.raw:
            return "file"
        return type_of(self.raw.get("primaryPackagePurpose"))

    @property
    def purls(self) -> list[Any]:
        """Each package URL as written."""
        refs = map(fields, items(self.raw.get("externalRefs")))
        return [r.get("referenceLocator") for r in refs if _is_purl(r)]

    @property
    def purl(self) -> Any:  # noqa: ANN401  # any JSON value
        """Its first package URL as written."""
        return next(iter(self.purls), None)

    @property
    def licences(self) -> list[Any]:
        """The licences that were declared and concluded."""
        raw = self.raw
        return licences(raw[key] for key in _LICENCES if key in raw)

    @property
    def digests(self) -> Digests:
        """Its digests."""
        listed = items(self.raw.get("checksums"))
        if not listed:
            return NONE
        pairs = map(fields, listed)
        return digests([(c.get("algorithm"), c.get("checksumValue")) for c in pairs])

    def home(self, key: str) -> str:
        """Return where its field ``key`` is said."""
        return f"{self.at}/{_HOMES.get(key, key)}"

    @property
    def is_model(self) -> bool:
        """Whether its package URL is one of a model."""
        found = (p for p in self.purls if isinstance(p, str))
        return any(p.lower().startswith(MODEL_PURLS) for p in found)


def _is_purl(reference: Mapping[str, Any]) -> bool:
    # In RDF, and in what was made of it, types are written as URIs.
    kind = reference.get("referenceType")
    return isinstance(kind, str) and kind.rpartition("/")[2] == "purl"


def parts(document: Mapping[str, Any]) -> list[Spdx2Part]:
    """Return packages, then files, in the order of the document."""
    return [
        Spdx2Part(f"/{key}/{number}", fields(item))
        for key in ("packages", "files")
        for number, item in enumerate(items(document.get(key)))
    ]


@frozen
class Relationship:
    """One relationship: what it leads from and to, and of which kind it is."""

    source: str
    kind: str
    target: str


def relationships(document: Mapping[str, Any]) -> Iterator[Relationship]:
    """Yield each relationship that is written as one."""
    for item in map(fields, items(document.get("relationships"))):
        ends = (item.get("spdxElementId"), item.get("relatedSpdxElement"))
        kind = item.get("relationshipType")
        if isinstance(ends[0], str) and isinstance(ends[1], str):
            yield Relationship(ends[0], str(kind).upper(), ends[1])
    for target in items(document.get("documentDescribes")):
        if isinstance(target, str):
            yield Relationship(DOCUMENT, "DESCRIBES", target)
    for item in map(fields, items(document.get("packages"))):
        for target in items(item.get("hasFiles")):
            if isinstance(target, str):
                yield Relationship(str(item.get("SPDXID")), "CONTAINS", target)
