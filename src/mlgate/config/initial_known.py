"""What is known of a release before anybody is asked: from its documents and git."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeGuard

from mlgate.config import initial_git
from mlgate.config.initial import ASSESSOR
from mlgate.core.dossier import assemble
from mlgate.core.evidence import Binding, Evidence
from mlgate.core.frozen import frozen
from mlgate.core.pointer import resolve
from mlgate.gate.loading import load
from mlgate.loaders import BUILTIN
from mlgate.loaders.hashing import File, digest_file
from mlgate.loaders.places import EVIDENCE
from mlgate.loaders.source import Source
from mlgate.loaders.walk import Walk, Walked
from mlgate.loaders.walk import resolve as follow
from mlgate.strict.text import MAX_BYTES

MAX_TEXT = 300
_FORMATS = {"hf-model-card", "cyclonedx"}
# Field of release.yaml -> where else the same is said, the best source first.
_SAID = {
    "name": ("/model_card/name", "/bom/model/name"),
    "version": ("/bom/model/version",),
    "purpose": ("/model_card/intended_use",),
    "owner.contact": ("/model_card/contact",),
}


@frozen
class Known:
    """A value for a field, and where it comes from."""

    value: str
    source: str


def known(folder: Path) -> tuple[dict[str, Known], list[str]]:
    """Return what is known of fields, and why documents in ``folder`` say nothing.

    Only whole lines are taken: of prose, nobody can tell what the field would be.

    Raises:
        EvidenceError: The folder holds what no check could read safely.
    """
    evidence = list(_evidence(folder))
    found: dict[str, Known] = {}
    for field, one in [*_from_documents(evidence), *_from_git(folder)]:
        if one_line(one.value):
            found.setdefault(field, one)
    return found, [e.problem for e in evidence if e.problem]


def one_line(value: object) -> TypeGuard[str]:
    """Say whether ``value`` is one line of text that can be shown and written."""
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        return False
    seen = any(c.isprintable() and not c.isspace() for c in value)
    steers = {"Cc", "Cs", "Zl", "Zp"}
    return seen and not any(unicodedata.category(c) in steers for c in value)


def _from_documents(evidence: list[Evidence]) -> Iterator[tuple[str, Known]]:
    dossier = assemble(evidence, {}, {})
    for field, pointers in _SAID.items():
        for pointer in pointers:
            value = resolve(dossier.content, pointer)
            yield field, Known(value or "", dossier.place(pointer).document)


def _from_git(folder: Path) -> Iterator[tuple[str, Known]]:
    yield "name", Known(initial_git.repository(folder), "the git remote")
    yield "version", Known(initial_git.tag(folder), "the git tag")
    yield ASSESSOR, Known(initial_git.person(folder), "the git configuration")


def _evidence(folder: Path) -> Iterator[Evidence]:
    """Yield the documents that may say what release.yaml asks; weights stay unread."""
    real = follow(str(folder), str(folder))
    for file in Walk((real,)).files(real):
        if file.place.kind == EVIDENCE and file.size <= MAX_BYTES:
            yield from _document(file)


def _document(file: Walked) -> Iterator[Evidence]:
    hashed = digest_file(File(file.path, file.name, file.size, MAX_BYTES))
    if hashed.raw is None:
        return
    source = Source(file.name, hashed.raw, hashed.sha256)
    loader = next((x for x in BUILTIN.values() if x.recognises(source)), None)
    if loader is not None and loader.format in _FORMATS:
        yield replace(load(source, loader), binding=Binding.ENCLOSED)
