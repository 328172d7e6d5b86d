"""Packages, files, models and datasets of an SPDX 3 graph."""

from typing import Any

from mlgate.core.frozen import frozen
from mlgate.loaders.bom import spdx3_licences
from mlgate.loaders.bom.components import MODEL, MODEL_PURLS
from mlgate.loaders.bom.digests import NONE, Digests, digests
from mlgate.loaders.bom.spdx3_graph import Graph, Node, node
from mlgate.loaders.bom.spdx_words import licences, type_of

AI = "ai_AIPackage"
DATASET = "dataset_DatasetPackage"
FILE = "software_File"
TYPES = ("software_Package", AI, DATASET, FILE, "software_Snippet")
_KINDS = {AI: MODEL, DATASET: "data", FILE: "file"}
# A verification code is a digest of digests: no file has it.
_CODE = "PackageVerificationCode"
_HOMES = {
    "version": "software_packageVersion",
    "type": "software_primaryPurpose",
    "purl": "software_packageUrl",
    "digests": "verifiedUsing",
}


@frozen
class Spdx3Part:
    """One part as written, and the graph in which it is."""

    node: Node
    graph: Graph

    @property
    def at(self) -> str:
        """Its JSON Pointer in the document."""
        return self.node.at

    @property
    def id(self) -> str:
        """What others refer to it by."""
        return self.node.id

    @property
    def name(self) -> Any:  # noqa: ANN401  # any JSON value
        """Its name as written."""
        return self.node.raw.get("name")

    @property
    def version(self) -> Any:  # noqa: ANN401  # any JSON value
        """Its version as written."""
        return self.node.raw.get("software_packageVersion")

    @property
    def type(self) -> Any:  # noqa: ANN401  # any JSON value
        """What it is: a model, a dataset, or by its purpose."""
        kind = self.node.type
        if kind in {AI, DATASET}:
            return _KINDS[kind]
        purpose = self.node.raw.get("software_primaryPurpose")
        return _KINDS.get(kind) if purpose is None else type_of(purpose)

    @property
    def purl(self) -> Any:  # noqa: ANN401  # any JSON value
        """Its package URL as written."""
        raw = self.node.raw
        if (found := raw.get("software_packageUrl")) is not None:
            return found
        if "externalIdentifier" not in raw:
            return None
        listed = self.graph.inners(raw["externalIdentifier"])
        urls = (x for x in listed if x.get("externalIdentifierType") == "packageUrl")
        return next((x.get("identifier") for x in urls), None)

    @property
    def licences(self) -> list[Any]:
        """The licences that it is related to."""
        return licences(spdx3_licences.said(self.graph, self.id))

    @property
    def digests(self) -> Digests:
        """Its digests."""
        listed = self.node.raw.get("verifiedUsing")
        if not listed:
            return NONE
        hashes = self.graph.inners(listed)
        return digests([(_algorithm(h), h.get("hashValue")) for h in hashes])

    @property
    def is_model(self) -> bool:
        """Whether it is of the AI profile, or its package URL is a model's."""
        if self.node.type == AI:
            return True
        purl = self.purl
        return isinstance(purl, str) and purl.lower().startswith(MODEL_PURLS)

    def home(self, key: str) -> str:
        """Return where its field ``key`` is said."""
        if key == "licences":
            links = self.graph.leading(self.id, *spdx3_licences.KINDS)
            return links[0].at if links else self.at
        return f"{self.at}/{_HOMES.get(key, key)}"


def _algorithm(value: Any) -> Any:  # noqa: ANN401  # any JSON value
    algorithm = value.get("algorithm")
    coded = value.get("type", value.get("@type")) == _CODE
    return f"{_CODE} {algorithm}" if coded else algorithm


def parts(graph: Graph) -> list[Spdx3Part]:
    """Return each part, in the order of the document."""
    wanted = frozenset(TYPES)
    return [Spdx3Part(one, graph) for one in graph.nodes if one.type in wanted]


def models(graph: Graph, listed: list[Spdx3Part]) -> list[Spdx3Part]:
    """Return the model; none if there is none, all if it cannot be told which.

    It is what the document is about, else the only AI package, else the only one from
    which no other one descends.
    """
    roots = {one.id for one in graph.roots()}
    found = [p for p in listed if p.id in roots and p.is_model]
    found = found or [p for p in listed if p.node.type == AI]
    used = {a.id for p in found for a in ancestors(graph, p)}
    first = [p for p in found if p.id not in used]
    return first if len(first) == 1 else found


def ancestors(graph: Graph, part: Spdx3Part) -> list[Spdx3Part]:
    """Return what ``part`` was made from; of other documents, by its id alone."""
    ids = graph.targets(part.id, "descendantOf")
    ids += [
        link.source
        for link in graph.links
        if link.kind == "ancestorOf" and part.id in link.targets
    ]
    found = ((i, graph.by_id.get(i)) for i in dict.fromkeys(ids))
    return [Spdx3Part(n or node("", {"name": i, "spdxId": i}), graph) for i, n in found]
