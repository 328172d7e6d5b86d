"""What evaluations came to: ``kind: mlgate.dev/evaluation/v1``."""

from mlgate.core.evidence import Draft
from mlgate.loaders.operations.document import SYNTAX, Written, is_marked
from mlgate.loaders.source import Source

_NAME = "evaluation"
_TEXTS = ("tool", "tool_version", "task", "dataset", "dataset_split")
_TEXTS += ("dataset_revision", "dataset_digest")
_VALUES = ("number", "lower", "upper", "stderr", "samples", "threshold", "passed")


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
            EvidenceError: It does not fit the shipped schema; names the line.
        """
        made = Written(source, _NAME)
        records = []
        for number, fields in enumerate(made.fields["records"]):
            at, said = f"/evaluations/{number}", f"/records/{number}"
            record = made.record(at, _TEXTS, ("ran_at",))
            record |= made.record(at, ("kind", "metric", "slice"), (), fields, said)
            record |= {key: fields.get(key) for key in _VALUES}
            record["model_digest"] = made.fields.get("subject")
            records.append((record, said))
        return made.draft("evaluations", records)
