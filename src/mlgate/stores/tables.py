"""The tables of a decision log, and the triggers that let nothing in them change."""

from sqlalchemy import (
    Column,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)

from mlgate.stores.entries import COUNTS, TEXTS

METADATA = MetaData()


def _texts(*names: str) -> list[Column[str]]:
    return [Column(name, Text, nullable=False) for name in names]


def _numbers(*names: str) -> list[Column[int]]:
    return [Column(name, Integer, nullable=False) for name in names]


DECISIONS = Table(
    "decisions",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    *_texts(*TEXTS),
    *_numbers(*COUNTS, "listed"),
    # Whether a decision is in the log is asked before each is written.
    Index("decisions_by_digest", "decision"),
)
OUTCOMES = Table(
    "outcomes",
    METADATA,
    *_numbers("seq"),
    *_texts("rule", "outcome", "severity", "reason"),
    *_numbers("findings"),
    *_texts("causes", "waivers"),
    PrimaryKeyConstraint("seq", "rule"),
)
_NEVER = """\
CREATE TRIGGER IF NOT EXISTS {table}_{event} BEFORE {event} ON {table}
BEGIN SELECT RAISE(ABORT, 'a decision log only grows'); END"""
_IN_ORDER = """\
CREATE TRIGGER IF NOT EXISTS decisions_in_order BEFORE INSERT ON decisions
WHEN NEW.seq IS NOT (SELECT ifnull(max(seq), 0) + 1 FROM decisions)
  OR NEW.prev IS NOT ifnull(
    (SELECT hash FROM decisions ORDER BY seq DESC LIMIT 1), hex(zeroblob(32)))
BEGIN SELECT RAISE(ABORT, 'a decision follows the last one'); END"""
_OF_ITS_DECISION = """\
CREATE TRIGGER IF NOT EXISTS outcomes_of_its_decision BEFORE INSERT ON outcomes
WHEN (SELECT count(*) FROM outcomes WHERE seq = NEW.seq)
  >= ifnull((SELECT listed FROM decisions WHERE seq = NEW.seq), 0)
BEGIN SELECT RAISE(ABORT, 'an outcome is written with its decision'); END"""
TRIGGERS = {
    f"{table}_{event}": _NEVER.format(table=table, event=event)
    for table in ("decisions", "outcomes")
    for event in ("update", "delete")
} | {"decisions_in_order": _IN_ORDER, "outcomes_of_its_decision": _OF_ITS_DECISION}
