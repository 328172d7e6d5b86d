"""Dossiers about one model, with documents that tell where it comes from."""

from typing import Any

from mlgate.core.dossier import assemble
from mlgate.core.evidence import Assurance, Binding, Draft, Evidence
from mlgate.core.lineage_graph import Lineage, lineage

RUN = "0194aaaa-0000-7000-8000-000000000001"
OTHER_RUN = "0194aaaa-0000-7000-8000-000000000002"
WEIGHTS = {"model.safetensors": "11" * 32}
MODEL = f"sha256:{'11' * 32}"


def digest(number: int) -> str:
    return f"sha256:{number:064x}"


def document(
    path: str,
    sections: dict[str, Any],
    assurance: Assurance = Assurance.ATTESTED,
    binding: Binding = Binding.LISTED,
    **more: Any,  # noqa: ANN401  fields of the evidence
) -> Evidence:
    """Return evidence that says ``sections``, all of it at places of the same name."""
    sources = {f"/{section}": f"/{section}" for section in sections}
    placed = path.startswith("evidence/")
    sha256 = more.pop("sha256", "0" * 64)
    draft = Draft(sections, sources)
    fills = tuple(sections)
    return Evidence(path, sha256, "x", draft, fills, binding, assurance, placed, **more)


def run(
    inputs: dict[str, str | None] | None = None,
    outputs: dict[str, str | None] | None = None,
    ident: str | None = RUN,
) -> dict[str, Any]:
    """Return the lineage of one run: name -> digest of what it read and wrote."""
    return {
        "lineage": {
            "run": {"id": ident, "job": "train"},
            "datasets": [_named(*item) for item in (inputs or {}).items()],
            "outputs": [_named(*item) for item in (outputs or {}).items()],
        }
    }


def _named(name: str, digest: str | None) -> dict[str, Any]:
    return {"namespace": "ns", "name": name, "digest": digest}


def graph(*evidence: Evidence, weights: dict[str, str] | None = None) -> Lineage:
    """Return the lineage of a model that all of ``evidence`` is about."""
    subject = {"digest": digest(99), "kind": "folder", "files": 1, "size": 1}
    dossier = assemble(evidence, {"subject": subject}, {})
    return lineage(dossier, WEIGHTS if weights is None else weights)


def edges(found: Lineage) -> list[str]:
    """Return the edges as sentences."""
    return [
        f"{e['from']} {e['kind']} {e['to']} by {e['joined_by']}"
        for e in found.section["edges"]
    ]


def missing(found: Lineage) -> list[str]:
    return [f"{m['from']} > {m['to']}: {m['why']}" for m in found.section["missing"]]


def names(found: Lineage) -> dict[str, str | None]:
    return {node["id"]: node["name"] for node in found.section["nodes"]}
