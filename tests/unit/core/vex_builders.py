"""Findings and statements, each of one document, joined and settled."""

from collections.abc import Sequence
from typing import Any

from mlgate.core.dossier import Dossier, assemble
from mlgate.core.evidence import Assurance, Binding, Draft, Evidence
from mlgate.core.vex import CLOSED, settle

PURL = "pkg:pypi/jinja2@3.0.3"
IMAGE = "sha256:" + "a" * 64
MODEL = "sha256:" + "b" * 64
FINDING = {"id": "CVE-2024-1", "aliases": ["GHSA-1"], "purl": PURL}
CLEARED = {
    "id": "CVE-2024-1",
    "products": [PURL],
    "status": "not_affected",
    "justification": "code_not_reachable",
    "author": "Ada",
    "stated_at": "2026-11-20T00:00:00Z",
}
OPEN = {**CLEARED, "status": "affected"}

Item = dict[str, Any]


def evidence(
    path: str,
    key: str,
    items: Sequence[Item],
    assurance: Assurance = Assurance.DECLARED,
    binding: Binding = Binding.LISTED,
) -> Evidence:
    """Return a document that holds ``items`` under ``key``."""
    sources = {f"/vulnerabilities/{key}/{i}": f"/{i}" for i in range(len(items))}
    draft = Draft({"vulnerabilities": {key: list(items)}}, sources)
    return Evidence(
        path, "0" * 64, "made-up", draft, ("vulnerabilities",), binding, assurance
    )


def settled(*documents: Evidence) -> Dossier:
    return settle(assemble(documents, {"subject": {"digest": MODEL}}, {}))


def judged(finding: Item, *statements: Item) -> Item:
    """Return ``finding`` in the light of ``statements``."""
    said = [evidence(f"vex/{i}.json", "vex", [s]) for i, s in enumerate(statements)]
    dossier = settled(evidence("scan.json", "findings", [finding]), *said)
    found: Item = dossier.content["vulnerabilities"]["findings"][0]
    return found


def opened(findings: Sequence[Item], statements: Sequence[Item]) -> int:
    """Return how many of ``findings`` stay open."""
    dossier = settled(
        evidence("scan.json", "findings", findings),
        evidence("vex.json", "vex", statements),
    )
    found = dossier.content["vulnerabilities"]["findings"]
    return sum(one["status"] not in CLOSED for one in found)
