"""Other digests of exactly the subject's files: what a registry or a signer calls them.

Each is computed here and now from bytes, so nobody needs to be trusted for it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mlgate.core import coverage, oci
from mlgate.core.evidence import Evidence
from mlgate.core.frozen import frozen
from mlgate.core.subject import Subject
from mlgate.errors import EvidenceError
from mlgate.gate.vouching import Voucher
from mlgate.loaders.source import Source

OCI_MANIFEST = "oci-manifest"


@frozen
class Alias:
    """One such digest, and the document that it was found by.

    Attributes:
        kind: ``oci`` for an image manifest: it binds paths and bytes. ``oms`` for the
            root of an OpenSSF Model Signing statement: it binds bytes, but no names,
            so that nothing is ever admitted by it.
    """

    kind: str
    digest: str
    path: str


class Aliases(NamedTuple):
    """What was found, and a note on each manifest that is none."""

    aliases: tuple[Alias, ...]
    notes: tuple[str, ...]


def find(
    subject: Subject,
    evidence: Sequence[Evidence],
    sources: Mapping[str, Source],
    vouchers: Iterable[Voucher],
) -> Aliases:
    """Return the aliases of ``subject``, by kind and digest.

    Args:
        subject: What is judged.
        evidence: Every document; an image may hold them beside the artifacts.
        sources: Their bytes, by path.
        vouchers: Every signed statement, whoever signed it.
    """
    artifacts = {a.path: a.sha256 for a in subject.artifacts}
    known = {e.path: e.sha256 for e in evidence}
    found, notes = [*_signed(vouchers)], []
    for one in evidence:
        if one.format != OCI_MANIFEST or one.problem:
            continue
        if why := _differs(sources[one.path], artifacts, known):
            notes.append(f"{one.path} is no alias of this model: {why}")
        else:
            found.append(Alias("oci", f"sha256:{one.sha256}", one.path))
    first = {(a.kind, a.digest): a for a in reversed(found)}
    return Aliases(tuple(first[key] for key in sorted(first)), tuple(notes))


def _signed(vouchers: Iterable[Voucher]) -> Iterator[Alias]:
    for voucher in vouchers:
        if voucher.over_artifacts and voucher.for_subject:
            # Only one whose root is that of its resources covers anything.
            (root,) = voucher.statement.sha256s
            yield Alias("oms", f"sha256:{root}", voucher.path)


def _differs(
    source: Source, artifacts: Mapping[str, str], known: Mapping[str, str]
) -> str:
    """Return why the manifest in ``source`` holds other files; "" if it does not."""
    try:
        listed = oci.files(source.json, source.path)
    except EvidenceError as exc:
        return exc.message
    ours = frozenset(artifacts.items())
    if oci.holds(listed, ours, frozenset(known.items())):
        return ""
    held, here = dict(listed), {**known, **artifacts}
    odd = {
        "with other bytes": [p for p in held.keys() & here if held[p] != here[p]],
        "only in the image": held.keys() - here,
        "not in the image": artifacts.keys() - held,
    }
    return "; ".join(f"{coverage.some(odd[how])} {how}" for how in odd if odd[how])
