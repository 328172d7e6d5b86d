"""Looks at a model or at documents, and says how each was read: no rule, no verdict."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mlgate.config import organisation, wire
from mlgate.core.dossier import Dossier, said_at
from mlgate.core.evidence import Draft, Evidence
from mlgate.core.inspection import (
    Field,
    FoundFile,
    Hole,
    Inspection,
    ReadDocument,
    leaves,
)
from mlgate.core.organisation import Organisation
from mlgate.errors import EvidenceError
from mlgate.gate.alone import alone
from mlgate.gate.reading import Reading, read
from mlgate.gate.search import Search
from mlgate.loaders.discover import Discovery
from mlgate.strict import positions

Sources = Mapping[str, tuple[bytes, str]]


def inspect(path: Path, org: Path | None = None) -> Inspection:
    """Return what lies at ``path``: a model with its evidence, or documents alone.

    Args:
        path: A folder, or one file.
        org: The organisation's file: whom to trust. Without it nothing is attested.

    Raises:
        EvidenceError: There is no model and no document, or bytes that cannot be read
            safely.
        ConfigError: The organisation's file is malformed, or lies in ``path``.
    """
    kinds = wire.known_kinds(path, org)
    trusted = organisation.read(org) if org else Organisation()
    search = Search(path)
    found = search.result()
    try:
        added = kinds[len(trusted.kinds) :]
        reading = read(path, trusted, (), search, added)
    except EvidenceError as exc:
        made = alone(found, kinds)
        if not made.evidence:
            why = f"{exc.message}, and no document that mlgate reads"
            raise EvidenceError(why, place=exc.place, hint=exc.hint) from exc
        note = f"no model here, so nothing is bound to one: {exc.message}"
        documents = _unbound(made.evidence, made.sources)
        holes = _holes(made.dossier, made.sources)
        files = _ignored(found)
        graph = made.dossier.content["graph"]
        return Inspection({}, documents, files, holes, (note,), _plain(graph))
    return _inspected(reading, found)


def _inspected(reading: Reading, found: Discovery) -> Inspection:
    content = reading.dossier.content
    release = content["release"]
    subject = {"name": release["name"], "version": release["version"]}
    worth = {i.name: (i.binding, i.assurance, i.signer) for i in reading.inputs}
    evidence = sorted(reading.dossier.evidence.items())
    documents = [_document(one, worth[path], ()) for path, one in evidence]
    signed = _signed(content)
    return Inspection(
        {**subject, **reading.subject},
        tuple(replace(d, filled=d.filled | signed.get(d.path, {})) for d in documents),
        (*_model_files(content), *_others(reading, content, found), *_ignored(found)),
        _holes(reading.dossier, reading.sources),
        reading.notes,
        _plain(content["graph"]),
    )


def _signed(content: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Return what signed documents say, which is the gate's to read, by path."""
    links = {x["path"]: {"links": len(x["entries"])} for x in content["links"]}
    return links | {x["path"]: {"signatures": 1} for x in content["signatures"]}


def _unbound(
    evidence: Sequence[Evidence], sources: Sources
) -> tuple[ReadDocument, ...]:
    """Return documents without a model; of a single one, every field with its place."""
    shown = len(evidence) == 1
    return tuple(
        _document(e, ("", "", ""), _fields(e, sources) if shown else ())
        for e in evidence
    )


def _document(
    evidence: Evidence, worth: tuple[str, str, str], fields: Iterable[Field]
) -> ReadDocument:
    binding, assurance, signer = worth
    return ReadDocument(
        evidence.path,
        evidence.format,
        evidence.sha256,
        binding,
        assurance,
        signer,
        evidence.problem,
        tuple(sorted(evidence.draft.names)),
        _filled(evidence.draft),
        tuple(fields),
    )


def _filled(draft: Draft) -> dict[str, int]:
    found: dict[str, int] = {}
    for pointer, _ in leaves(draft.sections):
        section = pointer.split("/")[1]
        found[section] = found.get(section, 0) + 1
    return dict(sorted(found.items()))


def _fields(evidence: Evidence, sources: Sources) -> Iterator[Field]:
    said = list(leaves(evidence.draft.sections))
    pointers = [said_at(evidence, pointer).pointer for pointer, _ in said]
    places = positions.locate(*sources[evidence.path], pointers)
    for (pointer, value), at in zip(said, pointers, strict=True):
        line, column = places[at]
        yield Field(pointer, value, f"{line}:{column}")


def _holes(dossier: Dossier, sources: Sources) -> tuple[Hole, ...]:
    """Return the gaps of ``dossier``, with their places, a file at a time."""
    wanted: dict[str, list[str]] = {}
    for gap in dossier.gaps:
        if gap.document in sources and gap.pointer:
            wanted.setdefault(gap.document, []).append(gap.pointer)
    known = {
        path: positions.locate(*sources[path], pointers)
        for path, pointers in wanted.items()
    }
    holes = []
    for gap in dossier.gaps:
        line, column = known.get(gap.document, {}).get(gap.pointer, (0, 0))
        place = f"{gap.document}:{line}:{column}" if line else gap.document
        holes.append(Hole(gap.at, gap.why, gap.raw, place))
    return tuple(holes)


def _model_files(content: Mapping[str, Any]) -> Iterator[FoundFile]:
    for file in content["scans"]["model_files"]:
        path, reasons = file["path"], tuple(file["reasons"])
        yield FoundFile(path, "model", file["format"], file["loading"], reasons)


def _others(
    reading: Reading, content: Mapping[str, Any], found: Discovery
) -> Iterator[FoundFile]:
    """Yield the files of the model that are neither a model file nor a document."""
    unread = {f.path: f.why for f in found.files if "not looked into" in f.why}
    known = {file["path"] for file in content["scans"]["model_files"]}
    known |= reading.dossier.evidence.keys()
    for artifact in reading.artifacts:
        if artifact.path not in known:
            why = unread.get(artifact.path)
            yield FoundFile(artifact.path, "other", reasons=(why,) if why else ())


def _ignored(found: Discovery) -> tuple[FoundFile, ...]:
    return tuple(
        FoundFile(file.path, "ignored", reasons=(file.why,))
        for file in found.files
        if file.ignored
    )


def _plain(graph: Mapping[str, Any]) -> dict[str, Any]:
    """Return section ``graph`` as it is written in a decision, but all of it."""
    listed = ("nodes", "edges", "missing")
    made = {
        name: [{k: v for k, v in item.items() if k != "at"} for item in graph[name]]
        for name in listed
    }
    return {**made, "score": graph["score"]}
