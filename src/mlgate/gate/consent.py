"""Approvals that are statements of their own: only their signer can vouch for them."""

from dataclasses import replace

from mlgate.core.evidence import Evidence
from mlgate.gate.loading import IN_TOTO, SIGSTORE


def personal(made: Evidence) -> bool:
    """Say whether ``made`` is mlgate's own approval, signed or not.

    Whoever signs a link over all documents says which they are, and consents to
    nothing in somebody else's name.
    """
    return made.format in {IN_TOTO, SIGSTORE} and "approvals" in made.draft.sections


def signed(made: Evidence, signer: str) -> Evidence:
    """Return ``made`` with the name of the key that signed it in each approval."""
    records = [{**a, "signer": signer} for a in made.draft.sections["approvals"]]
    sections = {**made.draft.sections, "approvals": records}
    return replace(made, draft=replace(made.draft, sections=sections))
