"""What people read of an inspection: what lies there, and how each was read."""

import json
from collections.abc import Iterator

from mlgate.core.inspection import FoundFile, Inspection, ReadDocument
from mlgate.core.lineage_shown import compact
from mlgate.reporters import lineage_words
from mlgate.reporters.html_elements import counted
from mlgate.reporters.lines import wrap
from mlgate.reporters.text import BOLD, DIM, GREEN, RED, YELLOW

SHOWN, FIELDS, LONG = 12, 60, 100
_ALL = "--report json lists them all"
_COLOURS = {"safe": GREEN, "unsafe": RED, "not tested": YELLOW}


class InspectionText:
    """About 40 lines for a model with its evidence; 80 columns."""

    def __init__(self, *, colour: bool = False) -> None:
        self._colour = colour

    def render(self, inspection: Inspection, path: str = "") -> str:
        """Return the report; ``path`` is how the caller spelt what was looked at."""
        lines = [*self._head(inspection, path)]
        if len(inspection.documents) == 1 and inspection.documents[0].fields:
            lines += self._fields(inspection.documents[0])
        else:
            lines += self._documents(inspection)
        lines += self._files(inspection)
        lines += self._holes(inspection)
        lines += self._lineage(inspection)
        lines += [""] if inspection.notes else []
        lines += [x for n in inspection.notes for x in wrap(f"note: {n}")]
        return "\n".join(line.rstrip() for line in lines) + "\n"

    def _head(self, inspection: Inspection, path: str) -> Iterator[str]:
        subject, documents = inspection.subject, inspection.documents
        if not subject:
            yield from self._bold(path, 0)
            for document in documents if len(documents) == 1 else ():
                yield from wrap(document.format)
                yield self._paint(f"  sha256:{document.sha256}", DIM)
            return
        name = f"{subject['name'] or 'unnamed'} {subject['version'] or ''}"
        yield from self._bold(name, 0)
        yield self._paint(f"  {subject['digest']}", DIM)
        files, size = (
            counted(subject["files"], "file"),
            counted(subject["size"], "byte"),
        )
        said = counted(len(documents), "document")
        yield from wrap(f"{files} of {size} in all; {said}")

    def _documents(self, inspection: Inspection) -> Iterator[str]:
        if inspection.documents:
            yield ""
            yield from self._bold("Documents")
        for document in inspection.documents:
            yield from wrap("  ".join(filter(None, (document.path, _worth(document)))))
            if document.problem:
                said = f"{document.format}: cannot be read: {document.problem}"
                yield from self._painted(said, RED)
            else:
                filled = document.filled.items()
                told = ", ".join(f"{name} {count}" for name, count in filled)
                yield from wrap(f"{document.format}: {told or 'fills nothing'}", 4)

    def _fields(self, document: ReadDocument) -> Iterator[str]:
        yield ""
        yield from self._bold("Line:column, field and value")
        for field in document.fields[:FIELDS]:
            value = field.value
            said = value if isinstance(value, str) else json.dumps(value)
            said = said if len(said) <= LONG else f"{said[:LONG]} ..."
            yield from wrap(f"{field.place:<7} {field.pointer}  {said}", 2, 9)
        yield from _more(len(document.fields) - FIELDS)
        for name in document.names[:SHOWN]:
            yield from wrap(f"About  sha256:{name}", 2, 9)

    def _files(self, inspection: Inspection) -> Iterator[str]:
        by: dict[str, list[FoundFile]] = {"model": [], "other": [], "ignored": []}
        for file in inspection.files:
            by[file.kind].append(file)
        if by["model"]:
            yield ""
            yield from self._bold("Model files")
        for file in by["model"][:SHOWN]:
            head = f"{file.path}  {file.format}, {file.loading}"
            yield from self._painted(head, _COLOURS.get(file.loading, ""), 2)
            for reason in file.reasons[:SHOWN]:
                yield from wrap(reason, 4)
        yield from _more(len(by["model"]) - SHOWN)
        for kind, title in (("other", "Rest of the model"), ("ignored", "Ignored")):
            if paths := [file.path for file in by[kind]]:
                yield ""
                yield from self._bold(title)
                yield from wrap(", ".join(paths[:SHOWN]))
                yield from _more(len(paths) - SHOWN)
            if kind == "other":
                told = [f"{f.path}: {why}" for f in by[kind] for why in f.reasons]
                yield from (x for said in told[:SHOWN] for x in wrap(said, 4))

    def _holes(self, inspection: Inspection) -> Iterator[str]:
        if inspection.holes:
            yield ""
            yield from self._bold("Gaps: written there, and no value")
        for hole in inspection.holes[:SHOWN]:
            yield from wrap(f"{hole.place}  {hole.pointer}", 2, 4)
            yield from wrap(f"{hole.why}: {hole.raw[:LONG]}", 4)
        yield from _more(len(inspection.holes) - SHOWN)

    def _lineage(self, inspection: Inspection) -> Iterator[str]:
        graph = compact(inspection.graph)
        said = list(lineage_words.lines(graph))
        if inspection.subject:
            yield ""
            yield from self._bold(f"Lineage: {lineage_words.summary(graph)}")
        elif graph["edges"]:
            yield ""
            yield from self._bold("Lineage")
            said = [line for line in said if not line.startswith("missing")]
        else:
            return
        for line in said[:SHOWN]:
            yield from wrap(line, 2, 4)
        yield from _more(len(said) - SHOWN + sum(graph["left_out"].values()))

    def _bold(self, said: str, indent: int = 0) -> Iterator[str]:
        return self._painted(said, BOLD, indent)

    def _painted(self, said: str, code: str, indent: int = 4) -> Iterator[str]:
        for line in wrap(said, indent):
            yield self._paint(line, code)

    def _paint(self, line: str, code: str) -> str:
        return f"\x1b[{code}m{line}\x1b[0m" if self._colour and code else line


def _worth(document: ReadDocument) -> str:
    by = f" by {document.signer}" if document.signer else ""
    return f"{document.binding}, {document.assurance}{by}" if document.binding else ""


def _more(count: int) -> Iterator[str]:
    if count > 0:
        yield f"  and {count:,} more ({_ALL})"
