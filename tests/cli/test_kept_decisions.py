"""Every decision of an organisation goes into the log that its file names, first."""

import json
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from bundle_world import KEYS, create, key, sign_decisions, verify
from subject_folders import AT, Done, World, build, check, command, organise, run, said

from mlgate.bundle import archive, layout

LOG = "decision_log: decisions.db\n"
LATER = "2026-11-26T09:00:00Z"
VOID = "waivers: [{id: W-1, rule: ACM-009}]\n"


@pytest.fixture
def signed(tmp_path: Path) -> World:
    """A world whose organisation signs decisions, and names a log."""
    world = sign_decisions(build(tmp_path))
    organise(world, KEYS + LOG)
    return world


def _log(world: World) -> Path:
    return world.org.with_name("decisions.db")


def _rows(path: Path, *names: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        asked = ", ".join(names)
        return list(connection.execute(f"SELECT {asked} FROM decisions ORDER BY seq"))  # noqa: S608  # our own names


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Hold the log as its only writer, for as long as the block lasts."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield


def _attest(world: World, *more: object, at: str = AT) -> Done:
    given = ("--org", world.org, "--at", at, "--key", key(world))
    return run("attest", world.model, *given, *more)


def _bundle(world: World, *more: object, at: str = AT) -> Done:
    given = ("--org", world.org, "--at", at, "--key", key(world))
    return run("bundle", "create", world.model, *given, *more)


def test_each_command_that_decides_writes_into_the_log_of_the_organisation(
    signed: World,
) -> None:
    first = check(signed, cwd=signed.model)
    second = _attest(signed, at="2026-11-25T10:00:00Z")
    third = _bundle(signed, "--out", signed.root / "a.zip", at=LATER)
    done = (first, second, third)
    assert [one.returncode for one in done] == [0, 0, 0], done
    clocks = [clock for (clock,) in _rows(_log(signed), "clock")]
    assert clocks == [AT, "2026-11-25T10:00:00Z", LATER]
    assert run("log", "verify", f"sqlite:///{_log(signed)}").returncode == 0


def test_one_decision_is_one_row_whoever_made_it_again(signed: World) -> None:
    for _ in range(2):
        check(signed)
        _attest(signed)
        create(signed)
    ((written, of, verdict),) = _rows(_log(signed), "written_at", "decision", "verdict")
    attested = (signed.model / ".mlgate" / "decision.json").read_bytes()
    bundled = archive.unpack((signed.root / "a.zip").read_bytes())[layout.DECISION]
    assert attested == bundled
    assert of == f"sha256:{sha256(attested).hexdigest()}"
    assert (written > AT, verdict) == (True, "allow")


def test_a_no_and_an_undecided_are_kept_by_every_command(tmp_path: Path) -> None:
    world = sign_decisions(build(tmp_path, "bad"))
    release = world.model / "release.yaml"
    for name, more, code in (("bad", "", 1), ("good", VOID, 2)):
        text = release.read_text("utf-8").replace("name: bad", f"name: {name}")
        release.write_text(text, encoding="utf-8")
        organise(world, KEYS + LOG + more)
        out = ("--out", tmp_path / f"{code}.zip")
        done = [check(world), _attest(world, at=LATER), _bundle(world, *out)]
        assert [one.returncode for one in done] == [code] * 3
    kept = _rows(_log(world), "verdict", "clock")
    assert kept == [
        (verdict, at) for verdict in ("deny", "undecided") for at in (AT, LATER)
    ]
    assert not (tmp_path / "2.zip").exists()


def test_another_log_is_written_instead_if_the_caller_names_one(signed: World) -> None:
    other = signed.root / "other.db"
    log = ("--log", f"sqlite:///{other}")
    assert check(signed, *log).returncode == 0
    assert _attest(signed, *log, at=LATER).returncode == 0
    third = "2026-11-27T09:00:00Z"
    out = ("--out", signed.root / "a.zip")
    assert _bundle(signed, *log, *out, at=third).returncode == 0
    assert [clock for (clock,) in _rows(other, "clock")] == [AT, LATER, third]
    assert not _log(signed).exists()


def test_without_a_log_nothing_is_written_beside_the_organisation(
    tmp_path: Path,
) -> None:
    world = sign_decisions(build(tmp_path))
    before = {path.name for path in world.org.parent.iterdir()}
    check(world)
    _attest(world)
    create(world)
    assert {path.name for path in world.org.parent.iterdir()} == before


BROKEN = ("no/such/folder.db", "org.yaml", "acme", "/dev/null/x.db")


@pytest.mark.parametrize("log", BROKEN)
def test_a_log_that_cannot_be_written_leaves_nothing_of_the_decision(
    signed: World, log: str
) -> None:
    organise(signed, f"{KEYS}decision_log: {log}\n")
    before = signed.files()
    out = signed.root / "out"
    for done in (
        check(signed, "--report", f"json={out}", "--report", "text"),
        _attest(signed),
        _attest(signed, "--out", out),
        _bundle(signed, "--out", out),
    ):
        message, hint = said(done)
        assert "the log cannot be used" in message
        assert hint
        assert signed.files() == before


def test_a_log_in_the_judged_folder_is_refused_and_nothing_is_attested(
    signed: World,
) -> None:
    for log in ("../model/log.db", "../model/evidence/log.db"):
        organise(signed, f"{KEYS}decision_log: {log}\n")
        before = signed.files()
        for done in (check(signed), _attest(signed)):
            message, hint = said(done)
            assert "the judged never sets the judge" in message
            assert hint.startswith("give `decision_log` a file")
            assert signed.files() == before


def test_a_link_beside_the_organisation_that_leads_to_the_judged_is_refused(
    signed: World,
) -> None:
    _log(signed).symlink_to(signed.model / "log.db")
    message, _ = said(_attest(signed))
    assert "the judged never sets the judge" in message
    assert not (signed.model / "log.db").exists()
    assert not (signed.model / ".mlgate").exists()


def test_the_judged_cannot_name_a_log(signed: World) -> None:
    for name in ("mlgate.yaml", "ours.yaml"):
        config = signed.model / name if name == "mlgate.yaml" else signed.root / name
        config.write_text("mlgate: repository/v1\ndecision_log: x.db\n", "utf-8")
        more = () if name == "mlgate.yaml" else ("--config", config)
        message, hint = said(check(signed, *more))
        assert message == f"{config}:2:1: 'decision_log' cannot be set here"
        assert "the judged never sets the judge" in hint
        assert not list(signed.root.rglob("x.db"))
        config.unlink()


def test_what_cannot_be_written_after_the_log_is_in_it_and_again_once_only(
    signed: World,
) -> None:
    # The log is first: what it has and nobody saw does no harm, the reverse would.
    folder = signed.model / ".mlgate" / "vsa.sigstore.json"
    folder.mkdir(parents=True)
    message, _ = said(_attest(signed))
    assert "is a folder, not a file" in message
    assert len(_rows(_log(signed), "seq")) == 1
    folder.rmdir()
    assert _attest(signed).returncode == 0
    assert len(_rows(_log(signed), "seq")) == 1


def test_two_writers_at_once_wait_for_each_other_and_lose_nothing(
    signed: World,
) -> None:
    assert check(signed).returncode == 0
    ats = [f"2026-11-25T1{number}:00:00Z" for number in range(4)]
    with _held(_log(signed)):
        running = [
            subprocess.Popen(
                command("check", signed.model, "--org", signed.org, "--at", at),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            for at in ats
        ]
        assert [one.poll() for one in running] == [None] * 4
    told = [one.communicate(timeout=120) for one in running]
    assert [one.returncode for one in running] == [0] * 4, told
    clocks = [clock for (clock,) in _rows(_log(signed), "clock")]
    assert sorted(clocks) == [AT, *ats]
    assert run("log", "verify", f"sqlite:///{_log(signed)}").returncode == 0


def test_a_row_that_was_changed_keeps_every_command_from_deciding(
    signed: World,
) -> None:
    check(signed)
    with closing(sqlite3.connect(_log(signed))) as connection:
        connection.execute("DROP TRIGGER decisions_update")
        connection.execute("UPDATE decisions SET verdict = 'deny'")
        connection.commit()
    for done in (check(signed, "--at", LATER), _attest(signed, at=LATER)):
        assert "row 1 was changed" in said(done)[0]
    assert not (signed.model / ".mlgate").exists()


def test_a_bundle_of_a_decision_with_a_log_is_replayed_and_writes_nothing(
    signed: World,
) -> None:
    path = create(signed)
    before = _log(signed).read_bytes()
    assert verify(signed, path).returncode == 0
    done = run("bundle", "replay", path, "--org", signed.org, "--at", LATER)
    assert done.stdout.startswith(b"REPLAYED  the same decision, to the byte")
    assert _log(signed).read_bytes() == before


def test_where_the_log_lies_is_no_part_of_the_decision(signed: World) -> None:
    away = signed.root / "elsewhere"
    (signed.root / "protected").rename(away)
    given = ("check", signed.model, "--org", away / "org.yaml", "--at", AT)
    there = run(*given, "--report", "json")
    away.rename(signed.root / "protected")
    here = check(signed, "--report", "json")
    assert here.stdout == there.stdout
    assert str(signed.root) not in json.dumps(json.loads(here.stdout))
