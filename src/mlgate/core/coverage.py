"""How much of the subject a statement vouches for: all of it, part, or other bytes."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mlgate.core.statements import Statement, strength

Artifacts = Mapping[str, str]  # path -> sha256 in hex


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a voucher covers.

    Attributes:
        covers: ``all``, ``part`` or ``other``.
        changed: Paths that are not what was vouched for: edited, added or gone.
        reason: Why it does not cover all, in one line.
    """

    covers: str
    changed: tuple[str, ...] = ()
    reason: str = ""


def of_subjects(statement: Statement, digest: str, artifacts: Artifacts) -> Coverage:
    """Return what a statement that lists files or the subject digest covers.

    A file is matched by its path, or by the only artifact path that ends in its
    name; then digests must be equal. A name alone joins nothing.
    """
    if digest.removeprefix("sha256:") in statement.sha256s:
        return Coverage("all")
    listed = {
        path: subject.digests["sha256"]
        for subject in statement.subjects
        if "sha256" in subject.digests
        for path in _paths(subject.name, artifacts)
    }
    return _compare(listed, artifacts)


def of_oms(statement: Statement, artifacts: Artifacts) -> Coverage:
    """Return what an OpenSSF Model Signing statement (spec v1.0) covers.

    A closed world by our own count: its resources must be all the artifacts, below
    one folder, whatever it says of paths to ignore. Its root digest does not bind
    names, so it is checked and never believed alone.
    """
    resources = statement.predicate.get("resources")
    if not isinstance(resources, list) or not resources:
        return Coverage("other", reason="it lists no resources")
    listed: dict[str, str] = {}
    for resource in resources:
        if problem := _resource(resource, listed):
            return Coverage("other", reason=problem)
    if _root(listed) not in statement.sha256s:
        return Coverage("other", reason="its root digest is not that of its resources")
    prefix = _prefix(listed, artifacts)
    return _compare({f"{prefix}{n}": d for n, d in listed.items()}, artifacts)


def compare(listed: Sequence[Mapping[str, Any]], artifacts: Artifacts) -> Coverage:
    """Return what a list of ``{path, sha256}`` covers."""
    known = {str(a.get("path")): str(a.get("sha256")) for a in listed}
    return _compare(known, artifacts)


def _compare(listed: Artifacts, artifacts: Artifacts) -> Coverage:
    same = {p for p, d in listed.items() if artifacts.get(p) == d}
    changed = tuple(sorted((listed.keys() | artifacts.keys()) - same))
    if not changed and same:
        return Coverage("all")
    edited = any(p in artifacts and p not in same for p in listed)
    gone = any(p not in artifacts for p in listed)
    what = "changed" if edited else "gone" if gone else "not covered"
    reason = f"{', '.join(changed[:5])}{' ...' if len(changed) > 5 else ''} {what}"  # noqa: PLR2004
    return Coverage("part" if same else "other", changed if same else changed, reason)


def _paths(name: str, artifacts: Artifacts) -> list[str]:
    if name in artifacts:
        return [name]
    ends = [p for p in artifacts if p.endswith(f"/{name}")]
    return ends if len(ends) == 1 else [name]


def _resource(resource: Any, listed: dict[str, str]) -> str:  # noqa: ANN401
    """Add one resource to ``listed``; return what is wrong with it, if anything is."""
    if not isinstance(resource, dict):
        return "a resource is not an object"
    name, digest = resource.get("name"), resource.get("digest")
    if not isinstance(name, str) or not _canonical(name):
        return f"the resource name {name!r} is not a plain relative path"
    if resource.get("algorithm") != "sha256":
        return f"{name} is hashed by {resource.get('algorithm')!r}, not sha256"
    if not isinstance(digest, str) or not strength("sha256", digest):
        return f"{name} has no whole sha256"
    twins = {_fold(known) for known in listed}
    if _fold(name) in twins:
        return f"{name} is listed twice"
    listed[name] = digest
    return ""


def _canonical(name: str) -> bool:
    parts = name.split("/")
    plain = name.isprintable() and "\\" not in name and ":" not in name
    return plain and not {"", ".", ".."} & set(parts)


def _fold(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _root(listed: Artifacts) -> str:
    """Return the sha256 over the raw digests in order of name (OMS spec v1.0, 6.5.1)."""
    joined = b"".join(bytes.fromhex(listed[name]) for name in sorted(listed))
    return hashlib.sha256(joined).hexdigest()


def _prefix(listed: Artifacts, artifacts: Artifacts) -> str:
    """Return the folder below the subject's root over which the signature was made."""
    folders = {""}
    for path in artifacts:
        parts = path.split("/")
        folders |= {"/".join(parts[:n]) + "/" for n in range(1, len(parts))}

    def hits(folder: str) -> int:
        return sum(f"{folder}{name}" in artifacts for name in listed)

    return max(sorted(folders), key=hits)
