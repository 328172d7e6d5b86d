"""Writes the evidence link of what was read: one statement over all documents."""

from typing import Any

from mlgate.core import statements
from mlgate.core.version import VERSION
from mlgate.gate.reading import Reading


def link(
    reading: Reading, own_path: str, created_at: str
) -> tuple[bytes, list[dict[str, Any]]]:
    """Return the link statement for ``reading``, and the documents it lists.

    Args:
        reading: What was read; its documents are listed as they are now.
        own_path: Where the link will lie: it does not list itself.
        created_at: RFC 3339 instant.
    """
    documents = [
        {"path": i.name, "sha256": i.sha256, "format": i.format, "origin": "found"}
        for i in reading.inputs
        if i.name != own_path
    ]
    artifacts = [
        {"path": a.path, "size": a.size, "sha256": a.sha256} for a in reading.artifacts
    ]
    digest = reading.subject["digest"]
    tool = f"mlgate {VERSION}"
    return statements.link(digest, artifacts, documents, created_at, tool), documents
