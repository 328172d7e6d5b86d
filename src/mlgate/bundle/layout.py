"""Where everything lies in a bundle: the one table of names."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from mlgate.core.decision import Outcome

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
PLAN = "oscal/poam.json"
REPORT = "report/report.html"
PACK = "policy/pack/"
FIXED = {
    ABOUT: "this list",
    DECISION: "the decision, RFC 8785",
    STATEMENT: "the decision and the files of the subject, signed",
    SUMMARY: "SLSA verification summary, signed",
    ARTIFACTS: "the files of the subject; its sha256 is the subject's digest",
    OSCAL: "the decision as OSCAL assessment results",
    REPORT: "the decision as a page for people; a view that decides nothing",
    ASKED: "what the caller of the check asked for",
    RECORDED: "what mlgate saw in the model's bytes; recorded, not recomputed",
}
_PLANNED = "what failed or is waived, as an OSCAL plan of action and milestones; a view"
# By the roles of the inputs of a decision.
_FOLDERS = {"evidence": "evidence"}
_CONFIGURATION = "policy/configuration"


def place(item: Mapping[str, Any]) -> str:
    """Return the name under which an input of the decision lies in the bundle."""
    folder, digest = _FOLDERS.get(item["role"], _CONFIGURATION), item["sha256"]
    return f"{folder}/{digest[:2]}/{digest}"


def unmet(decision: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Return the rules that failed or are waived: what a plan of action is about."""
    outcomes = (Outcome.FAIL, Outcome.WAIVED)
    return [result for result in decision["results"] if result["outcome"] in outcomes]


def about(decision: Mapping[str, Any], raw: bytes, pack: Iterable[str]) -> Any:  # noqa: ANN401  # JSON
    """Return what ``mlgate-bundle.json`` says: what the bundle is, and every file.

    Args:
        decision: The decision.
        raw: Its bytes, as they lie in the bundle.
        pack: Paths of the files of the policy pack, below its folder.
    """
    files = dict(FIXED)
    # OSCAL has no plan without an item.
    files |= {PLAN: _PLANNED} if unmet(decision) else {}
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
