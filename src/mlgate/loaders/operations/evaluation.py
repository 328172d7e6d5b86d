"""What evaluations came to: ``kind: mlgate.dev/evaluation/v1``."""

from collections.abc import Mapping
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.loaders.loader import fault
from mlgate.loaders.operations.document import SYNTAX, Written, is_marked
from mlgate.loaders.source import Source

_NAME = "evaluation"
_TEXTS = (
    "tool", "tool_version", "model", "task", "dataset", "dataset_config",
    "dataset_split", "dataset_revision", "dataset_digest",
)  # fmt: skip
_VALUES = (
    "number", "lower", "upper", "level", "stderr", "samples", "higher_is_better",
    "threshold",
)  # fmt: skip
_UNPROVEN = "it says that it passed, and not with which figure of how many samples"


class EvaluationLoader:
    """Reads one evaluation for each result, all of the one model that was tested."""

    format = _NAME
    sections = ("evaluations",)
    syntax = SYNTAX

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` says that it is one."""
        return is_marked(source, _NAME)

    def load(self, source: Source) -> Draft:
        """Return the results.

        Raises:
            EvidenceError: It does not fit the shipped schema, or has an interval that
                ends before it begins; names the line.
        """
        made = Written(source, _NAME)
        records = []
        for number, fields in enumerate(made.fields["records"]):
            at, said = f"/evaluations/{number}", f"/records/{number}"
            record = made.record(at, _TEXTS, ("ran_at",))
            record |= _result(made, source, number)
            record["model_digest"] = made.fields.get("subject")
            record["passed"] = _passed(made, fields, at, said)
            records.append((record, said))
        return made.draft("evaluations", records)


def _result(made: Written, source: Source, number: int) -> dict[str, Any]:
    at, said = f"/evaluations/{number}", f"/records/{number}"
    fields = made.fields["records"][number]
    texts, times = ("kind", "metric", "slice"), ("threshold_fixed_at",)
    record = made.record(at, texts, times, fields, said)
    record |= {key: fields.get(key) for key in _VALUES}
    lower, upper = fields.get("lower"), fields.get("upper")
    if lower is not None and upper is not None and lower > upper:
        why = f"the interval ends at {upper}, before it begins at {lower}"
        raise fault(source, SYNTAX, f"{said}/upper", why)
    # As it was written: 0.770 says more than 0.77.
    record["value"] = source.yaml["records"][number].get("number")
    if fields.get("samples") == 0:
        record |= {"state": "not tested", "reason": "no sample was looked at"}
    return record


def _passed(
    made: Written, fields: Mapping[str, Any], at: str, said: str
) -> bool | None:
    """Return whether it passed; a pass of nothing is none."""
    passed: bool | None = fields.get("passed")
    known = fields.get("number") is not None and fields.get("samples")
    if passed and not known:
        made.fill.gap(f"{at}/passed", "unreadable", _UNPROVEN, f"{said}/passed")
        return None
    return passed
