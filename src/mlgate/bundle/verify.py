"""Whether a bundle stands: intact, of one piece, and signed by whom we trust."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import NoReturn

from mlgate.bundle import archive, content, layout, manifest
from mlgate.bundle.content import Content
from mlgate.bundle.layout import ARTIFACTS, DECISION, SIGNATURE, STATEMENT, SUMMARY
from mlgate.core import oci, statements
from mlgate.core.frozen import frozen
from mlgate.errors import EvidenceError, VerificationError
from mlgate.trust import bundle
from mlgate.trust.bundle import TrustedKey
from mlgate.trust.envelope import Signed

PURPOSE = "decision"


@frozen
class Verified:
    """A bundle that holds together.

    Attributes:
        signer: Name of the trusted key that signed all of it; "" if no keys were
            given, so that nobody vouches for it.
    """

    content: Content
    signer: str


def verify(raw: bytes, keys: Sequence[TrustedKey]) -> Verified:
    """Return what is in the bundle ``raw``, if all of it agrees.

    Args:
        raw: The archive.
        keys: Whom the verifier trusts; never what the bundle itself says. Without
            any it is only found out whether its parts agree.

    Raises:
        VerificationError: Why it does not stand.
    """
    files = archive.unpack(raw)
    manifest.check(files)
    signer = _signer(files, keys)
    # From here on every byte is one that the signer signed.
    found = content.read(files)
    _check_names(files, found)
    _check_attested(files, found, keys)
    return Verified(found, signer)


def _signer(files: Mapping[str, bytes], keys: Sequence[TrustedKey]) -> str:
    """Return the name of the trusted key that signed the manifest of ``files``."""
    signed, signer = _opened(files, SIGNATURE, keys)
    if signed.payload != manifest.statement(files):
        _refuse(SIGNATURE, "signed was another manifest, or another decision")
    return signer


def _check_names(files: Mapping[str, bytes], found: Content) -> None:
    wanted = content.names(found.decision, found.pack)
    wanted |= {layout.MANIFEST, SIGNATURE}
    if odd := sorted(files.keys() ^ wanted):
        what = "does not belong into a bundle" if odd[0] in files else "is missing"
        _refuse(odd[0], what)


def _check_attested(
    files: Mapping[str, bytes], found: Content, keys: Sequence[TrustedKey]
) -> None:
    """Refuse attestations that say something else than the decision does."""
    listed = [
        {"path": a.path, "size": a.size, "sha256": a.sha256} for a in found.artifacts
    ]
    detailed, _ = _opened(files, STATEMENT, keys)
    if detailed.payload != statements.decision_statement(found.decision, listed):
        _refuse(STATEMENT, f"it says something else than {DECISION} and {ARTIFACTS}")
    summary, _ = _opened(files, SUMMARY, keys)
    said = _statement(summary, SUMMARY)
    passed = "PASSED" if found.decision["verdict"] == "allow" else "FAILED"
    same = said.predicate.get("verificationResult") == passed
    subject = found.decision["subject"]
    about = {subject["digest"], *oci.recorded(subject)}
    named = said.predicate.get("inputAttestations")
    first = {
        "uri": statements.DECISION,
        "digest": {"sha256": sha256(detailed.payload).hexdigest()},
    }
    same &= {f"sha256:{digest}" for digest in said.sha256s} == about
    same &= len(said.subjects) == len(about)
    if said.predicate_type != statements.VSA or not same:
        _refuse(SUMMARY, "it is about another subject, or gives another result")
    if not isinstance(named, list) or first not in named:
        _refuse(SUMMARY, f"it does not name {STATEMENT} by digest")


def _opened(
    files: Mapping[str, bytes], name: str, keys: Sequence[TrustedKey]
) -> tuple[Signed, str]:
    """Return the envelope in a file, and the name of the trusted key that signed it."""
    if name not in files:
        _refuse(name, "is missing")
    try:
        signed = bundle.read(files[name], name)
        key = bundle.verify(signed, keys, PURPOSE) if keys else None
    except (EvidenceError, VerificationError) as exc:
        place = exc.place or name
        raise VerificationError(exc.message, place=place, hint=exc.hint) from exc
    if keys and key is None:
        _refuse(name, "not signed by a key that is trusted for decisions")
    return signed, key.name if key else ""


def _statement(signed: Signed, name: str) -> statements.Statement:
    try:
        return bundle.statement(signed, name)
    except EvidenceError as exc:
        raise VerificationError(exc.message, place=exc.place, hint=exc.hint) from exc


def _refuse(place: str, why: str) -> NoReturn:
    hint = "get the bundle again from whoever made it, and check who that is"
    raise VerificationError(why, place=place, hint=hint)
