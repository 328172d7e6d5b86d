"""Lineage runs whose events lie in several files, joined as if they lay in one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from mlgate.core.evidence import Draft, Evidence
from mlgate.loaders.openlineage import OpenLineageLoader, join
from mlgate.loaders.source import Source


def joined(
    evidence: Sequence[Evidence], sources: Mapping[str, Source]
) -> list[Evidence]:
    """Return ``evidence`` with the events of each lineage run joined.

    The weakest of a run's documents says what all of them say, and the others say
    nothing more: a run is known no better than the least of what tells of it.

    Args:
        evidence: Documents with binding and assurance settled.
        sources: Their bytes, by path.
    """
    runs: dict[str, list[Evidence]] = {}
    for one in evidence:
        if run := _run(one):
            runs.setdefault(run, []).append(one)
    several = (members for members in runs.values() if len(members) > 1)
    changed = {e.path: e for members in several for e in _joined(members, sources)}
    return [changed.get(e.path, e) for e in evidence]


def _run(evidence: Evidence) -> str:
    if evidence.format != OpenLineageLoader.format:
        return ""
    run: str = evidence.draft.sections.get("lineage", {}).get("run", {}).get("id", "")
    return run


def _joined(
    members: Sequence[Evidence], sources: Mapping[str, Source]
) -> Iterator[Evidence]:
    draft = join([sources[e.path] for e in members])
    weakest = min(members, key=lambda e: (e.assurance, e.binding, e.path))
    binding = min(e.binding for e in members)
    for one in members:
        if one is weakest:
            yield replace(one, draft=draft, binding=binding, joined=one.path)
        else:
            yield replace(one, draft=Draft(), joined=weakest.path)
