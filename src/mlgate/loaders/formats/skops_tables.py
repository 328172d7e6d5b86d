"""The tables in a skops file that native code follows, held to the same as pickles."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate
from typing import Any

from mlgate.loaders.formats import native_tables, numpy_file
from mlgate.loaders.formats.framework_globals import (
    BOOSTERS,
    NEIGHBOURS,
    PREDICTOR,
    TREE,
)
from mlgate.loaders.formats.model_file import Effort, UntestedError
from mlgate.loaders.formats.pickle_values import Name, Thing
from mlgate.loaders.formats.raw_arrays import LITTLE, Raw, Spec

TABLES: dict[Name, Callable[[Thing, Effort], str]] = {
    TREE: native_tables.decision_tree,
    PREDICTOR: native_tables.histogram_tree,
    **dict.fromkeys(NEIGHBOURS, native_tables.neighbours),
}
_FIELD = re.compile(r"\('(\w*)', '([<|])(\w+)'\)")
_WHOLE = re.compile(r"-?\d{1,18}")

Opened = Callable[[str], memoryview | None]
Node = Mapping[str, Any]


def wrong(name: Name, node: Node, opened: Opened, effort: Effort) -> str:
    """Return why nobody can vouch for what a node creates; "" if nothing is against it.

    Args:
        name: Its class, which is on the list.
        node: What the schema says of it.
        opened: The bytes of a member, by its name.
        effort: What may be spent on it.
    """
    if name in BOOSTERS:
        return BOOSTERS[name]
    if name not in TABLES:
        return ""
    made = node.get("__reduce__")
    args = _symbol(made.get("args"), opened) if isinstance(made, dict) else ()
    state = _symbol(node.get("content"), opened)
    args = args if isinstance(args, tuple) else ()
    why = TABLES[name](Thing("instance", name, args, state=state), effort)
    return why and f"holds a table {why}"


def ids(root: object) -> Iterator[str]:
    """Yield the id of each node below ``root``."""
    waiting = [root]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if "__id__" in value:
                yield str(value["__id__"])
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _symbol(node: object, opened: Opened) -> object:
    """Return what a node stands for, as far as the checks of tables ask."""
    content = node.get("content") if isinstance(node, dict) else None
    kind = node.get("__loader__") if isinstance(node, dict) else ""
    if kind == "NdArrayNode" and isinstance(node, dict):
        return _array(node, opened)
    if kind == "JsonNode" and isinstance(content, str):
        return _plain(content)
    if kind == "TupleNode" and isinstance(content, list):
        return tuple(_symbol(item, opened) for item in content)
    made = Thing("dict")
    if kind == "DictNode" and isinstance(content, dict):
        for key, value in content.items():
            made.put(key, _symbol(value, opened))
    return made


def _plain(text: str) -> object:
    if text == "null":
        return None
    return int(text) if _WHOLE.fullmatch(text) else Thing("number")


def _array(node: Node, opened: Opened) -> object:
    data = opened(str(node.get("file")))
    if data is None or node.get("type") != "numpy":
        return Thing("instance")
    try:
        header, body = numpy_file.opened(data)
    except UntestedError:
        return Thing("instance")
    spec = _spec(header.descr)
    return Raw(spec, header.shape, body) if spec else Thing("instance")


def _spec(descr: str) -> Spec | None:
    if descr[:1] == "'":
        return descr[2:-1] if descr[1] in LITTLE else None
    rows = _FIELD.findall(descr)
    written = ", ".join(f"('{n}', '{order}{code}')" for n, order, code in rows)
    if f"[{written}]" != descr:
        return None
    sizes = [numpy_file.layout(code).size for _, _, code in rows]
    places = accumulate(sizes, initial=0)
    fields = zip(rows, places, strict=False)
    return tuple((n, code, at) for (n, _, code), at in fields if n), sum(sizes)
