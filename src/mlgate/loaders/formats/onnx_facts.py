"""What an ONNX model says of itself, kept while its messages are visited.

Field numbers are those of onnx.proto.
"""

import math

from mlgate.loaders.formats.facts import MAX_TEXT, Facts
from mlgate.loaders.formats.protobuf import BYTES, VARINT, Field, varints
from mlgate.loaders.formats.type_names import of_onnx

IR, PRODUCER, PRODUCER_VERSION = 1, 2, 3
DIMS, DATA_TYPE = 1, 2
DOMAIN, VERSION = 1, 2
MAX_DIMS = 64


class OnnxFacts:
    """Takes every plain field of the messages, and makes facts of some."""

    def __init__(self, data: memoryview, facts: Facts) -> None:
        self._data = data
        self._facts = facts
        self._producer: dict[int, str] = {}
        self._opset: dict[int, str] = {}
        self._versions: dict[str, None] = {}
        self._dims: list[int] = []
        self._type = 0

    def begun(self, kind: str) -> None:
        """Begin a message."""
        if kind == "tensor":
            self._dims, self._type = [], 0
        elif kind == "opset":
            self._opset = {}

    def plain(self, kind: str, field: Field) -> None:
        """Take a field that holds no message."""
        if kind == "tensor":
            self._of_tensor(field)
        elif kind == "model" and field.number == IR:
            self._versions = {f"IR {field.value}": None} | self._versions
        elif kind == "model" and field.number in {PRODUCER, PRODUCER_VERSION}:
            self._producer[field.number] = self._text(field)
        elif kind == "opset":
            text = self._text(field) if field.wire == BYTES else str(field.value)
            self._opset[field.number] = text

    def ended(self, kind: str, above: str) -> None:
        """End a message that lies in one of kind ``above``."""
        if kind == "node":
            self._facts.count("operators")
        elif kind == "tensor" and above == "graph":
            dims = self._dims
            elements = math.prod(dims) if len(dims) <= MAX_DIMS else 0
            self._facts.array(of_onnx(self._type), elements)
        elif kind == "opset" and above == "model":
            domain = self._opset.get(DOMAIN, "") or "opset"
            self._versions[f"{domain} {self._opset.get(VERSION, '')}".strip()] = None
        elif kind == "model":
            self._facts.version = ", ".join(self._versions)
            parts = (self._producer.get(n, "") for n in (PRODUCER, PRODUCER_VERSION))
            self._facts.producer = " ".join(parts).strip()

    def _of_tensor(self, field: Field) -> None:
        if field.number == DATA_TYPE and field.wire == VARINT:
            self._type = field.value
        elif field.number == DIMS and len(self._dims) <= MAX_DIMS:
            if field.wire == VARINT:
                self._dims.append(field.value)
            elif field.wire == BYTES and field.end - field.start <= 10 * MAX_DIMS:
                self._dims += varints(self._data, field.start, field.end)

    def _text(self, field: Field) -> str:
        end = min(field.end, field.start + MAX_TEXT)
        return bytes(self._data[field.start : end]).decode("utf-8", "replace")
