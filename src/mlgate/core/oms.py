"""The files that an OpenSSF Model Signing statement lists (OMS spec v1.0)."""

import hashlib
from collections.abc import Iterable
from typing import Any

from mlgate.core.statements import Statement, strength
from mlgate.core.subject import check_paths
from mlgate.errors import EvidenceError

# What a signature over one file calls that file.
ITSELF = "."


def resources(statement: Statement) -> dict[str, str]:
    """Return the name and sha256 of each resource.

    The list of ignored paths is not read: what is not listed is not covered.

    Raises:
        EvidenceError: There are none, a name is not a plain relative path or is
            another one's twin, a digest is not a whole sha256, or the root digest
            is not that of the resources.
    """
    _check_method(statement.predicate.get("serialization"))
    found = statement.predicate.get("resources")
    if not isinstance(found, list) or not found:
        raise EvidenceError("it lists no resources")
    listed = [_resource(resource) for resource in found]
    if [name for name, _ in listed] != [ITSELF]:
        check_paths(name for name, _ in listed)
    _check_root(listed, statement)
    return dict(listed)


def _check_method(serialization: Any) -> None:  # noqa: ANN401
    how = serialization if isinstance(serialization, dict) else {}
    method, kind = how.get("method"), how.get("hash_type")
    if (method, kind) != ("files", "sha256"):
        hint = "sign again, with whole files hashed by sha256"
        why = f"it hashes {method!a} by {kind!a}, not files by sha256"
        raise EvidenceError(why, hint=hint)


def _resource(value: Any) -> tuple[str, str]:  # noqa: ANN401
    entry = value if isinstance(value, dict) else {}
    name, digest = entry.get("name"), entry.get("digest")
    if not isinstance(name, str) or not name:
        raise EvidenceError("a resource has no name")
    if entry.get("algorithm") != "sha256":
        how = entry.get("algorithm")
        raise EvidenceError(f"{name!a} is hashed by {how!a}, not by sha256")
    if not isinstance(digest, str) or not strength("sha256", digest):
        raise EvidenceError(f"{name!a} has no whole sha256")
    return name, digest


def _check_root(listed: list[tuple[str, str]], statement: Statement) -> None:
    # Binds no names, so it is checked and never believed alone. Signers order by
    # name, some part by part of the path: the order of the list is theirs.
    roots = {_root(digest for _, digest in order) for order in (listed, sorted(listed))}
    if len(statement.subjects) != 1 or roots.isdisjoint(statement.sha256s):
        raise EvidenceError("its root digest is not that of its resources")


def _root(digests: Iterable[str]) -> str:
    """Return the sha256 over the raw digests (section 6.5.1)."""
    return hashlib.sha256(b"".join(map(bytes.fromhex, digests))).hexdigest()
