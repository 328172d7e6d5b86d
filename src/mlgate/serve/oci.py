"""Whether an OCI manifest holds exactly the files that were decided on.

OCI image manifest v1.1, as written by tools that push each file as a layer of its own:
the digest of a layer is then the sha256 of a file. The manifest itself is known by its
digest, so whoever hands it over need not be trusted.
"""

import re
from collections.abc import Set as AbstractSet
from typing import Any

from mlgate.errors import EvidenceError
from mlgate.strict import json_reader

# Path and sha256 of a file.
File = tuple[str, str]
TITLE = "org.opencontainers.image.title"
UNPACKED = "io.deis.oras.content.unpack"
MAX_BYTES = 4 * 2**20
_DIGEST = re.compile(r"sha256:([0-9a-f]{64})", re.ASCII)


def files(raw: bytes, path: str) -> frozenset[File]:
    """Return the files that a manifest lists; its bytes are ``raw``.

    Raises:
        EvidenceError: It is no image manifest, or has a layer that is not one file.
    """
    value = json_reader.parse(raw, path)
    layers = value.get("layers") if isinstance(value, dict) else None
    if not isinstance(layers, list) or not layers:
        hint = "give an image manifest, not an index"
        raise EvidenceError("an OCI manifest without layers", place=path, hint=hint)
    found = [_file(layer, path) for layer in layers]
    if len({name for name, _ in found}) != len(found):
        raise EvidenceError("two layers of one name", place=path)
    return frozenset(found)


def holds(
    listed: AbstractSet[File], artifacts: AbstractSet[File], known: AbstractSet[File]
) -> bool:
    """Say whether ``listed`` is all ``artifacts``, and beside them only ``known``."""
    return bool(artifacts) and artifacts <= listed and listed - artifacts <= known


def _file(layer: Any, path: str) -> File:  # noqa: ANN401
    found = layer if isinstance(layer, dict) else {}
    notes, digest = found.get("annotations"), found.get("digest")
    notes = notes if isinstance(notes, dict) else {}
    sha256 = _DIGEST.fullmatch(digest) if isinstance(digest, str) else None
    title = notes.get(TITLE)
    if not sha256 or not isinstance(title, str) or notes.get(UNPACKED) == "true":
        hint = "push each file as a layer of its own, as ORAS does"
        raise EvidenceError("a layer is not one file", place=path, hint=hint)
    return title, sha256[1]
