"""skops: a zip archive whose ``schema.json`` names every type it will create."""

from collections.abc import Iterator, Mapping
from typing import Any

from mlgate.errors import EvidenceError
from mlgate.loaders.formats import numpy_file, skops_tables
from mlgate.loaders.formats.blob import Look
from mlgate.loaders.formats.model_file import Report, UntestedError, shown
from mlgate.loaders.formats.pickle_values import Name
from mlgate.loaders.formats.skops_names import ALLOWED, GENERATORS
from mlgate.loaders.formats.zip_directory import Member
from mlgate.loaders.formats.zip_file import Archive
from mlgate.strict import json_reader

NAME = "skops"
SCHEMA = "schema.json"
# Older protocols let some kinds of node name what they run elsewhere in the node.
PROTOCOL = 2
TEXT, GENERATOR = "JsonNode", "RandomGeneratorNode"
TWICE = "two different nodes have one id"


def recognised(archive: Archive) -> bool:
    """Tell whether there is a schema that names how to load."""
    member = archive.by_name.get(SCHEMA)
    if member is None or archive.blob.suffix == ".skops":
        return member is not None
    try:
        schema = bytes(archive.open(member))
    except UntestedError:
        return False
    # An escape could hide the key from this look, and not from a JSON reader.
    return b'"__loader__"' in schema or b"\\u" in schema


def read(archive: Archive, look: Look, report: Report) -> None:
    """Hold each node of the schema to the list, and each array to being plain."""
    raw = archive.checked(archive.by_name[SCHEMA])
    try:
        root = json_reader.parse(bytes(raw), SCHEMA)
    except EvidenceError as exc:
        raise UntestedError(f"{exc.place}: {shown(exc.message)}") from exc
    if not isinstance(root, dict):
        raise UntestedError(f"{SCHEMA} does not hold an object")
    if root.get("protocol") != PROTOCOL or type(root["protocol"]) is not int:
        found = shown(root.get("protocol"))
        report.doubt(f"skops protocol {found}, not {PROTOCOL}: save it again")
    named = (root.get(key) for key in ("__module__", "__class__"))
    report.facts.architecture = ".".join(n for n in named if isinstance(n, str))
    report.facts.producer = f"skops {root.get('_skops_version', '')}".strip()
    walk = _Walk(archive, look, report)
    walk.node(root)
    walk.finish()


class _Walk:
    """Visits the nodes of one schema; depth is bounded by the JSON reader."""

    def __init__(self, archive: Archive, look: Look, report: Report) -> None:
        self._archive = archive
        self._look = look
        self._report = report
        self._known: dict[str, tuple[object, dict[str, Any]]] = {}
        self._differ: set[str] = set()
        self._exact: set[str] = set()
        self._arrays: set[str] = set()

    def node(self, node: object) -> None:
        """Judge a node and all below it."""
        if not isinstance(node, dict):
            self._report.doubt(f"a node of {SCHEMA} is not an object")
            return
        loader = node.get("__loader__")
        # Made text: a list cannot be looked up, and no list of names holds its text.
        name = str(node.get("__module__")), str(node.get("__class__"))
        if not isinstance(loader, str) or name not in ALLOWED.get(loader, ()):
            full = ".".join(shown(part) for part in name)
            what = f"{shown(loader)} creates {full}"
            self._report.danger(f"{what}, which is not on the list of accepted types")
        else:
            self._table(Name(*name), node)
        for child in self._children(loader, node):
            self.node(child)
        self._own(loader, node)
        # A node whose id is known is not read again: what it says must not matter.
        if "__id__" in node:
            same = (loader, *name)
            first = self._known.setdefault(str(node["__id__"]), (same, node))
            if first[1] != node:
                self._differ.add(str(node["__id__"]))
            if first[0] != same:
                self._report.doubt(TWICE)

    def _table(self, name: Name, node: Mapping[str, Any]) -> None:
        """Look at what native code would follow."""
        why = skops_tables.wrong(name, node, self._opened, self._report.effort)
        if name in skops_tables.TABLES:
            # Of two tables with one id, either may be loaded: both are looked at.
            inner = [node.get("content"), node.get("__reduce__")]
            self._exact |= set(skops_tables.ids(inner))
        if why:
            self._report.doubt(why)

    def _opened(self, name: str) -> memoryview | None:
        member = self._archive.by_name.get(name)
        return self._archive.open(member) if member else None

    def finish(self) -> None:
        """Doubt ids used twice where it matters what the words of a node say."""
        if self._exact & self._differ:
            self._report.doubt(TWICE)

    def _own(self, loader: object, node: Mapping[str, Any]) -> None:
        """Check what a kind of node holds beside other nodes."""
        if "file" in node:
            self._file(node["file"], loader)
        if loader == "DictNode" and not _plain_keys(node.get("key_types")):
            self._report.danger("the keys of a dictionary are made by other than types")
        if loader == GENERATOR:
            self._exact |= set(skops_tables.ids(node))
        if loader == GENERATOR and _generator(node) not in GENERATORS:
            name = shown(_generator(node))
            self._report.danger(f"calls numpy.random.{name}, which is not a generator")
        if loader == TEXT and not isinstance(node.get("content"), str):
            self._report.doubt("a JSON node without text")

    def _children(self, loader: object, node: Mapping[str, Any]) -> Iterator[object]:
        """Yield the nodes below: found by their form, so that none hides in another."""
        if loader == TEXT:
            return
        waiting: list[object] = [v for k, v in node.items() if k != "__id__"]
        while waiting:
            value = waiting.pop()
            if isinstance(value, dict):
                if "__loader__" in value or "__class__" in value:
                    yield value
                else:
                    waiting += value.values()
            elif isinstance(value, list):
                waiting += value

    def _file(self, name: object, loader: object) -> None:
        member = self._archive.by_name.get(name) if isinstance(name, str) else None
        if member is None:
            self._report.doubt(f"the member '{shown(name)}' is missing")
            return
        if loader in {"BytesNode", "BytearrayNode"}:
            self._archive.taken.add(member.name)
        elif member.name not in self._arrays:
            self._arrays.add(member.name)
            self._array(member)

    def _array(self, member: Member) -> None:
        data = self._archive.checked(member)
        found = self._look(self._archive.blob.inner(data, member.name))
        if found:
            self._report.merge(member.name, found)
        if not found or not found.format.startswith(numpy_file.NAME):
            self._report.doubt(f"'{shown(member.name)}' is not an array")


def _plain_keys(node: object) -> bool:
    """Tell whether a list of key types is just that: they are called on load."""
    if not isinstance(node, dict) or node.get("__loader__") != "ListNode":
        return False
    types = node.get("content")
    return isinstance(types, list) and all(
        isinstance(t, dict) and t.get("__loader__") == "TypeNode" for t in types
    )


def _generator(node: Mapping[str, Any]) -> str:
    """Return the name of the class that a random generator is rebuilt with."""
    value: object = node
    for key in ("content", "bit_generator", "content", "bit_generator", "content"):
        value = value.get(key) if isinstance(value, dict) else None
    return value.strip('"') if isinstance(value, str) else ""
