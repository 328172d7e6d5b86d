"""mlgate check --log, log verify and export population, as processes."""

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from subject_folders import World, build, check, organise, run, said

YEAR = ("--from", "2020-01-01T00:00:00Z", "--to", "2120-01-01T00:00:00Z")


def _url(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
def url(world: World) -> str:
    return _url(world.root / "decisions.db")


def _rows(url: str) -> list[dict[str, object]]:
    done = run("export", "population", url, *YEAR, "--format", "json")
    assert done.returncode == 0, done.stderr.decode()
    rows: list[dict[str, object]] = json.loads(done.stdout)["decisions"]
    return rows


def test_a_yes_a_no_and_what_could_not_be_decided_are_all_in_the_log(
    tmp_path: Path,
) -> None:
    good, bad = build(tmp_path / "good"), build(tmp_path / "bad", "bad")
    void = build(tmp_path / "void")
    organise(void, "waivers: [{id: W-1, rule: ACM-001}]\n")
    url = _url(tmp_path / "log.db")
    codes = [check(world, "--log", url).returncode for world in (good, bad, void)]
    assert codes == [0, 1, 2]
    rows = _rows(url)
    assert [row["verdict"] for row in rows] == ["allow", "deny", "undecided"]
    assert [row["seq"] for row in rows] == [1, 2, 3]
    assert [bool(row["why"]) for row in rows] == [False, False, True]
    assert "waiver W-1 is void" in str(rows[2]["why"])


def test_the_log_says_what_the_report_says(world: World, url: str) -> None:
    done = check(world, "--log", url, "--report", "json")
    decision = json.loads(done.stdout)
    (row,) = _rows(url)
    assert row["subject"] == decision["subject"]["digest"]
    assert row["clock"] == decision["clock"]
    assert row["pack_digest"] == decision["policy"]["digest"]
    assert row["pass"] == decision["rules"]["pass"]


def test_a_log_that_cannot_be_written_is_no_verdict(world: World) -> None:
    for path in (world.root / "no" / "log.db", world.root, world.org):
        report = world.root / "report.json"
        done = check(world, "--log", _url(path), "--report", f"json={report}")
        message, hint = said(done)
        assert "the log cannot be used" in message
        assert hint
        assert not report.exists()


def test_a_log_in_the_judged_folder_is_refused(world: World) -> None:
    before = world.files()
    message, _ = said(check(world, "--log", _url(world.model / "log.db")))
    assert "the judged never sets the judge" in message
    assert world.files() == before


def test_an_empty_url_is_not_taken_for_none(world: World) -> None:
    message, _ = said(check(world, "--log", ""))
    assert "no log is kept" in message


def test_what_was_done_to_a_log_is_said_and_nothing_is_handed_out(
    world: World, url: str
) -> None:
    for day in ("25", "26"):
        done = check(world, "--log", url, "--at", f"2026-11-{day}T09:00:00Z")
        assert done.returncode == 0
    whole = run("log", "verify", url)
    assert whole.returncode == 0
    first, last = whole.stdout.decode().splitlines()
    assert first.startswith("VERIFIED")
    head = last.rpartition(" ")[2]
    with closing(sqlite3.connect(world.root / "decisions.db")) as connection:
        connection.execute("DROP TRIGGER decisions_delete")
        connection.execute("DELETE FROM decisions WHERE seq = 1")
        connection.commit()
    for more in ((), ("--head", head)):
        done = run("log", "verify", url, *more)
        assert done.returncode == 1
        assert b"REFUSED  row 2: it follows row 0" in done.stdout
    done = run("export", "population", url, *YEAR)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"REFUSED  row 2" in done.stderr


def test_a_log_cut_off_at_its_end_is_found_out_by_its_head(
    world: World, url: str
) -> None:
    check(world, "--log", url)
    missing = "ab" * 32
    done = run("log", "verify", url, "--head", missing)
    assert done.returncode == 1
    assert f"no row has the hash {missing}".encode() in done.stdout


def test_a_population_is_written_to_a_file_and_counted(world: World, url: str) -> None:
    check(world, "--log", url)
    out = world.root / "population.csv"
    done = run("export", "population", url, *YEAR, "--out", out)
    assert done.returncode == 0
    assert done.stdout == b""
    assert b"1 of 1 rows; the log ends in " in done.stderr
    (line,) = csv.DictReader(io.StringIO(out.read_text("utf-8"), newline=""))
    assert (line["name"], line["verdict"]) == ("good", "allow")


def test_a_name_that_is_a_formula_is_handed_out_as_text(tmp_path: Path) -> None:
    world = build(tmp_path, "'=cmd|x!A1'")
    url = _url(tmp_path / "log.db")
    assert check(world, "--log", url).returncode == 0
    done = run("export", "population", url, *YEAR)
    assert b'"\'=cmd|x!A1"' in done.stdout


def test_without_a_log_nothing_is_exported(world: World) -> None:
    url = _url(world.root / "none.db")
    for command in (("log", "verify", url), ("export", "population", url, *YEAR)):
        message, _ = said(run(*command))
        assert "there is no such log" in message
