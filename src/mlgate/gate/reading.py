"""From a path to a dossier: find, hash, recognise, verify, load, bind, join."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mlgate.core import licences
from mlgate.core.decision import Input
from mlgate.core.dossier import Dossier, Place, assemble
from mlgate.core.evidence import Assurance, Binding, Draft, Evidence
from mlgate.core.organisation import Organisation
from mlgate.core.subject import Artifact, Subject, identify
from mlgate.errors import EvidenceError
from mlgate.gate.vouching import Voucher, open_all
from mlgate.loaders import BUILTIN
from mlgate.loaders.discover import Discovery, Found, classify, discover
from mlgate.loaders.formats import companion, inspect
from mlgate.loaders.loader import Loader
from mlgate.loaders.sigstore import payload_source
from mlgate.loaders.source import Source
from mlgate.strict import positions
from mlgate.strict.shipped import folder
from mlgate.trust.bundle import trusted

SIGSTORE = "sigstore-bundle"
IN_TOTO = "in-toto"
POINTER = "git-lfs pointer"


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read about one subject, before anybody judges it.

    Attributes:
        subject: ``digest``, ``kind``, ``files`` and ``size``.
        inputs: Every document, with what it is worth.
        sources: Path -> (bytes, syntax) of each document, to find positions in.
    """

    subject: dict[str, Any]
    artifacts: tuple[Artifact, ...]
    dossier: Dossier
    inputs: tuple[Input, ...]
    notes: tuple[str, ...]
    sources: Mapping[str, tuple[bytes, str]]

    def locate(
        self, path: str, pointers: Sequence[str]
    ) -> Mapping[str, tuple[int, int]]:
        """Return line and column of each pointer into the document at ``path``."""
        if path not in self.sources:
            return {}
        raw, syntax = self.sources[path]
        return positions.locate(raw, syntax, pointers)


def read(
    root: Path, organisation: Organisation, narrowed: Sequence[str] = ()
) -> Reading:
    """Read everything known about the subject at ``root``.

    Args:
        root: A folder, or one file.
        organisation: Whom to trust.
        narrowed: Licences the repository limits itself to; empty for no limit.

    Raises:
        EvidenceError: There is no subject: nothing there, no model file, or bytes
            that cannot be read safely. A broken document is not an error but a gap.
    """
    found = discover(root)
    sources = _sources(found)
    known = {p: loader for p, s in sources.items() if (loader := _recognise(s))}
    classes = classify(found, known)
    subject = identify(found.kind, classes.artifacts)
    files = _model_files(found, classes.artifacts, root)
    vouchers, problems = _vouchers(sources, known, subject, organisation)
    evidence = [
        _evidence(sources[path], loader, subject, vouchers, problems)
        for path, loader in sorted(known.items())
    ]
    dossier = _dossier(subject, evidence, vouchers, files, organisation, narrowed)
    return Reading(
        subject=_subject(subject),
        artifacts=classes.artifacts,
        dossier=dossier,
        inputs=tuple(_input(e) for e in evidence),
        notes=(),
        sources={p: (sources[p].raw, loader.syntax) for p, loader in known.items()},
    )


def _sources(found: Discovery) -> dict[str, Source]:
    return {
        f.path: Source(f.path, f.raw, f.sha256)
        for f in found.files
        if f.raw is not None and not f.ignored and not f.lfs
    }


def _recognise(source: Source) -> Loader | None:
    return next((x for x in BUILTIN.values() if x.recognises(source)), None)


def _model_files(
    found: Discovery, artifacts: Sequence[Artifact], root: Path
) -> list[dict[str, Any]]:
    listed = []
    by_path = {f.path: f for f in found.files}
    for artifact in artifacts:
        path = artifact.path
        made = inspect(found.location(path), path, artifact.size)
        made = made or _companion(by_path[path])
        if made:
            reasons = list(made.reasons)
            shown = {"path": path, "format": made.format, "loading": made.loading}
            listed.append({**shown, "reasons": reasons})
    if all(file["format"] == POINTER for file in listed):
        hint = "give the folder that holds the weights; if Git LFS has them, pull them"
        raise EvidenceError("no model file was found", place=str(root), hint=hint)
    return listed


