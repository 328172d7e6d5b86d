"""What monitors saw: ``kind: mlgate.dev/monitoring/v1``."""

from mlgate.core.evidence import Draft
from mlgate.loaders.operations.document import SYNTAX, Written, is_marked
from mlgate.loaders.source import Source

_NAME = "monitoring"
_TIMES = ("window_start", "window_end", "ran_at")
_VALUES = ("number", "threshold", "drifted")


class MonitoringLoader:
    """Reads one record for each thing that is watched."""

    format = _NAME
    sections = ("monitoring",)
    syntax = SYNTAX

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` says that it is one."""
        return is_marked(source, _NAME)

    def load(self, source: Source) -> Draft:
        """Return the records.

        Raises:
            EvidenceError: It does not fit the shipped schema; names the line.
        """
        made = Written(source, _NAME)
        records = []
        for number, fields in enumerate(made.fields["records"]):
            at, said = f"/monitoring/{number}", f"/records/{number}"
            record = made.record(at, ("tool",), _TIMES)
            texts = ("kind", "metric", "column")
            record |= made.record(at, texts, fields=fields, said=said)
            record |= {key: fields.get(key) for key in _VALUES}
            records.append((record, said))
        return made.draft("monitoring", records)
