"""The files that attest a decision: two signed statements, and what they name."""

import hashlib

from mlgate.config.wire import Checked
from mlgate.core import statements
from mlgate.core.record import canonical, record
from mlgate.core.subject import manifest
from mlgate.trust import bundle
from mlgate.trust.keys import PrivateKey


def attestations(checked: Checked, key: PrivateKey) -> dict[str, bytes]:
    """Return file name -> bytes of what ``mlgate attest`` writes.

    The verification summary names the decision statement by digest; both have the
    subject digest as their only subject. The manifest is a file of its own, so that
    other tools have a blob whose digest is the subject's.
    """
    decision = record(checked.decision)
    artifacts = checked.reading.artifacts
    listed = [{"path": a.path, "size": a.size, "sha256": a.sha256} for a in artifacts]
    detailed = statements.decision_statement(decision, listed)
    digest = hashlib.sha256(detailed).hexdigest()
    summary = statements.summary(decision, digest)
    return {
        "decision.json": canonical(checked.decision) + b"\n",
        "decision.sigstore.json": bundle.sign(detailed, key),
        "manifest.json": manifest(artifacts),
        "vsa.sigstore.json": bundle.sign(summary, key),
    }
