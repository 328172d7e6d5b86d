"""Refuses a Rego rule by its tree: package, imports, heads, calls, reads, recursion."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mlgate.engines.builtins import BUILTINS, CLASSES, INSTEAD
from mlgate.engines.reads import ITEM, Reads, unknown
from mlgate.engines.refused import Refused, RuleText
from mlgate.engines.rego_module import Module, RuleNode
from mlgate.engines.rego_names import Names, named
from mlgate.engines.rego_tree import Call, Node, Ref, only, ref
from mlgate.engines.sprintf import format_problem, is_text

_KINDS = {"Compr": "a single value", "Func": "a function", "Default": "a default"}
_PARTIAL = "write `deny contains {...} if {...}`"


def check(rule: RuleText, module: Mapping[str, Any]) -> None:
    """Check the tree of a rule.

    Raises:
        Refused: Naming line and column.
    """
    _package(rule, module)
    _imports(module)
    whole = Module(module["rules"], rule.source.encode("utf-8"))
    _deny(whole)
    for part in whole.rules:
        if named(part.name) in BUILTINS:
            why = f"`{named(part.name)}` is a built-in function"
            name = part.name
            raise Refused(why, name.line, name.column, "choose another name")
    Checker(rule, whole).check()


def _package(rule: RuleText, module: Mapping[str, Any]) -> None:
    found = ref(module["package"]["refr"])
    span = module["package"]["span"]
    if found is None or named(found) != rule.package:
        why = "the package is not the one that the rule's folder asks for"
        raise Refused(why, span["line"], span["col"], f"package {rule.package}")


def _imports(module: Mapping[str, Any]) -> None:
    for node in module["imports"]:
        found = ref(node["refr"])
        if found is None or named(found) != "rego.v1" or node.get("as"):
            what = named(found) if found else "?"
            span, step = node["span"], "a rule stands alone; import rego.v1 and no more"
            raise Refused(f"`{what}` is imported", span["line"], span["col"], step)


def _deny(module: Module) -> None:
    mine = [(p.kind, p.name) for p in module.rules if p.name.base == "deny"]
    for kind, name in mine:
        if kind != "Set" or name.path:
            what = "an object of sets" if kind == "Set" else _KINDS[kind]
            if name.path and kind == "Compr":
                what = "an object"
            why = f"deny is {what}, expected a set of {{at, message}}"
            raise Refused(why, name.line, name.column, _PARTIAL)
    if not mine:
        raise Refused("the rule has no deny", hint=_PARTIAL)


class Checker:
    """Goes through the rules of one module.

    Args:
        rule: What it needs and declares.
        module: Its tree, with what the variables stand for.
    """

    def __init__(self, rule: RuleText, module: Module) -> None:
        self._reads = Reads(rule.needs, rule.may_be_empty)
        self._module = module
        self._uses: dict[str, set[str]] = {name: set() for name in module.names}
        found = (step for part in module.rules for step in part.steps)
        calls = (step.name for step in found if isinstance(step, Call))
        self._matches = any(name.startswith("regex.") for name in calls)

    def check(self) -> None:
        """Check each rule, then what they call among themselves."""
        for part in self._module.rules:
            self._defined_once(part.name)
            self._uses[part.name.base] |= set(self._rule(part))
        for defined in sorted(self._module.names):
            self._recursion(defined)

    def _defined_once(self, name: Ref) -> None:
        # Read by one of its names, it has in the engine only what that name gives it.
        mine = {p.name.path for p in self._module.rules if p.name.base == name.base}
        if ITEM in name.path and len(mine) > 1:
            why = f"`{name.base}` is defined by a variable and by other names"
            step = "where it is read by name, engines differ; define it once"
            raise Refused(why, name.line, name.column, step)

    def _rule(self, part: RuleNode) -> Iterator[str]:
        """Check one rule; yield the names it uses."""
        for step in part.steps:
            if isinstance(step, Call):
                self._call(step, part.names)
                yield step.name.partition(".")[0]
            elif isinstance(step, Ref):
                self._read(step, part.names)
                if step != part.name and not part.names.local(step.base):
                    yield step.base
            else:
                self._other(*step)

    def _call(self, step: Call, local: Names) -> None:
        where = step.line, step.column
        if step.name not in BUILTINS and step.name not in self._module.functions:
            why = f"`{step.name}` is not a function that a rule may call"
            instead = INSTEAD.get(step.name, "see the list of built-ins in the docs")
            raise Refused(why, *where, instead)
        if step.name == "sprintf" and (why := format_problem(step, local)):
            raise Refused(why, *where, "write a constant format with %s, %d or %v")
        if step.name == "count" and is_text(step.arguments[0], local):
            why = "`count` counts the letters of a text, where engines differ"
            raise Refused(why, *where, 'write count(split(text, ""))')

    def _read(self, step: Ref, local: Names) -> None:
        where = step.line, step.column
        if step.base == "data":
            raise Refused("a rule reads data", *where, "name the rule itself")
        if step.base == "input":
            why, todo = self._reads.problem(step.path)
            if why:
                raise Refused(why, *where, todo)
        elif (paths := local.paths(step)) and all(unknown(p) for p in paths):
            raise Refused(unknown(paths[0]), *where)

    def _other(self, kind: str, body: Any) -> None:  # noqa: ANN401
        if kind == "with_mods" and body:
            span = body[0]["refr"]
            found = ref(span)
            where = (found.line, found.column) if found else (0, 0)
            raise Refused("`with` changes what a rule sees", *where, "remove it")
        if kind in {"String", "RawString"} and self._matches:
            self._pattern(body)
        for node in _taken_apart(kind, body):
            span = node["Object"]["span"]
            step = "name it, and read its fields by name"
            why = "an object is taken apart by a pattern, where a wrong key is silent"
            raise Refused(why, span["line"], span["col"], step)

    def _pattern(self, body: Node) -> None:
        if found := re.search(CLASSES, body["value"]):
            span = body["span"]
            why = f"`{found[0]}` in a pattern means other letters in other engines"
            step = "write the letters, such as [0-9]"
            raise Refused(why, span["line"], span["col"], step)

    def _recursion(self, name: str) -> None:
        seen: set[str] = set()
        ahead = [name]
        while ahead:
            used = self._uses[ahead.pop()] & self._module.names
            if name in used:
                raise Refused(f"`{name}` depends on itself", hint="end the recursion")
            ahead += used - seen
            seen |= used


def _taken_apart(kind: str, body: Any) -> Iterator[Node]:  # noqa: ANN401
    """Yield the object patterns that variables are bound by."""
    patterns: list[Node] = []
    if kind == "SomeIn":
        patterns = [body["value"]]
    elif kind == "AssignExpr":
        patterns = [body["lhs"], *([body["rhs"]] if body["op"] == "Eq" else [])]
    elif kind == "args":
        patterns = body
    return (node for node in patterns if only(node)[0] == "Object")
