"""From a review to an answer: which models an object names, and what is decided.

Policy is not run here: signed decisions are looked up. Whatever is not understood is
"could not decide", and that admits nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any, Literal

from mlgate.core.frozen import frozen
from mlgate.errors import EvidenceError
from mlgate.serve import found
from mlgate.serve.decided import stands
from mlgate.serve.found import Found
from mlgate.serve.known import Known
from mlgate.serve.places import KINDS, Kind
from mlgate.serve.reference import Reference
from mlgate.serve.review import Review
from mlgate.serve.settings import Settings
from mlgate.serve.store import Snapshot

Verdict = Literal["allow", "deny", "undecided"]
# They change no model: what they carry of a specification is not stored.
_HARMLESS = frozenset({"status", "scale", "binding", "eviction"})
_WORST_FIRST = ("undecided", "deny", "allow")
_BESIDE = frozenset({"metadata", "status"})
_SUBJECT = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)
_SHOWN = 160


@frozen
class Answer:
    """What is said to one review.

    Attributes:
        reason: One sentence that a developer can act on.
        notes: What to warn of although it is admitted.
        facts: For the audit log of the cluster.
    """

    verdict: Verdict
    reason: str
    notes: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


def judge(
    review: Review, snapshot: Snapshot, settings: Settings, at: datetime
) -> Answer:
    """Answer ``review`` from what is known, at the instant ``at``."""
    if review.operation == "DELETE":
        return Answer("allow", "a deletion releases nothing")
    if review.operation not in {"CREATE", "UPDATE"}:
        why = f"mlgate does not judge {review.operation or 'nothing'}"
        return Answer("undecided", f"{why}; take it out of the webhook's rules")
    if review.subresource in _HARMLESS:
        return Answer("allow", f"{review.subresource} changes no model")
    kind = KINDS.get((review.group, review.kind))
    if kind is None:
        why = f"mlgate does not know where a {review.kind or 'nothing'} names its model"
        return Answer("undecided", f"{why}; take it out of the webhook's rules")
    try:
        return _judge(review, kind, snapshot, settings, at)
    except EvidenceError as exc:
        return Answer("undecided", str(exc))


def _judge(
    review: Review, kind: Kind, snapshot: Snapshot, settings: Settings, at: datetime
) -> Answer:
    now = _object(review.object, "object")
    if review.operation == "UPDATE":
        old = _object(review.old, "oldObject")
        # Whatever it was let in for, its end and its status must not hang on us.
        if _metadata(old).get("deletionTimestamp"):
            return Answer("allow", "it is being deleted")
        if _body(old) == _body(now):
            return Answer("allow", "the update leaves its specification as it was")
    said = found.read(now, kind)
    if not said.references:
        return _modelless(review, kind, settings)
    if snapshot.known is None:
        return Answer("undecided", snapshot.error)
    return _worst(_Lookup(snapshot.known, said, settings, at).answers())


class _Lookup:
    """Looks up what is decided on each model that one object names."""

    def __init__(
        self, known: Known, said: Found, settings: Settings, at: datetime
    ) -> None:
        self._known, self._said = known, said
        self._settings, self._at = settings, at
        bare = [r for r in said.references if not known.aliases.get(r.digest)]
        self._alone = len(bare) == 1

    def answers(self) -> list[Answer]:
        """Return an answer for each."""
        return [self._answer(one) for one in self._said.references]

    def _answer(self, one: Reference) -> Answer:
        if subjects := self._known.aliases.get(one.digest):
            several = [self._subject(one, s) for s in sorted(subjects)]
            return _worst(several)
        claim = self._said.claims.get(one.text, "")
        if not claim and self._alone:
            claim = self._said.claims.get("", "")
        if not claim:
            return self._unknown(one)
        if not _SUBJECT.fullmatch(claim):
            why = f"{found.SUBJECT} must be 'sha256:' and 64 hex digits"
            return _no(one, f"{why}, found {claim[:_SHOWN]}")
        if not self._settings.unpinned:
            why = "its subject is only claimed by an annotation"
            return _no(one, f"{why}, which this cluster does not accept; {_PIN}")
        return self._subject(one, claim, claimed=True)

    def _unknown(self, one: Reference) -> Answer:
        if one.digest and (lost := self._lost()):
            return _no(one, f"nothing shows which model it holds; {lost}", "undecided")
        if one.digest:
            why = "nothing shows which model it holds: put its OCI manifest into"
            why = f"{why} evidence/ and attest again, or beside the attestations"
            return _no(one, f"{why}, as NAME.oci.json")
        if self._settings.unpinned:
            return _no(one, f"no digest pins it; {_PIN}, or name {found.SUBJECT}")
        return _no(one, f"no digest pins it; {_PIN}")

    def _subject(
        self, one: Reference, subject: str, *, claimed: bool = False
    ) -> Answer:
        several = self._known.decisions.get(subject)
        if not several:
            return self._missing(one, subject)
        newest = several[0]
        facts = {
            "model": one.text,
            "subject": subject,
            "decision": newest.id,
            "policy": newest.policy,
            "tier": newest.tier,
            "signer": newest.signer,
            "pinned": "no" if claimed else "yes",
        }
        accepted, age = self._known.organisation.waivers, self._settings.max_age
        why = newest.refused or stands(newest, self._at, age, accepted)
        if why:
            return Answer("deny", _reason(one, f"{why} (subject {subject})"), (), facts)
        note = "the bytes are not pinned: an annotation says what they are"
        notes = (_reason(one, note),) if claimed else ()
        return Answer("allow", f"decided by {newest.id}", notes, facts)

    def _missing(self, one: Reference, subject: str) -> Answer:
        facts = {"model": one.text, "subject": subject}
        if why := self._known.refused.get(subject):
            why = f"its attestation counts for nothing: {why} (subject {subject})"
            return Answer("deny", _reason(one, why), (), facts)
        why = f"no attestation of its subject {subject}"
        if lost := self._lost():
            return Answer("undecided", _reason(one, f"{why}; {lost}"), (), facts)
        why = f"{why}; run `mlgate attest` on it and publish what it writes"
        return Answer("deny", _reason(one, why), (), facts)

    def _lost(self) -> str:
        """Say what an answer may be missing because of; "" if all could be read."""
        if not (problems := self._known.problems):
            return ""
        return f"{len(problems)} files could not be read: {problems[0]}"


_PIN = "name it as oci://...@sha256:..."


def _modelless(review: Review, kind: Kind, settings: Settings) -> Answer:
    if settings.modelless and not kind.serves:
        return Answer("allow", f"this {review.kind} names no model")
    why = f"this {review.kind} names no model that mlgate can see"
    return Answer("deny", f"{why}; name it by the annotation {found.MODEL}")


def _worst(answers: list[Answer]) -> Answer:
    """Return the answer to all: the worst verdict, and what the others say beside."""
    if len(answers) == 1:
        return answers[0]
    worst = min(answers, key=lambda a: _WORST_FIRST.index(a.verdict))
    notes = tuple(note for answer in answers for note in answer.notes)
    keys = dict.fromkeys(key for answer in answers for key in answer.facts)
    facts = {
        key: " ".join(dict.fromkeys(a.facts[key] for a in answers if key in a.facts))
        for key in keys
    }
    return Answer(worst.verdict, worst.reason, notes, facts)


def _no(one: Reference, why: str, verdict: Verdict = "deny") -> Answer:
    return Answer(verdict, _reason(one, why), (), {"model": one.text})


def _reason(one: Reference, why: str) -> str:
    text = one.text if len(one.text) <= _SHOWN else f"{one.text[:_SHOWN]}..."
    return f"{text}: {why}"


def _object(value: Any, name: str) -> Mapping[str, Any]:  # noqa: ANN401
    if not isinstance(value, dict):
        raise EvidenceError(f"the review holds no `{name}`")
    return value


def _metadata(value: Mapping[str, Any]) -> Mapping[str, Any]:
    found_ = value.get("metadata")
    return found_ if isinstance(found_, dict) else {}


def _body(value: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Return all of an object that could change which model it runs."""
    notes = _metadata(value).get("annotations")
    ours = notes if isinstance(notes, dict) else {}
    said = {k: v for k, v in ours.items() if k in found.ANNOTATIONS}
    return {k: v for k, v in value.items() if k not in _BESIDE}, said
