"""The first release.yaml: its fields in the order people fill them in.

A field is named by its path, such as ``owner.team``. What stands beside it here is
the comment above it in the file, and what a person is asked.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.core.pointer import resolve
from mlgate.core.tiers import PRACTICES, QUESTIONS, Tiering, assign
from mlgate.gate.gate import clock
from mlgate.loaders.release import ReleaseLoader
from mlgate.loaders.source import Source

Fields = dict[str, "str | Fields"]

FILE = "release.yaml"
ASKED = ("answers", "prohibited_practices")
ASSESSOR, DECIDED = "tiering.assessor", "tiering.decided_at"
ROLES = ("provider", "deployer", "importer", "distributor", "none")
CLASSES = ("high-risk", "transparency", "minimal", "gpai", "unknown")
ONE_OF = {"legal.role": ROLES, "legal.classification": CLASSES}
PLAIN: Fields = {
    "name": "What the model is called.",
    "version": "A version that no other bytes ever get, such as 1.4.0; not `latest`.",
    "purpose": "What it is for, in a sentence or two.",
    "owner": {
        "accountable": "The one person who answers for this release.",
        "team": "The team that runs it.",
        "contact": "Where to reach them.",
    },
    "legal": {
        "role": f"The organisation's role under the EU AI Act: {', '.join(ROLES)}.",
        "classification": f"The class of the system: {', '.join(CLASSES)}.",
    },
    "oversight": {
        "measures": "How people oversee it.",
        "stop_control": "Who can stop it, and how.",
    },
}
TIERING: Fields = {
    "assessor": "Who answered the questions below.",
    "decided_at": "When: an instant with a zone, such as 2026-11-01T09:00:00Z.",
    "answers": {key: question.text for key, question in QUESTIONS.items()},
    "prohibited_practices": {key: f"It {text}?" for key, text in PRACTICES.items()},
}
FREE: Fields = {
    "operations": "How it runs: where, who is on call, how to roll back. Any keys.",
    "monitoring": "What is watched once it runs, and who is told. Any keys.",
    "kpi": "The figures it is judged by, and their targets. Any keys.",
    "cost": "What training and running it cost. Any keys.",
    "residency": "Where data and model may lie. Any keys.",
    "retention": "How long data, logs and evidence are kept. Any keys.",
    "risk_register": "A list of the known risks.",
}
FIELDS: Fields = {**PLAIN, "tiering": TIERING, **FREE}


def flat(fields: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each field that holds no others by its path, with what stands beside it."""
    for key, inner in fields.items():
        if isinstance(inner, dict):
            yield from flat(inner, f"{above}{key}.")
        else:
            yield f"{above}{key}", inner


def get(document: Mapping[str, Any], field: str) -> Any:  # noqa: ANN401  # any value
    """Return what stands at ``field``; None if nothing does."""
    return resolve(document, _pointer(field))


def put(document: dict[str, Any], field: str, value: object) -> None:
    """Write ``value`` at ``field``."""
    *above, last = field.split(".")
    for key in above:
        if document.get(key) is None:
            document[key] = {}
        document = document[key]
    document[last] = value


def answered(document: Mapping[str, Any]) -> bool:
    """Say whether any question or practice in ``document`` has an answer."""
    parts = [get(document, f"tiering.{part}") or {} for part in ASKED]
    return any(answer is not None for part in parts for answer in part.values())


def dated(document: dict[str, Any], at: datetime) -> None:
    """Write ``at``, to the second, as the time of the answers, if any has none."""
    if answered(document) and get(document, DECIDED) is None:
        # Cut and not rounded: a later check must not find it in its future.
        put(document, DECIDED, clock(at.replace(microsecond=0)))


def draft(raw: bytes) -> Draft:
    """Return what the gate will read in the file with the bytes ``raw``.

    Raises:
        EvidenceError: It will not be able to read it.
    """
    return ReleaseLoader().load(Source(FILE, raw))


def tiering(read: Draft) -> Tiering:
    """Return the tier that the answers alone give; an organisation may raise it."""
    said, release = read.sections.get("tier", {}), read.sections.get("release", {})
    return assign(
        {a["question"]: a["answer"] for a in said.get("answers", [])},
        {p["practice"]: p["answer"] for p in said.get("prohibited", [])},
        release.get("name"),
    )


def unfilled(read: Draft) -> dict[str, str]:
    """Return each field that has no value yet -> what stands there that is none."""
    tier = {"assessor": TIERING["assessor"], "decided_at": TIERING["decided_at"]}
    gaps = {gap.at: gap.raw for gap in read.gaps}
    found = {}
    for section, fields in (("release", PLAIN), ("tier", tier)):
        for field, _ in flat(fields):
            at = f"/{section}{_pointer(field)}"
            if resolve(read.sections, at) is None:
                shown = field if section == "release" else f"tiering.{field}"
                found[shown] = gaps.get(at, "")
    return found


def unruled(read: Draft) -> list[str]:
    """Return the prohibited practices that nobody has ruled out or admitted."""
    said = read.sections.get("tier", {}).get("prohibited", [])
    known = {p["practice"] for p in said if p["answer"] is not None}
    return [practice for practice in PRACTICES if practice not in known]


def _pointer(field: str) -> str:
    return "/" + field.replace(".", "/")
