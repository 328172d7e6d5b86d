"""The sections of the input that mlgate computes itself, and where they point."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mlgate.core.dossier import Place
from mlgate.core.evidence import Evidence
from mlgate.core.subject import Subject
from mlgate.core.waivers import instant
from mlgate.gate.aliases import Alias
from mlgate.gate.tracing import holds_weights
from mlgate.gate.vouching import Voucher


def sections(
    subject: Subject,
    evidence: Sequence[Evidence],
    vouchers: Sequence[Voucher],
    files: Sequence[Mapping[str, Any]],
    aliases: Sequence[Alias],
) -> tuple[dict[str, Any], dict[str, Place]]:
    """Return the computed sections by name, and pointer -> place of their items.

    Args:
        subject: What is judged.
        evidence: Every document, bound.
        vouchers: Every signed statement.
        files: What each model file is, by its bytes.
        aliases: Other digests of the subject's files.
    """
    links = [v for v in vouchers if v.purpose == "link"]
    signatures = [v for v in vouchers if v.purpose != "link"]
    by_path = {e.path: e.sha256 for e in evidence}
    digests = {a.path: f"sha256:{a.sha256}" for a in subject.artifacts}
    made = {
        "subject": summary(subject, aliases),
        "scans": {"model_files": [_scanned(f, digests) for f in files]},
        "signatures": [_signature(v) for v in signatures],
        "links": [_link(v, by_path) for v in links],
        "documents": [document(e) for e in evidence],
        "policy": {},
        "context": {},
        "waivers": [],
        "licences": {},
    }
    places = {
        **_places("/subject/aliases", (a.path for a in aliases)),
        **_places("/links", (v.path for v in links)),
        **_places("/signatures", (v.path for v in signatures)),
        **_places("/documents", (e.path for e in evidence)),
        **_places("/scans/model_files", (f["path"] for f in files)),
    }
    return made, places


def summary(subject: Subject, aliases: Iterable[Alias]) -> dict[str, Any]:
    """Return section ``subject``."""
    return {
        "digest": subject.digest,
        "kind": subject.kind,
        "files": len(subject.artifacts),
        "size": sum(a.size for a in subject.artifacts),
        "aliases": [{"kind": a.kind, "digest": a.digest} for a in aliases],
    }


def document(evidence: Evidence) -> dict[str, Any]:
    """Return one item of section ``documents``: what a document is worth."""
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


def _places(at: str, paths: Iterable[str]) -> dict[str, Place]:
    return {f"{at}/{i}": Place(path, "") for i, path in enumerate(paths)}


def _scanned(file: Mapping[str, Any], digests: Mapping[str, str]) -> dict[str, Any]:
    known = {"digest": digests.get(file["path"]), "weights": holds_weights(file)}
    return {**file, **known}


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
    dated = isinstance(created, str) and instant(created) is not None
    return {
        "path": voucher.path,
        "signer": voucher.signer,
        "verified": voucher.verified,
        "for_subject": voucher.for_subject,
        "created_at": created if dated else None,
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
