"""From outcomes to a verdict. Pure: the same outcomes, the same verdict."""

from collections.abc import Sequence

from mlgate.core.decision import Outcome, Result, Verdict
from mlgate.core.rule import RiskTier, Severity
from mlgate.errors import PolicyError


def verdict(results: Sequence[Result], errors: Sequence[str] = ()) -> Verdict:
    """Return ``deny`` if a deny rule fails; else ``undecided`` on error; else allow.

    Args:
        results: One per rule of the pack, whatever became of it.
        errors: Errors that belong to no rule.

    Raises:
        PolicyError: No rule was selected. An empty gate is a mistake, not a pass.
    """
    judged = [r for r in results if r.outcome is not Outcome.NOT_APPLICABLE]
    if not judged:
        raise PolicyError(
            "no rule applies: nothing was judged",
            hint="choose a pack and a profile with rules for this tier",
        )
    deny = [r.outcome for r in judged if r.severity is Severity.DENY]
    if Outcome.FAIL in deny:
        return Verdict.DENY
    if Outcome.ERROR in deny or errors:
        return Verdict.UNDECIDED
    return Verdict.ALLOW


def unblocked(tier: RiskTier | None, results: Sequence[Result]) -> tuple[str, ...]:
    """Return an error if no rule denies what no pack may allow: T0, or no tier.

    A pack of one's own may lack the rules that say so, or ask less of them.
    """
    denied = any(
        r.outcome is Outcome.FAIL and r.severity is Severity.DENY for r in results
    )
    if denied or tier not in {None, RiskTier.T0}:
        return ()
    why = f"tier {tier} blocks the release" if tier else "there is no tier"
    return (f"{why}, and no rule of the pack denies it",)
