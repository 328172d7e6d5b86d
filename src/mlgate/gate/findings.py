"""Turns shortfalls and denials into findings: in words, with a place and a next step.

Positions are found for findings only, one pass a file, so passing stays fast.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from mlgate.core.decision import Cause, Denial, Finding
from mlgate.core.dossier import Dossier
from mlgate.core.evidence import Evidence
from mlgate.core.needs import Shortfall
from mlgate.core.pointer import ancestors, resolve
from mlgate.core.rule import RiskTier, Rule

PLACES = 20
SIGN = "mlgate evidence sign PATH --key KEY"
Locate = Callable[[str, Sequence[str]], Mapping[str, tuple[int, int]]]


def unmet(
    short: Shortfall, rule: Rule, dossier: Dossier, tier: RiskTier | None
) -> Finding:
    """Return the finding of a need that is absent or weak."""
    if short.cause is Cause.ABSENT:
        message, root = _absent(short, dossier)
        step = rule.next
    else:
        message, root = _weak(short, dossier, tier)
        step = SIGN
    pointer = short.places[0]
    places = short.places[:PLACES] if len(short.places) > 1 else ()
    count = len(short.places)
    return Finding(
        message, step, short.cause, pointer, count=count, places=places, root=root
    )


def denied(denial: Denial, rule: Rule, dossier: Dossier) -> Finding:
    """Return the finding of what a rule itself found."""
    root = _changed(denial.at, dossier)
    step = SIGN if _of_document(root, dossier) else rule.next
    return Finding(denial.message, step, Cause.RULE, denial.at, root=root)


def located(
    findings: Iterable[Finding], dossier: Dossier, locate: Locate
) -> list[Finding]:
    """Return ``findings`` with file, line and column, looked up a file at a time."""
    all_of_them = list(findings)
    by_file: dict[str, list[str]] = {}
    for finding in all_of_them:
        place = dossier.place(finding.pointer)
        by_file.setdefault(place.document, []).append(place.pointer)
    known = {name: locate(name, pointers) for name, pointers in by_file.items() if name}
    return [_located(finding, dossier, known) for finding in all_of_them]


def _located(
    finding: Finding,
    dossier: Dossier,
    known: Mapping[str, Mapping[str, tuple[int, int]]],
) -> Finding:
    place = dossier.place(finding.pointer)
    line, column = known.get(place.document, {}).get(place.pointer, (0, 0))
    return replace(finding, file=place.document, line=line, column=column)


def _absent(short: Shortfall, dossier: Dossier) -> tuple[str, tuple[str, ...]]:
    pointer = short.places[0]
    name = words(pointer)
    section = pointer.split("/")[1]
    gap = dossier.gap(pointer)
    if gap and gap.why == "unreadable":
        return f"{name} cannot be read: {gap.raw}", (gap.document,)
    if gap and gap.at == f"/{section}":
        # Why there is no such section at all is one cause, whatever it lacks.
        return f"{words(gap.at)} is missing: {gap.raw}", (f"no {section}",)
    if gap:
        said = {
            "placeholder": f"is an unfilled placeholder: {gap.raw}",
            "no_assertion": f"makes no assertion: {gap.raw}",
            "conflict": f"is in conflict: {gap.raw}",
        }[gap.why]
        return f"{name} {said}", ()
    if not dossier.place(pointer).document and section not in {"waivers", "policy"}:
        return f"{name} is missing: no document says it", (f"no {section}",)
    return f"{name} is missing", ()


def _weak(
    short: Shortfall, dossier: Dossier, tier: RiskTier | None
) -> tuple[str, tuple[str, ...]]:
    document = short.worth.document if short.worth else ""
    source = dossier.evidence[document]
    if source.changed == (document,):
        return f"{document} is not what its evidence link lists", source.changed
    if source.changed:
        what = ", ".join(source.changed[:PLACES])
        return f"the evidence link is for other bytes: {what} changed", source.changed
    return f"{document} is {worth(source)}; {tier} asks for {short.asked}", (document,)


def worth(source: Evidence) -> str:
    """Say in words what a document is worth."""
    return f"{source.assurance.name.lower()} and {source.binding.name.lower()}"


def _changed(pointer: str, dossier: Dossier) -> tuple[str, ...]:
    """Return the changed paths of the nearest object that has any."""
    for at in ancestors(pointer):
        value = resolve(dossier.content, at)
        if isinstance(value, dict) and value.get("changed"):
            return tuple(value["changed"])
    return ()


def _of_document(root: tuple[str, ...], dossier: Dossier) -> bool:
    # What changed is evidence, not an artifact: signing the evidence anew mends it.
    return bool(root) and all(path in dossier.evidence for path in root)


def words(pointer: str) -> str:
    """Return ``/release/owner/team`` as people say it: `release.owner.team`."""
    return f"`{'.'.join(pointer.split('/')[1:])}`"
