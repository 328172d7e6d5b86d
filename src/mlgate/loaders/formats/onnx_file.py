"""ONNX: a protocol buffer with a graph, its operators and the files it refers to.

Field numbers are those of onnx.proto, IR version 1 to 13.
"""

from pathlib import Path

from mlgate.loaders.formats.blob import Blob, Look
from mlgate.loaders.formats.model_file import Report, UntestedError, shown
from mlgate.loaders.formats.onnx_facts import OnnxFacts
from mlgate.loaders.formats.protobuf import (
    BYTES,
    MAX_DEPTH,
    VARINT,
    Field,
    fields,
    text,
)
from mlgate.loaders.named_paths import hidden

NAME = "ONNX"
MAX_IR = 100
TOP = frozenset({1, 2, 3, 4, 5, 6, 7, 8, 14, 20, 25, 26})
# The fields of each message that hold other messages; all else is passed over.
NESTED = {
    "model": {7: "graph", 8: "opset", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "node": {5: "attribute"},
    "attribute": {
        5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse",
    },
    "sparse": {1: "tensor", 2: "tensor"},
    "function": {7: "node", 9: "opset", 11: "attribute"},
    "tensor": {13: "entry"},
    "opset": {},
    "entry": {},
}  # fmt: skip
DOMAINS = frozenset({"", "ai.onnx", "ai.onnx.ml", "ai.onnx.preview.training"})
MAX_OPSET = 100
FUNCTION_NAME, FUNCTION_DOMAIN = 1, 10
OP_TYPE, NODE_DOMAIN = 4, 7
EXTERNAL, LOCATION_FIELD = 1, 14


def recognised(blob: Blob) -> bool:
    """Tell whether it has the frame of a model: an IR version and a graph."""
    head = blob.data[:1]
    if blob.suffix == ".onnx":
        return len(blob.data) > 0
    if not len(head) or head[0] >> 3 not in TOP or head[0] & 7 not in {VARINT, BYTES}:
        return False
    seen: set[int] = set()
    try:
        for field in fields(blob.data, 0, len(blob.data), blob.effort):
            if field.number not in TOP:
                return False
            seen.add(field.number)
    except UntestedError:
        return blob.effort.steps <= 0
    return {1, 7} <= seen


def read(blob: Blob, _look: Look, report: Report) -> None:
    """Walk graphs, attributes and functions for foreign operators and files."""
    walk = _Walk(blob, report)
    walk.message("model", 0, len(blob.data), 0)
    if walk.ir is None or not walk.graphs:
        raise UntestedError("no IR version, or no graph")
    if not 0 < walk.ir <= MAX_IR:
        raise UntestedError(f"the unknown IR version {walk.ir}")
    walk.finish()


class _Walk:
    """Visits the messages of one model."""

    def __init__(self, blob: Blob, report: Report) -> None:
        self._blob = blob
        self._report = report
        self._used: set[tuple[str, str]] = set()
        self._made: set[tuple[str, str]] = set()
        self._opsets: set[str] = set()
        self._entry: dict[int, str] = {}
        self._facts = OnnxFacts(blob.data, report.facts)
        self.ir: int | None = None
        self.graphs = 0

    def message(
        self, kind: str, start: int, end: int, depth: int, above: str = ""
    ) -> None:
        """Visit one message, which lies in one of kind ``above``, and all below it."""
        if depth > MAX_DEPTH:
            raise UntestedError(f"messages are nested more than {MAX_DEPTH} deep")
        self.graphs += kind == "graph"
        self._facts.begun(kind)
        texts: dict[int, str] = {}
        entries: dict[str, str] = {}
        external = False
        for field in fields(self._blob.data, start, end, self._report.effort):
            below = NESTED[kind].get(field.number)
            if below and field.wire == BYTES:
                self.message(below, field.start, field.end, depth + 1, kind)
                if below == "entry":
                    self._add(entries)
            else:
                external |= kind == "tensor" and _is_external(field)
                self._scalar(kind, field, texts)
                self._facts.plain(kind, field)
        self._close(kind, texts)
        self._facts.ended(kind, above)
        if external or entries:
            self._external(entries)

    def _add(self, entries: dict[str, str]) -> None:
        """Keep the entry just read; one key twice is read in two ways."""
        key = self._entry.get(1, "")
        if key in entries:
            self._report.doubt("external data says one thing twice")
        entries[key] = self._entry.get(2, "")

    def _scalar(self, kind: str, field: Field, texts: dict[int, str]) -> None:
        if kind == "model" and field.number == 1:
            self.ir = field.value
        if field.number in _TEXTS.get(kind, ()):
            texts[field.number] = text(self._blob.data, field)

    def _close(self, kind: str, texts: dict[int, str]) -> None:
        if kind == "node":
            self._used.add((texts.get(NODE_DOMAIN, ""), texts.get(OP_TYPE, "")))
        elif kind == "function":
            domain = texts.get(FUNCTION_DOMAIN, "")
            self._made.add((domain, texts.get(FUNCTION_NAME, "")))
        elif kind == "opset":
            self._opsets.add(texts.get(1, ""))
        elif kind == "entry":
            self._entry = texts

    def finish(self) -> None:
        """Judge what was used: standard operators, and functions of the file itself."""
        if not self._opsets:
            raise UntestedError("no set of operators is named")
        for domain, name in sorted(self._used - self._made):
            if domain not in DOMAINS:
                what = f"{shown(domain)}.{shown(name)}"
                self._report.danger(f"runs the foreign operator {what}")
        for domain in sorted(self._opsets - DOMAINS - {d for d, _ in self._made}):
            self._report.danger(f"asks for the foreign operators {shown(domain)}")

    def _external(self, entries: dict[str, str]) -> None:
        location = entries.get("location", "")
        parts = location.split("/")
        plain = location.isprintable() and "\\" not in location and ":" not in location
        if not plain or {"", ".."} & set(parts):
            what = f"'{shown(location)}'"
            self._report.danger(f"reads {what}, which is not a path below its folder")
        elif hidden(location, self._blob.name.rpartition("/")[0]):
            what = f"'{shown(location)}'"
            self._report.danger(f"reads {what}, which is no part of the model")
        elif self._blob.folder is None:
            self._report.doubt("tensors lie in a file that cannot be seen from here")
        else:
            self._inside(self._blob.folder, location, entries)

    def _inside(self, folder: Path, location: str, entries: dict[str, str]) -> None:
        target = folder / location
        if not target.resolve().is_relative_to(folder.resolve()):
            what = f"'{shown(location)}'"
            self._report.danger(f"reads {what}, a link that leaves its folder")
        elif not target.is_file():
            self._report.doubt(f"the file '{shown(location)}' of tensors is missing")
        else:
            size = target.stat().st_size
            offset, length = (entries.get(k, "0") for k in ("offset", "length"))
            numbers = offset.isdecimal() and length.isdecimal()
            if not numbers or int(offset[:30]) + int(length[:30]) > size:
                what = f"'{shown(location)}'"
                self._report.doubt(f"tensors lie outside the file {what}")


_TEXTS = {
    "node": frozenset({OP_TYPE, NODE_DOMAIN}),
    "function": frozenset({FUNCTION_NAME, FUNCTION_DOMAIN}),
    "opset": frozenset({1}),
    "entry": frozenset({1, 2}),
}


def _is_external(field: Field) -> bool:
    return field.number == LOCATION_FIELD and field.value == EXTERNAL
