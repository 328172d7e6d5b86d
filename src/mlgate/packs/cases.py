"""The cases of a rule: evidence in, findings out. Tests, and examples on its page."""

import re
from collections.abc import Mapping
from typing import Any

from mlgate.core.frozen import frozen
from mlgate.core.rule import RiskTier
from mlgate.core.sections import SHAPE, Shape
from mlgate.core.shape import total
from mlgate.errors import EvidenceError, PolicyError
from mlgate.strict import yaml_reader

_KEYS = {"name", "tier", "input", "findings", "absent"}
_HINT = "a case is {name, tier, input, findings: [...]} or {..., absent: [...]}"
_INT = re.compile(r"-?[0-9]{1,15}", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", re.ASCII)


@frozen
class Case:
    """One piece of evidence, and what the rule finds in it.

    Attributes:
        given: The sections of the input that matter here, as written.
        content: The total input that they become; ``tier.value`` is ``tier``.
        findings: ``<at>: <message>`` of each denial, sorted; none is a pass.
        absent: Need patterns that are not there; then the rule is not run.
    """

    name: str
    tier: RiskTier
    given: Mapping[str, Any]
    content: Mapping[str, Any]
    findings: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()


def parse(text: str, path: str) -> tuple[Case, ...]:
    """Return the cases written in ``text``.

    Raises:
        PolicyError: It is not a list of cases, or a case has an unknown key, an
            unknown tier, or an input that does not fit the shape.
    """
    try:
        listed = yaml_reader.parse(text, path)
    except EvidenceError as exc:
        raise PolicyError(exc.message, place=exc.place, hint=exc.hint) from exc
    if not isinstance(listed, list) or not listed:
        raise PolicyError("not a list of cases", place=path, hint=_HINT)
    return tuple(_case(item, path) for item in listed)


def _case(item: Any, path: str) -> Case:  # noqa: ANN401
    if not isinstance(item, dict) or not isinstance(item.get("name"), str):
        raise PolicyError("a case without a name", place=path, hint=_HINT)
    place = f"{path} ({item['name']})"
    # Exactly one of the two says what is expected; a typo must not mean "passes".
    if item.keys() - _KEYS or ("findings" in item) == ("absent" in item):
        raise PolicyError(f"keys {', '.join(item)}", place=place, hint=_HINT)
    try:
        tier = RiskTier(item.get("tier", "T1"))
        given = _typed(item.get("input", {}), SHAPE)
        content = total(given, SHAPE)
    except (ValueError, EvidenceError) as exc:
        raise PolicyError(str(exc), place=place, hint=_HINT) from exc
    findings, absent = item.get("findings", []), item.get("absent", [])
    if not _texts(findings) or not _texts(absent):
        raise PolicyError("findings are texts", place=place, hint=_HINT)
    return Case(
        item["name"],
        tier,
        given,
        content | {"tier": content["tier"] | {"value": tier.value}},
        tuple(sorted(findings)),
        tuple(absent),
    )


def _typed(value: Any, shape: Shape | None) -> Any:  # noqa: ANN401
    """Return ``value`` with numbers where the shape says so: YAML leaves them text."""
    if isinstance(value, dict):
        known = shape if isinstance(shape, dict) else {}
        return {k: _typed(v, known.get(k)) for k, v in value.items()}
    if isinstance(value, list):
        inner = shape[0] if isinstance(shape, list) else None
        return [_typed(v, inner) for v in value]
    if shape == "int" and isinstance(value, str) and _INT.fullmatch(value):
        return int(value)
    if shape == "num" and isinstance(value, str) and _NUMBER.fullmatch(value):
        return int(value) if _INT.fullmatch(value) else float(value)
    return value


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)
