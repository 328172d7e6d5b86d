"""Fills the input from an SPDX 3 document: its model, datasets, packages and files."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.loaders.bom import spdx3_licences
from mlgate.loaders.bom.bill import Bill
from mlgate.loaders.bom.components import items
from mlgate.loaders.bom.score import score
from mlgate.loaders.bom.spdx3_card import fill_card
from mlgate.loaders.bom.spdx3_datasets import fill_datasets
from mlgate.loaders.bom.spdx3_graph import COLLECTIONS, Graph, Node, reference
from mlgate.loaders.bom.spdx3_parts import AI, FILE, Spdx3Part, ancestors, models, parts
from mlgate.loaders.bom.spdx3_rules import problems
from mlgate.loaders.bom.spdx3_view import view

MAX_PROBLEMS = 10
_UNNAMED = (
    "this SBOM names no model: no element is of type ai_AIPackage, and the package URL "
    "of its root element is of no model"
)
# What stands for something that is in no document.
_ELSEWHERE = ("https://spdx.org/", "http://spdx.org/", "spdx:")
_NOWHERE = ("NoneElement", "NoAssertionElement", "NoneLicense", "NoAssertionLicense")


def draft(document: Mapping[str, Any], version: str, path: str) -> Draft:
    """Return what ``document`` at ``path``, of a version that is read, says."""
    graph = Graph(document)
    listed = parts(graph)
    named = models(graph, listed)
    roots = [p for node in graph.roots() for p in listed if p.id == node.id]
    bill = Bill(path, of_model=bool(named))
    about = next(iter(graph.of(*COLLECTIONS)), Node("", {}))
    bill.put("format", "SPDX", "/@context")
    bill.put("spec_version", version, "/@context")
    bill.text("serial_number", about.id or None, f"{about.at}/spdxId")
    _created(bill, graph, about)
    found = [p for p, _ in zip(problems(graph), range(MAX_PROBLEMS), strict=False)]
    bill.schema(found)
    _about(bill, graph, listed, named, roots)
    bill.parts(listed, "/@graph")
    bill.dangling(_dangling(graph))
    _extras(bill, graph, listed)
    fill_datasets(bill.fill, graph, listed)
    bill.fill.draft.names = _names(graph, listed, named or roots)
    return bill.draft(_UNNAMED, roots[0].at if roots else about.at)


def _names(
    graph: Graph, listed: Sequence[Spdx3Part], main: Sequence[Spdx3Part]
) -> frozenset[str]:
    """Return the sha256 digests of ``main`` and of the files inside of them."""
    inside = set().union(*(graph.within(p.id) for p in main))
    files = [p for p in listed if p.node.type == FILE] if inside else []
    files = [p for p in files if p.id in inside]
    own = (*main, *files)
    return frozenset(h for p in own for h in p.digests.strong.get("sha256", ()))


def _created(bill: Bill, graph: Graph, about: Node) -> None:
    """Fill the time at which the document was made."""
    info = about.raw.get("creationInfo")
    node = graph.by_id.get(info) if isinstance(info, str) else None
    if node is not None:
        bill.created(node.raw.get("created"), f"{node.at}/created")
    else:
        created = graph.inner(info).get("created")
        bill.created(created, f"{about.at}/creationInfo/created")


def _about(
    bill: Bill,
    graph: Graph,
    listed: Sequence[Spdx3Part],
    named: Sequence[Spdx3Part],
    roots: Sequence[Spdx3Part],
) -> None:
    """Fill what the document is about, if it can be told."""
    if not named:
        if len(roots) == 1:
            bill.main(roots[0])
        return
    found = score(view(graph, listed, named), (), (), "spdx")
    bill.score(found.value, found.missing, found.mandatory)
    _cards(bill, [p for p in listed if p.node.type == AI])
    if len(named) == 1:
        bill.model(named[0], ancestors(graph, named[0]))
        fill_card(bill.fill, named[0])
        return
    names = ", ".join(str(p.name) for p in named)
    raw = f"{len(named)} models: {names}"
    bill.fill.gap(f"{bill.at}/model", "conflict", raw, named[1].at)


def _cards(bill: Bill, listed: Sequence[Spdx3Part]) -> None:
    cards = [
        {
            "component": p.id,
            "card": {k: v for k, v in p.node.raw.items() if k.startswith("ai_")},
        }
        for p in listed
    ]
    bill.put("model_cards", cards, "")
    for number, part in enumerate(listed):
        bill.fill.draft.sources[f"{bill.at}/model_cards/{number}"] = part.at


def _extras(bill: Bill, graph: Graph, listed: Sequence[Spdx3Part]) -> None:
    """Keep what else a person may look for; nothing here is ruled on."""
    known = {p.at for p in listed}
    for node in graph.nodes:
        if "verifiedUsing" in node.raw and node.at not in known:
            bill.keep(f"{node.at}/verifiedUsing", node.raw["verifiedUsing"])
    for link in graph.links:
        if link.kind in {"trainedOn", "testedOn"}:
            bill.keep(
                link.at, {k: v for k, v in link.raw.items() if k != "creationInfo"}
            )
    about = graph.of(*COLLECTIONS, "CreationInfo", "Person", "Organization", "Tool")
    bill.extras |= {
        "metadata": [dict(node.raw) for node in about],
        "licences": spdx3_licences.elements(graph),
        "relationships": dict(sorted(Counter(x.kind for x in graph.links).items())),
    }


def _dangling(graph: Graph) -> set[str]:
    asked = set(_asked(graph))
    outside = {
        reference(external.get("externalSpdxId"))
        for node in graph.of("SpdxDocument")
        for external in graph.inners(node.raw.get("import"))
    }
    left = asked - graph.by_id.keys() - outside
    return {
        ref
        for ref in left
        if ref and not ref.startswith(_ELSEWHERE) and not ref.endswith(_NOWHERE)
    }


def _asked(graph: Graph) -> Iterator[str]:
    for link in graph.links:
        yield link.source
        yield from link.targets
    for node in graph.of(*COLLECTIONS):
        for key in ("rootElement", "element"):
            yield from map(reference, items(node.raw.get(key)))
