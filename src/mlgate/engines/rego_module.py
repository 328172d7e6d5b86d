"""What the names that a Rego module defines stand for in the input."""

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from mlgate.engines.reads import Tokens
from mlgate.engines.rego_names import Known, Names, named, parameter, wholes
from mlgate.engines.rego_tree import Call, Node, Ref, Step, head, steps

# A parameter may be handed on from function to function.
_ROUNDS = 3


class RuleNode(NamedTuple):
    """One rule of a module: its head, all that is in it, and its variables."""

    kind: str
    head: Node
    name: Ref
    steps: list[Step]
    names: Names


class Module:
    """The rules of a module, each with its variables.

    Attributes:
        rules: Each rule, in order.
        names: Every name that the module defines.
        functions: The functions among them.
    """

    def __init__(self, rules: list[Node], text: bytes) -> None:
        known: Known = {}
        self.rules = [_read(node, text, known) for node in rules]
        self.names = {rule.name.base for rule in self.rules}
        self.functions = {named(r.name) for r in self.rules if r.kind == "Func"}
        for _ in range(_ROUNDS if len(self.names) > 1 else 0):
            known |= self._learned()

    def _learned(self) -> Known:
        found: dict[str, list[list[Tokens]]] = {}
        for rule in self.rules:
            for name, paths in (_defined(rule), *self._handed(rule)):
                found.setdefault(name, []).append(paths)
        # One use that is not known makes the whole unknown.
        return {n: [*chain(*uses)] if all(uses) else [] for n, uses in found.items()}

    def _handed(self, rule: RuleNode) -> Iterator[tuple[str, list[Tokens]]]:
        for step in rule.steps:
            if isinstance(step, Call) and step.name in self.functions:
                for number, argument in enumerate(step.arguments):
                    yield parameter(step.name, number), rule.names.paths(argument)


def _read(node: Node, text: bytes, known: Known) -> RuleNode:
    found = [*steps(node)]
    return RuleNode(*head(node), found, Names(node, found, text, known))


def _defined(rule: RuleNode) -> tuple[str, list[Tokens]]:
    if rule.kind == "Set" and not rule.name.path:
        return rule.name.base, wholes(rule.names.paths(rule.head["key"]))
    if rule.kind == "Compr" and not rule.name.path and rule.head["assign"]:
        return rule.name.base, rule.names.paths(rule.head["assign"]["value"])
    return rule.name.base, []
