"""What OSCAL documents about one decision have in common: the same parts, the same ids.

OSCAL 1.2.1 (NIST), assemblies of the assessment-common and metadata modules. Ids follow
from the decision: the same one, the same document, and a part that is in two documents
is the same in both.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from mlgate.bundle import layout
from mlgate.core.decision import Outcome
from mlgate.core.waivers import instant
from mlgate.gate.gate import clock
from mlgate.reporters.lines import plain

VERSION = "1.2.1"
NAMESPACE = "https://mlgate.dev/ns/oscal"
UP = "../"
_ROOT = uuid5(NAMESPACE_URL, NAMESPACE)
# Satisfied is a pass alone; an error is no pass, and a waiver marks and never mends.
_REASONS = {Outcome.PASS: "pass", Outcome.FAIL: "fail"}
_RISKS = {Outcome.FAIL: "open", Outcome.WAIVED: "deviation-approved"}
# What begins a code span, HTML, a link, a picture or an insertion (CommonMark, OSCAL).
_MARKS = re.compile(r"[\\`<\[{]")
Json = dict[str, Any]
Deadlines = Mapping[str, str]  # by the id of the waiver, an instant with a zone


def root(sha256: str) -> UUID:
    """Return what all ids follow from that are about the decision of that digest."""
    return uuid5(_ROOT, sha256)


def titled(decision: Mapping[str, Any]) -> str:
    """Return the title of a document about ``decision``."""
    subject = decision["subject"]
    name = " ".join(filter(None, (subject["name"], subject["version"])))
    return markup(f"mlgate: {decision['verdict']} for {name or subject['digest']}")


def metadata(decision: Mapping[str, Any], sha256: str) -> Json:
    """Return the head of a document about ``decision``."""
    return {
        "title": titled(decision),
        "last-modified": decision["clock"],
        "version": line(sha256),
        "oscal-version": VERSION,
    }


def filled(made: Json) -> Json:
    """Return ``made`` without its empty lists, which OSCAL does not know."""
    return {key: value for key, value in made.items() if value != []}


def finding(result: Mapping[str, Any], base: UUID) -> Json:
    """Return what was found about one rule that was judged."""
    outcome, rule = Outcome(result["outcome"]), result["rule"]
    state = "satisfied" if outcome is Outcome.PASS else "not-satisfied"
    status: Json = {"state": state, "reason": _REASONS.get(outcome, "other")}
    if outcome not in _REASONS:
        status["remarks"] = markup(
            f"{outcome.value}: {result['reason'] or 'see risks'}"
        )
    props = [prop("outcome", outcome.value)]
    props += [prop("severity", result["severity"])] if result["severity"] else []
    props += [prop("control", control) for control in result["controls"]]
    made: Json = {
        "uuid": made_id(base, "finding", rule),
        "title": named(result),
        "description": markup(result["title"]),
        "props": props,
        "target": {"type": "objective-id", "target-id": rule, "status": status},
        "related-observations": observed(result, base),
    }
    at_risk = outcome in _RISKS
    return filled({**made, "related-risks": [risked(result, base)] if at_risk else []})


def observations(result: Mapping[str, Any], base: UUID, at: str) -> Iterator[Json]:
    """Yield what mlgate saw, one for each of its findings, with place and next step."""
    ids = (one["observation-uuid"] for one in observed(result, base))
    for uuid, found in zip(ids, result["findings"], strict=True):
        props = [prop("cause", found["cause"]), prop("pointer", found["pointer"])]
        for name in ("file", "line", "column", "waiver"):
            props += [prop(name, found[name])] if found[name] else []
        yield {
            "uuid": uuid,
            "title": markup(f"{result['rule']}: {found['message']}"),
            "description": markup(found["message"]),
            "props": props,
            "methods": ["EXAMINE"],
            "types": ["finding"],
            "subjects": [
                {"subject-uuid": made_id(base, "subject"), "type": "resource"}
            ],
            "collected": at,
            "remarks": markup(f"Next step: {found['next']}"),
        }


def risks(
    result: Mapping[str, Any], base: UUID, deadlines: Deadlines
) -> Iterator[Json]:
    """Yield the risk of a rule that fails, open or accepted by waivers until a day."""
    outcome = Outcome(result["outcome"])
    if outcome not in _RISKS:
        return
    waivers = sorted({f["waiver"] for f in result["findings"] if f["waiver"]})
    steps = dict.fromkeys(f["next"] for f in result["findings"])
    ends = _first(deadlines[waiver] for waiver in waivers if waiver in deadlines)
    made: Json = {
        "uuid": risked(result, base)["risk-uuid"],
        "title": named(result),
        "description": markup(result["title"]),
        "statement": said(result),
        "props": [prop("waiver", waiver) for waiver in waivers],
        "status": _RISKS[outcome],
        "remediations": [
            _response(made_id(base, "response", result["rule"], number), step)
            for number, step in enumerate(steps)
        ],
        "related-observations": observed(result, base),
    }
    yield filled({**made, **({"deadline": ends} if ends else {})})


def resources(decision: Mapping[str, Any], base: UUID) -> Iterator[Json]:
    """Yield the subject and each input, by digest."""
    subject = decision["subject"]
    digest = subject["digest"].removeprefix("sha256:")
    yield _resource(made_id(base, "subject"), "The subject", layout.ARTIFACTS, digest)
    for number, item in enumerate(decision["inputs"]):
        uuid, title = made_id(base, "input", number), f"{item['role']} {item['name']}"
        yield _resource(uuid, title, layout.place(item), item["sha256"])


def observed(result: Mapping[str, Any], base: UUID) -> Sequence[Json]:
    """Return references to the observations about a rule."""
    ids = (
        made_id(base, "observation", result["rule"], number)
        for number in range(len(result["findings"]))
    )
    return [{"observation-uuid": uuid} for uuid in ids]


def risked(result: Mapping[str, Any], base: UUID) -> Json:
    """Return the reference to the risk of a rule that fails."""
    return {"risk-uuid": made_id(base, "risk", result["rule"])}


def named(result: Mapping[str, Any]) -> str:
    """Return id and title of a rule."""
    return markup(f"{result['rule']} {result['title']}")


def said(result: Mapping[str, Any]) -> str:
    """Return all that was found about a rule, in one line."""
    return markup("; ".join(f["message"] for f in result["findings"]))


def prop(name: str, value: object) -> Json:
    """Return a property in our own name space."""
    return {"name": name, "ns": NAMESPACE, "value": line(str(value))}


def line(text: str) -> str:
    """Return ``text`` as OSCAL's one-line text: not empty, no blank around it."""
    return " ".join(text.split()) or "(empty)"


def markup(text: str) -> str:
    """Return ``text`` as Markdown of one line that shows it, and does nothing else.

    Whoever wrote the evidence wrote some of it: whatever renders OSCAL is to find no
    HTML, no link, no picture and no reference to a parameter in it.
    """
    return line(_MARKS.sub(r"\\\g<0>", plain(" ".join(text.split()))))


def made_id(base: UUID, *parts: object) -> str:
    """Return the id of a part of the documents about one decision."""
    return str(uuid5(base, "/".join(map(str, parts))))


def _first(ends: Iterator[str]) -> str:
    """Return the earliest of ``ends``, in UTC; "" if there is none."""
    instants = [moment for end in ends if (moment := instant(end))]
    return clock(min(instants)) if instants else ""


def _response(uuid: str, step: str) -> Json:
    return {
        "uuid": uuid,
        "lifecycle": "recommendation",
        "title": "Next step",
        "description": markup(step),
    }


def _resource(uuid: str, title: str, name: str, digest: str) -> Json:
    hashes = [{"algorithm": "SHA-256", "value": digest}]
    links = [{"href": f"{UP}{name}", "hashes": hashes}]
    return {"uuid": uuid, "title": markup(title), "rlinks": links}
