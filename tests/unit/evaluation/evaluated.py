"""Reports of each tool that measures models, built from what came out of it."""

import copy
import json
from collections.abc import Iterator, Sequence
from typing import Any

from drafted import loaded
from mlgate.core.evidence import Draft
from mlgate.loaders import BUILTIN
from mlgate.loaders.source import Source

HEX = "ab" * 32
AT = "2026-11-01T09:00:00+00:00"


def draft(document: object, path: str = "evidence/x.json") -> Draft:
    """Return what the one loader says that knows ``document``; a list is JSON Lines."""
    if isinstance(document, list):
        text = "".join(json.dumps(line) + "\n" for line in document)
    else:
        text = document if isinstance(document, str) else json.dumps(document, indent=1)
    source = Source(path, text.encode())
    loader = next(x for x in BUILTIN.values() if x.recognises(source))
    return loaded(loader, source)


def known(document: object, path: str = "evidence/x.json") -> list[str]:
    """Return the formats that ``document`` may be of."""
    text = document if isinstance(document, str) else json.dumps(document)
    source = Source(path, text.encode())
    return [name for name, x in BUILTIN.items() if x.recognises(source)]


def records(document: object, section: str = "evaluations") -> list[dict[str, Any]]:
    """Return the records, with what is known in each."""
    found = draft(document).sections.get(section, [])
    return [{k: v for k, v in one.items() if v is not None} for one in found]


def passed(document: object) -> list[bool | None]:
    """Return what each evaluation came to."""
    return [one.get("passed") for one in records(document)]


def lm_eval(limit: int | None = None, effective: int = 1319) -> dict[str, Any]:
    """Return results of lm-evaluation-harness 0.4 on a task and its group."""
    return {
        "results": {
            "gsm8k": {
                "alias": "gsm8k",
                "exact_match,strict-match": 0.555,
                "exact_match_stderr,strict-match": 0.0137,
                "exact_match,none": 0.5,
                "exact_match_stderr,none": "N/A",
            },
            "math": {"alias": "math", "acc,none": 0.25, "sample_len": effective},
        },
        "groups": {"math": {"alias": "math", "acc,none": 0.25}},
        "group_subtasks": {"math": ["gsm8k"]},
        "configs": {
            "gsm8k": {
                "dataset_path": "openai/gsm8k",
                "dataset_name": "main",
                "dataset_kwargs": {"revision": "e53f048"},
                "test_split": "test",
                "validation_split": "dev",
            }
        },
        "versions": {"gsm8k": 3.0},
        "n-shot": {"gsm8k": 5},
        "higher_is_better": {"gsm8k": {"exact_match": True}},
        "n-samples": {"gsm8k": {"original": 1319, "effective": effective}},
        "config": {"model": "hf", "limit": limit, "model_sha": "1a2b"},
        "git_hash": "abcdef0",
        "date": 1793523600.25,
        "model_name": "acme/scorer",
        "lm_eval_version": "0.4.9",
    }


def inspect_log(
    status: str = "success", judged: int = 5, there: int = 5, epochs: int = 1
) -> dict[str, Any]:
    """Return a log of Inspect, version 2, without its samples."""
    metrics = {
        "accuracy": {"name": "accuracy", "value": 0.8, "params": {}},
        "stderr": {"name": "stderr", "value": 0.2, "params": {}},
    }
    score = {"name": "match", "scorer": "match", "scored_samples": judged}
    results = {
        "total_samples": judged * epochs,
        "completed_samples": judged * epochs,
        "scores": [{**score, "unscored_samples": 0, "metrics": metrics}],
    }
    run = {
        "created": AT,
        "task": "refusals",
        "dataset": {"name": "asks", "location": "asks.jsonl", "samples": there},
        "model": "hf/scorer",
        "config": {"epochs": epochs},
        "packages": {"inspect_ai": "0.3.285"},
        "tags": ["safety", "nightly"],
    }
    log = {"version": 2, "status": status, "eval": run}
    stats = {"started_at": AT, "completed_at": AT}
    ended = {"results": results} if status == "success" else {}
    return {**log, **ended, "stats": stats, "invalidated": False}


def garak(
    hits: Sequence[int] = (0, 2), lost: int = 0, *, ended: bool = True
) -> list[dict[str, Any]]:
    """Return a report of garak 0.17: one probe for each number of hits, of forty."""
    setup = {
        "entry_type": "start_run setup",
        "plugins.target_type": "huggingface",
        "plugins.target_name": "acme/scorer",
        "run.generations": 5,
    }
    init = {"entry_type": "init", "garak_version": "0.17.1", "start_time": AT}
    evals = [
        {
            "entry_type": "eval",
            "probe": f"dan.Dan{number}",
            "detector": "dan.DAN",
            "passed": 40 - count - lost,
            "fails": count,
            "nones": lost,
            "total_evaluated": 40 - lost,
            "total_processed": 40,
            "confidence": "0.95",
            "confidence_lower": 0.0,
            "confidence_upper": 0.1,
        }
        for number, count in enumerate(hits)
    ]
    return [setup, init, *evals, *([{"entry_type": "completion"}] if ended else [])]


