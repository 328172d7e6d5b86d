"""OpenLineage events, checked one by one (OpenLineage spec 2-0-2).

The official schema is not enforced: half of the real events do not meet it, for
want of a ``schemaURL``. The core of an event must be sound; a facet that is not is
told, and the event is read without it.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

from mlgate.core.frozen import frozen
from mlgate.core.pointer import join
from mlgate.core.waivers import instant
from mlgate.loaders.loader import fault, kind
from mlgate.loaders.openlineage_facets import Broken, check
from mlgate.loaders.source import Source

STATES = ("START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER")
ENDED = ("COMPLETE", "ABORT", "FAIL")
_GROUPS = ("facets", "inputFacets", "outputFacets")
_NO_PARENT = {"run": {"runId": ""}}
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@frozen
class Mention:
    """A dataset as one event mentions it.

    Attributes:
        facets: The sound facets, by pointer to each group.
        written: All facets, likewise.
        broken: The facets that are not sound.
    """

    pointer: str
    namespace: str
    name: str
    facets: Mapping[str, Mapping[str, Any]]
    written: Mapping[str, Mapping[str, Any]]
    broken: tuple[Broken, ...]


@frozen
class Event:
    """One event.

    Attributes:
        at: Pointer of the event.
        about: ``run``, ``job`` or ``dataset``.
        time: The time as written.
        instant: That time; None if it has no zone, so that nobody knows when it was.
        state: The event's type; "" if it has none.
        run_id: In lower case; "" unless about a run.
        parent: Id of the run that started this one; "" if none.
        job: ``namespace/name``; "" for a dataset.
        mentions: The dataset that it is about, its inputs and its outputs.
        written: All facets of run and job, by pointer to each group.
        broken: All facets that are not sound, of run, job and datasets.
    """

    at: str
    about: str
    time: str
    instant: datetime | None
    state: str
    producer: str
    run_id: str
    parent: str
    job: str
    run_facets: Mapping[str, Any]
    job_facets: Mapping[str, Any]
    inputs: tuple[Mention, ...]
    outputs: tuple[Mention, ...]
    mentions: tuple[Mention, ...]
    written: Mapping[str, Mapping[str, Any]]
    broken: tuple[Broken, ...]


def read(source: Source, document: str = "") -> list[Event]:
    """Return the events of a file: one event, a list of them, or one a line.

    Args:
        source: The file.
        document: What every pointer is to begin with, to tell files from each other;
            only for files that were read without it before.

    Raises:
        EvidenceError: It is not JSON, or one of them is not an OpenLineage event.
    """
    reader = _Reader(source)
    return [reader.event(v, f"{document}/{i}") for i, v in enumerate(source.events)]


def _written(holders: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return every group of facets as it is written, by pointer."""
    named = ((f"{at}/{g}", x.get(g)) for at, x in holders.items() for g in _GROUPS)
    return {place: group for place, group in named if group}


