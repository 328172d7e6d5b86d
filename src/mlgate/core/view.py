"""The part of the input that rules may read, so that no more of it is sent.

A rule reads only what it needs or declares; anything else does not load. Most of an
input is components that no rule looks at, and each rule in Python gets a parse of
its own.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from mlgate.core.pointer import split
from mlgate.core.rule import Rule


def view(content: Mapping[str, Any], rules: Iterable[Rule]) -> dict[str, Any]:
    """Return ``content``, a total input, without what none of ``rules`` may read."""
    seen: dict[str, Any] = {"at": content["at"]}
    for root in sorted({root for rule in rules for root in _roots(rule)}):
        *above, last = split(root)
        source, target = content, seen
        for token in above:
            source = source[token]
            target = target.setdefault(token, {"at": source["at"]})
        target[last] = source[last]
    return seen


def _roots(rule: Rule) -> Iterable[str]:
    """Yield what ``rule`` reads at or below: of a list, all items or none."""
    patterns = [field for need in rule.needs for field in need.fields]
    for pattern in (*patterns, *rule.may_be_empty):
        yield pattern.partition("/*")[0]
