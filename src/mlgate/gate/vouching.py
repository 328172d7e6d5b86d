"""Who vouches for what: opens signed statements, and says what each is worth here."""

from collections.abc import Iterable, Mapping, Sequence

from mlgate.core import coverage, statements
from mlgate.core.coverage import Coverage
from mlgate.core.frozen import frozen
from mlgate.core.statements import Statement
from mlgate.errors import EvidenceError, VerificationError
from mlgate.trust import bundle
from mlgate.trust.bundle import TrustedKey

PURPOSES = {
    statements.LINK: "link",
    statements.DECISION: "decision",
    statements.VSA: "decision",
    statements.APPROVAL: "approval",
}
_OTHER = "it is for another subject"


@frozen
class Voucher:
    """One signed statement, verified or not, held against the subject.

    Attributes:
        purpose: What a key must be trusted for to make it count. A statement about
            the artifacts, such as provenance, asks for ``artifact`` as well.
        signer: Name of the key that signed it; "" if none of the organisation's did.
        documents: For an evidence link: path -> sha256 of what it lists.
    """

    path: str
    purpose: str
    statement: Statement
    signer: str
    coverage: Coverage
    reason: str
    documents: Mapping[str, str]

    @property
    def verified(self) -> bool:
        """Whether a key that the organisation trusts for this purpose signed it."""
        return bool(self.signer)

    @property
    def over_artifacts(self) -> bool:
        """Whether it signs the bytes themselves, and is not a statement about them."""
        return self.statement.predicate_type == statements.OMS

    @property
    def for_subject(self) -> bool:
        """Whether it is about exactly these bytes."""
        return self.coverage.covers == "all"


def open_all(
    raws: Iterable[tuple[str, bytes]],
    keys: Sequence[TrustedKey],
    digest: str,
    artifacts: Mapping[str, str],
) -> tuple[list[Voucher], dict[str, str]]:
    """Open each signed document; return the vouchers, and path -> why not.

    Args:
        raws: Path and bytes of documents that look like bundles.
        keys: Keys of the organisation.
        digest: Subject digest.
        artifacts: Path -> sha256 of each artifact.
    """
    found: list[Voucher] = []
    problems: dict[str, str] = {}
    for path, raw in raws:
        try:
            found.append(_open(path, raw, keys, digest, artifacts))
        except (EvidenceError, VerificationError) as exc:
            problems[path] = str(exc)
    return found, problems


def _open(
    path: str,
    raw: bytes,
    keys: Sequence[TrustedKey],
    digest: str,
    artifacts: Mapping[str, str],
) -> Voucher:
    signed = bundle.read(raw, path)
    statement = bundle.statement(signed, path)
    purpose = PURPOSES.get(statement.predicate_type, "artifact")
    reason = ""
    try:
        key = bundle.verify(signed, keys, purpose)
    except VerificationError as exc:
        key, reason = None, exc.message
    if key is None:
        reason = reason or f"no key trusted for purpose {purpose} signed it"
    covered = _covered(statement, digest, artifacts)
    listed = _documents(statement, path)
    signer = key.name if key else ""
    why = reason or covered.reason
    return Voucher(path, purpose, statement, signer, covered, why, listed)


def _covered(
    statement: Statement, digest: str, artifacts: Mapping[str, str]
) -> Coverage:
    if statement.predicate_type == statements.OMS:
        return coverage.of_oms(statement, artifacts)
    if statement.predicate_type == statements.LINK:
        if digest.removeprefix("sha256:") in statement.sha256s:
            return Coverage("all")
        found = coverage.compare(statement.predicate.get("artifacts"), artifacts)
        return Coverage("other", found.changed, found.reason)
    if statement.predicate_type == statements.APPROVAL:
        # Of one digest: that of the subject, and never that of a file of it.
        mine = {digest.removeprefix("sha256:")} == statement.sha256s
        return Coverage("all") if mine else Coverage("other", reason=_OTHER)
    return coverage.of_subjects(statement, digest, artifacts)


def _documents(statement: Statement, path: str) -> dict[str, str]:
    if statement.predicate_type != statements.LINK:
        return {}
    listed = coverage.entries(statement, "documents", path)
    return {str(d["path"]): str(d["sha256"]) for d in listed}
