"""A decision log only grows, and shows whatever was done to it."""

import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from logged import NOW, decision, opened
from mlgate.core.decision import Verdict
from mlgate.core.record import canonical
from mlgate.errors import ConfigError
from mlgate.stores import decision_log, sqlite
from mlgate.stores.chain import Walk
from mlgate.stores.entries import START
from mlgate.stores.sqlite import SqliteLog

TESTS = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a log.db"


@pytest.fixture
def log(path: Path) -> SqliteLog:
    """Return a log of five decisions."""
    made = decision_log(f"sqlite:///{path}")
    for number in range(5):
        made.append(decision(f"m{number}"), NOW + timedelta(hours=number))
    return made


def test_a_row_says_what_was_decided_and_its_outcomes_what_did_not_pass(
    path: Path,
) -> None:
    made = decision_log(f"sqlite:///{path}")
    written = made.append(decision(), NOW)
    (entry,) = made.walked(Walk())
    assert entry == written
    row = dict(entry.row)
    assert (row["seq"], row["prev"], row["verdict"]) == (1, START, "deny")
    assert row["outcomes"] == "A-001:p A-002:f A-003:w A-004:e A-005:n"
    counts = ("selected", "evaluated", "pass", "fail", "waived", "error")
    assert [row[name] for name in counts] == [4, 3, 1, 1, 1, 1]
    assert (row["not_applicable"], row["listed"]) == (1, 4)
    assert row["clock"] == "2026-11-25T08:00:00Z"
    assert row["written_at"] == "2026-11-25T09:00:00.000000Z"
    told = [(o["rule"], o["outcome"], o["severity"]) for o in entry.outcomes]
    assert told == [
        ("A-002", "fail", "deny"),
        ("A-003", "waived", "warn"),
        ("A-004", "error", "warn"),
        ("A-005", "not_applicable", ""),
    ]
    waived = entry.outcomes[1]
    assert (waived["waivers"], waived["causes"]) == ("W-1 W-2", "absent rule")


def test_a_row_names_the_decision_by_the_digest_of_its_file(path: Path) -> None:
    import hashlib

    one = decision()
    row = decision_log(f"sqlite:///{path}").append(one, NOW).row
    digest = hashlib.sha256(canonical(one) + b"\n").hexdigest()
    assert row["decision"] == f"sha256:{digest}"
    other = replace(one, environment="test")
    again = decision_log(f"sqlite:///{path}").append(other, NOW).row
    assert again["decision"] != row["decision"]


def test_a_log_that_nobody_touched_is_whole(log: SqliteLog) -> None:
    chain = log.verify()
    assert (chain.rows, chain.problems) == (5, ())
    assert log.verify(chain.head).problems == ()
    log.append(decision(verdict=Verdict.ALLOW), NOW)
    assert log.verify(chain.head).problems == ()


