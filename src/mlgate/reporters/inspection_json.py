"""An inspection for programs."""

import json
from typing import Any

from mlgate.core.inspection import FoundFile, Hole, Inspection, ReadDocument
from mlgate.reporters.lines import in_json

FORMAT = "inspection/v1"


class InspectionJson:
    """All of it: nothing is left out or cut."""

    def render(self, inspection: Inspection, path: str = "") -> str:
        """Return ``inspection`` as JSON, however ``path`` is spelt."""
        del path
        made = {
            "mlgate": FORMAT,
            "subject": dict(inspection.subject) or None,
            "documents": [_document(d) for d in inspection.documents],
            "files": [_file(f) for f in inspection.files],
            "gaps": [_hole(h) for h in inspection.holes],
            "notes": list(inspection.notes),
            "lineage": dict(inspection.graph),
        }
        return in_json(json.dumps(made, indent=2, ensure_ascii=False)) + "\n"


def _document(document: ReadDocument) -> dict[str, Any]:
    fields = [
        {"pointer": f.pointer, "value": f.value, "place": f.place}
        for f in document.fields
    ]
    return {
        "path": document.path,
        "format": document.format,
        "sha256": document.sha256,
        "binding": document.binding or None,
        "assurance": document.assurance or None,
        "signer": document.signer or None,
        "problem": document.problem or None,
        "names": list(document.names),
        "filled": dict(document.filled),
        "fields": fields,
    }


def _file(file: FoundFile) -> dict[str, Any]:
    return {
        "path": file.path,
        "kind": file.kind,
        "format": file.format or None,
        "loading": file.loading or None,
        "reasons": list(file.reasons),
    }


def _hole(hole: Hole) -> dict[str, Any]:
    return {
        "at": hole.pointer,
        "why": hole.why,
        "raw": hole.raw,
        "place": hole.place,
    }
