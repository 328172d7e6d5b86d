"""What the variables of a Rego rule stand for, where that is a part of the input.

``some d in input.lineage.datasets`` makes ``d`` an item of that list, so a typing
error in ``d.nmae`` is found as surely as one in ``input.lineage.datsets``; likewise
through comprehensions, sets of items, and the parameters of functions.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from mlgate.engines.reads import ITEM, Tokens
from mlgate.engines.rego_tree import (
    Call,
    Node,
    Ref,
    Step,
    head,
    literal,
    only,
    ref,
    steps,
)

_LONGEST = 8
Known = dict[str, list[Tokens]]


class Bound(NamedTuple):
    """What a variable is bound to: a tree, or an item of what the tree is."""

    node: Node
    item: bool


class Names:
    """The variables of one rule.

    Args:
        rule: The tree of the rule.
        found: What ``steps`` yields for it.
        text: The module as bytes: the tree names some variables by place alone.
        known: What the module's own names and parameters stand for.
    """

    def __init__(
        self, rule: Node, found: Iterable[Step], text: bytes, known: Known
    ) -> None:
        self._text = text
        self._known = known
        self._bound: dict[str, list[Bound | None]] = {}
        for step in found:
            if not isinstance(step, Ref | Call):
                self._bind(*step)
        kind, body, name = head(rule)
        if kind == "Func":
            self._parameters(named(name), body["args"])

    def local(self, name: str) -> bool:
        """Say whether ``name`` is bound here."""
        return name in self._bound

    def paths(self, node: Node | Ref, depth: int = 0) -> list[Tokens]:
        """Return what ``node`` may be in the input; nothing if that is not known."""
        read = node if isinstance(node, Ref) else ref(node)
        if read is None:
            kind, body = only(node)
            filtered = kind in {"ArrayCompr", "SetCompr"} and depth < _LONGEST
            return wholes(self.paths(body["term"], depth + 1)) if filtered else []
        if read.base == "input":
            return [read.path]
        if read.base not in self._bound:
            found = self._known.get(read.base, [])
            return [(*above, *read.path) for above in found]
        return self._through(read, depth + 1) if depth < _LONGEST else []

    def tree(self, node: Node) -> Node:
        """Return the tree that ``node`` stands for, if it is a variable bound once."""
        read = ref(node)
        bound = self._bound.get(read.base, []) if read and not read.path else []
        once = bound[0] if len(bound) == 1 else None
        return once.node if once and not once.item else node

    def text(self, node: Node) -> str | None:
        """Return the constant text that ``node`` is or stands for, if it is one."""
        return literal(self.tree(node))

    def _through(self, read: Ref, depth: int) -> list[Tokens]:
        found: list[Tokens] = []
        for bound in self._bound[read.base]:
            above = self.paths(bound.node, depth) if bound else []
            if not above:
                return []
            item = (ITEM,) if bound and bound.item else ()
            found += [(*path, *item, *read.path) for path in above]
        return found

    def _bind(self, kind: str, body: Any) -> None:  # noqa: ANN401
        if kind == "SomeIn":
            self._item(body["value"], body["collection"])
            self._unknown(body["key"])
        elif kind == "Every":
            self._put(self._named(body["value"]), Bound(body["domain"], item=True))
            if body["key"]:
                self._put(self._named(body["key"]), None)
        elif kind == "AssignExpr":
            self._assign(body)
        elif kind == "SomeVars":
            for name in body["vars"]:
                self._put(self._named(name), None)

    def _parameters(self, function: str, arguments: Iterable[Node]) -> None:
        for number, argument in enumerate(arguments):
            if only(argument)[0] == "Var":
                said = parameter(function, number)
                tree = {"Var": {**argument["Var"], "value": said}}
                self._put(argument["Var"]["value"], Bound(tree, item=False))
            else:
                self._unknown(argument)

    def _assign(self, body: Mapping[str, Node]) -> None:
        left = ref(body["lhs"])
        if body["op"] == "ColEq" and left and not left.path:
            self._put(left.base, Bound(body["rhs"], item=False))
        else:
            self._unknown(body["lhs"])
            self._unknown(body["rhs"] if body["op"] == "Eq" else None)

    def _item(self, value: Node, collection: Node) -> None:
        if only(value)[0] == "Var":
            self._put(value["Var"]["value"], Bound(collection, item=True))
        else:
            self._unknown(value)

    def _unknown(self, pattern: Node) -> None:
        for step in steps(pattern):
            if isinstance(step, Ref) and not step.path and step.base != "input":
                self._put(step.base, None)

    def _put(self, name: str, bound: Bound | None) -> None:
        self._bound.setdefault(name, []).append(bound)

    def _named(self, span: Mapping[str, int]) -> str:
        return self._text[span["start"] : span["end"]].decode("utf-8")


def named(read: Ref) -> str:
    """Return the dotted name that ``read`` is."""
    return ".".join((read.base, *read.path))


def parameter(function: str, number: int) -> str:
    """Return the name under which a parameter is known; no variable has such a one."""
    return f"{function}/{number}"


def wholes(items: Iterable[Tokens]) -> list[Tokens]:
    """Return the lists that ``items`` are from: a part of a list reads as the list."""
    found = list(items)
    return (
        [path[:-1] for path in found] if all(p[-1:] == (ITEM,) for p in found) else []
    )
