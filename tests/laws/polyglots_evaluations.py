"""Polyglots of reports on how a model does: evaluations, attacks, tests of data."""

import json
from typing import Any

CODE = {"auto_map": {"AutoModel": "modeling_x.Evil"}, "model_type": "bert"}
HOMES = ("evidence/x.json", "evidence/a/x.jsonl", "lineage.json")
# Known by a mark, with whatever else stands beside it.
OBJECTS: dict[str, Any] = {
    "lm-eval": {"results": {"t": {"acc,none": 0.5}}, "versions": {"t": 1}},
    "inspect-log": {"version": 2, "status": "success", "eval": {"task": "x"}},
    "garak-report": {"entry_type": "eval", "probe": "x", "passed": 1},
    "garak-hitlog": {
        "goal": "x",
        "prompt": {},
        "output": {},
        "score": 1.0,
        "attempt_id": "1",
        "generator": "x",
        "probe": "x",
        "detector": "x",
    },
    "promptfoo": {"evalId": "x", "results": {"version": 3, "prompts": []}},
    "great-expectations": {
        "success": True,
        "results": [],
        "statistics": {"evaluated_expectations": 0},
    },
}
# With any other key beside these it is no document of theirs, and thus an artifact.
CLOSED: dict[str, Any] = {
    "evidently": {"metrics": [{"metric": "x", "result": {}, **CODE}]},
}


def texts() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return for each format a document, and evidence places for it."""
    made = {name: json.dumps(value | CODE) for name, value in OBJECTS.items()}
    made |= {name: json.dumps(value) for name, value in CLOSED.items()}
    return {name: (text, HOMES) for name, text in made.items()}