def _companion(found: Found) -> Any:  # noqa: ANN401  # a ModelFile or None
    return companion(found.path, found.raw) if found.raw is not None else None


def _vouchers(
    sources: Mapping[str, Source],
    known: Mapping[str, Loader],
    subject: Subject,
    organisation: Organisation,
) -> tuple[list[Voucher], dict[str, str]]:
    raws = [(p, sources[p].raw) for p, x in known.items() if x.format == SIGSTORE]
    if not raws:
        return [], {}
    artifacts = {a.path: a.sha256 for a in subject.artifacts}
    keys = trusted(organisation.keys)
    return open_all(sorted(raws), keys, subject.digest, artifacts)


def _evidence(
    source: Source,
    loader: Loader,
    subject: Subject,
    vouchers: Sequence[Voucher],
    problems: Mapping[str, str],
) -> Evidence:
    """Load one document and say what it is worth."""
    draft, problem = Draft(), problems.get(source.path, "")
    try:
        draft = _draft(source, loader)
    except EvidenceError as exc:
        problem = problem or str(exc)
    made = Evidence(
        source.path,
        source.sha256,
        loader.format,
        draft,
        loader.sections,
        problem=problem,
    )
    return _bound(made, subject, vouchers)


def _draft(source: Source, loader: Loader) -> Draft:
    draft = loader.load(source)
    inner = payload_source(source) if loader.format == SIGSTORE else None
    if inner is None:
        return draft
    draft = BUILTIN[IN_TOTO].load(inner)
    # Pointers lead into the signed payload; a person finds the envelope.
    return replace(draft, sources=dict.fromkeys(draft.sources, "/dsseEnvelope/payload"))


def _bound(made: Evidence, subject: Subject, vouchers: Sequence[Voucher]) -> Evidence:
    """Settle binding and assurance: what it names, who lists it, who signed it."""
    mine = {a.sha256 for a in subject.artifacts} | {subject.digest[7:]}
    links = [v for v in vouchers if v.purpose == "link"]
    listing = [
        v for v in links if v.for_subject and v.documents.get(made.path) == made.sha256
    ]
    itself = [v for v in vouchers if v.path == made.path]
    artifact = any(a.path == made.path for a in subject.artifacts)
    binding = Binding.LISTED if listing else Binding.ENCLOSED
    if artifact or made.draft.names & mine or any(v.for_subject for v in itself):
        binding = Binding.DIGEST
    vouched = [v for v in (*listing, *itself) if v.verified and v.for_subject]
    if artifact:
        whole = (v for v in vouchers if v.over_artifacts)
        vouched += [v for v in whole if v.verified and v.for_subject]
    assurance = Assurance.ATTESTED if vouched else Assurance.DECLARED
    signer = vouched[0].signer if vouched else ""
    changed = () if vouched else _changed(made, links, itself)
    return replace(
        made, binding=binding, assurance=assurance, signer=signer, changed=changed
    )


def _changed(
    made: Evidence, links: Sequence[Voucher], itself: Sequence[Voucher]
) -> tuple[str, ...]:
    """Return the changed paths for which nobody vouches for this document now."""
    for voucher in itself:
        if voucher.coverage.changed:
            return voucher.coverage.changed
    for link in links:
        if not link.verified or made.path not in link.documents:
            continue
        if not link.for_subject:
            return link.coverage.changed
        if link.documents[made.path] != made.sha256:
            return (made.path,)
    return ()


