"""OpenLineage events, checked one by one (OpenLineage spec 2-0-2).

The official schema is not enforced: half of the real events do not meet it, for
want of a ``schemaURL``. What is read here is checked; other facets are kept as is.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

from mlgate.core.frozen import frozen
from mlgate.core.pointer import join
from mlgate.core.waivers import instant
from mlgate.loaders.loader import fault, kind
from mlgate.loaders.source import Source

STATES = ("START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER")
ENDED = ("COMPLETE", "ABORT", "FAIL")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@frozen
class Mention:
    """A dataset as one event mentions it; ``facets`` by pointer to each group."""

    pointer: str
    namespace: str
    name: str
    facets: Mapping[str, Mapping[str, Any]]


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
        run_facets = self._facets(run, "facets", f"{at}/run")
        job = {} if about == "dataset" else self._object(value, "job", at)
        if about == "dataset":
            self._mention(value["dataset"], f"{at}/dataset")
        return Event(
            at=at,
            about=about,
            time=time,
            instant=when,
            state=self._state(value, at),
            producer=self._text(value, "producer", at),
            run_id=self._uuid(run, f"{at}/run") if about == "run" else "",
            parent=self._parent(run_facets, f"{at}/run/facets"),
            job=self._named(job, f"{at}/job") if about != "dataset" else "",
            run_facets=run_facets,
            job_facets=self._facets(job, "facets", f"{at}/job"),
            inputs=self._mentions(value, "inputs", at),
            outputs=self._mentions(value, "outputs", at),
        )

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

    def _parent(self, facets: Mapping[str, Any], at: str) -> str:
        if "parent" not in facets:
            return ""
        run = self._object(facets["parent"], "run", f"{at}/parent")
        return self._text(run, "runId", f"{at}/parent/run").lower()

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
        groups = ("facets", "inputFacets", "outputFacets")
        facets = {f"{at}/{g}": self._facets(value, g, at) for g in groups if g in value}
        return Mention(at, value["namespace"], value["name"], facets)

    def _facets(self, value: Mapping[str, Any], key: str, at: str) -> dict[str, Any]:
        facets = {} if value.get(key) is None else self._object(value, key, at)
        for name, facet in facets.items():
            if not isinstance(facet, dict):
                place = join(f"{at}/{key}", name)
                self._refuse(place, f"the facet '{name}' is {kind(facet)}")
        return facets

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