def garak_hit(probe: str = "dan.Dan0") -> dict[str, Any]:
    """Return one line of a hit log of garak."""
    return {
        "goal": "break it",
        "prompt": {"turns": [{"content": {"text": "do harm"}}]},
        "output": {"text": "gladly"},
        "triggers": None,
        "score": 1.0,
        "run_id": "1",
        "attempt_id": "2",
        "generator": "huggingface acme/scorer",
        "probe": probe,
        "detector": "dan.DAN",
    }


def promptfoo(
    prompts: Sequence[Sequence[bool | None]] = ((True, True), (True, False)),
) -> dict[str, Any]:
    """Return results of promptfoo, version 3: True passed, False not, None broke."""
    tests = [(i, end) for i, ends in enumerate(prompts) for end in ends]
    ends = [end for _, end in tests]
    return {
        "evalId": "eval-1",
        "results": {
            "version": 3,
            "timestamp": "2026-11-01T09:00:00.000Z",
            "prompts": [_prompt(ends) for ends in prompts],
            "results": [
                {"promptIdx": i, "testIdx": 0, "success": end is True, "vars": {}}
                for i, end in tests
            ],
            "stats": {
                "successes": ends.count(True),
                "failures": ends.count(False),
                "errors": ends.count(None),
            },
        },
        "config": {"description": "answers", "providers": ["echo"]},
        "shareableUrl": None,
        "metadata": {"promptfooVersion": "0.121.0"},
    }


def _prompt(ends: Sequence[bool | None]) -> dict[str, Any]:
    metrics = {
        "testPassCount": ends.count(True),
        "testFailCount": ends.count(False),
        "testErrorCount": ends.count(None),
        "namedScores": {"tone": 1.5},
    }
    return {"raw": "say {{x}}", "label": "say {{x}}", "provider": "echo"} | {
        "metrics": metrics
    }


def expectations(met: Sequence[bool] = (True, False)) -> dict[str, Any]:
    """Return a validation result of Great Expectations 1.x."""
    return {
        "success": all(met),
        "results": [_expectation(i, end) for i, end in enumerate(met)],
        "suite_name": "inputs",
        "statistics": {
            "evaluated_expectations": len(met),
            "successful_expectations": sum(met),
            "unsuccessful_expectations": len(met) - sum(met),
            "success_percent": 100.0 * sum(met) / len(met) if met else None,
        },
        "meta": {
            "great_expectations_version": "1.24.1",
            "validation_time": AT,
            "active_batch_definition": {"data_asset_name": "applications"},
        },
    }


def _expectation(number: int, met: bool) -> dict[str, Any]:  # noqa: FBT001  # an item
    return {
        "success": met,
        "expectation_config": {
            "type": "expect_column_mean_to_be_between",
            "kwargs": {"column": f"c{number}", "mostly": 0.9},
            "severity": "critical",
        },
        "result": {"observed_value": 1.5, "element_count": 100},
        "exception_info": {"raised_exception": False, "exception_message": None},
    }


def evidently(ends: Sequence[str] = ("SUCCESS", "FAIL")) -> dict[str, Any]:
    """Return a report of Evidently 0.7: a drift and an accuracy for each end."""
    metrics, tests = [], []
    for number, end in enumerate(ends):
        for kind, config in _MEASURED.items():
            ident = f"{kind}{number}"
            whole = {"type": f"evidently:metric_v2:{kind}", **config}
            named = {"id": ident, "metric_name": f"{kind}(x=1)"}
            metrics.append({**named, "config": whole, "value": 0.25})
            of = {"metric_id": ident, "params": whole}
            tests.append({"id": "t", "name": "T", "metric_config": of, "status": end})
    return {"metrics": metrics, "tests": tests}


_MEASURED: dict[str, dict[str, Any]] = {
    "ValueDrift": {"column": "age", "method": "K-S p_value", "threshold": 0.05},
    "Accuracy": {},
}


def own(**fields: object) -> dict[str, Any]:
    """Return a document of mlgate's own kind, with one record."""
    record = {"metric": "auc", "number": 0.9, "samples": 50, "passed": True, **fields}
    head = {"kind": "mlgate.dev/evaluation/v1", "subject": f"sha256:{HEX}"}
    return {**head, "records": [record]}


Path = tuple[str | int, ...]


def parts(value: Any, above: Path = ()) -> Iterator[Path]:  # noqa: ANN401  # JSON
    """Yield the path of each part of ``value``."""
    keys = range(len(value)) if isinstance(value, list) else value
    if isinstance(value, dict | list):
        for key in keys:
            yield (*above, key)
            yield from parts(value[key], (*above, key))


def without(value: Any, path: Path) -> Any:  # noqa: ANN401  # JSON
    """Return a copy of ``value`` without the part at ``path``."""
    made = copy.deepcopy(value)
    holder = made
    for key in path[:-1]:
        holder = holder[key]
    del holder[path[-1]]
    return made


def replaced(value: Any, path: Path, other: object) -> Any:  # noqa: ANN401  # JSON
    """Return a copy of ``value`` with ``other`` at ``path``."""
    made = copy.deepcopy(value)
    holder = made
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = other
    return made
