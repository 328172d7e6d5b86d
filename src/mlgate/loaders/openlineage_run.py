"""The run that OpenLineage events are about: when, in which state, from which code."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from mlgate.core.statements import strength
from mlgate.loaders.filling import Filling
from mlgate.loaders.loader import fault, kind
from mlgate.loaders.openlineage_events import ENDED, Event
from mlgate.loaders.source import Source

_RUN = "/lineage/run"


def fill_run(source: Source, events: Sequence[Event], fill: Filling) -> None:
    """Fill the run that ``events`` are about; with several, that is a conflict.

    Raises:
        EvidenceError: A facet that is read here is malformed.
    """
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
    _code(source, mine, fill)
    fill.agreed(f"{_RUN}/params_digest", list(_params(source, mine)))
    fill.agreed(f"{_RUN}/environment_digest", list(_environment(source, mine)))


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
            fill.gap(f"{_RUN}/{name}", "placeholder", vague[0].time, said)
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


def _code(source: Source, events: Iterable[Event], fill: Filling) -> None:
    homes = {"commit": ("version",), "repository": ("repoUrl", "url")}
    for name, keys in homes.items():
        found = []
        for event in events:
            facet = event.job_facets.get("sourceCodeLocation", {})
            key = next((k for k in keys if facet.get(k) is not None), None)
            if key is None:
                continue
            at = f"{event.at}/job/facets/sourceCodeLocation/{key}"
            if not isinstance(facet[key], str):
                why = f"'{key}' is {kind(facet[key])}, not text"
                raise fault(source, "events", at, why)
            found.append((facet[key], at))
        fill.agreed(f"{_RUN}/{name}", found)


def _params(source: Source, events: Iterable[Event]) -> Iterable[tuple[str, str]]:
    """Yield the sha256 of each event's parameters, as RFC 8785 JSON of key -> value."""
    import rfc8785

    for event in events:
        facet = event.run_facets.get("executionParameters")
        if facet is None:
            continue
        at = f"{event.at}/run/facets/executionParameters/parameters"
        params: dict[str, Any] = {}
        for number, item in enumerate(_list(source, facet.get("parameters"), at)):
            key = item.get("key", item.get("name")) if isinstance(item, dict) else None
            if not isinstance(key, str) or key in params:
                why = "a parameter has no key of its own"
                raise fault(source, "events", f"{at}/{number}", why)
            params[key] = item.get("value")
        try:
            canonical = rfc8785.dumps(params)
        except rfc8785.CanonicalizationError as exc:
            why = f"the parameters have no canonical form: {exc}"
            raise fault(
                source, "events", at, why, "write large numbers as text"
            ) from exc
        yield f"sha256:{hashlib.sha256(canonical).hexdigest()}", at


def _list(source: Source, value: object, at: str) -> list[Any]:
    if not isinstance(value, list):
        raise fault(source, "events", at, "'parameters' is not a list")
    return value


def _environment(source: Source, events: Iterable[Event]) -> Iterable[tuple[str, str]]:
    for event in events:
        if "environment" not in event.run_facets:
            continue
        at = f"{event.at}/run/facets/environment/sha256"
        text = event.run_facets["environment"].get("sha256")
        if not isinstance(text, str) or not strength("sha256", text):
            hint = "write the 64 hex digits of its sha256, in lower case"
            raise fault(source, "events", at, "the environment has no sha256", hint)
        yield f"sha256:{text}", at
