"""The engine's tree of a Rego module, as a few plain steps through it."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mlgate.engines.reads import ITEM, Tokens

Node = Any

# Nodes that bind variables, hold text, or change what is seen.
KINDS = frozenset({
    "AssignExpr", "Every", "RawString", "SomeIn", "SomeVars", "String", "args",
    "with_mods",
})  # fmt: skip


class Ref(NamedTuple):
    """A variable and what is read below it, such as ``input.bom.components[i]``.

    Attributes:
        base: Name of the variable; "" if it is a value or a call.
        path: Constant keys; ITEM for a number or a key that is not constant.
        inner: Trees of the base, if it is no variable, and of keys not constant.
    """

    base: str
    path: Tokens
    inner: tuple[Node, ...]
    line: int
    column: int


class Call(NamedTuple):
    """A call: the function's name, and the trees of its arguments."""

    name: str
    arguments: list[Node]
    line: int
    column: int


Step = Ref | Call | tuple[str, Node]


def only(node: Node) -> tuple[str, Node]:
    """Return kind and content of a node, which has just one of each."""
    if isinstance(node, dict) and len(node) == 1:
        return next(iter(node.items()))
    return "", node


def ref(node: Node) -> Ref | None:
    """Return ``node`` as a reference, if it is one."""
    path: list[str] = []
    inner: list[Node] = []
    kind, body = only(node)
    span: Mapping[str, int] = {}
    while kind in {"RefDot", "RefBrack"}:
        span = body["span"]
        path.append(_key(kind, body, inner))
        kind, body = only(body["refr"])
    if kind != "Var":
        if not path:
            return None
        return Ref("", (), (*inner, {kind: body}), span["line"], span["col"])
    span = body["span"]
    tokens = tuple(reversed(path))
    return Ref(body["value"], tokens, tuple(inner), span["line"], span["col"])


def _key(kind: str, body: Node, inner: list[Node]) -> str:
    if kind == "RefDot":
        return str(body["field"][1])
    index, value = only(body["index"])
    if index in {"String", "RawString"}:
        return str(value["value"])
    inner.append(body["index"])
    return ITEM


def call(node: Node) -> Call | None:
    """Return ``node`` as a call, if it is one; a name not constant is "?"."""
    kind, body = only(node)
    if kind != "Call":
        return None
    function = ref(body["fcn"])
    if function is None or function.inner:
        span = body["span"]
        return Call("?", body["params"], span["line"], span["col"])
    name = ".".join((function.base, *function.path))
    return Call(name, body["params"], function.line, function.column)


def steps(node: Node) -> Iterator[Step]:
    """Yield what matters below ``node``: references, calls, and nodes of KINDS."""
    stack = [node]
    while stack:
        here = stack.pop()
        if isinstance(here, list):
            stack += reversed(here)
        elif isinstance(here, dict):
            whole = _whole(here)
            if whole is None:
                yield from ((k, v) for k, v in here.items() if k in KINDS)
                stack += [v for k, v in reversed(here.items()) if k != "span"]
            else:
                yield whole
                parts = whole.arguments if isinstance(whole, Call) else whole.inner
                stack += reversed(parts)


def _whole(here: dict[str, Node]) -> Ref | Call | None:
    if len(here) != 1:
        return None
    kind = next(iter(here))
    if kind == "Call":
        return call(here)
    return ref(here) if kind in {"Var", "RefDot", "RefBrack"} else None


def literal(node: Node) -> str | None:
    """Return the text of a string; None if ``node`` is anything else."""
    kind, body = only(node)
    return str(body["value"]) if kind in {"String", "RawString"} else None


def head(rule: Node) -> tuple[str, Node, Ref]:
    """Return the kind of a rule's head, the head, and the name it defines.

    Kinds are ``Set``, ``Compr``, ``Func`` and ``Default``.
    """
    kind, body = only(rule)
    if kind == "Spec":
        kind, body = only(body["head"])
    name = ref(body["refr"])
    if name is None:
        raise ValueError(f"a head of an unknown kind, {kind}")
    return kind, body, name
