"""Engines agree on ``sprintf`` with %s, %d and %v, for as many values, and no more."""

import re

from mlgate.engines.reads import kind
from mlgate.engines.rego_names import Names
from mlgate.engines.rego_tree import Call, Node, only, ref

_VERB = re.compile(r"%(.?)", re.DOTALL)
_NUMBERS = ("int", "num")


def format_problem(call: Call, names: Names) -> str:
    """Return why the format of a ``sprintf`` is refused; "" if it is not."""
    form = names.text(call.arguments[0]) if call.arguments else None
    if form is None:
        return "the format of sprintf is not a constant"
    verbs = [verb for verb in _VERB.findall(form) if verb != "%"]
    if wrong := [verb for verb in verbs if verb not in {"s", "d", "v"}]:
        return f"sprintf has the verb `%{wrong[0]}`, known are %s, %d and %v"
    values = _values(call, names)
    if values is not None and len(values) != len(verbs):
        return f"sprintf has {len(verbs)} verbs for {len(values)} values"
    for verb, value in zip(verbs, values or (), strict=False):
        if verb == "s" and _is_number(value, names):
            return "sprintf prints a number by %s, which OPA does not; write %v"
    return ""


def _values(call: Call, names: Names) -> list[Node] | None:
    given = names.tree(call.arguments[1]) if len(call.arguments) > 1 else None
    form, body = only(given)
    return list(body["items"]) if form == "Array" else None


def _is_number(value: Node, names: Names) -> bool:
    read = ref(value)
    paths = names.paths(read) if read else []
    return bool(paths) and all(kind(path) in _NUMBERS for path in paths)
