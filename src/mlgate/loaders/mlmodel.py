"""MLflow's MLmodel file (mlflow 1 to 3); its code is its only specification."""

import re
from collections.abc import Iterator, Mapping

from mlgate.core.evidence import Draft
from mlgate.core.pointer import join
from mlgate.loaders.filling import Filling, shown
from mlgate.loaders.loader import fault, head, kind, name
from mlgate.loaders.source import Source

_AT = "/lineage/mlflow"
_FLAVORS = re.compile(r"^flavors[ \t]*:", re.MULTILINE)
_COMPANION = re.compile(
    r"^(artifact_path|run_id|model_uuid|model_id|mlflow_version)[ \t]*:", re.MULTILINE
)
_UTC = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(\.\d{1,6})?)", re.ASCII)
_OWN = "mlflow."
_CODE = ("code", "model_code_path")
_PROMOTED = {"run_id", "model_id", "mlflow_version", "utc_time_created"}


class MLmodelLoader:
    """Reads which run made a model, in which flavours, and with which code."""

    format = "mlmodel"
    sections = ("lineage",)
    syntax = "yaml"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is an MLmodel file, by name or by its keys."""
        if name(source) == "MLmodel":
            return True
        start = head(source)
        return bool(_FLAVORS.search(start) and _COMPANION.search(start))

    def load(self, source: Source) -> Draft:
        """Return the run, the flavours and the code that loading will run.

        Raises:
            EvidenceError: It is not strict YAML, or not an MLmodel mapping.
        """
        value = source.yaml
        if not isinstance(value, dict):
            why = f"expected an MLmodel mapping, got {kind(value)}"
            raise fault(source, self.syntax, "", why, "write it with mlflow")
        flavors = value.get("flavors")
        if not isinstance(flavors, dict) or not flavors:
            why = f"`flavors` is {kind(flavors)}, not a mapping of flavours"
            raise fault(source, self.syntax, "/flavors", why, "write it with mlflow")
        return _draft(value, flavors)


def _draft(value: Mapping[str, object], flavors: Mapping[str, object]) -> Draft:
    fill = Filling()
    fill.draft.sources |= {"/lineage": "", _AT: ""}
    model_id = "model_id" if value.get("model_id") else "model_uuid"
    fill.text(f"{_AT}/run_id", value.get("run_id"), "/run_id")
    fill.text(f"{_AT}/model_id", value.get(model_id), f"/{model_id}")
    fill.text(f"{_AT}/version", value.get("mlflow_version"), "/mlflow_version")
    _created(value.get("utc_time_created"), fill)
    fill.put(f"{_AT}/flavors", list(flavors), "/flavors")
    code = list(_code(flavors))
    fill.put(f"{_AT}/custom_code", [text for text, _ in code], "/flavors")
    for number, (_, place) in enumerate(code):
        fill.draft.sources[f"{_AT}/custom_code/{number}"] = place
    rest = {k: v for k, v in value.items() if k not in _PROMOTED}
    fill.put(f"{_AT}/extras", rest, "")
    return fill.draft


def _created(value: object, fill: Filling) -> None:
    """Fill the time; the key's name says UTC, its value has no zone."""
    at, said = f"{_AT}/created_at", "/utc_time_created"
    match = _UTC.fullmatch(value) if isinstance(value, str) else None
    if match:
        fill.put(at, f"{match[1]}T{match[2]}Z", said)
    elif value is not None:
        fill.gap(at, "unreadable", shown(value), said)


def _code(flavors: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield what is not MLflow's own and is run on loading, and where it is said."""
    for flavor, settings in flavors.items():
        if not isinstance(settings, dict):
            continue
        at = join("/flavors", flavor)
        module = settings.get("loader_module")
        if module is not None and not shown(module).startswith(_OWN):
            yield f"{flavor}: loader_module {shown(module)}", f"{at}/loader_module"
        for key in _CODE:
            if settings.get(key) is not None:
                yield f"{flavor}: {key} {shown(settings[key])}", f"{at}/{key}"
