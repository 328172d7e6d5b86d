"""Which parts of the input a rule may read, by what it needs and declares.

Rego takes a path that is not there for "no", and `null < 5` for true. So a rule reads
only what the shape has, and only what the gate has seen to be there, or what the rule
itself declares may be empty.
"""

from collections.abc import Iterator, Sequence

from mlgate.core.sections import SHAPE, Shape

# Stands for any index, and for a key that is not a constant.
ITEM = "*"
Tokens = tuple[str, ...]


class Reads:
    """What one rule may read.

    Args:
        needs: Pointer patterns that the gate finds filled before the rule is run.
        may_be_empty: Pointers that the rule says it can do without.
    """

    def __init__(self, needs: Sequence[str], may_be_empty: Sequence[str]) -> None:
        # A need inside the items of a list is met only if the list has items.
        lists = [pattern.partition("/*")[0] for pattern in needs]
        self._roots = {*needs, *lists, *may_be_empty}

    def problem(self, path: Tokens) -> tuple[str, str]:
        """Return why ``path`` must not be read, and what to do; both "" if it may."""
        if not path:
            why = "`input` is used as a whole"
            return why, "read one field of it, by constant keys"
        if why := unknown(path):
            return why, ""
        if any(shape == "any" for _, shape in _along(path)):
            why = f"`{shown(path)}` is free-form, and no rule may read that"
            return why, "ask for a field of its own in the shape of the input"
        lists = [at for at, shape in _along(path) if isinstance(shape, list)]
        for at in lists or ([] if path[-1] == "at" else [path]):
            if not self._covers(at):
                why = f"`{shown(at)}` is read but neither needed nor declared"
                return why, f"add {_pointer(at)} to `needs` or `may_be_empty`"
        return "", ""

    def _covers(self, path: Tokens) -> bool:
        above = (_pointer(path[:n]) for n in range(1, len(path) + 1))
        return any(pointer in self._roots for pointer in above)


def unknown(path: Tokens) -> str:
    """Return why ``path`` leads nowhere in the shape; "" if it is there."""
    shape: Shape = SHAPE
    for n, token in enumerate(path, 1):
        inner = _step(shape, token)
        if inner is None:
            return _nowhere(path[:n], shape)
        shape = inner
    return ""


def kind(path: Tokens) -> Shape | None:
    """Return the shape at ``path``; None if there is none."""
    return None if unknown(path) else [*_along(path)][-1][1]


def shown(path: Tokens) -> str:
    """Return ``path`` as a rule would write it."""
    return "input" + "".join("[_]" if t == ITEM else f".{t}" for t in path)


def _pointer(path: Tokens) -> str:
    return "/" + "/".join(path)


def _along(path: Tokens) -> Iterator[tuple[Tokens, Shape]]:
    shape: Shape = SHAPE
    for n, token in enumerate(path, 1):
        inner = _step(shape, token)
        if inner is None:
            return
        shape = inner
        yield path[:n], shape


def _step(shape: Shape, token: str) -> Shape | None:
    if isinstance(shape, list):
        return shape[0] if token == ITEM else None
    if not isinstance(shape, dict):
        return "any" if shape == "any" else None
    # The root has no `at` of its own worth reading, but it has one.
    return shape.get(token, "str" if token == "at" else None)


def _nowhere(path: Tokens, shape: Shape) -> str:
    if path[-1] == ITEM and isinstance(shape, dict):
        return f"`{shown(path[:-1])}` is read by a key that is not a constant"
    why = f"`{shown(path)}` is not in the input"
    if not isinstance(shape, dict):
        return why
    from difflib import get_close_matches

    near = get_close_matches(path[-1], shape, 1)
    return f"{why}; did you mean `{near[0]}`?" if near else why
