"""OpenLineage events of a training run: what it read and wrote, and from which code."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.loaders.filling import Filling
from mlgate.loaders.loader import fault, head, shows
from mlgate.loaders.openlineage_datasets import Dataset, joined
from mlgate.loaders.openlineage_events import Event, Mention, read
from mlgate.loaders.openlineage_run import fill_run
from mlgate.loaders.source import Source

MAX_EXTRAS = 64 * 1024
MAX_BROKEN = 100
_ABOUT = ("run", "job", "dataset")
_ALSO = ("producer", "schemaURL", "runId", "inputs", "outputs")


class OpenLineageLoader:
    """Joins the events of one run; never two runs, unless one started the others."""

    format = "openlineage"
    sections = ("lineage",)
    syntax = "events"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` holds events: only they have these keys together."""

        def any_of(*keys: str) -> bool:
            return any(shows(source, f'"{key}"') for key in keys)

        opens = head(source).lstrip()[:1] in {"{", "["}
        timed = opens and any_of("eventTime", "eventType")
        return timed and any_of(*_ABOUT) and any_of(*_ALSO)

    def load(self, source: Source) -> Draft:
        """Return the run, its datasets and outputs.

        Raises:
            EvidenceError: It is not JSON, holds no event, or one that is malformed.
        """
        events = read(source)
        if not events:
            raise fault(source, self.syntax, "", "holds no event")
        return _draft(events)


def join(sources: Sequence[Source]) -> Draft:
    """Return what the events in several files say of one run, as if in one file.

    Args:
        sources: Files, each of which was read without fault before.
    """
    numbered = enumerate(sources)
    events = [event for number, s in numbered for event in read(s, str(number))]
    draft = _draft(events)
    paths = [source.path for source in sources]
    extras = draft.sections["lineage"]["extras"]
    if facets := extras.get("facets"):
        named = {"".join(_place(at, paths)): group for at, group in facets.items()}
        extras["facets"] = named
    for broken in extras.get("broken_facets", ()):
        broken["at"] = "".join(_place(broken["at"], paths))
    places = {at: _place(said, paths) for at, said in draft.sources.items()}
    gaps = [(gap, _place(gap.pointer, paths)) for gap in draft.gaps]
    return Draft(
        draft.sections,
        {at: pointer for at, (_, pointer) in places.items()},
        draft.names,
        [replace(gap, document=path, pointer=at) for gap, (path, at) in gaps],
        {at: path for at, (path, _) in places.items() if path},
    )


def _place(said: str, paths: Sequence[str]) -> tuple[str, str]:
    """Return path and pointer of a place that begins with the number of its file."""
    number, slash, rest = said.partition("/")
    return (paths[int(number)], slash + rest) if number else ("", said)


def _draft(events: Sequence[Event]) -> Draft:
    fill = Filling()
    fill.draft.sources["/lineage"] = ""
    # Job events describe what is planned; they count only if nothing was run.
    told = next(s for a in _ABOUT if (s := [e for e in events if e.about == a]))
    fill.agreed("/lineage/producer", [(e.producer, f"{e.at}/producer") for e in told])
    if told[0].about == "run":
        fill_run(told, fill)
    elif told[0].about == "job":
        fill.agreed("/lineage/run/job", [(e.job, f"{e.at}/job") for e in told])
    _datasets(told, fill)
    _outputs(told, fill)
    fill.put("/lineage/extras", _extras(events), "")
    return fill.draft


def _datasets(events: Sequence[Event], fill: Filling) -> None:
    at = "/lineage/datasets"
    found = joined(m for e in events for m in e.inputs)
    values = [
        {
            "namespace": dataset.namespace,
            "name": dataset.name,
            "digest": dataset.digest or None,
            "weak_digest": dataset.weak or None,
            "version": dataset.version or None,
        }
        for dataset in found
    ]
    _list(at, found, values, fill)


def _outputs(events: Sequence[Event], fill: Filling) -> None:
    """Fill what was written; a strong digest there names what the run is about."""
    late = {_key(m) for e in events if e.state != "START" for m in e.outputs}
    # When a run starts there is nothing yet to take a digest of.
    found = joined(
        mention
        for event in events
        for mention in event.outputs
        if event.state != "START" or _key(mention) not in late
    )
    kept = ("namespace", "name", "digest")
    values = [{key: getattr(d, key) or None for key in kept} for d in found]
    _list("/lineage/outputs", found, values, fill)
    strong = (d.digest.partition(":") for d in found)
    fill.draft.names = frozenset(hex_ for kind, _, hex_ in strong if kind == "sha256")


def _key(mention: Mention) -> tuple[str, str]:
    return mention.namespace, mention.name


def _list(
    at: str, found: Sequence[Dataset], values: Sequence[object], fill: Filling
) -> None:
    if found:
        fill.put(at, list(values), "")
    for number, dataset in enumerate(found):
        fill.draft.sources[f"{at}/{number}"] = dataset.pointer
        if dataset.differ:
            place = f"{at}/{number}/digest"
            fill.gap(place, "conflict", dataset.differ, dataset.pointer)
        for broken in dataset.broken:
            place = f"{at}/{number}/{broken.name}"
            fill.gap(place, "unreadable", broken.why, broken.at)


def _extras(events: Sequence[Event]) -> dict[str, Any]:
    """Return all facets by pointer; only their names if they are very large.

    Those that are broken are told apart, each with its place.
    """
    facets: dict[str, Any] = {}
    for event in events:
        facets |= event.written
        for mention in event.mentions:
            facets |= mention.written
    made: dict[str, Any] = {"events": len(events), "facets": facets}
    if len(json.dumps(facets)) > MAX_EXTRAS:
        names = sorted({name for group in facets.values() for name in group})
        made = {"events": len(events), "facet_names": names}
    if broken := [b for event in events for b in event.broken]:
        made["broken_facets"] = [
            {"at": b.at, "facet": b.name, "why": b.why} for b in broken[:MAX_BROKEN]
        ]
    return made
