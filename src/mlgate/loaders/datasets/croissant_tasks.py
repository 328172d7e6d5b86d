"""Croissant Tasks (MLCommons): what a task takes and gives, and how it was judged.

A problem says what is asked for; a solution is based on one and must be concrete.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.loaders.datasets.croissant_check import Fault
from mlgate.loaders.datasets.croissant_parts import items, local
from mlgate.loaders.filling import Filling, shown
from mlgate.loaders.loader import fault, kind, shows
from mlgate.loaders.source import Source
from mlgate.strict.numerals import number

_TASKS = ("Task", "TaskProblem", "TaskSolution", "EvaluationTask")
_PARTS = ("input", "output", "implementation", "execution", "evaluation")
# What only describes a part that is still to come.
_SPECS = (
    "InputSpec",
    "OutputSpec",
    "ImplementationSpec",
    "ExecutionSpec",
    "EvaluationSpec",
)
_EDGES = {"input": "used", "output": "wasGeneratedBy"}


class CroissantTaskLoader:
    """Reads one task, as a run with what it used and made, or its results."""

    format = "croissant-task"
    sections = ("lineage", "evaluations")
    syntax = "json"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is JSON-LD about a task of Croissant's vocabulary."""
        tasks = (f'"croissant:{name}"' for name in _TASKS)
        mine = shows(source, "mlcommons.org/croissant", '"@context"')
        return mine and any(shows(source, task) for task in tasks)

    def load(self, source: Source) -> Draft:
        """Return nodes and edges, and the results of an evaluation.

        Raises:
            EvidenceError: It is not JSON, or a task that breaks the standard's rules.
        """
        value = source.json
        if not isinstance(value, dict) or local(value.get("@type")) not in _TASKS:
            raise fault(source, self.syntax, "", f"expected a task, got {kind(value)}")
        if found := next(_faults(value), None):
            raise fault(source, self.syntax, *found)
        fill = Filling()
        fill.draft.sources["/lineage"] = ""
        _lineage(value, fill)
        _results(value, fill)
        fill.put("/lineage/extras", {"task": value}, "")
        return fill.draft


def _faults(value: Mapping[str, Any]) -> Iterator[Fault]:
    name = local(value.get("@type"))
    if name == "TaskProblem":
        for part, at in items(value, "croissant:execution", ""):
            if _type(part) != "ExecutionSpec":
                yield Fault(at, "a problem does not say what was executed: only how")
    if name == "TaskSolution":
        if not value.get("schema:isBasedOn"):
            yield Fault("", "a solution says which problem it is based on")
        yield from _specs(value, "")
        for task, at in items(value, "croissant:subTask", ""):
            if isinstance(task, dict):
                yield from _specs(task, at)


def _specs(task: Mapping[str, Any], at: str) -> Iterator[Fault]:
    for part in _PARTS:
        for found, place in items(task, f"croissant:{part}", at):
            if _type(found) in _SPECS:
                why = f"a solution has a concrete {part}, not a description of one"
                yield Fault(place, why)


def _type(value: object) -> str:
    return local(value.get("@type")) if isinstance(value, dict) else ""


def _lineage(value: Mapping[str, Any], fill: Filling) -> None:
    """Fill the task as a node, and each data set that it has an id for."""
    task = _id(value) or "task"
    nodes = {task: ("activity", "")}
    edges: list[tuple[dict[str, str], str]] = []
    for part, verb in _EDGES.items():
        for found, at in items(value, f"croissant:{part}", ""):
            if (ident := _id(found)) and _type(found) not in _SPECS:
                nodes.setdefault(ident, ("dataset", at))
                ends = (task, ident) if verb == "used" else (ident, task)
                edges.append(({"from": ends[0], "to": ends[1], "kind": verb}, at))
    listed = [{"id": ident, "kind": what} for ident, (what, _) in nodes.items()]
    places = [at for _, at in nodes.values()]
    _put("/lineage/nodes", listed, places, fill)
    _put("/lineage/edges", [made for made, _ in edges], [at for _, at in edges], fill)


def _put(at: str, made: list[Any], places: list[str], fill: Filling) -> None:
    if made:
        fill.put(at, made, "")
    for index, place in enumerate(places):
        fill.draft.sources[f"{at}/{index}"] = place


def _id(value: object) -> str:
    found = value.get("@id") if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def _results(value: Mapping[str, Any], fill: Filling) -> None:
    found = list(items(value, "croissant:evaluationResults", ""))
    made = [_result(value, item) for item, _ in found if isinstance(item, dict)]
    places = [at for item, at in found if isinstance(item, dict)]
    _put("/evaluations", made, places, fill)


def _result(task: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any]:
    written = item.get("croissant:value")
    value = number(written, {"number"}) if isinstance(written, str) else written
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    metric = item.get("croissant:metric")
    solution = _id(task.get("croissant:evaluatedSolution"))
    return {
        "kind": "croissant-task",
        "metric": metric if isinstance(metric, str) else None,
        "value": None if written is None else shown(written),
        "number": value if numeric else None,
        "model": solution or None,
    }
