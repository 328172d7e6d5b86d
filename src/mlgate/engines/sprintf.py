"""Engines agree on ``sprintf`` with %s, %d and %v, for as many values, and no more.

Of what a value is, as much is known as is written in the rule and in the shape.
"""

import re

from mlgate.engines.reads import kind
from mlgate.engines.rego_names import Names
from mlgate.engines.rego_tree import Call, Node, call, only, ref

_VERB = re.compile(r"%(.?)", re.DOTALL)
_NUMBERS = ("int", "num")
_COMPOSED = {"Array", "Object", "Set", "ArrayCompr", "ObjectCompr", "SetCompr"}
_MAKE_TEXT = {
    "concat", "format_int", "lower", "replace", "sprintf", "substring", "trim",
    "trim_left", "trim_prefix", "trim_right", "trim_space", "trim_suffix",
}  # fmt: skip


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
        if _is_composed(value, names):
            return "sprintf prints a list or an object, which engines write differently"
    return ""


def is_text(value: Node, names: Names) -> bool:
    """Say whether ``value`` is known to be text."""
    made = call(names.tree(value))
    return made.name in _MAKE_TEXT if made else _is_all(value, names, "str")


def _values(call: Call, names: Names) -> list[Node] | None:
    given = names.tree(call.arguments[1]) if len(call.arguments) > 1 else None
    form, body = only(given)
    return list(body["items"]) if form == "Array" else None


def _is_number(value: Node, names: Names) -> bool:
    return _is_all(value, names, *_NUMBERS)


def _is_composed(value: Node, names: Names) -> bool:
    if only(names.tree(value))[0] in _COMPOSED:
        return True
    read = ref(value)
    kinds = [kind(path) for path in names.paths(read)] if read else []
    return any(isinstance(found, dict | list) for found in kinds)


def _is_all(value: Node, names: Names, *kinds: str) -> bool:
    read = ref(value)
    paths = names.paths(read) if read else []
    return bool(paths) and all(kind(path) in kinds for path in paths)
