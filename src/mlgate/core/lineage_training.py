"""What is said of the run that made the model, of its data, and of its features."""

from collections.abc import Mapping
from typing import Any

from mlgate.core.dossier import said_at
from mlgate.core.evidence import Evidence
from mlgate.core.lineage_joining import Said
from mlgate.core.lineage_reader import Reader

INPUTS = ("/lineage/datasets", "/lineage/mlflow/datasets")
MATERIALS, MATERIAL = "/lineage/provenance/materials", "material"
_ROLES = {
    **dict.fromkeys(("train", "training"), "trained_on"),
    **dict.fromkeys(("test", "testing", "evaluation", "validation"), "tested_on"),
}


def runs(reader: Reader) -> None:
    """Read which runs there were: what they used and made is listed beside them."""
    for document in reader.documents:
        said = document.draft.sections.get("lineage", {})
        _run(reader, document, said.get("run", {}))
        _provenance(reader, document, said.get("provenance", {}))
        _mlflow(reader, document, said.get("mlflow", {}))


def data(reader: Reader) -> None:
    """Read features, data sets, and what the runs used and made."""
    _features(reader)
    for place, item in reader.items("/datasets"):
        files = [f.get("digest") for f in item.get("files") or ()]
        # One file is the data set; one of several may be anybody's licence text.
        digest = item.get("digest") or (files[0] if len(files) == 1 else None)
        ref = reader.dataset(place, item.get("name"), item.get("version"), digest)
        for role in (item.get("role") or "").lower().replace(",", " ").split():
            if kind := _ROLES.get(role):
                reader.came_of(ref, reader.meant(), kind, place)
    for at in INPUTS:
        for place, item in reader.items(at):
            name, version = _named(item), item.get("version")
            ref = reader.dataset(place, name, version, item.get("digest"))
            reader.came_of(ref, reader.run_of(place), "used", place, item.get("digest"))
    for place, item in reader.items("/lineage/outputs"):
        ref = reader.dataset(place, _named(item), None, item.get("digest"))
        parts = reader.part(item.get("digest"))
        reader.made(reader.run_of(place), ref, place, parts)


def materials(reader: Reader) -> None:
    """Join what a build used where it is known as data; the rest is code and tools.

    It is a kind of edge of its own until all is joined: a build sees materials, and
    does not list the data.
    """
    for place, item in reader.items(MATERIALS):
        if ref := reader.graph.known(item.get("digest")):
            run, digest = reader.run_of(place), item.get("digest")
            reader.came_of(ref, run, MATERIAL, place, digest)


def _run(reader: Reader, document: Evidence, said: Mapping[str, Any]) -> None:
    if said.get("id") or said.get("job"):
        place = said_at(document, f"/lineage/run/{'id' if said.get('id') else 'job'}")
        reader.run(place, said.get("id"), said.get("job"))


def _provenance(reader: Reader, document: Evidence, said: Mapping[str, Any]) -> None:
    if said.get("predicate_type"):
        place = said_at(document, "/lineage/provenance/predicate_type")
        run = reader.run(place, said.get("invocation"), None)
        if said.get("covers") == "all":
            reader.made(run, reader.model, place, reader.parts)


def _mlflow(reader: Reader, document: Evidence, said: Mapping[str, Any]) -> None:
    """Read the run of an MLflow document; one among the artifacts made them all."""
    if ident := said.get("run_id"):
        place = said_at(document, "/lineage/mlflow/run_id")
        run = reader.run(place, ident, None)
        if not document.placed:
            reader.made(run, reader.meant(), place, reader.parts)


def _features(reader: Reader) -> None:
    used = {item.get("digest") for at in INPUTS for _, item in reader.items(at)}
    files = {document.path: document.sha256 for document in reader.documents}
    for place, item in reader.items("/lineage/features"):
        # Who has no digest of a definition can name the file that it lies in.
        whole = f"sha256:{files.get(place.document, '')}"
        digest = item.get("digest") or (whole if whole in used else "")
        name, version = item.get("name") or "", item.get("version") or ""
        said = Said("features", place, name, version, (digest,) if digest else ())
        commit = item.get("commit") or ""
        reader.graph.node(said._replace(local=f"{name}\0{version}", commit=commit))


def _named(item: Mapping[str, Any]) -> str:
    return "/".join(filter(None, (item.get("namespace"), item.get("name"))))
