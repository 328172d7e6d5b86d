"""What is said around the training: records of provenance, tests, bases, places."""

from mlgate.core.lineage_joining import KINDS, Ref, Said, unique
from mlgate.core.lineage_reader import Reader
from mlgate.core.pointer import resolve

# What records of provenance call their things; other words are of people and tools.
_NODES = {
    **dict.fromkeys(("data", "file", "entity", "artifact"), "dataset"),
    **dict.fromkeys(("feature", "feature_view"), "features"),
    **dict.fromkeys(("activity", "process", "job", "stage"), "run"),
    **{kind: kind for kind in KINDS},
}
_EDGES = {
    "wasGeneratedBy": "generated",
    "wasDerivedFrom": "derived_from",
    "trainedOn": "trained_on",
    "testedOn": "tested_on",
    **{
        kind: kind
        for kind in (
            "used", "generated", "derived_from", "trained_on", "tested_on",
            "deployed_as",
        )
    },
}  # fmt: skip
# Which end of an edge says that it is written as the data flows.
_FIRST = {"generated": "run", "deployed_as": "model"}
_LAST = {"used": "run", "trained_on": "model", "tested_on": "model"}


def records(reader: Reader) -> None:
    """Read nodes and edges that documents give as such, each in its own ids."""
    known: dict[tuple[str, str], tuple[str, Ref | None, str | None]] = {}
    for place, item in reader.items("/lineage/nodes"):
        kind = _NODES.get((item.get("kind") or "").lower())
        if kind is None or not item.get("id"):
            continue
        digest = item.get("digest") if kind not in {"run", "deployment"} else None
        said = Said(
            kind, place, item.get("name") or item.get("id"), item.get("version") or ""
        )
        ref = reader.graph.node(
            said._replace(
                digests=(digest,) if digest else (),
                ident=unique(item.get("id")) if kind == "run" else "",
                local=f"id\0{item['id']}",
            )
        )
        kind = reader.graph.nodes[ref.number].kind if ref else kind
        named = reader.home(place.document), item["id"]
        known.setdefault(named, (kind, ref, digest))
    for place, item in reader.items("/lineage/edges"):
        home, kind = reader.home(place.document), _EDGES.get(item.get("kind") or "")
        one = known.get((home, item.get("from") or ""))
        other = known.get((home, item.get("to") or ""))
        if kind and one and other:
            ahead = one[0] == _FIRST.get(kind) or other[0] == _LAST.get(kind)
            # "This came of that" is written the other way round than data flows.
            start, end = (one, other) if ahead else (other, one)
            if kind == "generated":
                reader.made(start[1], end[1], place, reader.part(end[2]))
            else:
                reader.came_of(start[1], end[1], kind, place, start[2])


def ancestors(reader: Reader) -> None:
    """Read which models this one was made from."""
    for place, item in reader.items("/model_card/base_models"):
        name = item.get("name") or ""
        ref = reader.graph.node(Said("base_model", place, name, local=name))
        reader.came_of(ref, reader.meant(), "derived_from", place)
    bills = {
        document.path: resolve(document.draft.sections, "/bom/model/digests") or ()
        for document in reader.documents
    }
    for place, item in reader.items("/bom/model/ancestors"):
        name = item.get("name") or item.get("purl") or ""
        digests = (item.get("digest"),) if item.get("digest") else ()
        local = f"{name}\0{item.get('purl')}"
        ref = reader.graph.node(
            Said("base_model", place, name, "", digests, local=local)
        )
        model = reader.meant(*bills.get(place.document, ()))
        reader.came_of(ref, model, "derived_from", place, item.get("digest"))


def evaluations(reader: Reader) -> None:
    """Read what the model was tested on; what another model was is not of interest."""
    for place, item in reader.items("/evaluations"):
        model = reader.meant(item.get("model_digest"))
        if model and (item.get("dataset") or item.get("dataset_digest")):
            parts = ("dataset_revision", "dataset_config", "dataset_split")
            version = " ".join(item[part] for part in parts if item.get(part))
            digest = item.get("dataset_digest")
            ref = reader.dataset(place, item.get("dataset"), version, digest)
            reader.came_of(ref, model, "tested_on", place)


def deployments(reader: Reader) -> None:
    """Read where something is deployed; it is this model if the digest says so."""
    for place, item in reader.items("/deployments"):
        name, version = item.get("name") or "", item.get("environment") or ""
        local = "\0".join(str(item[k]) for k in sorted(item))
        ref = reader.graph.node(Said("deployment", place, name, version, local=local))
        if reader.part(item.get("digest")):
            reader.graph.edge(reader.model, ref, "deployed_as", place)
