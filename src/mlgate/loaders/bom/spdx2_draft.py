"""Fills the input from an SPDX 2 document, read as JSON or brought into that form."""

from collections.abc import Mapping, Sequence
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.loaders.bom.bill import Bill
from mlgate.loaders.bom.components import fields, items
from mlgate.loaders.bom.spdx2_parts import (
    DOCUMENT,
    Relationship,
    Spdx2Part,
    parts,
    relationships,
)
from mlgate.loaders.bom.spdx2_rules import problems
from mlgate.loaders.bom.spdx_words import NO_ASSERTION, NONE

MAX_PROBLEMS = 10
_UNNAMED = (
    "this SBOM names no model: the package URL of the package that it describes is of "
    "no model (pkg:huggingface, pkg:mlflow)"
)
_UNSCORED = (
    "SPDX 2 has no place for most of the minimum elements: write SPDX 3.0.1 with its "
    "AI profile, or CycloneDX 1.5 or later"
)
_LISTS = ("packages", "files", "relationships", "snippets", "annotations")
_LEFT = ("licenseInfoFromFiles", "licenseInfoInFiles", "packageVerificationCode")


def draft(
    document: Mapping[str, Any],
    version: str,
    path: str,
    form: Sequence[Mapping[str, str]] = (),
) -> Draft:
    """Return what ``document``, of a version that is read, says.

    Args:
        document: The whole document.
        version: Its version, such as ``2.3``.
        path: The path of the document.
        form: What is wrong with its form already.
    """
    listed = parts(document)
    known = {p.id: p for p in listed if p.id}
    related = list(relationships(document))
    main = _described(listed, known, related)
    models = [p for p in main if p.is_model]
    bill = Bill(path, of_model=bool(models))
    _header(bill, document, version)
    found = [*form, *problems(document, listed)]
    bill.schema(found[:MAX_PROBLEMS])
    _about(bill, document, main, models, _Links(known, related))
    bill.parts(listed, "/packages")
    bill.dangling(_dangling(document, known, related))
    _keep(bill, document, listed)
    bill.fill.draft.names = _names(models or main, listed, related)
    return bill.draft(_UNNAMED, main[0].at if main else "")


def _names(
    main: Sequence[Spdx2Part],
    listed: Sequence[Spdx2Part],
    related: Sequence[Relationship],
) -> frozenset[str]:
    """Return the sha256 digests of ``main`` and of the files directly inside."""
    ids = {p.id for p in main}
    inside = {r.target for r in related if r.kind == "CONTAINS" and r.source in ids}
    files = (p for p in listed if p.id in inside and "fileName" in p.raw)
    own = (*main, *files)
    return frozenset(h for p in own for h in p.digests.strong.get("sha256", ()))


class _Links:
    """Parts by id, and what relates them."""

    def __init__(
        self, known: Mapping[str, Spdx2Part], related: Sequence[Relationship]
    ) -> None:
        self._known = known
        self._related = related

    def ancestors(self, part: Spdx2Part) -> list[Spdx2Part]:
        """Return what ``part`` was made from."""
        ids = [
            r.source if r.kind == "ANCESTOR_OF" else r.target
            for r in self._related
            if (r.kind == "ANCESTOR_OF" and r.target == part.id)
            or (r.kind == "DESCENDANT_OF" and r.source == part.id)
        ]
        return [self._known.get(i, Spdx2Part("", {"name": i})) for i in ids]


def _described(
    listed: Sequence[Spdx2Part],
    known: Mapping[str, Spdx2Part],
    related: Sequence[Relationship],
) -> list[Spdx2Part]:
    """Return what the document is about, each once."""
    ids = [r.target for r in related if r.kind == "DESCRIBES" and r.source == DOCUMENT]
    ids += [
        r.source for r in related if r.kind == "DESCRIBED_BY" and r.target == DOCUMENT
    ]
    found = [known[i] for i in dict.fromkeys(ids) if i in known]
    return found or (list(listed) if len(listed) == 1 else [])


def _header(bill: Bill, document: Mapping[str, Any], version: str) -> None:
    bill.put("format", "SPDX", "/spdxVersion")
    bill.put("spec_version", version, "/spdxVersion")
    namespace = "/documentNamespace"
    bill.text("serial_number", document.get("documentNamespace"), namespace)
    created = fields(document.get("creationInfo")).get("created")
    bill.created(created, "/creationInfo/created")


def _about(
    bill: Bill,
    document: Mapping[str, Any],
    main: Sequence[Spdx2Part],
    models: Sequence[Spdx2Part],
    links: _Links,
) -> None:
    if not models and len(main) == 1:
        bill.main(main[0])
    elif not models:
        bill.text("name", document.get("name"), "/name")
    else:
        bill.fill.gap(f"{bill.at}/score", "no_assertion", _UNSCORED, models[0].at)
    if len(models) == 1:
        bill.model(models[0], links.ancestors(models[0]))
    elif models:
        names = ", ".join(str(m.name) for m in models)
        raw = f"{len(models)} models: {names}"
        bill.fill.gap(f"{bill.at}/model", "conflict", raw, models[1].at)


def _dangling(
    document: Mapping[str, Any],
    known: Mapping[str, Spdx2Part],
    related: Sequence[Relationship],
) -> set[str]:
    asked = {end for r in related for end in (r.source, r.target)}
    snippets = map(fields, items(document.get("snippets")))
    there = {str(s.get("SPDXID")) for s in snippets}
    left = asked - known.keys() - there - {DOCUMENT, NONE, NO_ASSERTION}
    # What begins so is in another document, which this one names.
    return {ref for ref in left if not ref.startswith("DocumentRef-")}


def _keep(bill: Bill, document: Mapping[str, Any], listed: Sequence[Spdx2Part]) -> None:
    for part in listed:
        for key in _LEFT:
            if key in part.raw:
                bill.keep(f"{part.at}/{key}", part.raw[key])
        if len(items(part.raw.get("externalRefs"))) > 1 and len(part.purls) > 1:
            bill.keep(f"{part.at}/externalRefs", part.purls)
    bill.extras |= {
        "metadata": {k: v for k, v in document.items() if k not in _LISTS},
        "relationships": len(items(document.get("relationships"))),
        "snippets": document.get("snippets", []),
    }
