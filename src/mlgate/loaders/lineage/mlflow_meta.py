"""MLflow's ``meta.yaml`` files (file store of mlflow 1 to 3); its code specifies them.

Of a run, an experiment, a logged model, a data set, an input or output of a run, and
of a registered model and a version of one.
"""

import re
from collections.abc import Callable, Mapping

from mlgate.core.evidence import Draft
from mlgate.core.statements import strength
from mlgate.loaders.filling import Filling, shown
from mlgate.loaders.lineage.epoch import since_epoch
from mlgate.loaders.loader import fault, kind
from mlgate.loaders.source import Source

_AT = "/lineage/mlflow"
_KEY = re.compile(rb"^([a-z_]+)[ \t]*:", re.MULTILINE)
_SHORT = 16 * 1024
_SOURCE = b"\nsource_type:"
# What stands for what: a file is of the first kind all of whose keys it has.
_KINDS: dict[str, frozenset[str]] = {
    "run": frozenset({"artifact_uri", "experiment_id", "lifecycle_stage", "status"}),
    "logged model": frozenset({"artifact_location", "experiment_id", "model_id"}),
    "experiment": frozenset({"artifact_location", "experiment_id", "lifecycle_stage"}),
    "input": frozenset(
        {"destination_id", "destination_type", "source_id", "source_type"}
    ),
    # Its schema and profile are long; the keys behind them are sought apart.
    "dataset": frozenset({"digest", "name", "profile"}),
    "model version": frozenset({"creation_timestamp", "name", "run_id", "version"}),
    "registered model": frozenset(
        {"creation_timestamp", "description", "last_updated_timestamp", "name"}
    ),
}
_STATUS = ("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED")
# Digests that users write; what MLflow computes itself has no algorithm.
_ALGORITHM = re.compile(r"(md5|sha1|sha256|sha512):[0-9a-f]+", re.ASCII)


class MlflowMetaLoader:
    """Reads which run it was, how it ended, and on which data sets."""

    format = "mlflow-meta"
    sections = ("lineage",)
    syntax = "yaml"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` has all keys of one of the kinds."""
        found = _kind(source)
        return found is not None and (found != "dataset" or _SOURCE in source.raw)

    def load(self, source: Source) -> Draft:
        """Return what it says of a run, or of what belongs to one.

        Raises:
            EvidenceError: It is not strict YAML, or not a mapping of one of the kinds.
        """
        value = source.yaml
        found = _kind(source)
        if not isinstance(value, dict) or found is None:
            why = f"expected an MLflow meta.yaml, got {kind(value)}"
            raise fault(source, self.syntax, "", why, "copy it from the file store")
        fill = Filling()
        fill.draft.sources |= {"/lineage": "", _AT: ""}
        used = _FILLS[found](value, fill)
        rest = {k: v for k, v in value.items() if k not in used}
        fill.put(f"{_AT}/extras", {found: rest}, "")
        return fill.draft


def _kind(source: Source) -> str | None:
    start = source.raw[:_SHORT]
    if not start[:1].islower():
        return None
    keys = {key.decode() for key in _KEY.findall(start)}
    return next((name for name, needed in _KINDS.items() if needed <= keys), None)


def _run(value: Mapping[str, object], fill: Filling) -> set[str]:
    ident = "run_id" if value.get("run_id") else "run_uuid"
    homes = {
        "run_id": ident,
        "experiment": "experiment_id",
        "commit": "source_version",
        "source": "source_name",
        "user": "user_id",
    }
    _texts(value, homes, fill)
    _status(value.get("status"), fill)
    for name, key in (("started_at", "start_time"), ("ended_at", "end_time")):
        _time(f"{_AT}/{name}", value.get(key), f"/{key}", fill)
    times = {"start_time", "end_time", "status", "run_uuid"}
    # Of two ids that differ, both are kept.
    same = value.get("run_uuid") == value.get(ident)
    return {*homes.values(), *times} - (set() if same else {"run_uuid"})


def _status(value: object, fill: Filling) -> None:
    """Fill the name of the state, which the file store writes as a number from 1."""
    at, said = f"{_AT}/status", "/status"
    text = value if isinstance(value, str) else ""
    if text in _STATUS:
        fill.put(at, text, said)
    elif text in map(str, range(1, len(_STATUS) + 1)):
        fill.put(at, _STATUS[int(text) - 1], said)
    elif value is not None:
        fill.gap(at, "unreadable", shown(value), said)


def _time(at: str, value: object, said: str, fill: Filling) -> None:
    text = value if isinstance(value, str) else ""
    if found := since_epoch(text):
        fill.put(at, found, said)
    elif value is not None and text.strip("0"):
        fill.gap(at, "unreadable", shown(value), said)


def _logged_model(value: Mapping[str, object], fill: Filling) -> set[str]:
    homes = {
        "model_id": "model_id",
        "run_id": "source_run_id",
        "experiment": "experiment_id",
    }
    _texts(value, homes, fill)
    _time(f"{_AT}/created_at", value.get("creation_timestamp"), _CREATED, fill)
    return {*homes.values(), "creation_timestamp"}


_CREATED = "/creation_timestamp"


def _dataset(value: Mapping[str, object], fill: Filling) -> set[str]:
    """Fill the data set; MLflow's own digest is 8 digits of an MD5: weak."""
    at = f"{_AT}/datasets/0"
    name = fill.checked(f"{at}/name", value.get("name"), "/name")
    digest = fill.checked(f"{at}/weak_digest", value.get("digest"), "/digest")
    if digest and not _ALGORITHM.fullmatch(digest):
        digest = f"mlflow:{digest}"
    strong = strength(*(digest or "").partition(":")[::2])
    made = {"name": name, "digest" if strong else "weak_digest": digest}
    fill.put(f"{_AT}/datasets", [made], "")
    fill.draft.sources[at] = "/name"
    return {"name", "digest"}


def _nothing(_value: Mapping[str, object], _fill: Filling) -> set[str]:
    # A store holds experiments and versions that other models are of: only shown.
    return set()


def _texts(
    value: Mapping[str, object], homes: Mapping[str, str], fill: Filling
) -> None:
    for name, key in homes.items():
        fill.text(f"{_AT}/{name}", value.get(key), f"/{key}")


_FILLS: dict[str, Callable[[Mapping[str, object], Filling], set[str]]] = {
    "run": _run,
    "logged model": _logged_model,
    "experiment": _nothing,
    "input": _nothing,
    "dataset": _dataset,
    "model version": _nothing,
    "registered model": _nothing,
}
