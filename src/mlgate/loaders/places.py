"""Where evidence may lie, and what is ignored: one table, a test per row.

Content decides what a file is; place decides whether a runtime could load it. A
file leaves the artifact manifest only if both say that it is evidence.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """One place: what it is called, why it counts, and which parts of a path match."""

    name: str
    why: str
    holds: Callable[[Sequence[str]], bool]


def _root(*, prefix: str = "", suffix: str = "") -> Callable[[Sequence[str]], bool]:
    return lambda parts: (
        len(parts) == 1
        and len(parts[0]) > len(prefix) + len(suffix)
        and parts[0].startswith(prefix)
        and parts[0].endswith(suffix)
    )


def _lineage(parts: Sequence[str]) -> bool:
    kinds = (".json", ".jsonl", ".ndjson")
    return len(parts) == 1 and "lineage" in parts[0] and parts[0].endswith(kinds)


IGNORED = (
    Row(".git/", "version control", lambda p: p[0] == ".git"),
    Row(".mlgate/", "written by mlgate", lambda p: p[0] == ".mlgate"),
    Row(
        ".cache/huggingface/",
        "download bookkeeping",
        lambda p: tuple(p[:2]) == (".cache", "huggingface") and len(p) > 2,
    ),
    Row(".DS_Store", "folder view settings", lambda p: p[-1] == ".DS_Store"),
    Row("mlgate.yaml", "configuration, an input", lambda p: list(p) == ["mlgate.yaml"]),
)

EVIDENCE = (
    Row("evidence/**", "in evidence/", lambda p: len(p) > 1 and p[0] == "evidence"),
    Row("README.md", "the model card", lambda p: list(p) == ["README.md"]),
    Row("release.yaml", "the release", lambda p: list(p) == ["release.yaml"]),
    Row("*.cdx.json", "a CycloneDX name", _root(suffix=".cdx.json")),
    Row("*.spdx.json", "an SPDX name", _root(suffix=".spdx.json")),
    Row("*.sigstore.json", "a signature name", _root(suffix=".sigstore.json")),
    Row("*.intoto.jsonl", "an attestation name", _root(suffix=".intoto.jsonl")),
    Row("*.sig", "a signature name", _root(suffix=".sig")),
    Row("*lineage*.json", "a lineage name", _lineage),
)


def ignored(path: str) -> Row | None:
    """Return the row that makes ``path`` ignored, if one does."""
    parts = path.split("/")
    return next((row for row in IGNORED if row.holds(parts)), None)


def evidence(path: str) -> Row | None:
    """Return the row that makes ``path`` a place of evidence, if one does."""
    parts = path.split("/")
    return next((row for row in EVIDENCE if row.holds(parts)), None)
