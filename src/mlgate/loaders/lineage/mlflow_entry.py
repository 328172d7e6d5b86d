"""Parameters, metrics and tags of an MLflow run: one small text file for each.

Such a file holds a value and nothing that says what it is: its folder does. So it is
read only in a place for evidence, below a folder that is named as MLflow names those
of runs and of logged models (file store of mlflow 1 to 3).
"""

import re
from collections.abc import Iterator
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.core.frozen import frozen
from mlgate.loaders.filling import Filling
from mlgate.loaders.lineage.epoch import since_epoch
from mlgate.loaders.loader import fault
from mlgate.loaders.places import EVIDENCE, place
from mlgate.loaders.source import Source
from mlgate.strict.numerals import number

MAX_VALUE = 64 * 1024
# What counts is how a run ended; its whole history may be millions of lines.
MAX_POINTS = 100
_AT = "/lineage/mlflow"
_PATH = re.compile(
    r"evidence/(?:[^/]+/)*?[^/]+/"
    r"(?:models/(?P<model>m-[0-9a-f]{32})|(?P<run>[0-9a-f]{32}))"
    r"/(?P<kind>params|metrics|tags)/(?P<name>.+)",
    re.ASCII,
)
_POINT = re.compile(rb"[0-9]{1,15} \S{1,40}( [0-9]{1,18}( .*)?)?\s*")
_NOT_FINITE = re.compile(r"[-+]?(nan|inf|infinity)", re.IGNORECASE)
_TAGS = {
    "mlflow.source.git.commit": "commit",
    "mlflow.source.name": "source",
    "mlflow.user": "user",
}
# Value and step, which metrics of mlflow 0 have not.
_MIN_PARTS, _STEP, _RUN = 2, 2, 3
# A line has these many parts if it is of a logged model, and names the run.
_OF_MODEL = (4, 6)


@frozen
class _Entry:
    """What the path of a file says of it; ``run`` or ``model`` is ""."""

    run: str
    model: str
    kind: str
    name: str


class MlflowEntryLoader:
    """Reads one parameter, one tag, or the history of one metric."""

    format = "mlflow-entry"
    sections = ("lineage",)
    syntax = ""

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` lies in the folder of a run, and is a value."""
        entry = _entry(source.path)
        if entry is None or place(source.path).kind != EVIDENCE:
            return False
        if entry.kind == "metrics":
            return _POINT.match(source.raw) is not None
        return source.size <= MAX_VALUE and _is_text(source.raw)

    def load(self, source: Source) -> Draft:
        """Return the value, under the run or the logged model that it belongs to.

        Raises:
            EvidenceError: It is not text, or a metric's line is none.
        """
        entry = _entry(source.path)
        if entry is None:
            hint = "it belongs in evidence/mlruns/<experiment>/<run>/params, or so"
            raise fault(source, "", "", "not in the folder of an MLflow run", hint)
        fill = Filling()
        fill.draft.sources |= {"/lineage": "", _AT: ""}
        for name, ident in (("run_id", entry.run), ("model_id", entry.model)):
            if ident:
                fill.put(f"{_AT}/{name}", ident, "")
        _FILLS[entry.kind](source, entry, fill)
        return fill.draft


def _entry(path: str) -> _Entry | None:
    found = _PATH.fullmatch(path)
    return found and _Entry(
        found["run"] or "", found["model"] or "", found["kind"], found["name"]
    )


def _is_text(raw: bytes) -> bool:
    try:
        return "\0" not in raw.decode()
    except UnicodeDecodeError:
        return False


def _param(source: Source, entry: _Entry, fill: Filling) -> None:
    made = {"name": entry.name, "value": source.text, "run_id": entry.run or None}
    fill.put(f"{_AT}/params", [made], "")


def _tag(source: Source, entry: _Entry, fill: Filling) -> None:
    if name := _TAGS.get(entry.name):
        fill.text(f"{_AT}/{name}", source.text, "")
    else:
        fill.put(f"{_AT}/extras", {"tags": {entry.name: source.text}}, "")


def _metric(source: Source, entry: _Entry, fill: Filling) -> None:
    lines = [(n, x) for n, x in enumerate(source.text.split("\n"), 1) if x.strip()]
    kept = lines[-MAX_POINTS:]
    made = [_point(source, entry, line, text) for line, text in kept]
    fill.put(f"{_AT}/metrics", [point for point, _ in made], "")
    for number_, (line, _) in enumerate(kept):
        fill.draft.sources[f"{_AT}/metrics/{number_}"] = f"L{line}"
        for key, raw in made[number_][1]:
            fill.gap(f"{_AT}/metrics/{number_}/{key}", "unreadable", raw, f"L{line}")
    if len(kept) < len(lines):
        counts = {"metric": entry.name, "lines": len(lines), "kept": len(kept)}
        fill.put(f"{_AT}/extras", counts, "")


_Point = tuple[dict[str, Any], list[tuple[str, str]]]


def _point(source: Source, entry: _Entry, line: int, text: str) -> _Point:
    """Return one value, and what of it is written but is no value."""
    parts = text.split()
    if len(parts) < _MIN_PARTS:
        raise _refused(source, line, text)
    value = number(parts[1], {"number"})
    if isinstance(value, str) and not _NOT_FINITE.fullmatch(value):
        raise _refused(source, line, text)
    step = number(parts[_STEP], {"integer"}) if len(parts) > _STEP else None
    if not isinstance(step, int | None):
        raise _refused(source, line, text)
    named = parts[_RUN] if len(parts) in _OF_MODEL else None
    point = {
        "name": entry.name,
        "value": None if isinstance(value, str) else value,
        "step": step,
        "logged_at": since_epoch(parts[0]),
        "run_id": entry.run or named,
    }
    return point, list(_unread(point, parts))


def _unread(point: dict[str, Any], parts: list[str]) -> Iterator[tuple[str, str]]:
    for key, raw in (("value", parts[1]), ("logged_at", parts[0])):
        if point[key] is None:
            yield key, raw


def _refused(source: Source, line: int, text: str) -> Exception:
    why = f"'{text.strip()[:50]}' is no value of a metric"
    hint = "a line of a metric is `timestamp value step`"
    return fault(source, "", f"L{line}", why, hint)


_FILLS = {"params": _param, "metrics": _metric, "tags": _tag}
