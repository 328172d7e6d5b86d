"""What one document is worth here: what it names, who lists it, who signed it."""

from collections.abc import Sequence
from dataclasses import replace

from mlgate.core.evidence import Assurance, Binding, Evidence
from mlgate.core.subject import Subject
from mlgate.gate.consent import personal, signed
from mlgate.gate.vouching import Voucher


def bound(made: Evidence, subject: Subject, vouchers: Sequence[Voucher]) -> Evidence:
    """Return ``made`` with its binding to ``subject`` and its assurance settled.

    Args:
        made: A document that was read.
        subject: What is judged.
        vouchers: Every signed statement, for this subject or not.
    """
    links = [v for v in vouchers if v.purpose == "link"]
    listing = [
        v for v in links if v.for_subject and v.documents.get(made.path) == made.sha256
    ]
    if _is_artifact(made, subject):
        # A signature over all artifacts lists this one. Lying among them alone says
        # no more than that it is enclosed: it may be about what a part came from.
        listing += [v for v in vouchers if v.over_artifacts and v.for_subject]
    itself = [v for v in vouchers if v.path == made.path]
    own = personal(made)
    able = itself if own else (*listing, *itself)
    vouched = [v for v in able if v.verified and v.for_subject]
    signer = vouched[0].signer if vouched else ""
    return replace(
        signed(made, signer) if own else made,
        binding=_binding(made, subject, listing, itself),
        assurance=Assurance.ATTESTED if vouched else Assurance.DECLARED,
        signer=signer,
        changed=() if vouched else _changed(made, links, itself),
    )


def _binding(
    made: Evidence,
    subject: Subject,
    listing: Sequence[Voucher],
    itself: Sequence[Voucher],
) -> Binding:
    mine = {a.sha256 for a in subject.artifacts} | {subject.digest[7:]}
    if made.draft.names & mine or any(v.for_subject for v in itself):
        return Binding.DIGEST
    return Binding.LISTED if listing else Binding.ENCLOSED


def _is_artifact(made: Evidence, subject: Subject) -> bool:
    return any(a.path == made.path for a in subject.artifacts)


def _changed(
    made: Evidence, links: Sequence[Voucher], itself: Sequence[Voucher]
) -> tuple[str, ...]:
    """Return the changed paths for which nobody vouches for this document now."""
    for voucher in itself:
        if voucher.coverage.changed:
            return voucher.coverage.changed
    for link in links:
        if not link.verified or made.path not in link.documents:
            continue
        if not link.for_subject:
            return link.coverage.changed
        if link.documents[made.path] != made.sha256:
            return (made.path,)
    return ()
