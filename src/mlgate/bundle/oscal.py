"""A decision as OSCAL assessment results, for tools that auditors have already.

OSCAL 1.2.1, assessment-results (NIST). Each rule that was judged is one finding, each
finding of mlgate one observation, each that blocks or is waived one risk. What did not
apply is named as excluded. Ids follow from the decision: the same one, the same file.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from mlgate.bundle import layout
from mlgate.core.decision import Outcome

VERSION = "1.2.1"
NAMESPACE = "https://mlgate.dev/ns/oscal"
UP = "../"
_ROOT = uuid5(NAMESPACE_URL, NAMESPACE)
# Satisfied is a pass alone; an error is no pass, and a waiver marks and never mends.
_REASONS = {Outcome.PASS: "pass", Outcome.FAIL: "fail"}
_RISKS = {Outcome.FAIL: "open", Outcome.WAIVED: "deviation-approved"}
Json = dict[str, Any]


def assessment_results(decision: Mapping[str, Any], sha256: str) -> Json:
    """Return the document.

    Args:
        decision: The decision as JSON.
        sha256: Hex digest of its bytes: what all ids here follow from.
    """
    base = uuid5(_ROOT, sha256)
    clock, subject = decision["clock"], decision["subject"]
    name = " ".join(filter(None, (subject["name"], subject["version"])))
    title = _line(f"mlgate: {decision['verdict']} for {name or subject['digest']}")
    document = {
        "uuid": str(base),
        "metadata": {
            "title": title,
            "last-modified": clock,
            "version": _line(sha256),
            "oscal-version": VERSION,
        },
        "import-ap": {
            "href": f"{UP}{layout.PACK}pack.yaml",
            "remarks": "The policy pack stands for the plan: what is judged, and how.",
        },
        "results": [_result(decision, base, title)],
        "back-matter": {"resources": list(_resources(decision, base))},
    }
    return {"assessment-results": document}


def told(document: Any) -> list[tuple[str, str, int]]:  # noqa: ANN401  # JSON
    """Return target, reason and number of observations of each finding, sorted.

    Raises:
        KeyError: It is no such document; ``TypeError`` or ``IndexError`` as well.
    """
    (result,) = document["assessment-results"]["results"]
    findings = result.get("findings", [])
    return sorted(
        (
            f["target"]["target-id"],
            f"{f['target']['status']['state']} {f['target']['status']['reason']}",
            len(f.get("related-observations", [])),
        )
        for f in findings
    )


def agrees(document: Any, decision: Mapping[str, Any]) -> bool:  # noqa: ANN401  # JSON
    """Say whether ``document`` has the findings of ``decision``, one by one."""
    try:
        return told(document) == told(assessment_results(decision, ""))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        return False


def _result(decision: Mapping[str, Any], base: UUID, title: str) -> Json:
    judged = [r for r in decision["results"] if r["outcome"] != Outcome.NOT_APPLICABLE]
    others = [r for r in decision["results"] if r["outcome"] == Outcome.NOT_APPLICABLE]
    clock = decision["clock"]
    selection: Json = {"include-controls": [{"control-id": r["rule"]} for r in judged]}
    if others:
        selection["exclude-controls"] = [{"control-id": r["rule"]} for r in others]
    made: Json = {
        "uuid": _id(base, "result"),
        "title": title,
        "description": _reasons(others),
        "start": clock,
        "end": clock,
        "props": [
            _prop("verdict", decision["verdict"]),
            _prop("tier", decision["tier"] or "none"),
            _prop("profile", decision["policy"]["profile"]),
            _prop("policy-digest", decision["policy"]["digest"]),
        ],
        "reviewed-controls": {"control-selections": [selection]},
        "observations": [o for r in judged for o in _observations(r, base, clock)],
        "risks": [risk for r in judged for risk in _risks(r, base)],
        "findings": [_finding(r, base) for r in judged],
    }
    return {key: value for key, value in made.items() if value != []}


def _finding(result: Mapping[str, Any], base: UUID) -> Json:
    outcome, rule = Outcome(result["outcome"]), result["rule"]
    state = "satisfied" if outcome is Outcome.PASS else "not-satisfied"
    status: Json = {"state": state, "reason": _REASONS.get(outcome, "other")}
    if outcome not in _REASONS:
        status["remarks"] = _line(f"{outcome.value}: {result['reason'] or 'see risks'}")
    props = [_prop("outcome", outcome.value)]
    props += [_prop("severity", result["severity"])] if result["severity"] else []
    props += [_prop("control", control) for control in result["controls"]]
    made: Json = {
        "uuid": _id(base, "finding", rule),
        "title": _line(f"{rule} {result['title']}"),
        "description": _line(result["title"]),
        "props": props,
        "target": {"type": "objective-id", "target-id": rule, "status": status},
        "related-observations": [
            {"observation-uuid": uuid} for uuid in _observed(result, base)
        ],
        "related-risks": [{"risk-uuid": r["uuid"]} for r in _risks(result, base)],
    }
    return {key: value for key, value in made.items() if value != []}


def _observations(result: Mapping[str, Any], base: UUID, clock: str) -> Iterator[Json]:
    for uuid, found in zip(_observed(result, base), result["findings"], strict=True):
        props = [_prop("cause", found["cause"]), _prop("pointer", found["pointer"])]
        for name in ("file", "line", "column", "waiver"):
            props += [_prop(name, found[name])] if found[name] else []
        yield {
            "uuid": uuid,
            "title": _line(f"{result['rule']}: {found['message']}"),
            "description": _line(found["message"]),
            "props": props,
            "methods": ["EXAMINE"],
            "types": ["finding"],
            "subjects": [{"subject-uuid": _id(base, "subject"), "type": "resource"}],
            "collected": clock,
            "remarks": _line(f"Next step: {found['next']}"),
        }


def _risks(result: Mapping[str, Any], base: UUID) -> Iterator[Json]:
    """Yield the risk of a rule that fails, open or accepted by waivers."""
    outcome = Outcome(result["outcome"])
    if outcome not in _RISKS:
        return
    waivers = sorted({f["waiver"] for f in result["findings"] if f["waiver"]})
    props = [_prop("waiver", waiver) for waiver in waivers]
    yield {
        "uuid": _id(base, "risk", result["rule"]),
        "title": _line(f"{result['rule']} {result['title']}"),
        "description": _line(result["title"]),
        "statement": _line("; ".join(f["message"] for f in result["findings"])),
        **({"props": props} if props else {}),
        "status": _RISKS[outcome],
        "related-observations": [
            {"observation-uuid": uuid} for uuid in _observed(result, base)
        ],
    }


def _resources(decision: Mapping[str, Any], base: UUID) -> Iterator[Json]:
    """Yield the subject and each input, by digest."""
    subject = decision["subject"]
    digest = subject["digest"].removeprefix("sha256:")
    yield _resource(_id(base, "subject"), "The subject", layout.ARTIFACTS, digest)
    for number, item in enumerate(decision["inputs"]):
        uuid, title = _id(base, "input", number), f"{item['role']} {item['name']}"
        yield _resource(uuid, title, layout.place(item), item["sha256"])


def _resource(uuid: str, title: str, name: str, digest: str) -> Json:
    hashes = [{"algorithm": "SHA-256", "value": digest}]
    links = [{"href": f"{UP}{name}", "hashes": hashes}]
    return {"uuid": uuid, "title": _line(title), "rlinks": links}


def _observed(result: Mapping[str, Any], base: UUID) -> Sequence[str]:
    rule = result["rule"]
    return [_id(base, "observation", rule, n) for n in range(len(result["findings"]))]


def _reasons(others: Sequence[Mapping[str, Any]]) -> str:
    if not others:
        return "Every rule of the policy pack was judged."
    said = (f"{r['rule']}: {r['reason'] or 'not applicable'}" for r in others)
    return _line(f"Excluded, for they do not apply: {'; '.join(said)}")


def _prop(name: str, value: object) -> Json:
    return {"name": name, "ns": NAMESPACE, "value": _line(str(value))}


def _line(text: str) -> str:
    # OSCAL's one-line text: no line end within, no blank around, and not empty.
    return " ".join(text.split()) or "(empty)"


def _id(base: UUID, *parts: object) -> str:
    return str(uuid5(base, "/".join(map(str, parts))))
