"""Values of the core, with everything filled in that a test does not care about."""

from hypothesis import strategies as st

from mlgate.core.decision import Cause, Finding, Outcome, Result
from mlgate.core.rule import PROFILES, Need, RiskTier, Rule, Severity

TIERS = tuple(RiskTier)
DENIED = dict.fromkeys(TIERS, Severity.DENY)

outcomes = st.sampled_from(list(Outcome))
severities = st.sampled_from(list(Severity))


def rule(ident: str = "AAA-001", **more: object) -> Rule:
    """Return a rule that is selected everywhere and denies in each tier."""
    plain: dict[str, object] = {
        "id": ident,
        "title": "A title",
        "description": "A description.",
        "family": "family",
        "path": f"pack/family/{ident.lower().replace('-', '_')}_x/rule.rego",
        "language": "rego",
        "source": "",
        "profiles": PROFILES,
        "severity": DENIED,
        "needs": (),
        "remediation": "Mend it.",
        "next": "write it",
    }
    return Rule(**{**plain, **more})  # type: ignore[arg-type]


def needing(*fields: str, **more: object) -> Rule:
    """Return a rule with one need of ``fields``."""
    return rule(needs=(Need(fields, **more),))  # type: ignore[arg-type]


def finding(pointer: str = "/release", **more: object) -> Finding:
    """Return a finding of a rule at ``pointer``."""
    plain: dict[str, object] = {
        "message": "it is wrong",
        "next": "write it",
        "cause": Cause.RULE,
        "pointer": pointer,
    }
    return Finding(**{**plain, **more})  # type: ignore[arg-type]


def result(
    ident: str = "AAA-001",
    outcome: Outcome = Outcome.FAIL,
    severity: Severity | None = Severity.DENY,
    *findings: Finding,
) -> Result:
    """Return a result; one that fails has a finding, one not applicable no severity."""
    if outcome in {Outcome.FAIL, Outcome.WAIVED} and not findings:
        findings = (finding(),)
    if outcome is Outcome.NOT_APPLICABLE:
        severity = None
    return Result(ident, "A title", outcome, severity, "", findings)


results = st.builds(
    result, st.sampled_from(["AAA-001", "BBB-001"]), outcomes, severities
)
