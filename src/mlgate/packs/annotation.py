"""From the annotation of a rule to the rule: every key known, every value checked."""

import re
from datetime import date
from typing import Any

from mlgate.core import shape
from mlgate.core.evidence import Assurance, Binding
from mlgate.core.pointer import split
from mlgate.core.rule import PROFILES, Need, RiskTier, Rule, Severity
from mlgate.core.tiers import OVERLAYS
from mlgate.packs.block import Block, block

LANGUAGES = {"rego": "rego", "py": "python"}
_REQUIRED = (
    "title", "description", "custom", "id", "profiles", "severity", "remediation",
    "next", "controls",
)  # fmt: skip
_OPTIONAL = ("needs", "may_be_empty", "overlays", "waivable", "effective_on")
_NEED = ("assurance", "binding", "tiers")
_TIERS = tuple(t.value for t in RiskTier)
_ID = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*-[0-9]{3}")
_SLUG = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
_CONTROL = re.compile(r"[a-z0-9][a-z0-9-]*:\S(.*\S)?")


def rule(text: str, path: str) -> Rule:
    """Return the rule whose source is ``text``.

    Args:
        text: Source of ``rule.rego`` or ``rule.py``.
        path: ``<pack>/<family>/<folder>/<file>``.

    Raises:
        PolicyError: The annotation is missing, or a key or value of it is not known;
            names file and line.
    """
    said = block(text, path)
    said.keys("custom", said.fields, _REQUIRED, _OPTIONAL)
    _, family, folder, file = path.split("/")
    return Rule(
        id=_id(said, folder),
        title=said.text("title"),
        description=said.text("description"),
        family=family,
        path=path,
        language=LANGUAGES[file.rpartition(".")[2]],
        source=text,
        profiles=_chosen(said, "profiles", PROFILES),
        severity=_severity(said),
        needs=_needs(said),
        remediation=said.text("remediation"),
        next=said.text("next"),
        overlays=_overlays(said),
        may_be_empty=_fields(said, "may_be_empty", said.texts("may_be_empty")),
        controls=_controls(said),
        waivable=said.flag("waivable", default=True),
        effective_on=_date(said),
    )


def _id(said: Block, folder: str) -> str:
    ident = said.text("id")
    if not _ID.fullmatch(ident):
        raise said.error("id", f"the id '{ident}' is not like 'LIN-002'")
    start = f"{ident.lower().replace('-', '_')}_"
    if not folder.startswith(start) or not _SLUG.fullmatch(folder[len(start) :]):
        why = f"{ident} lies in the folder '{folder}'"
        raise said.error("id", why, f"call the folder {start}<slug>, in lower case")
    return ident


def _chosen(said: Block, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    names = said.texts(key)
    if not names:
        hint = f"write one or more of {', '.join(allowed)}"
        raise said.error(key, f"`{key}` is empty: nothing selects the rule", hint)
    return tuple(said.one_of(key, name, allowed) for name in names)


def _overlays(said: Block) -> tuple[str, ...]:
    names = said.texts("overlays")
    return tuple(said.one_of("overlays", name, OVERLAYS) for name in names)


def _severity(said: Block) -> dict[RiskTier, Severity]:
    levels = tuple(s.value for s in Severity)
    found = _by_tier(said, "severity", said.fields["severity"], levels)
    if not found:
        raise said.error("severity", "`severity` is empty: no tier runs the rule")
    return {tier: Severity(level) for tier, level in found.items()}


def _by_tier(
    said: Block,
    key: str,
    value: Any,  # noqa: ANN401
    allowed: tuple[str, ...],
) -> dict[RiskTier, str]:
    given = said.mapped(key, value)
    return {
        RiskTier(said.one_of(key, tier, _TIERS)): said.one_of(key, name, allowed)
        for tier, name in given.items()
    }


def _needs(said: Block) -> tuple[Need, ...]:
    listed = said.fields.get("needs", [])
    if not isinstance(listed, list):
        raise said.error("needs", "`needs` is not a list", "write [{fields: [...]}]")
    if not listed and not said.fields.get("may_be_empty"):
        hint = "name the fields it reads under `needs`"
        raise said.error("custom", "the rule reads nothing", hint)
    return tuple(_need(said, said.mapped("needs", item)) for item in listed)


def _need(said: Block, item: dict[str, Any]) -> Need:
    said.keys("needs", item, ("fields",), _NEED)
    fields = _fields(said, "fields", said.listed("fields", item["fields"]))
    if not fields:
        raise said.error("fields", "a need without fields", "name a field, or drop it")
    assurance = _by_tier(said, "assurance", item.get("assurance", {}), _ASSURANCE)
    binding = _by_tier(said, "binding", item.get("binding", {}), _BINDING)
    tiers = said.listed("tiers", item.get("tiers", []))
    return Need(
        fields,
        {tier: Assurance[name.upper()] for tier, name in assurance.items()},
        {tier: Binding[name.upper()] for tier, name in binding.items()},
        frozenset(RiskTier(said.one_of("tiers", t, _TIERS)) for t in tiers),
    )


_ASSURANCE = tuple(a.name.lower() for a in Assurance)
# A document that is not bound is never used, so no need can accept it.
_BINDING = tuple(b.name.lower() for b in Binding if b is not Binding.NONE)


def _fields(said: Block, key: str, patterns: tuple[str, ...]) -> tuple[str, ...]:
    for pattern in patterns:
        if why := _wrong(pattern):
            hint = "see schemas/input.schema.json; '*' stands for any list item"
            raise said.error(pattern, f"`{key}` has '{pattern}': {why}", hint)
    return patterns


def _wrong(pattern: str) -> str:
    tokens = split(pattern)
    if not pattern.startswith("/"):
        return "a field begins with '/'"
    if any(t.isdecimal() or t == "at" for t in tokens):
        return "no rule may depend on a list's order or on `at`"
    found = shape.find(tokens)
    if found is None:
        return "the input has no such field"
    if isinstance(found, dict):
        return "that is an object, which is never absent: name its fields"
    return "that part is free-form and never ruled on" if found == "any" else ""


def _controls(said: Block) -> tuple[str, ...]:
    controls = said.texts("controls")
    for control in controls:
        if not _CONTROL.fullmatch(control):
            hint = "write framework:id, such as nist-ai-rmf:MAP 2.3"
            raise said.error("controls", f"'{control}' is not a control", hint)
    return controls


def _date(said: Block) -> str:
    if "effective_on" not in said.fields:
        return ""
    text = said.text("effective_on")
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as exc:
        why = f"`effective_on` is '{text}', not a date"
        raise said.error("effective_on", why, "write YYYY-MM-DD") from exc
