"""From a path to a dossier: find, hash, recognise, verify, load, bind, join."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mlgate.core.decision import Input
from mlgate.core.dossier import Dossier, assemble
from mlgate.core.evidence import Evidence
from mlgate.core.frozen import frozen
from mlgate.core.organisation import CustomKind, Organisation
from mlgate.core.subject import Artifact, identify
from mlgate.core.vex import settle
from mlgate.errors import EvidenceError
from mlgate.gate import aliases
from mlgate.gate.binding import bound
from mlgate.gate.computed import document, sections, summary
from mlgate.gate.licensing import licensed
from mlgate.gate.loading import SIGSTORE, load
from mlgate.gate.provenance import covering
from mlgate.gate.runs import joined
from mlgate.gate.scanning import loadable, scan
from mlgate.gate.search import Search
from mlgate.gate.seen import Seen, recognise
from mlgate.gate.strays import strays
from mlgate.gate.tracing import holds_weights, traced
from mlgate.gate.unmatched import unmatched
from mlgate.gate.vouching import open_all
from mlgate.loaders.discover import Discovery, classify
from mlgate.loaders.source import Source
from mlgate.strict import positions
from mlgate.trust.bundle import TrustedKey, trusted

POINTER, SAFE = "git-lfs pointer", "safe"
_NO_MODEL = "give the folder that holds the weights; if Git LFS has them, pull them"


@frozen
class Reading:
    """All that was read about one subject, before anybody judges it.

    Attributes:
        subject: ``digest``, ``kind``, ``files``, ``size`` and ``aliases``.
        inputs: Every document, with what it is worth.
        sources: Path -> (bytes, syntax) of each document, to find positions in.
        kinds: Kinds of documents that were looked for beyond those that mlgate knows.
    """

    subject: dict[str, Any]
    artifacts: tuple[Artifact, ...]
    dossier: Dossier
    inputs: tuple[Input, ...]
    notes: tuple[str, ...]
    sources: Mapping[str, tuple[bytes, str]]
    kinds: tuple[CustomKind, ...] = ()

    def locate(
        self, path: str, pointers: Sequence[str]
    ) -> Mapping[str, tuple[int, int]]:
        """Return line and column of each pointer into the document at ``path``."""
        if path not in self.sources:
            return {}
        raw, syntax = self.sources[path]
        return positions.locate(raw, syntax, pointers)


def read(
    root: Path,
    organisation: Organisation,
    narrowed: Sequence[str] = (),
    search: Search | None = None,
    kinds: Sequence[CustomKind] = (),
) -> Reading:
    """Read everything known about the subject at ``root``.

    Args:
        root: A folder, or one file.
        organisation: Whom to trust.
        narrowed: Licences the repository limits itself to; empty for no limit.
        search: The search at ``root``, if it was begun earlier.
        kinds: Kinds of documents that the repository adds to the organisation's.

    Raises:
        EvidenceError: There is no subject: nothing there, no model file, or bytes
            that cannot be read safely. A broken document is not an error but a gap.
    """
    search = search or Search(root)
    # While the bytes are hashed: keys take their time to load.
    keys = trusted(organisation.keys)
    found = search.result()
    sources = readable(found)
    looked = (*organisation.kinds, *kinds)
    known = {p: x for p, s in sources.items() if (x := recognise(s, looked))}
    classes = classify(found, known.keys() - loadable(found, known))
    files = scan(found, classes.artifacts)
    # What is harmless and lies beside the weights is no model; nor is no file at all,
    # but ``understand`` says so.
    counted = [f for f in files if holds_weights(f) or f["loading"] != SAFE]
    if classes.artifacts and all(file["format"] == POINTER for file in counted):
        raise EvidenceError("no model file was found", place=str(root), hint=_NO_MODEL)
    documents = {p: (sources[p], loader) for p, loader in known.items()}
    seen = Seen(found.kind, classes.artifacts, documents, tuple(files), looked)
    return understand(seen, keys, organisation, narrowed)


def understand(
    seen: Seen,
    keys: Sequence[TrustedKey],
    organisation: Organisation,
    narrowed: Sequence[str] = (),
) -> Reading:
    """Return what was ``seen``, read: all that needs no byte of the model itself.

    Args:
        seen: What lies there, or lay there when a bundle was made of it.
        keys: The organisation's, ready to check signatures.
        organisation: Whom to trust.
        narrowed: Licences the repository limits itself to; empty for no limit.

    Raises:
        EvidenceError: There is no file of a model, or a path is ambiguous.
    """
    subject = identify(seen.kind, seen.artifacts)
    sources = {p: source for p, (source, _) in seen.documents.items()}
    known = {p: loader for p, (_, loader) in seen.documents.items()}
    raws = sorted((p, sources[p].raw) for p, x in known.items() if x.format == SIGSTORE)
    digests = {a.path: a.sha256 for a in subject.artifacts}
    vouchers, problems = open_all(raws, keys, subject.digest, digests)
    evidence = []
    for path, loader in sorted(known.items()):
        made = load(sources[path], loader, problems.get(path, ""))
        made = covering(made, sources[path], subject, vouchers)
        evidence.append(bound(made, subject, vouchers))
    also = aliases.find(subject, evidence, sources, vouchers)
    computed, places = sections(
        subject, evidence, vouchers, seen.model_files, also.aliases
    )
    dossier = settle(assemble(joined(evidence, sources), computed, places))
    return Reading(
        subject=summary(subject, also.aliases),
        artifacts=seen.artifacts,
        dossier=traced(
            licensed(dossier, subject, organisation, narrowed),
            seen.artifacts,
            seen.model_files,
        ),
        inputs=tuple(_input(e) for e in evidence),
        notes=(
            *strays(seen.kind, seen.artifacts),
            *also.notes,
            *unmatched(seen.kinds, seen.documents),
        ),
        sources={p: (sources[p].raw, loader.syntax) for p, loader in known.items()},
        kinds=seen.kinds,
    )


def readable(found: Discovery) -> dict[str, Source]:
    """Return each file that was ``found`` and may be a document, by path."""
    return {
        f.path: Source(f.path, f.raw, f.sha256)
        for f in found.files
        if f.raw is not None and not f.ignored and not f.lfs
    }


def _input(evidence: Evidence) -> Input:
    worth = document(evidence)
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