class _Reader:
    """Takes values out of one file, and knows where they were when they are wrong."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def event(self, value: object, at: str) -> Event:
        if not isinstance(value, dict):
            self._refuse(at, f"expected an OpenLineage event, got {kind(value)}")
        about = next((k for k in ("run", "job", "dataset") if k in value), "")
        if not about:
            self._refuse(at, "the event is about no run, job or dataset")
        time, when = self._time(value, at)
        run = self._object(value, "run", at) if about == "run" else {}
        job = {} if about == "dataset" else self._object(value, "job", at)
        run_facets, run_broken = self._facets(run, "facets", f"{at}/run")
        job_facets, job_broken = self._facets(job, "facets", f"{at}/job")
        inputs = self._mentions(value, "inputs", at)
        outputs = self._mentions(value, "outputs", at)
        mentions = (*self._itself(value, about, at), *inputs, *outputs)
        told = (b for mention in mentions for b in mention.broken)
        return Event(
            at=at,
            about=about,
            time=time,
            instant=when,
            state=self._state(value, at),
            producer=self._text(value, "producer", at),
            run_id=self._uuid(run, f"{at}/run") if about == "run" else "",
            parent=run_facets.get("parent", _NO_PARENT)["run"]["runId"].lower(),
            job=self._named(job, f"{at}/job") if about != "dataset" else "",
            run_facets=run_facets,
            job_facets=job_facets,
            inputs=inputs,
            outputs=outputs,
            mentions=mentions,
            written=_written({f"{at}/run": run, f"{at}/job": job}),
            broken=(*run_broken, *job_broken, *told),
        )

    def _itself(
        self, value: Mapping[str, Any], about: str, at: str
    ) -> tuple[Mention, ...]:
        if about != "dataset":
            return ()
        return (self._mention(value["dataset"], f"{at}/dataset"),)

    def _time(self, value: Mapping[str, Any], at: str) -> tuple[str, datetime | None]:
        text = self._text(value, "eventTime", at)
        when = instant(text)
        if when is None and instant(f"{text}Z") is None:
            hint = "write it as RFC 3339, such as 2026-11-01T09:00:00Z"
            self._refuse(f"{at}/eventTime", f"'{text[:50]}' is no time", hint)
        return text, when

    def _state(self, value: Mapping[str, Any], at: str) -> str:
        state = value.get("eventType")
        if state is not None and state not in STATES:
            why = f"unknown event type {str(state)[:50]!r}"
            self._refuse(f"{at}/eventType", why, f"known: {', '.join(STATES)}")
        return state or ""

    def _uuid(self, run: Mapping[str, Any], at: str) -> str:
        text = self._text(run, "runId", at)
        if not _UUID.fullmatch(text):
            self._refuse(f"{at}/runId", f"'{text[:50]}' is not a UUID")
        return text.lower()

    def _named(self, value: Mapping[str, Any], at: str) -> str:
        return f"{self._text(value, 'namespace', at)}/{self._text(value, 'name', at)}"

    def _mentions(
        self, value: Mapping[str, Any], key: str, at: str
    ) -> tuple[Mention, ...]:
        listed = value.get(key)
        if listed is None:
            return ()
        if not isinstance(listed, list):
            self._refuse(f"{at}/{key}", f"'{key}' is {kind(listed)}, not a list")
        return tuple(
            self._mention(item, f"{at}/{key}/{i}") for i, item in enumerate(listed)
        )

    def _mention(self, value: object, at: str) -> Mention:
        if not isinstance(value, dict):
            self._refuse(at, f"expected a dataset, got {kind(value)}")
        self._named(value, at)
        found = {f"{at}/{g}": self._facets(value, g, at) for g in _GROUPS if g in value}
        return Mention(
            at,
            value["namespace"],
            value["name"],
            facets={place: sound for place, (sound, _) in found.items()},
            written=_written({at: value}),
            broken=tuple(b for _, broken in found.values() for b in broken),
        )

    def _facets(
        self, value: Mapping[str, Any], key: str, at: str
    ) -> tuple[dict[str, Any], list[Broken]]:
        """Return the sound facets, and what is wrong with the others."""
        facets = {} if value.get(key) is None else self._object(value, key, at)
        sound: dict[str, Any] = {}
        broken: list[Broken] = []
        for name, facet in facets.items():
            if found := check(key, name, facet, join(f"{at}/{key}", name)):
                broken.append(found)
            else:
                sound[name] = facet
        return sound, broken

    def _object(self, value: Mapping[str, Any], key: str, at: str) -> dict[str, Any]:
        found = value.get(key)
        if not isinstance(found, dict):
            what = f"{kind(found)}, not an object" if key in value else "missing"
            self._refuse(join(at, key), f"'{key}' is {what}")
        return found

    def _text(self, value: Mapping[str, Any], key: str, at: str) -> str:
        found = value.get(key)
        if not isinstance(found, str) or not found.strip():
            what = f"{kind(found)}, not text" if found is not None else "missing"
            what = "empty" if isinstance(found, str) else what
            self._refuse(join(at, key), f"'{key}' is {what}")
        return found

    def _refuse(self, at: str, why: str, hint: str = "") -> NoReturn:
        raise fault(self._source, "events", at, why, hint)
