"""Which rules of a pack are run: by profile, tier, overlay and date."""

from collections.abc import Iterable
from datetime import date

from mlgate.core.decision import Outcome, Result
from mlgate.core.frozen import frozen
from mlgate.core.rule import RiskTier, Rule, Severity
from mlgate.core.tiers import Tiering

TIER_RULE = "INV-002"


@frozen
class Selected:
    """A rule to be run, with what its failing means here and today."""

    rule: Rule
    severity: Severity
    note: str = ""


def select(
    rules: Iterable[Rule], profile: str, tiering: Tiering, today: date
) -> tuple[list[Selected], list[Result]]:
    """Return the rules to run, and a reasoned ``not_applicable`` for every other.

    Without a tier only the rule that asks for one is run.
    """
    selected: list[Selected] = []
    others: list[Result] = []
    for rule in sorted(rules, key=lambda r: r.id):
        if why := _why_not(rule, profile, tiering):
            na = Outcome.NOT_APPLICABLE
            others.append(Result(rule.id, rule.title, na, None, why, (), rule.controls))
        else:
            selected.append(_dated(rule, tiering.tier, today))
    return selected, others


def preview(
    rules: Iterable[Rule], profile: str, tiering: Tiering, today: date
) -> dict[str, int]:
    """Return how many rules each tier would select; overlays as they are known."""
    known = list(rules)
    would = {t: Tiering(t, "", tiering.overlays, ()) for t in RiskTier if t != "T0"}
    return {t: len(select(known, profile, w, today)[0]) for t, w in would.items()}


def _why_not(rule: Rule, profile: str, tiering: Tiering) -> str:
    if tiering.tier is None:
        return "" if rule.id == TIER_RULE else "no tier"
    if profile not in rule.profiles:
        return f"not in profile {profile}"
    if tiering.tier not in rule.severity:
        return f"not asked of {tiering.tier}"
    if rule.overlays and not set(rule.overlays) & set(tiering.overlays):
        return f"overlay {' or '.join(rule.overlays)} is off"
    return ""


def _dated(rule: Rule, tier: RiskTier | None, today: date) -> Selected:
    severity = rule.severity[tier] if tier else Severity.DENY
    starts = date.fromisoformat(rule.effective_on) if rule.effective_on else today
    if severity is Severity.DENY and today < starts:
        days = (starts - today).days
        note = f"counts as warn until {starts}, in {days} days"
        return Selected(rule, Severity.WARN, note)
    return Selected(rule, severity)
