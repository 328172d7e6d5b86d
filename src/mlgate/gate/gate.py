"""The gate: the whole story of one decision, on one page."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from mlgate.core import decide, needs, selection, skew, tiers, waivers
from mlgate.core.decision import Cause, Decision, Finding, Input, Outcome, Result
from mlgate.core.dossier import Dossier
from mlgate.core.frozen import frozen
from mlgate.core.lineage_shown import compact
from mlgate.core.organisation import Organisation
from mlgate.core.ports import Engine, Reply
from mlgate.core.rule import PolicyPack, RiskTier
from mlgate.core.sections import SHAPE
from mlgate.core.selection import Selected
from mlgate.core.shape import total
from mlgate.core.tiers import Tiering
from mlgate.core.view import view
from mlgate.errors import ConfigError
from mlgate.gate import findings
from mlgate.gate.reading import Reading


@frozen
class Gate:
    """One pack, one organisation and one engine, bound together.

    Attributes:
        wish: A stricter tier asked for by the caller or the repository.
        profile: A stricter profile asked for, or "".
        environment: Where the model is to run, or "".
        inputs: Digests of the configuration files behind this gate.
    """

    pack: PolicyPack
    organisation: Organisation
    engine: Engine
    wish: RiskTier | None = None
    profile: str = ""
    environment: str = ""
    inputs: tuple[Input, ...] = ()

    def decide(self, reading: Reading, at: datetime) -> Decision:
        """Judge what was read, at the instant ``at``; the same inputs, the same bytes.

        Raises:
            ConfigError: ``at`` has no zone, or is out of range.
            PolicyError: No rule applies, or a rule does not load.
            EngineError: The engine cannot be started.
        """
        at = _utc(at)
        tiering = self._tiering(reading.dossier.content)
        profile = self.organisation.profile(tiering.tier, self.profile)
        dossier = self._complete(reading.dossier, tiering, profile, at)
        chosen, others = selection.select(self.pack.rules, profile, tiering, at.date())
        results = self._judge(chosen, dossier, tiering.tier, reading) + others
        applied = waivers.apply(
            sorted(results, key=lambda r: r.rule),
            self._waivers(),
            reading.subject["digest"],
            self.environment,
            at,
        )
        return self._decision(reading, dossier, tiering, profile, applied, at)

    def _judge(
        self,
        chosen: Sequence[Selected],
        dossier: Dossier,
        tier: RiskTier | None,
        reading: Reading,
    ) -> list[Result]:
        short = {
            s.rule.id: needs.judge(s.rule, tier, dossier.content, dossier.worth)
            for s in chosen
        }
        # A rule whose needs are absent would read nothing as a pass: it is not run.
        run = [
            s.rule.id
            for s in chosen
            if all(x.cause is not Cause.ABSENT for x in short[s.rule.id])
        ]
        seen = view(dossier.content, (s.rule for s in chosen if s.rule.id in run))
        document = json.dumps(seen, ensure_ascii=False).encode()
        said = self.engine.evaluate(self.pack, run, document) if run else {}
        replies = {rule: _heard(said.get(rule)) for rule in run}
        found = {
            s.rule.id: [
                findings.unmet(x, s.rule, dossier, tier) for x in short[s.rule.id]
            ]
            + [
                findings.denied(d, s.rule, dossier)
                for d in replies.get(s.rule.id, Reply(())).denials or ()
            ]
            for s in chosen
        }
        flat = findings.located(
            (f for fs in found.values() for f in fs), dossier, reading.locate
        )
        places = iter(flat)
        return [
            _result(s, [next(places) for _ in found[s.rule.id]], replies.get(s.rule.id))
            for s in chosen
        ]

    def _tiering(self, content: Mapping[str, Any]) -> Tiering:
        said = content["tier"]
        return tiers.assign(
            {a["question"]: a["answer"] for a in said["answers"]},
            {p["practice"]: p["answer"] for p in said["prohibited"]},
            content["release"]["name"],
            self.organisation.floors,
            self.wish,
        )

    def _waivers(self) -> list[waivers.Waiver]:
        rules = {rule.id: rule for rule in self.pack.rules}
        return [waivers.check(w, rules) for w in self.organisation.waivers]

    def _complete(
        self, dossier: Dossier, tiering: Tiering, profile: str, at: datetime
    ) -> Dossier:
        """Add what only the gate knows: tier, waivers, policy, clock."""
        content = dossier.content
        tier = {
            **content["tier"],
            "value": tiering.tier,
            "reason": tiering.reason,
            "overlays": list(tiering.overlays),
            "unanswered": list(tiering.unanswered),
        }
        digest = content["subject"]["digest"]
        mine = [w for w in self._waivers() if waivers.concerns(w, digest)]
        added = {
            "tier": tier,
            "waivers": [waivers.record(w) for w in mine],
            "policy": self._policy(tiering.tier, profile),
            "context": {"clock": clock(at), "environment": self.environment},
        }
        fresh = {k: total(v, SHAPE[k], f"/{k}") for k, v in added.items()}
        return replace(dossier, content={**content, **fresh})

    def _policy(self, tier: RiskTier | None, profile: str) -> dict[str, Any]:
        known = tier or RiskTier.T1
        limits = {
            "waiver_days": self.organisation.waiver_days.get(known, 0),
            "waiver_renewals": self.organisation.waiver_renewals,
            "bom_score": self.organisation.bom_score.get(known, 1),
        }
        return {
            "pack": self.pack.name,
            "version": self.pack.version,
            "digest": self.pack.digest,
            "pinned": self.organisation.pack.digest,
            "profile": profile,
            "limits": limits,
        }

    def _decision(
        self,
        reading: Reading,
        dossier: Dossier,
        tiering: Tiering,
        profile: str,
        applied: waivers.Applied,
        at: datetime,
    ) -> Decision:
        release = dossier.content["release"]
        named = {"name": release["name"], "version": release["version"]}
        policy = dossier.content["policy"]
        errors = applied.errors + decide.unblocked(tiering.tier, applied.results)
        return Decision(
            verdict=decide.verdict(applied.results, errors),
            subject=named | reading.subject,
            tier=tiering.tier,
            tier_reason=tiering.reason,
            overlays=tiering.overlays,
            environment=self.environment,
            results=applied.results,
            policy={
                k: policy[k] for k in ("pack", "version", "digest", "profile", "pinned")
            },
            inputs=(*reading.inputs, *self.inputs),
            engine=self.engine.info,
            clock=clock(at),
            notes=(*reading.notes, *_dated(dossier, at), *applied.notes),
            errors=errors,
            preview={}
            if tiering.tier
            else selection.preview(self.pack.rules, profile, tiering, at.date()),
            lineage=compact(dossier.content["graph"]),
        )


def _dated(dossier: Dossier, at: datetime) -> list[str]:
    """Return a note on each document that says it was made after the decision."""
    found = skew.ahead(dossier.content, at)
    said = {dossier.place(pointer).document: text for pointer, text in found}
    return [
        f"{name} is dated {text}, after this decision at {clock(at)}: check both clocks"
        for name, text in sorted(said.items())
    ]


def _heard(reply: Reply | None) -> Reply:
    """Return ``reply``, or an error where the engine owes an answer: never a pass."""
    if reply is None or (reply.denials is None and not reply.error):
        return Reply(None, "the engine gave no answer")
    return reply


def _result(chosen: Selected, found: list[Finding], reply: Reply | None) -> Result:
    error = reply.error if reply else ""
    # An error comes first: a waiver covers findings, and must not cover a rule that
    # did not run.
    outcome = Outcome.ERROR if error else Outcome.FAIL if found else Outcome.PASS
    return Result(
        chosen.rule.id,
        chosen.rule.title,
        outcome,
        chosen.severity,
        "; ".join(filter(None, (error, chosen.note))),
        tuple(found),
        chosen.rule.controls,
    )


def clock(at: datetime) -> str:
    """Return ``at`` as RFC 3339 in UTC, to the second or finer if it is finer.

    Raises:
        ConfigError: It has no zone, or is out of range.
    """
    return _utc(at).isoformat().replace("+00:00", "Z")


def _utc(at: datetime) -> datetime:
    hint = "give an instant with a zone, such as datetime.now(UTC)"
    if at.utcoffset() is None:
        # Python would take it for the machine's own zone: another one elsewhere.
        raise ConfigError("the clock has no time zone", hint=hint)
    try:
        return at.astimezone(UTC)
    except OverflowError as exc:
        raise ConfigError("the clock is out of range", hint=hint) from exc