@pytest.mark.parametrize("size", [1, 2, 5, 6])
def test_a_log_is_the_same_in_batches_of_any_size(
    log: SqliteLog, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    whole = (log.verify(), list(log.walked(Walk())))
    monkeypatch.setattr(sqlite, "BATCH", size)
    assert (log.verify(), list(log.walked(Walk()))) == whole
    assert whole[0].rows == 5


def test_the_same_decision_is_one_entry_however_often_it_is_written(
    log: SqliteLog,
) -> None:
    before = list(log.walked(Walk()))
    again = log.append(decision("m1"), NOW + timedelta(days=9))
    assert again == before[1]
    assert list(log.walked(Walk())) == before
    later = log.append(replace(decision("m1"), clock="2026-11-25T08:00:01Z"), NOW)
    assert later.row["seq"] == 6


def test_a_decision_is_not_taken_as_kept_if_its_row_was_changed(
    log: SqliteLog, path: Path
) -> None:
    with opened(path, guarded=False) as connection:
        connection.execute("UPDATE decisions SET verdict = 'allow' WHERE seq = 2")
    with pytest.raises(ConfigError, match="row 2 was changed"):
        log.append(decision("m1"), NOW)
    assert log.append(decision("other"), NOW).row["seq"] == 6


ALTERED = {
    "a verdict": "UPDATE decisions SET verdict = 'allow' WHERE seq = 3",
    "a name": "UPDATE decisions SET name = 'x' WHERE seq = 5",
    "a count written as text": "UPDATE decisions SET fail = '1x' WHERE seq = 3",
    "bytes": "UPDATE decisions SET name = x'00ff' WHERE seq = 3",
    "the time of writing": "UPDATE decisions SET written_at = '' WHERE seq = 1",
    "a hash": "UPDATE decisions SET hash = hex(zeroblob(32)) WHERE seq = 3",
    "the hash before": "UPDATE decisions SET prev = hex(zeroblob(32)) WHERE seq = 3",
    "the first row": "DELETE FROM decisions WHERE seq = 1",
    "a row between": "DELETE FROM decisions WHERE seq = 3",
    "a row between and its number": (
        "DELETE FROM decisions WHERE seq = 3;"
        "UPDATE decisions SET seq = seq - 1 WHERE seq = 4;"
        "UPDATE decisions SET seq = seq - 1 WHERE seq = 5"
    ),
    "the order": (
        "UPDATE decisions SET seq = 9 WHERE seq = 2;"
        "UPDATE decisions SET seq = 2 WHERE seq = 3;"
        "UPDATE decisions SET seq = 3 WHERE seq = 9"
    ),
    "an outcome": "UPDATE outcomes SET outcome = 'pass' WHERE seq = 2",
    "an outcome's rule": "UPDATE outcomes SET rule = 'A-1' WHERE rule = 'A-002'",
    "an outcome that is gone": "DELETE FROM outcomes WHERE rule = 'A-004' AND seq = 4",
    "all outcomes": "DELETE FROM outcomes",
    "an outcome too many": (
        "INSERT INTO outcomes VALUES (2, 'Z-1', 'fail', '', '', 0, '', '')"
    ),
    "an outcome of no decision": (
        "INSERT INTO outcomes VALUES (77, 'Z-1', 'fail', '', '', 0, '', '')"
    ),
    "an outcome without a number": (
        "INSERT INTO outcomes VALUES ('x', 'Z-1', 'fail', '', '', 0, '', '')"
    ),
    "a row that was put in twice": (
        "INSERT INTO decisions SELECT 6, prev, hash, "
        "written_at, decision, clock, verdict, subject, name, version, tier, overlays, "
        "environment, pack, pack_version, pack_digest, profile, engine, why, outcomes, "
        'selected, evaluated, "pass", fail, waived, error, not_applicable, listed '
        "FROM decisions WHERE seq = 5"
    ),
}


@pytest.mark.parametrize("what", ALTERED)
def test_what_was_done_to_a_row_shows(log: SqliteLog, path: Path, what: str) -> None:
    with opened(path, guarded=False) as connection:
        connection.executescript(ALTERED[what])
    problems = log.verify().problems
    assert problems
    assert not any("triggers" in problem for problem in problems)


def test_rows_cut_off_at_the_end_show_by_the_head_that_was_noted(
    log: SqliteLog, path: Path
) -> None:
    head = log.verify().head
    with opened(path, guarded=False) as connection:
        connection.executescript(
            "DELETE FROM decisions WHERE seq = 5; DELETE FROM outcomes WHERE seq = 5"
        )
    assert log.verify().problems == ()
    (problem,) = log.verify(head).problems
    assert problem == f"cut off or written anew: no row has the hash {head}"


def test_a_log_that_was_written_anew_shows_by_the_head(
    log: SqliteLog, path: Path
) -> None:
    head = log.verify().head
    path.unlink()
    log.append(decision("forged"), NOW)
    assert log.verify().problems == ()
    assert log.verify(head).problems


def test_rows_cannot_be_changed_removed_or_replaced(log: SqliteLog, path: Path) -> None:
    head = log.verify().head
    statements = (
        "UPDATE decisions SET verdict = 'allow'",
        "DELETE FROM decisions",
        "INSERT OR REPLACE INTO decisions SELECT * FROM decisions WHERE seq = 3",
        "REPLACE INTO decisions SELECT * FROM decisions WHERE seq = 5",
        "UPDATE outcomes SET outcome = 'pass'",
        "DELETE FROM outcomes",
        "REPLACE INTO outcomes SELECT * FROM outcomes WHERE seq = 5",
        "INSERT INTO outcomes VALUES (5, 'Z', 'fail', '', '', 0, '', '')",
        "INSERT INTO outcomes VALUES (6, 'Z', 'fail', '', '', 0, '', '')",
    )
    for statement in statements:
        with opened(path) as connection, pytest.raises(sqlite3.IntegrityError):
            connection.execute(statement)
    chain = log.verify(head)
    assert (chain.head, chain.problems) == (head, ())


def test_guards_that_were_taken_away_show(log: SqliteLog, path: Path) -> None:
    with opened(path) as connection:
        connection.execute("DROP TRIGGER decisions_delete")
    assert log.verify().problems == ("the triggers that let it only grow were changed",)


def test_nothing_is_written_after_a_row_that_was_changed(
    log: SqliteLog, path: Path
) -> None:
    with opened(path, guarded=False) as connection:
        connection.execute("UPDATE decisions SET verdict = 'allow' WHERE seq = 5")
    with pytest.raises(ConfigError, match="row 5 was changed"):
        log.append(decision(), NOW)


WRITER = """\
import sys
from datetime import UTC, datetime
from logged import decision
from mlgate.stores import decision_log
log = decision_log(sys.argv[1])
for number in range(int(sys.argv[2])):
    made = log.append(decision(f"{sys.argv[3]}-{number}"), datetime.now(UTC))
    print(made.row["seq"], flush=True)
"""
# It ends in the middle of a transaction: a row is written, and not its outcomes.
KILLED = """\
import os, signal, sys
from datetime import UTC, datetime
from logged import decision
from mlgate.stores import decision_log, sqlite
class Deadly:
    def insert(self):
        os.kill(os.getpid(), signal.SIGKILL)
sqlite.OUTCOMES = Deadly()
sqlite.SqliteLog._last = lambda self, connection: (5, sys.argv[2])
decision_log(sys.argv[1]).append(decision("lost"), datetime.now(UTC))
"""


def _start(script: str, *arguments: object) -> "subprocess.Popen[str]":
    given = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(
        given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=TESTS
    )


def test_several_writers_wait_for_each_other(path: Path) -> None:
    writers = [_start(WRITER, f"sqlite:///{path}", 15, who) for who in "abc"]
    said = [writer.communicate(timeout=120) for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0, 0], said
    seen = [int(line) for out, _ in said for line in out.splitlines()]
    assert sorted(seen) == list(range(1, 46))
    chain = decision_log(f"sqlite:///{path}").verify()
    assert (chain.rows, chain.problems) == (45, ())


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_a_writer_killed_in_the_middle_of_a_row_leaves_none_of_it(
    log: SqliteLog, path: Path
) -> None:
    before = log.verify()
    writer = _start(KILLED, f"sqlite:///{path}", before.head)
    _, error = writer.communicate(timeout=60)
    assert writer.returncode == -signal.SIGKILL, error
    assert log.verify() == before
    assert log.append(decision("next"), NOW).row["seq"] == 6
    assert log.verify(before.head).problems == ()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_a_writer_killed_at_any_moment_leaves_a_whole_log(path: Path) -> None:
    log = decision_log(f"sqlite:///{path}")
    last = 0
    for _ in range(3):
        writer = _start(WRITER, f"sqlite:///{path}", 100_000, "x")
        assert writer.stdout is not None
        for _ in range(3):
            last = int(writer.stdout.readline())
        writer.kill()
        writer.communicate(timeout=60)
        chain = log.verify()
        assert chain.problems == ()
        assert chain.rows >= last


@pytest.mark.parametrize(
    "url",
    [
        "",
        "decisions.db",
        "sqlite:///",
        "sqlite://decisions.db",
        "sqlite:///a.db?mode=memory",
        "postgresql://admin:secret@db/log",
        "postgresql:///log",
    ],
)
def test_a_url_that_is_none_of_a_log_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ConfigError, match="no log is kept") as caught:
        decision_log(url)
    assert "secret" not in str(caught.value)
    assert "sqlite:///" in caught.value.hint


