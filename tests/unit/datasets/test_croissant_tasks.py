import json
from typing import Any

import pytest

from drafted import load
from mlgate.errors import EvidenceError
from mlgate.loaders.datasets.croissant_tasks import CroissantTaskLoader
from mlgate.loaders.source import Source

LOADER = CroissantTaskLoader()
CONTEXT = {"croissant": "http://mlcommons.org/croissant/"}


def part(kind: str, ident: str) -> dict[str, str]:
    return {"@type": kind, "@id": ident}


def task(kind: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
    named = {f"croissant:{key}": value for key, value in more.items()}
    ident = "http://example.org/t"
    return {"@context": CONTEXT, "@type": f"croissant:{kind}", "@id": ident, **named}


DATA, OUT = part("schema:Dataset", "in"), part("schema:Dataset", "out")


def test_a_task_is_a_run_with_what_it_used_and_made() -> None:
    spec = part("croissant:OutputSpec", "later")
    written = task("TaskProblem", input=[DATA], output=[OUT, spec])
    found = load(LOADER, written).sections["lineage"]
    assert found["nodes"] == [
        {"id": "http://example.org/t", "kind": "activity"},
        {"id": "in", "kind": "dataset"},
        {"id": "out", "kind": "dataset"},
    ]
    assert [(e["from"], e["kind"], e["to"]) for e in found["edges"]] == [
        ("http://example.org/t", "used", "in"),
        ("out", "wasGeneratedBy", "http://example.org/t"),
    ]
    assert found["extras"] == {"task": written}


def test_results_are_evaluations_with_values_as_written() -> None:
    results = [
        {"croissant:metric": "Accuracy", "croissant:value": 0.95},
        {"croissant:metric": "F1", "croissant:value": "0.940"},
        {"croissant:metric": "note", "croissant:value": "good"},
        {"croissant:value": None},
    ]
    solution = part("croissant:TaskSolution", "http://example.org/s")
    written = task(
        "EvaluationTask", evaluatedSolution=solution, evaluationResults=results
    )
    draft = load(LOADER, written)
    found = draft.sections["evaluations"]
    assert [(e["metric"], e["value"], e["number"]) for e in found] == [
        ("Accuracy", "0.95", 0.95),
        ("F1", "0.940", 0.94),
        ("note", "good", None),
        (None, None, None),
    ]
    assert {e["model"] for e in found} == {"http://example.org/s"}
    assert draft.sources["/evaluations/1"] == "/croissant:evaluationResults/1"


BASED = {"schema:isBasedOn": {"@id": "p"}}


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (task("TaskProblem", execution=DATA), "only how"),
        (task("TaskSolution", output=OUT), "which problem"),
        (
            task("TaskSolution", output=part("croissant:OutputSpec", "o")) | BASED,
            "concrete output",
        ),
        (
            task(
                "TaskSolution",
                subTask=[
                    task(
                        "Task", implementation=part("croissant:ImplementationSpec", "i")
                    )
                ],
            )
            | BASED,
            "concrete implementation",
        ),
        (task("Other"), "expected a task"),
        ([], "expected a task"),
    ],
)
def test_a_task_that_breaks_a_rule_is_refused_with_its_place(
    written: object, message: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        LOADER.load(Source("evidence/t.json", json.dumps(written).encode()))
    assert message in caught.value.message
    assert caught.value.place.startswith("evidence/t.json:")
