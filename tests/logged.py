"""Decisions to be logged, and a log as somebody who owns the file may treat it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from mlgate.core.decision import (
    Cause,
    Decision,
    Finding,
    Input,
    Outcome,
    Result,
    Verdict,
)
from mlgate.core.rule import RiskTier, Severity
from mlgate.stores.tables import TRIGGERS

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


def decision(
    name: str = "scorer",
    verdict: Verdict = Verdict.DENY,
    environment: str = "prod",
    reason: str = "not in force",
) -> Decision:
    found = (
        Finding("no owner", "add one", Cause.ABSENT, "/release/owner", waiver="W-1"),
        Finding("no team", "add one", Cause.RULE, "/release/owner/team", waiver="W-2"),
    )
    deny, warn = Severity.DENY, Severity.WARN
    return Decision(
        verdict=verdict,
        subject={"name": name, "version": "1", "digest": f"sha256:{'a' * 64}",
                 "kind": "folder", "files": 1, "size": 1},
        tier=RiskTier.T2,
        tier_reason="said so",
        overlays=("genai", "people"),
        environment=environment,
        results=(
            Result("A-001", "A", Outcome.PASS, deny),
            Result("A-002", "B", Outcome.FAIL, deny, findings=found[:1]),
            Result("A-003", "C", Outcome.WAIVED, warn, findings=found),
            Result("A-004", "D", Outcome.ERROR, warn, "it crashed"),
            Result("A-005", "E", Outcome.NOT_APPLICABLE, None, reason),
        ),
        policy={"pack": "acme", "version": "1.0.0", "digest": f"sha256:{'b' * 64}",
                "profile": "standard", "pinned": None},
        inputs=(Input("evidence", "release.yaml", "c" * 64),),
        engine={"name": "embedded", "implementation": "regorus", "version": "1"},
        clock="2026-11-25T08:00:00Z",
    )  # fmt: skip


@contextmanager
def opened(path: Path, *, guarded: bool = True) -> Iterator[sqlite3.Connection]:
    """Yield a plain connection; without its guards, as whoever owns the file can."""
    with closing(sqlite3.connect(path)) as connection:
        if not guarded:
            for name in TRIGGERS:
                connection.execute(f"DROP TRIGGER {name}")
        yield connection
        if not guarded:
            for trigger in TRIGGERS.values():
                connection.execute(trigger)
        connection.commit()
