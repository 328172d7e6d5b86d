"""Whether a signed decision stands: what ``mlgate verify`` asks."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from mlgate.core import verification
from mlgate.core.verification import Expected
from mlgate.errors import VerificationError
from mlgate.trust import bundle
from mlgate.trust.bundle import TrustedKey
from mlgate.trust.envelope import Signed

PURPOSE = "decision"
SUMMARY = "vsa.sigstore.json"
DECISION = "decision.sigstore.json"


def check(
    summary: bytes,
    decision: bytes | None,
    keys: Sequence[TrustedKey],
    expected: Expected,
) -> list[str]:
    """Return plain sentences of what two signed statements prove.

    Args:
        summary: The bundle with the verification summary.
        decision: The bundle with the decision it names; None if it is not at hand.
        keys: Keys of the organisation; those for decisions count.
        expected: What must be proven.

    Raises:
        EvidenceError: A bundle is malformed.
        VerificationError: It is not signed by such a key, or proves something else.
    """
    signed, signer = _opened(summary, keys, SUMMARY)
    vouched = bundle.statement(signed, SUMMARY)
    proven = [f"the summary is signed by the key '{signer}'"]
    if decision is None:
        with _placed(SUMMARY):
            return proven + verification.summary(vouched, expected)
    signed, signer = _opened(decision, keys, DECISION)
    statement = bundle.statement(signed, DECISION)
    expected = verification.resolved(statement, expected)
    with _placed(SUMMARY):
        proven += verification.summary(vouched, expected)
    proven.append(f"the decision is signed by the key '{signer}'")
    sha256 = hashlib.sha256(signed.payload).hexdigest()
    with _placed(DECISION):
        proven += verification.decision(statement, sha256, vouched, expected)
    return proven


def _opened(raw: bytes, keys: Sequence[TrustedKey], path: str) -> tuple[Signed, str]:
    signed = bundle.read(raw, path)
    with _placed(path):
        key = bundle.verify(signed, keys, PURPOSE)
        if key is None:
            able = [k.name for k in keys if PURPOSE in k.purposes]
            hint = f"keys for decisions in org.yaml: {', '.join(able) or 'none'}"
            why = "not signed by a key that the organisation trusts for decisions"
            raise VerificationError(why, hint=hint)
    return signed, key.name


@contextmanager
def _placed(path: str) -> Iterator[None]:
    """Say in which file it was that something did not check out."""
    try:
        yield
    except VerificationError as exc:
        raise VerificationError(exc.message, place=path, hint=exc.hint) from exc
