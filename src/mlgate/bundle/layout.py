"""Where everything lies in a bundle: the one table of names."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

FORMAT = "evidence-bundle/v1"
ABOUT = "mlgate-bundle.json"
MANIFEST = "MANIFEST.sha256"
SIGNATURE = "signatures/MANIFEST.sigstore.json"
DECISION = "decision/decision.json"
STATEMENT = "decision/decision.sigstore.json"
SUMMARY = "decision/vsa.sigstore.json"
ARTIFACTS = "decision/manifest.json"
ASKED = "inputs/asked.json"
RECORDED = "inputs/recorded.json"
OSCAL = "oscal/assessment-results.json"
PACK = "policy/pack/"
FIXED = {
    ABOUT: "this list",
    DECISION: "the decision, RFC 8785",
    STATEMENT: "the decision and the files of the subject, signed",
    SUMMARY: "SLSA verification summary, signed",
    ARTIFACTS: "the files of the subject; its sha256 is the subject's digest",
    OSCAL: "the decision as OSCAL assessment results",
    ASKED: "what the caller of the check asked for",
    RECORDED: "what mlgate saw in the model's bytes; recorded, not recomputed",
}
# By the roles of the inputs of a decision.
_FOLDERS = {"evidence": "evidence"}
_CONFIGURATION = "policy/configuration"


def place(item: Mapping[str, Any]) -> str:
    """Return the name under which an input of the decision lies in the bundle."""
    folder, digest = _FOLDERS.get(item["role"], _CONFIGURATION), item["sha256"]
    return f"{folder}/{digest[:2]}/{digest}"


def about(decision: Mapping[str, Any], raw: bytes, pack: Iterable[str]) -> Any:  # noqa: ANN401  # JSON
    """Return what ``mlgate-bundle.json`` says: what the bundle is, and every file.

    Args:
        decision: The decision.
        raw: Its bytes, as they lie in the bundle.
        pack: Paths of the files of the policy pack, below its folder.
    """
    files = dict(FIXED)
    files |= {f"{PACK}{path}": "policy pack" for path in pack}
    for item in decision["inputs"]:
        # Two inputs may be the same bytes: both are named.
        said, name = f"{item['role']} {item['name']}", place(item)
        files[name] = f"{files[name]}; {said}" if name in files else said
    return {
        "mlgate": FORMAT,
        "subject": decision["subject"]["digest"],
        "decision": f"sha256:{sha256(raw).hexdigest()}",
        "files": files,
    }
