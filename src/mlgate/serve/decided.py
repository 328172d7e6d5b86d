"""One signed decision, as far as it can be judged without a clock."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from mlgate.core import oci, verification, waivers
from mlgate.core.decision import Cause, Finding, Outcome, Result
from mlgate.core.frozen import frozen
from mlgate.core.rule import RiskTier, Rule, Severity
from mlgate.core.statements import Statement
from mlgate.core.tiers import strictest
from mlgate.core.waivers import Waiver, instant
from mlgate.errors import VerificationError


@frozen
class Decided:
    """A decision that a trusted key signed, and whose summary vouches for it.

    Attributes:
        id: Digest of the decision statement: what an audit looks it up by.
        images: OCI manifests that were found to hold the subject's files.
        refused: Why it admits nothing in this cluster, whenever; "" if it may.
        waived: Findings that a waiver covered, when it was decided.
    """

    subject: str
    id: str
    policy: str
    environment: str
    tier: str
    made_at: datetime
    signer: str
    images: tuple[str, ...] = ()
    refused: str = ""
    waived: tuple[Result, ...] = ()


def decided(
    subject: str,
    summary: Statement,
    record: Mapping[str, Any],
    sha256: str,
    signer: str,
) -> Decided:
    """Return what a verified decision says.

    Args:
        subject: What it is about.
        summary: Its verified summary.
        record: The decision in the verified decision statement.
        sha256: Hex digest of that statement.
        signer: Name of the key.

    Raises:
        VerificationError: It does not say when it was made.
    """
    made = summary.predicate.get("timeVerified")
    moment = instant(made) if isinstance(made, str) else None
    if moment is None:
        hint = "make it again with mlgate attest"
        raise VerificationError("the summary does not say when", hint=hint)
    policy = record.get("policy")
    digest = policy.get("digest") if isinstance(policy, dict) else None
    return Decided(
        subject=subject,
        id=f"sha256:{sha256}",
        policy=digest if isinstance(digest, str) else "",
        environment=_text(record.get("environment")),
        tier=_text(record.get("tier")),
        made_at=moment,
        signer=signer,
        images=oci.recorded(record.get("subject")),
        waived=tuple(_waived(record.get("results"))),
    )


def unfit(found: Decided, policy: str, environment: str, least: RiskTier) -> str:
    """Return why ``found`` admits nothing here, whatever the hour; "" if it may."""
    if found.policy != policy:
        return "it was made by another policy than the one that is pinned"
    if found.environment != environment:
        ours, theirs = environment or "none", found.environment or "none"
        return f"it is for the environment '{theirs}', this cluster asks for '{ours}'"
    tiers = [tier for tier in RiskTier if tier is not RiskTier.T0]
    if (
        found.tier not in tiers
        or strictest([RiskTier(found.tier), least]) != found.tier
    ):
        return f"it was made at tier {found.tier or 'none'}, {least} is the least here"
    return ""


def stands(
    found: Decided, at: datetime, max_age: timedelta | None, accepted: Sequence[Waiver]
) -> str:
    """Return why ``found`` admits nothing at the instant ``at``; "" if it does.

    What does not hang on the hour was verified when it was read. Waivers are judged by
    the same function as in a check: what was waived when it was decided must be waived
    now.
    """
    if stale := verification.age(found.made_at, at, max_age):
        return stale
    return _unwaived(found, at, accepted) if found.waived else ""


def _unwaived(found: Decided, at: datetime, accepted: Sequence[Waiver]) -> str:
    # The pinned policy let these rules be waived then, so it does now.
    rules = {result.rule: _waivable(result) for result in found.waived}
    ours = [
        waivers.check(waiver, rules)
        for waiver in accepted
        if waiver.rule in rules and waiver.subject == found.subject
    ]
    applied = waivers.apply(found.waived, ours, found.subject, found.environment, at)
    bare = [r.rule for r in applied.results if r.outcome is not Outcome.WAIVED]
    if not bare and not applied.errors:
        return ""
    said = next((n for n in (*applied.errors, *applied.notes) if "unused" not in n), "")
    return said or f"the waiver of {bare[0]} is no longer in org.yaml"


def _waived(results: object) -> Iterator[Result]:
    """Yield the results that pass by a waiver alone, as they were without it."""
    for one in results if isinstance(results, list) else ():
        blocks = isinstance(one, dict) and one.get("severity") == Severity.DENY.value
        if blocks and one.get("outcome") == Outcome.WAIVED.value:
            finding = Finding("waived", "", Cause.RULE, "")
            rule, deny = str(one.get("rule")), Severity.DENY
            yield Result(rule, "", Outcome.FAIL, deny, findings=(finding,))


def _waivable(result: Result) -> Rule:
    return Rule(
        id=result.rule,
        title="",
        description="",
        family="",
        path="",
        language="",
        source="",
        profiles=(),
        severity={},
        needs=(),
        remediation="",
        next="",
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
