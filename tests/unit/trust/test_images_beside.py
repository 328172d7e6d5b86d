"""Images of the same files stand beside the subject; nothing else ever does."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
import rfc8785
from signers import OTHER, PRIVATE, trusted
from test_attestation import ARTIFACTS, DECISION, SUBJECT

from mlgate.core import statements
from mlgate.core.verification import Expected
from mlgate.errors import VerificationError
from mlgate.trust import attestation, bundle

IMAGE, SECOND = ("sha256:" + letter * 64 for letter in "12")
ROOT = "sha256:" + "3" * 64
RECORDED = [
    {"kind": "oci", "digest": IMAGE},
    {"kind": "oci", "digest": SECOND},
    {"kind": "oms", "digest": ROOT},
]
KEYS = [trusted()]
ASKED = Expected(SUBJECT)
Change = Callable[[dict[str, Any]], object]


def signed(aliases: object, verdict: str = "allow") -> tuple[bytes, bytes]:
    """Return the two statements of a decision whose subject has ``aliases``."""
    subject = {**DECISION["subject"], "aliases": aliases}
    decision = {**DECISION, "subject": subject, "verdict": verdict}
    detailed = statements.decision_statement(decision, ARTIFACTS)
    return statements.summary(decision, sha256(detailed).hexdigest()), detailed


def check(vouched: bytes, detailed: bytes | None, asked: Expected = ASKED) -> list[str]:
    decision = bundle.sign(detailed, PRIVATE) if detailed else None
    return attestation.check(bundle.sign(vouched, PRIVATE), decision, KEYS, asked)


def changed(raw: bytes, change: Change) -> bytes:
    value = json.loads(raw)
    change(value)
    return rfc8785.dumps(value)


def pair(vouched: bytes, detailed: bytes) -> tuple[bytes, bytes]:
    """Return the two again; the summary names the decision as it is now."""
    first = {"sha256": sha256(detailed).hexdigest()}

    def name(value: dict[str, Any]) -> None:
        value["predicate"]["inputAttestations"][0]["digest"] = first

    return changed(vouched, name), detailed


def test_images_are_subjects_of_both_statements_and_roots_of_none() -> None:
    for raw in signed(RECORDED):
        said = json.loads(raw)["subject"]
        digests = [f"sha256:{s['digest']['sha256']}" for s in said]
        assert digests == [SUBJECT, IMAGE, SECOND]
        assert len({s["name"] for s in said}) == len(said)


@pytest.mark.parametrize("asked", [SUBJECT, IMAGE, SECOND, IMAGE[7:]])
def test_the_subject_and_each_image_stand_for_the_same_files(asked: str) -> None:
    proven = check(*signed(RECORDED), Expected(asked))
    said = next(p for p in proven if p.startswith("it is about"))
    assert said == (
        f"it is about {SUBJECT} and nothing else; the image {IMAGE} holds the same; "
        f"the image {SECOND} holds the same"
    )


@pytest.mark.parametrize("asked", [ROOT, "sha256:" + "9" * 64, "", "sha256:"])
def test_no_other_digest_stands_for_them(asked: str) -> None:
    with pytest.raises(VerificationError, match="it is about"):
        check(*signed(RECORDED), Expected(asked))


def test_an_image_that_no_decision_records_proves_nothing() -> None:
    with pytest.raises(VerificationError, match="it is about"):
        check(*signed([]), Expected(IMAGE))


@pytest.mark.parametrize("asked", [SUBJECT, IMAGE])
def test_a_denial_is_about_the_image_too_and_proves_no_yes(asked: str) -> None:
    with pytest.raises(VerificationError, match="'FAILED'"):
        check(*signed(RECORDED, "deny"), Expected(asked))


def _beside(digest: str) -> Change:
    more = {"name": "m", "digest": {"sha256": digest.removeprefix("sha256:")}}
    return lambda value: value["subject"].append(more)


FORGED: dict[str, Change] = {
    "one more": _beside("9" * 64),
    "the subject twice": _beside(SUBJECT),
    "an image twice": _beside(IMAGE),
    "the root of a signature": _beside(ROOT),
    "an image less": lambda value: value["subject"].pop(),
    "the subject left out": lambda value: value["subject"].pop(0),
    "only the images": lambda value: value.update(subject=value["subject"][1:]),
    "one more by a weak digest": lambda value: value["subject"].append(
        {"name": "m", "digest": {"sha1": "0" * 40}}
    ),
}


@pytest.mark.parametrize("asked", [SUBJECT, IMAGE])
@pytest.mark.parametrize("change", FORGED.values(), ids=FORGED)
def test_statements_about_anything_more_or_less_are_refused(
    change: Change, asked: str
) -> None:
    vouched, detailed = signed(RECORDED)
    with pytest.raises(VerificationError, match="it is about"):
        check(changed(vouched, change), detailed, Expected(asked))
    odd = pair(vouched, changed(detailed, change))
    with pytest.raises(VerificationError, match="it is about") as caught:
        check(*odd, Expected(asked))
    assert caught.value.place == attestation.DECISION


@pytest.mark.parametrize(
    "aliases",
    [
        None,
        [],
        RECORDED[:1],
        [{**alias, "kind": "oms"} for alias in RECORDED],
        [{**alias, "digest": alias["digest"].upper()} for alias in RECORDED],
    ],
    ids=range(5),
)
def test_subjects_that_the_decision_does_not_record_are_refused(
    aliases: object,
) -> None:
    def record(value: dict[str, Any]) -> None:
        value["predicate"]["decision"]["subject"]["aliases"] = aliases

    vouched, detailed = signed(RECORDED)
    for asked in (SUBJECT, SECOND):
        with pytest.raises(VerificationError, match="it is about"):
            check(*pair(vouched, changed(detailed, record)), Expected(asked))


def test_an_image_that_is_recorded_and_is_no_subject_is_refused() -> None:
    def record(value: dict[str, Any]) -> None:
        value["predicate"]["decision"]["subject"]["aliases"] = RECORDED

    vouched, detailed = signed([])
    for asked in (SUBJECT, IMAGE):
        with pytest.raises(VerificationError, match="it is about"):
            check(*pair(vouched, changed(detailed, record)), Expected(asked))


def test_without_its_decision_a_summary_speaks_for_no_image() -> None:
    vouched, _ = signed(RECORDED)
    for asked in (SUBJECT, IMAGE):
        with pytest.raises(VerificationError, match="it is about"):
            check(vouched, None, Expected(asked))


def test_an_alias_counts_only_in_a_decision_that_is_signed() -> None:
    vouched, detailed = signed(RECORDED)
    ours, theirs = bundle.sign(vouched, PRIVATE), bundle.sign(detailed, OTHER)
    with pytest.raises(VerificationError, match="not signed") as caught:
        attestation.check(ours, theirs, KEYS, Expected(IMAGE))
    assert caught.value.place == attestation.DECISION


def test_an_alias_in_another_decision_counts_for_nothing() -> None:
    vouched, _ = signed([])
    _, other = signed(RECORDED)
    for asked in (SUBJECT, IMAGE):
        with pytest.raises(VerificationError):
            check(vouched, other, Expected(asked))
