"""A decision log in an SQLite file, for any number of writers on one machine."""

import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Table,
    create_engine,
    event,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from mlgate.core.decision import Decision
from mlgate.errors import ConfigError
from mlgate.stores.chain import Chain, Walk
from mlgate.stores.entries import START, Entry, Row, digest, entry
from mlgate.stores.tables import DECISIONS, METADATA, OUTCOMES, TRIGGERS

WAIT = 30.0  # seconds, for another writer to end
BATCH = 1000
_SAFE = ("PRAGMA trusted_schema = OFF", "PRAGMA synchronous = EXTRA")
_READ_ONLY = "PRAGMA query_only = ON"


class SqliteLog:
    """The log in the file ``path``; each call opens and closes it.

    Every method raises ``ConfigError`` if the file cannot be used.

    Attributes:
        path: Where it lies, from the root: no name of a file means memory then.
    """

    def __init__(self, path: str) -> None:
        self.path = os.path.abspath(path)  # noqa: PTH100  # it takes `..` out

    def append(self, decision: Decision, written_at: datetime) -> Entry:
        """Write ``decision`` as the next entry, and return it once it is on disk.

        The file is made if there is none. Writers wait for each other. A decision that
        is in the log, to the byte, is not written again: its entry is returned.

        Raises:
            ConfigError: It cannot be written, or the last row or that of the same
                decision was changed: nothing is built on that.
        """
        with self._open("BEGIN IMMEDIATE") as connection:
            METADATA.create_all(connection)
            for trigger in TRIGGERS.values():
                connection.exec_driver_sql(trigger)
            seq, prev = self._last(connection)
            made = entry(decision, seq + 1, prev, written_at)
            if known := self._of(connection, made.row["decision"]):
                return known
            connection.execute(DECISIONS.insert(), dict(made.row))
            for outcome in made.outcomes:
                connection.execute(OUTCOMES.insert(), dict(outcome))
        return made

    def verify(self, head: str = "") -> Chain:
        """Walk over all entries and return what became of them.

        Args:
            head: A hash that the log once ended in; "" if none is known.
        """
        walk = Walk(head)
        for _ in self.walked(walk):
            pass
        return walk.result()

    def walked(self, walk: Walk) -> Iterator[Entry]:
        """Yield every entry in order, while ``walk`` looks at each of them."""
        if not Path(self.path).is_file():
            hint = "check the path; mlgate check --log makes the file"
            raise ConfigError("there is no such log", place=self.path, hint=hint)
        after, more = None, True
        while more:
            # Batch by batch: a reader of all of it would keep writers waiting.
            with self._open("BEGIN", _READ_ONLY) as connection:
                found = _batch(connection, after, BATCH)
            yield from walk.over(found)
            more = len(found) == BATCH
            after = found[-1].row["seq"] if found else None
        with self._open("BEGIN", _READ_ONLY) as connection:
            _look_around(connection, walk)

    def _last(self, connection: Connection) -> tuple[int, str]:
        """Return number and hash of the last entry."""
        last = self._entry(connection, func.max(DECISIONS.c.seq))
        return (int(last.row["seq"]), last.hash) if last else (0, START)

    def _of(self, connection: Connection, decision: str) -> Entry | None:
        """Return the first entry of the decision with that digest, if there is one."""
        same = DECISIONS.c.decision == decision
        return self._entry(connection, func.min(DECISIONS.c.seq), same)

    def _entry(
        self,
        connection: Connection,
        seq: ColumnElement[int],
        *where: ColumnElement[bool],
    ) -> Entry | None:
        """Return the entry that has the number ``seq``, if it is as it was written.

        Raises:
            ConfigError: It is not.
        """
        rows = select(seq).where(_numbered(DECISIONS), *where)
        number = connection.execute(rows).scalar()
        for found in _batch(connection, number - 1, 1) if number else ():
            if digest(found.row, found.outcomes) == found.hash:
                return found
            hint = "find out who changed it: mlgate log verify"
            why = f"row {number} was changed, so nothing is written after it"
            raise ConfigError(why, place=self.path, hint=hint)
        return None

    @contextmanager
    def _open(self, begin: str, *pragmas: str) -> Iterator[Connection]:
        """Yield a connection in one transaction, which ends with the block."""
        engine = _engine(self.path, begin, pragmas)
        try:
            with engine.begin() as connection:
                yield connection
        except SQLAlchemyError as exc:
            why = f"the log cannot be used: {getattr(exc, 'orig', None) or exc}"
            hint = "check that it is a decision log, its permissions and the disk"
            if "locked" in why:
                hint = f"another program held it for {WAIT:.0f} s: let that one end"
            raise ConfigError(why, place=self.path, hint=hint) from exc
        finally:
            engine.dispose()


def _engine(path: str, begin: str, pragmas: tuple[str, ...]) -> Engine:
    url = URL.create("sqlite", database=path)
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": WAIT})

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _: object) -> None:  # noqa: ANN401  # of the driver
        # The driver would begin later than asked, and not IMMEDIATE.
        connection.isolation_level = None
        for pragma in (*_SAFE, *pragmas):
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def began(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _batch(connection: Connection, after: int | None, most: int) -> list[Entry]:
    """Return the entries that follow the one numbered ``after``; None for the first."""
    # Whoever made the file may have made it with other types; see ``_look_around``.
    rows = select(DECISIONS).where(_numbered(DECISIONS))
    rows = rows if after is None else rows.where(DECISIONS.c.seq > after)
    rows = rows.order_by(DECISIONS.c.seq).limit(most)
    found = [dict(row) for row in connection.execute(rows).mappings()]
    if not found:
        return []
    between = OUTCOMES.c.seq.between(found[0]["seq"], found[-1]["seq"])
    listed = select(OUTCOMES).where(_numbered(OUTCOMES), between)
    listed = listed.order_by(OUTCOMES.c.seq, OUTCOMES.c.rule)
    mine: defaultdict[int, list[Row]] = defaultdict(list)
    for outcome in connection.execute(listed).mappings():
        mine[outcome["seq"]].append(dict(outcome))
    return [Entry(row, tuple(mine[row["seq"]])) for row in found]


def _look_around(connection: Connection, walk: Walk) -> None:
    """Note outcomes of no decision, and triggers that somebody took away."""
    mine = or_(
        not_(_numbered(OUTCOMES)), OUTCOMES.c.seq.not_in(select(DECISIONS.c.seq))
    )
    for table, where, what in (
        (DECISIONS, not_(_numbered(DECISIONS)), "rows have no number"),
        (OUTCOMES, mine, "outcomes belong to no decision"),
    ):
        lost = select(func.count()).select_from(table).where(where)
        if count := connection.execute(lost).scalar():
            walk.note(f"{count} {what}")
    listed = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    rows = connection.exec_driver_sql(listed)
    found = {str(row[0]): row[1] for row in rows}
    wanted = {n: s.replace("IF NOT EXISTS ", "") for n, s in TRIGGERS.items()}
    if found != wanted:
        walk.note("the triggers that let it only grow were changed")


def _numbered(table: Table) -> ColumnElement[bool]:
    return func.typeof(table.c.seq) == "integer"