def test_a_name_that_means_memory_elsewhere_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    log = decision_log("sqlite:///:memory:")
    log.append(decision(), NOW)
    assert log.verify().rows == 1
    assert (tmp_path / ":memory:").is_file()


def test_a_log_is_never_made_by_looking_at_it(path: Path) -> None:
    with pytest.raises(ConfigError, match="no such log"):
        decision_log(f"sqlite:///{path}").verify()
    assert not path.exists()


@pytest.mark.parametrize("hold", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_log_that_another_holds_too_long_is_an_error_and_stays_as_it_was(
    log: SqliteLog, path: Path, hold: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = log.verify()
    monkeypatch.setattr(sqlite, "WAIT", 0.01)
    with opened(path) as connection:
        connection.execute(f"BEGIN {hold}")
        with pytest.raises(ConfigError, match="database is locked") as caught:
            log.append(decision("late"), NOW)
        assert "let that one end" in caught.value.hint
        connection.rollback()
    assert log.verify() == before
    assert log.append(decision("late"), NOW).row["seq"] == 6


@pytest.mark.parametrize("table", ["decisions", "outcomes"])
def test_a_log_whose_table_is_gone_is_an_error_or_shows(
    log: SqliteLog, path: Path, table: str
) -> None:
    with opened(path) as connection:
        connection.execute(f"DROP TABLE {table}")
    with pytest.raises(ConfigError, match="no such table"):
        log.verify()
    if table == "outcomes":
        with pytest.raises(ConfigError, match="row 5 was changed"):
            log.append(decision("late"), NOW)


def test_a_log_that_vanished_begins_anew_which_shows_by_the_head(
    log: SqliteLog, path: Path
) -> None:
    head = log.verify().head
    path.unlink()
    with pytest.raises(ConfigError, match="no such log"):
        log.verify(head)
    assert log.append(decision("late"), NOW).row["seq"] == 1
    assert log.verify(head).problems


def test_a_file_that_is_no_log_is_an_error(path: Path) -> None:
    path.write_bytes(b"this is no database, whatever its name says" * 99)
    log = decision_log(f"sqlite:///{path}")
    for use in (log.verify, lambda: log.append(decision(), NOW)):
        with pytest.raises(ConfigError, match="the log cannot be used") as caught:
            use()
        assert caught.value.place == str(path)
    path.write_bytes(b"")
    with pytest.raises(ConfigError, match="no such table"):
        log.verify()


def test_text_that_is_none_cannot_be_read_and_is_no_whole_log(
    log: SqliteLog, path: Path
) -> None:
    with opened(path, guarded=False) as connection:
        connection.execute(
            "UPDATE decisions SET name = CAST(x'ff' AS TEXT) WHERE seq = 3"
        )
    with pytest.raises(ConfigError, match="the log cannot be used"):
        log.verify()


def test_without_sqlalchemy_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "mlgate.stores.sqlite")
    for name in [n for n in sys.modules if n.partition(".")[0] == "sqlalchemy"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(ConfigError, match="needs SQLAlchemy") as caught:
        decision_log("sqlite:///a.db")
    assert caught.value.hint == "pip install 'mlgate[store]'"