def _dossier(
    subject: Subject,
    evidence: Sequence[Evidence],
    vouchers: Sequence[Voucher],
    files: Sequence[Mapping[str, Any]],
    organisation: Organisation,
    narrowed: Sequence[str],
) -> Dossier:
    links = [v for v in vouchers if v.purpose == "link"]
    by_path = {e.path: e.sha256 for e in evidence}
    signatures = [v for v in vouchers if v.purpose != "link"]
    computed = {
        "subject": _subject(subject),
        "scans": {"model_files": list(files)},
        "signatures": [_signature(v) for v in signatures],
        "links": [_link(v, by_path) for v in links],
        "documents": [_document(e) for e in evidence],
        "policy": {},
        "context": {},
        "waivers": [],
        "licences": {},
    }
    places = {f"/links/{i}": Place(v.path, "") for i, v in enumerate(links)}
    places |= {f"/signatures/{i}": Place(v.path, "") for i, v in enumerate(signatures)}
    places |= {f"/documents/{i}": Place(e.path, "") for i, e in enumerate(evidence)}
    places |= {
        f"/scans/model_files/{i}": Place(f["path"], "") for i, f in enumerate(files)
    }
    dossier = assemble(evidence, computed, places)
    return _licensed(dossier, organisation, narrowed)


def _licensed(
    dossier: Dossier, organisation: Organisation, narrowed: Sequence[str]
) -> Dossier:
    """Add what is known of the licence that the card declares."""
    card = dossier.content["model_card"]
    table = json.loads(
        (folder("policies") / "reference" / "licences.json").read_text("utf-8")
    )
    declared = (card["licence"], card["licence_name"], card["licence_link"])
    found = licences.classify(*declared, table, organisation.licences)
    if narrowed and not licences.classify(*declared, table, narrowed)["allowed"]:
        found["allowed"] = False
    at = "/licences/model"
    section = {"model": {**found, "at": at}, "at": "/licences"}
    place = dossier.place("/model_card/licence")
    return replace(
        dossier,
        content={**dossier.content, "licences": section},
        places={**dossier.places, "/licences": place},
    )


def _subject(subject: Subject) -> dict[str, Any]:
    return {
        "digest": subject.digest,
        "kind": subject.kind,
        "files": len(subject.artifacts),
        "size": sum(a.size for a in subject.artifacts),
    }


def _signature(voucher: Voucher) -> dict[str, Any]:
    return {
        "path": voucher.path,
        "purpose": _purpose(voucher),
        "predicate_type": voucher.statement.predicate_type,
        "signer": voucher.signer,
        "verified": voucher.verified,
        "covers": voucher.coverage.covers,
        "reason": voucher.reason,
        "changed": list(voucher.coverage.changed),
    }


def _purpose(voucher: Voucher) -> str | None:
    """Return what the signature is for; None for a statement about the artifacts."""
    if voucher.purpose == "artifact" and not voucher.over_artifacts:
        return None
    return voucher.purpose


def _link(voucher: Voucher, documents: Mapping[str, str]) -> dict[str, Any]:
    created = voucher.statement.predicate.get("createdAt")
    return {
        "path": voucher.path,
        "signer": voucher.signer,
        "verified": voucher.verified,
        "for_subject": voucher.for_subject,
        "created_at": created if isinstance(created, str) else None,
        "changed": list(voucher.coverage.changed),
        "entries": [
            {"path": p, "sha256": d, "state": _state(documents.get(p), d)}
            for p, d in sorted(voucher.documents.items())
        ],
    }


def _state(have: str | None, listed: str) -> str:
    if have is None:
        return "missing"
    return "same" if have == listed else "changed"


def _document(evidence: Evidence) -> dict[str, Any]:
    return {
        "path": evidence.path,
        "format": evidence.format,
        "sha256": evidence.sha256,
        "binding": evidence.binding.name.lower(),
        "assurance": evidence.assurance.name.lower(),
        "signer": evidence.signer,
        "problem": evidence.problem,
        "changed": list(evidence.changed),
    }


def _input(evidence: Evidence) -> Input:
    worth = _document(evidence)
    return Input(
        "evidence",
        evidence.path,
        evidence.sha256,
        evidence.format,
        worth["binding"],
        worth["assurance"],
        evidence.signer,
        evidence.problem,
    )
