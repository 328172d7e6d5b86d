"""Every shipped rule with its cases, and ways to take needed things out of an input."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from mlgate.core import needs
from mlgate.core.decision import Cause, Outcome
from mlgate.core.evidence import Assurance, Binding
from mlgate.core.needs import Worth
from mlgate.core.pointer import expand, split
from mlgate.core.rule import PolicyPack, RiskTier, Rule
from mlgate.engines.embedded import EmbeddedEngine
from mlgate.packs.cases import Case, parse
from mlgate.packs.read import cases, read
from mlgate.strict.shipped import folder

FOLDERS = {p.parent.name: p.parent for p in folder("policies").glob("*/pack.yaml")}
PACKS = {name: read(path, "shipped") for name, path in FOLDERS.items()}
RULES = [(pack, rule) for pack in PACKS.values() for rule in pack.rules]
BEST = Worth("", Binding.DIGEST, Assurance.VERIFIED)
NOTHING = (None, "", " \t\u00a0")

Content = dict[str, Any]


def cases_of(pack: PolicyPack, rule: Rule) -> tuple[Case, ...]:
    """Return the cases of ``rule``."""
    return parse(cases(FOLDERS[pack.name], rule), f"{rule.id}/cases.yaml")


def tiers_of(rule: Rule) -> list[RiskTier]:
    """Return the tiers that run ``rule``; T0 denies whatever the evidence says."""
    return [tier for tier in rule.severity if tier is not RiskTier.T0]


def in_tier(content: Content, tier: RiskTier) -> Content:
    """Return ``content`` as the gate would give it in ``tier``."""
    return content | {"tier": content["tier"] | {"value": tier.value}}


@dataclass(frozen=True)
class Judge:
    """Judges one rule as the gate does: its needs first, then the rule itself."""

    engine: EmbeddedEngine

    def outcome(
        self,
        pack: PolicyPack,
        rule: Rule,
        tier: RiskTier,
        content: Content,
        worth: Callable[[str], Worth] = lambda _: BEST,
    ) -> tuple[Outcome, str]:
        """Return the outcome, and the error if there is one."""
        short = needs.judge(rule, tier, content, worth)
        if any(s.cause is Cause.ABSENT for s in short):
            return Outcome.FAIL, ""
        document = json.dumps(content, ensure_ascii=False).encode()
        reply = self.engine.evaluate(pack, [rule.id], document)[rule.id]
        if reply.error or reply.denials is None:
            return Outcome.ERROR, reply.error
        found = bool(short or reply.denials)
        return (Outcome.FAIL if found else Outcome.PASS), ""


def needed(rule: Rule, tier: RiskTier) -> list[str]:
    """Return each pattern that ``rule`` needs in ``tier``, and each list on its way."""
    found: dict[str, None] = {}
    for need in rule.needs:
        if need.applies(tier):
            for pattern in need.fields:
                parts = pattern.split("/*")
                ways = ("/*".join(parts[:i]) for i in range(1, len(parts) + 1))
                found |= dict.fromkeys(way for way in ways if way)
    return list(found)


def without(content: Content, pattern: str) -> Iterator[tuple[str, Content]]:
    """Yield ``content`` with what ``pattern`` names gone, in every way it can be."""
    for place, value in expand(content, pattern):
        for gone in ([],) if isinstance(value, list) else NOTHING:
            yield f"{place} is {gone!r}", put(content, place, gone)


def put(content: Content, pointer: str, value: Any) -> Content:  # noqa: ANN401
    """Return a copy of ``content`` with ``value`` at ``pointer``."""
    copied = deepcopy(content)
    *above, last = split(pointer)
    inner: Any = copied
    for token in above:
        inner = inner[int(token)] if isinstance(inner, list) else inner[token]
    inner[int(last) if isinstance(inner, list) else last] = value
    return copied
