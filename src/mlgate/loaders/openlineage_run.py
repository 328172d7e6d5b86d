"""The run that OpenLineage events are about: when, in which state, from which code."""

from collections.abc import Iterable, Sequence

from mlgate.loaders.filling import Filling
from mlgate.loaders.openlineage_events import ENDED, Event
from mlgate.loaders.openlineage_facets import parameters_digest

_RUN = "/lineage/run"
# Facet -> the fields that are read from it.
_READ = {
    "sourceCodeLocation": ("commit", "repository"),
    "executionParameters": ("params_digest",),
    "environment": ("environment_digest",),
}


def fill_run(events: Sequence[Event], fill: Filling) -> None:
    """Fill the run that ``events`` are about; with several, that is a conflict."""
    runs: dict[str, list[Event]] = {}
    for event in events:
        runs.setdefault(event.run_id, []).append(event)
    root = _root(runs)
    if root is None:
        fill.gap(_RUN, "conflict", ", ".join(runs), f"{events[0].at}/run/runId")
        return
    mine = runs[root]
    fill.draft.sources[_RUN] = f"{mine[0].at}/run"
    fill.put(f"{_RUN}/id", root, f"{mine[0].at}/run/runId")
    fill.agreed(f"{_RUN}/job", [(e.job, f"{e.at}/job") for e in mine])
    _times(mine, fill)
    _state(mine, fill)
    _code(mine, fill)
    fill.agreed(f"{_RUN}/params_digest", list(_params(mine)))
    fill.agreed(f"{_RUN}/environment_digest", list(_environment(mine)))
    _unread(mine, fill)


def _root(runs: dict[str, list[Event]]) -> str | None:
    """Return the only run, or the one that all others name as their parent."""
    parents = {run: {e.parent for e in events} - {""} for run, events in runs.items()}
    roots = [r for r in runs if all(parents[o] == {r} for o in runs if o != r)]
    return roots[0] if len(roots) == 1 else None


def _times(events: Sequence[Event], fill: Filling) -> None:
    """Fill when the run first started and last ended.

    Without a zone nobody knows when that was, so it can never count as fresh.
    """
    for name, states in (("started_at", ("START",)), ("ended_at", ENDED)):
        told = [e for e in events if e.state in states]
        timed = [(e.instant, e) for e in told if e.instant is not None]
        vague = [e for e in told if e.instant is None]
        if vague:
            said = f"{vague[0].at}/eventTime"
            fill.gap(f"{_RUN}/{name}", "unreadable", vague[0].time, said)
        elif timed:
            pick = min if name == "started_at" else max
            chosen = pick(timed, key=lambda pair: pair[0])[1]
            fill.put(f"{_RUN}/{name}", chosen.time, f"{chosen.at}/eventTime")


def _state(events: Sequence[Event], fill: Filling) -> None:
    """Fill the state that the latest event says; none if its time is not known."""
    typed = [e for e in events if e.state]
    timed = [(e.instant, e) for e in typed if e.instant is not None]
    if len({e.state for e in typed}) == 1:
        fill.put(f"{_RUN}/state", typed[0].state, f"{typed[0].at}/eventType")
    elif typed and len(timed) == len(typed):
        # Of two at the same instant, the later in the file is the later one.
        last = max(reversed(timed), key=lambda pair: pair[0])[1]
        fill.put(f"{_RUN}/state", last.state, f"{last.at}/eventType")


def _code(events: Iterable[Event], fill: Filling) -> None:
    homes = {"commit": ("version",), "repository": ("repoUrl", "url")}
    for name, keys in homes.items():
        found = []
        for event in events:
            facet = event.job_facets.get("sourceCodeLocation", {})
            key = next((k for k in keys if facet.get(k) is not None), None)
            if key is not None:
                at = f"{event.at}/job/facets/sourceCodeLocation/{key}"
                found.append((facet[key], at))
        fill.agreed(f"{_RUN}/{name}", found)


def _params(events: Iterable[Event]) -> Iterable[tuple[str, str]]:
    for event in events:
        if facet := event.run_facets.get("executionParameters"):
            at = f"{event.at}/run/facets/executionParameters/parameters"
            yield parameters_digest(facet), at


def _environment(events: Iterable[Event]) -> Iterable[tuple[str, str]]:
    for event in events:
        if facet := event.run_facets.get("environment"):
            at = f"{event.at}/run/facets/environment/sha256"
            yield f"sha256:{facet['sha256']}", at


def _unread(events: Iterable[Event], fill: Filling) -> None:
    """Say why a field is empty whose facet is broken."""
    for broken in (b for event in events for b in event.broken):
        for name in _READ.get(broken.name, ()):
            fill.gap(f"{_RUN}/{name}", "unreadable", broken.why, broken.at)
