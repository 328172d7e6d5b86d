"""What rules are given of a measured subject: the pack, the rules and the input."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mlgate.config import organisation
from mlgate.core.ports import Reply
from mlgate.core.rule import PolicyPack, Rule
from mlgate.gate.gate import Gate
from mlgate.gate.reading import read
from mlgate.packs.read import read as read_pack
from mlgate.strict.shipped import folder
from subject import CLOCK, Subject

PROFILE = "standard"


@dataclass
class Recorder:
    """An engine that keeps what it is asked, and answers nothing."""

    document: bytes = b""
    info: dict[str, str] = field(default_factory=dict)

    def evaluate(
        self, pack: PolicyPack, rules: Sequence[str], document: bytes
    ) -> dict[str, Reply]:
        del pack, rules
        self.document = document
        return {}

    def close(self) -> None:
        """Nothing is open."""


def pack() -> PolicyPack:
    return read_pack(folder("policies") / "baseline", "shipped")


def rules(language: str = "") -> list[Rule]:
    """Return the rules of the standard profile, in one language or in all."""
    chosen = [rule for rule in pack().rules if PROFILE in rule.profiles]
    return [rule for rule in chosen if language in {"", rule.language}]


def content(made: Subject) -> dict[str, Any]:
    """Return the whole input that a check of ``made`` makes.

    What the folder lacks is added, so that no rule is left out for want of evidence.
    """
    engine = Recorder()
    trusted = organisation.read(made.org)
    gate = Gate(pack(), trusted, engine, profile=PROFILE)
    reading = read(made.model, trusted)
    gate.decide(reading, datetime.fromisoformat(CLOCK))
    whole = dict(reading.dossier.content)
    # What only the gate knows is in what it sends, and every rule may read it.
    whole |= {k: json.loads(engine.document)[k] for k in ("tier", "policy", "context")}
    whole["signatures"] = [_SIGNATURE]
    whole["lineage"]["provenance"] |= _PROVENANCE
    whole["policy"] |= {"digest": pack().digest, "pinned": pack().digest}
    return whole


def encoded(content: Mapping[str, Any]) -> bytes:
    """Return ``content`` as it goes to an engine."""
    return json.dumps(content, ensure_ascii=False).encode()


_SIGNATURE = {
    "at": "/signatures/0",
    "path": "model.sig",
    "purpose": "artifact",
    "predicate_type": "https://model_signing/signature/v1.0",
    "signer": "release",
    "verified": True,
    "covers": "all",
    "reason": None,
    "changed": [],
}
_PROVENANCE = {
    "predicate_type": "https://slsa.dev/provenance/v1",
    "builder": "https://ci.example.org/builder",
    "covers": "all",
}
