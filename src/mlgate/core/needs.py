"""What a rule cannot be judged without: is it there, and is it worth enough?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mlgate.core.decision import Cause
from mlgate.core.evidence import Assurance, Binding
from mlgate.core.frozen import frozen
from mlgate.core.pointer import expand
from mlgate.core.rule import Need, RiskTier, Rule, Severity

# What deny rules ask for where they do not say otherwise.
ASSURANCE = {RiskTier.T0: Assurance.ATTESTED, RiskTier.T1: Assurance.ATTESTED}
BINDING = dict.fromkeys((RiskTier.T0, RiskTier.T1, RiskTier.T2), Binding.LISTED)


@frozen
class Worth:
    """What the source of one field is worth."""

    document: str
    binding: Binding
    assurance: Assurance


@frozen
class Shortfall:
    """A need that is not met, at one or more places.

    Attributes:
        pattern: The field pattern that the rule names.
        places: Concrete pointers; the pattern itself if nothing matches it.
        asked: For a weak need, what was asked for, in words.
        worth: For a weak need, what the weakest source is worth.
    """

    cause: Cause
    pattern: str
    places: tuple[str, ...]
    asked: str = ""
    worth: Worth | None = None


def judge(
    rule: Rule,
    tier: RiskTier | None,
    document: Mapping[str, Any],
    worth: Callable[[str], Worth],
) -> list[Shortfall]:
    """Return each need of ``rule`` that ``document`` leaves absent or weak.

    Args:
        rule: The rule to be run.
        tier: Tier in force; None asks for presence alone.
        document: A total input.
        worth: What the source of a concrete pointer is worth.
    """
    found: list[Shortfall] = []
    for need in rule.needs:
        if need.applies(tier):
            least = asked(rule, need, tier)
            for pattern in need.fields:
                gone = absent(document, pattern, rule.may_be_empty)
                found += [Shortfall(Cause.ABSENT, pattern, tuple(gone))] if gone else []
                found += [] if gone else _weak(document, pattern, least, worth)
    return found


def _weak(
    document: Mapping[str, Any],
    pattern: str,
    least: tuple[Assurance, Binding],
    worth: Callable[[str], Worth],
) -> Iterator[Shortfall]:
    """Yield one shortfall for each document that is worth too little."""
    by_document: dict[str, list[tuple[str, Worth]]] = {}
    for place, _ in expand(document, pattern):
        have = worth(place)
        if have.assurance < least[0] or have.binding < least[1]:
            by_document.setdefault(have.document, []).append((place, have))
    for places in by_document.values():
        have = min((w for _, w in places), key=lambda w: (w.assurance, w.binding))
        where = tuple(place for place, _ in places)
        yield Shortfall(Cause.WEAK, pattern, where, _words(have, *least), have)


def absent(
    document: Mapping[str, Any], pattern: str, may_be_empty: Sequence[str] = ()
) -> list[str]:
    """Return the places where ``pattern`` finds nothing; empty if all is there.

    A list on the way that is empty is absent itself: ``*`` over nothing would
    otherwise be met by nothing. It is not if the rule says that it may be empty: then
    what is needed is needed of each item that is there.
    """
    heads = pattern.split("/*")
    ways = ("/*".join(heads[:end]) for end in range(1, len(heads)))
    ways = (way for way in ways if way not in may_be_empty)
    gone = [place for way in ways for place, v in expand(document, way) if not v]
    return gone + [place for place, v in expand(document, pattern) if blank(v)]


def asked(rule: Rule, need: Need, tier: RiskTier | None) -> tuple[Assurance, Binding]:
    """Return the weakest assurance and binding that ``need`` accepts in ``tier``."""
    if tier is None:
        return Assurance.DECLARED, Binding.ENCLOSED
    strict = rule.severity.get(tier) is Severity.DENY
    assurance = (
        ASSURANCE.get(tier, Assurance.DECLARED) if strict else Assurance.DECLARED
    )
    binding = BINDING.get(tier, Binding.ENCLOSED) if strict else Binding.ENCLOSED
    return need.assurance.get(tier, assurance), need.binding.get(tier, binding)


def blank(value: Any) -> bool:  # noqa: ANN401
    """Say whether ``value`` says nothing: null, blank text, or a list of only such."""
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, list):
        return all(map(blank, value))
    return value is None or value == {}


def _words(have: Worth, assurance: Assurance, binding: Binding) -> str:
    named = {
        Binding.LISTED: "bound by digest or link",
        Binding.DIGEST: "bound by digest",
    }
    wants = [assurance.name.lower()] if have.assurance < assurance else []
    wants += [named.get(binding, "enclosed")] if have.binding < binding else []
    return " and ".join(wants)
