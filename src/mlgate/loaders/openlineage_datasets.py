"""Which bytes a run read and wrote, joined over its events.

OpenLineage has no digest facet. mlgate's is ``digest {sha256}``, in ``facets``,
``inputFacets`` or ``outputFacets``; a version of ``sha256:<64 hex>`` counts as well.
"""

import re
from collections.abc import Iterable, Iterator

from mlgate.core.frozen import frozen
from mlgate.core.statements import STRONG, strength
from mlgate.loaders.openlineage_events import Mention
from mlgate.loaders.openlineage_facets import Broken

_READ = ("digest", "version")
_VERSION = re.compile(r"(sha256|sha384|sha512|sha1|md5):([0-9A-Fa-f]+)")


@frozen
class Dataset:
    """A dataset over all events that mention it.

    Attributes:
        digest: ``algorithm:hex`` if every mention has it and all agree; else "".
        weak: A digest that is too weak to join on; "" if there is none.
        differ: The digests that contradict one another; "" if none do.
        broken: Facets with its digest or its version that cannot be read.
        pointer: The mention that lacks the digest, else the first.
    """

    namespace: str
    name: str
    digest: str
    weak: str
    version: str
    differ: str
    broken: tuple[Broken, ...]
    pointer: str


def joined(mentions: Iterable[Mention]) -> list[Dataset]:
    """Return each dataset once, by namespace and name, in order of first mention.

    A mention without a digest leaves the dataset without one: otherwise the end of
    a run would heal what was deleted from its start.
    """
    groups: dict[tuple[str, str], list[Mention]] = {}
    for mention in mentions:
        groups.setdefault((mention.namespace, mention.name), []).append(mention)
    return [_dataset(group) for group in groups.values()]


def _dataset(group: list[Mention]) -> Dataset:
    said = [(mention, list(_digests(mention))) for mention in group]
    strong = [(m, _strongest(digests)) for m, digests in said]
    weak = [d for _, digests in said for d in digests if not _strong(d)]
    versions = {v for m in group for v in _versions(m)}
    distinct = sorted({d for _, found in strong for d in found})
    lacking = [m for m, found in strong if len(found) != 1]
    whole = not lacking and len(distinct) == 1
    return Dataset(
        namespace=group[0].namespace,
        name=group[0].name,
        digest=distinct[0] if whole else "",
        weak=weak[0] if weak else "",
        version=versions.pop() if len(versions) == 1 else "",
        differ=", ".join(distinct) if len(distinct) > 1 else "",
        broken=tuple(b for m in group for b in m.broken if b.name in _READ),
        pointer=(lacking or group)[0].pointer,
    )


def _strongest(digests: list[str]) -> set[str]:
    """Return the digests of one mention by the best algorithm it uses."""
    for algorithm in STRONG:
        if found := {d for d in digests if _strong(d) and d.startswith(algorithm)}:
            return found
    return set()


def _strong(digest: str) -> bool:
    algorithm, _, text = digest.partition(":")
    return strength(algorithm, text)


def _digests(mention: Mention) -> Iterator[str]:
    for facets in mention.facets.values():
        for algorithm, text in facets.get("digest", {}).items():
            if isinstance(text, str) and not algorithm.startswith("_"):
                # Hex digits have no case; some tools write them in capitals.
                yield f"{algorithm.lower()}:{text.lower().removeprefix('sha256:')}"
    for version in _versions(mention):
        if _VERSION.fullmatch(version):
            yield version.lower()


def _versions(mention: Mention) -> Iterator[str]:
    for facets in mention.facets.values():
        version = facets.get("version", {}).get("datasetVersion")
        if isinstance(version, str):
            yield version
