"""What the tests of ``mlgate init`` share: what is typed, answered and written."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import Result

from mlgate.config import initial
from mlgate.core.tiers import PRACTICES, QUESTIONS
from mlgate.strict import yaml_reader

GOLDEN = Path(__file__).parent / "golden"
UPDATE = "MLGATE_UPDATE_GOLDEN"
AT = "2026-11-25T09:00:00.75Z"
CARD = """\
---
license: mit
model_name: "Credit: #1 \\"scorer\\""
---
# Scorer

## Intended use

Sorting loan applications.

## Contact

risk@example.com
"""
BOM = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "metadata": {
        "component": {
            "type": "machine-learning-model",
            "name": "scorer-in-bom",
            "version": "2.1.0",
        }
    },
}
NO = dict.fromkeys(PRACTICES, "no")
ANSWERS = {
    "mlgate": "release/v1",
    "tiering": {
        "answers": dict.fromkeys(QUESTIONS, "no") | {"in_production": "yes"},
        "prohibited_practices": NO,
    },
}
Run = Callable[..., Result]


def written(folder: Path) -> Any:  # noqa: ANN401  # any YAML value
    return yaml_reader.parse((folder / initial.FILE).read_bytes(), initial.FILE)


def answers(folder: Path, document: object) -> Path:
    file = folder.parent / "answers.json"
    file.write_text(json.dumps(document), "utf-8")
    return file


def golden(name: str, text: str) -> None:
    file = GOLDEN / name
    if os.environ.get(UPDATE):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    assert file.read_text("utf-8") == text, f"run once with {UPDATE}=1"


def typed(questions: str, *fields: str) -> str:
    """Return what is typed: a letter for each question, ``-`` for Enter; fields."""
    return "\n".join([*questions.replace("-", " "), *fields]) + "\n"
