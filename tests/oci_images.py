"""OCI image manifests as ORAS writes them: one layer for each file."""

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

TITLE = "org.opencontainers.image.title"
TAR = "application/vnd.oci.image.layer.v1.tar"


def layer(path: str, digest: str, **notes: str) -> dict[str, Any]:
    said = {TITLE: path, **notes}
    return {"mediaType": TAR, "digest": digest, "size": 1, "annotations": said}


def document(files: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return the manifest of an image of ``files``: path and sha256 of each."""
    return {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "config": {
            "mediaType": "application/vnd.oci.empty.v1+json",
            "digest": f"sha256:{sha256(b'{}').hexdigest()}",
            "size": 2,
        },
        "layers": [layer(path, f"sha256:{digest}") for path, digest in files],
    }


def manifest(files: Iterable[tuple[str, str]]) -> bytes:
    return json.dumps(document(files)).encode()


def pushed(folder: Path, *names: str) -> bytes:
    """Return the manifest of an image that holds ``names`` in ``folder``."""
    found = [(name, sha256((folder / name).read_bytes()).hexdigest()) for name in names]
    return manifest(found)


def digest(raw: bytes) -> str:
    return f"sha256:{sha256(raw).hexdigest()}"
