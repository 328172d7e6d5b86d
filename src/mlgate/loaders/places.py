"""Where evidence may lie, and what is ignored: the one table of both.

Content says what a file *is*; its place says whether a runtime could load it. Only a
file for which both say "evidence" is left out of the model's digest, so each row here
is a name under which no runtime looks for code or weights.
"""

from collections.abc import Callable
from typing import NamedTuple

# Endings of what an interpreter runs or a template engine fills in: a configuration
# can name such a file in any folder, so no place makes evidence of it.
CODE = (
    ".dll", ".dylib", ".j2", ".jinja", ".jinja2", ".js", ".lua", ".mjs", ".pth", ".py",
    ".pyc", ".pyd", ".pyx", ".r", ".sh", ".so", ".wasm",
)  # fmt: skip

IGNORED = "ignored"
EVIDENCE = "evidence"
ARTIFACT = "artifact"


class Place(NamedTuple):
    """What the path alone says of a file.

    Attributes:
        kind: ``ignored``, ``evidence`` or ``artifact``.
        why: The row of the table that says so, in words.
    """

    kind: str
    why: str


class Row(NamedTuple):
    """One row: the place as people write it, and the test for it.

    Tests are exact and know no letter case but their own.
    """

    pattern: str
    holds: Callable[[str], bool]


def _below(folder: str) -> Row:
    return Row(f"{folder}**", lambda path: path.startswith(folder))


def _exactly(name: str) -> Row:
    return Row(name, lambda path: path == name)


def _anywhere(name: str) -> Row:
    return Row(f"**/{name}", lambda path: path.rpartition("/")[2] == name)


def _at_root(suffix: str) -> Row:
    return Row(
        f"*{suffix}",
        lambda path: "/" not in path and path.endswith(suffix) and path != suffix,
    )


def _lineage(suffix: str) -> Row:
    return Row(
        f"*lineage*{suffix}",
        lambda path: (
            "/" not in path
            and path.endswith(suffix)
            and "lineage" in path.removesuffix(suffix)
        ),
    )


IGNORED_ROWS = (
    _below(".git/"),
    _below(".mlgate/"),
    _below(".cache/huggingface/"),
    _anywhere(".DS_Store"),
    _exactly("mlgate.yaml"),
)
EVIDENCE_ROWS = (
    Row(
        "evidence/**",
        lambda path: path.startswith("evidence/") and not path.lower().endswith(CODE),
    ),
    _exactly("README.md"),
    _exactly("release.yaml"),
    _at_root(".cdx.json"),
    _at_root(".spdx.json"),
    _at_root(".sigstore.json"),
    _at_root(".intoto.jsonl"),
    _at_root(".sig"),
    _lineage(".json"),
    _lineage(".jsonl"),
    _lineage(".ndjson"),
)


def place(path: str) -> Place:
    """Return what the ``path`` of a file says of it.

    Args:
        path: Relative to the root and ``/``-separated; one that ends in ``/`` asks
            for all that lies below that folder.
    """
    for row in IGNORED_ROWS:
        if row.holds(path):
            return Place(IGNORED, f"{row.pattern} is ignored")
    for row in EVIDENCE_ROWS:
        if row.holds(path):
            return Place(EVIDENCE, f"{row.pattern} is a place for evidence")
    return Place(ARTIFACT, "not a place for evidence")
