"""Refuses a Python rule by its tree: how ``deny`` is defined, imports, reads.

This finds mistakes, not malice: a Python rule is code that the organisation pins.
"""

import ast
from collections.abc import Iterator

from mlgate.engines.reads import ITEM, Reads
from mlgate.engines.refused import Refused, RuleText

IMPORTS = frozenset({
    "__future__", "collections", "collections.abc", "datetime", "itertools", "math",
    "mlgate.core.decision", "re", "typing",
})  # fmt: skip
# What would make two runs differ.
_CLOCK = frozenset({"now", "today", "utcnow"})
_DEFINE = "write `def deny(input):` as a generator of Denial"


def check(rule: RuleText, tree: ast.Module) -> None:
    """Check the tree of a rule.

    Raises:
        Refused: Naming line and column.
    """
    for node in ast.walk(tree):
        _import(node)
        if isinstance(node, ast.Attribute) and node.attr in _CLOCK:
            step = 'read input["context"]["clock"]'
            raise _refused(f"`{node.attr}` reads a clock", node, step)
    deny = _deny(tree)
    reads = Reads(rule.needs, rule.may_be_empty)
    for node, path in _reads(deny):
        why, todo = reads.problem(path)
        if why:
            raise _refused(why, node, todo)


def _import(node: ast.AST) -> None:
    names: list[str] = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        names = ["." * node.level + (node.module or "")]
    for name in names:
        if name not in IMPORTS:
            step = f"known to rules: {', '.join(sorted(IMPORTS))}"
            raise _refused(f"`{name}` is imported", node, step)


def _deny(tree: ast.Module) -> ast.FunctionDef:
    found = [
        node for node in tree.body if "deny" in (getattr(node, "name", ""), *_set(node))
    ]
    if not found:
        raise Refused("the rule has no deny", hint=_DEFINE)
    if len(found) > 1:
        raise _refused("deny is defined twice", found[1], "keep one")
    deny = found[0]
    if not isinstance(deny, ast.FunctionDef) or deny.decorator_list:
        raise _refused("deny is not a plain function", deny, _DEFINE)
    given = deny.args
    others = (given.posonlyargs, given.kwonlyargs, given.vararg, given.kwarg)
    if len(given.args) != 1 or any(others) or given.defaults:
        raise _refused("deny does not have exactly one parameter", deny, _DEFINE)
    return deny


def _set(node: ast.stmt) -> Iterator[str]:
    targets = getattr(node, "targets", [getattr(node, "target", None)])
    return (target.id for target in targets if isinstance(target, ast.Name))


def _reads(deny: ast.FunctionDef) -> Iterator[tuple[ast.AST, tuple[str, ...]]]:
    """Yield each use of the parameter, with the constant keys that follow it."""
    name = deny.args.args[0].arg
    inside: dict[ast.AST, ast.AST] = {}
    for node in ast.walk(deny):
        inside |= dict.fromkeys(ast.iter_child_nodes(node), node)
        if isinstance(node, ast.arg) and node.arg == name and node not in _own(deny):
            raise _refused(f"`{name}` is given another meaning", node, "rename it")
    for node in list(inside):
        if isinstance(node, ast.Name) and node.id == name:
            yield node, tuple(_path(node, inside))


def _own(deny: ast.FunctionDef) -> list[ast.arg]:
    return deny.args.args


def _path(node: ast.AST, inside: dict[ast.AST, ast.AST]) -> Iterator[str]:
    while (above := inside.get(node)) is not None:
        if isinstance(above, ast.Subscript) and above.value is node:
            key = above.slice
            text = isinstance(key, ast.Constant) and isinstance(key.value, str)
            yield str(key.value) if isinstance(key, ast.Constant) and text else ITEM
            node = above
        elif (got := _got(above, inside)) is not None:
            yield got
            node = inside[above]
        else:
            return


def _got(above: ast.AST, inside: dict[ast.AST, ast.AST]) -> str | None:
    """Return the key of ``.get(key)``, ITEM if it is not constant; None if no such."""
    if not isinstance(above, ast.Attribute) or above.attr != "get":
        return None
    call = inside.get(above)
    if not isinstance(call, ast.Call) or call.func is not above or not call.args:
        return None
    key = call.args[0]
    return (
        key.value
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
        else ITEM
    )


def _refused(why: str, node: ast.AST, step: str) -> Refused:
    line, column = getattr(node, "lineno", 0), getattr(node, "col_offset", -1) + 1
    return Refused(why, line, column, step)
