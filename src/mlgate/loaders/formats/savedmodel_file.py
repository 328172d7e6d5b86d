"""TensorFlow SavedModel: a protocol buffer with graphs and a library of functions.

Field numbers are those of saved_model.proto, meta_graph.proto and graph.proto.
"""

from collections.abc import Iterator

from mlgate.loaders.formats.blob import Blob, Look
from mlgate.loaders.formats.facts import MAX_TEXT
from mlgate.loaders.formats.model_file import Report, UntestedError, shown
from mlgate.loaders.formats.protobuf import BYTES, VARINT, fields, text
from mlgate.loaders.formats.tensorflow_ops import PLAIN, REACHING

NAME = "TensorFlow SavedModel"
SCHEMA_VERSION, META_GRAPH = 1, 2
# From a meta graph down to its nodes: each step is the field to follow.
GRAPH, NODES, LIBRARY, FUNCTIONS, FUNCTION_NODES = 2, 1, 2, 1, 3
TO_NODES = ((META_GRAPH, GRAPH, NODES),)
TO_FUNCTIONS = ((META_GRAPH, GRAPH, LIBRARY, FUNCTIONS, FUNCTION_NODES),)
OP = 2
INFO, TENSORFLOW_VERSION = 1, 5
TO_VERSION = (META_GRAPH, INFO, TENSORFLOW_VERSION)

Part = tuple[int, int]


def recognised(blob: Blob) -> bool:
    """Tell whether it holds a version and meta graphs, and nothing besides."""
    if blob.head[:1] not in {b"\x08", b"\x12"}:
        return False
    graphs = 0
    try:
        for field in fields(blob.data, 0, len(blob.data), blob.effort):
            if (field.number, field.wire) == (META_GRAPH, BYTES):
                below = fields(blob.data, field.start, field.end, blob.effort)
                graphs += any(part.number == GRAPH for part in below)
            elif (field.number, field.wire) != (SCHEMA_VERSION, VARINT):
                return False
    except UntestedError:
        return blob.effort.steps <= 0
    return graphs > 0


def read(blob: Blob, _look: Look, report: Report) -> None:
    """Hold each operator of each graph and function to the lists."""
    found = 0
    for path in (*TO_NODES, *TO_FUNCTIONS):
        for part in _parts(blob, (0, len(blob.data)), path):
            found += 1
            report.facts.count("operators")
            _operator(_op(blob, part), report)
    if not found:
        raise UntestedError("no graph with operators")
    for version in _parts(blob, (0, len(blob.data)), TO_VERSION):
        raw = bytes(blob.data[slice(*version)][:MAX_TEXT])
        report.facts.producer = f"TensorFlow {raw.decode('utf-8', 'replace')}"


def _operator(name: str, report: Report) -> None:
    if name in REACHING:
        report.danger(f"runs the operator {shown(name)}, which reaches outside")
    elif name not in PLAIN:
        report.doubt(f"the operator {shown(name)} is not on the list")


def _parts(blob: Blob, part: Part, path: tuple[int, ...]) -> Iterator[Part]:
    if not path:
        yield part
        return
    for field in fields(blob.data, *part, blob.effort):
        if field.number == path[0] and field.wire == BYTES:
            yield from _parts(blob, (field.start, field.end), path[1:])


def _op(blob: Blob, part: Part) -> str:
    name = ""
    for field in fields(blob.data, *part, blob.effort):
        if field.number == OP:
            name = text(blob.data, field)
    return name
