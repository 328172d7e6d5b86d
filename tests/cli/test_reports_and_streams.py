"""Where reports go: whole files or none, the same bytes everywhere, honest streams."""

import json
import os
import pty
import signal
import subprocess
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from subject_folders import AT, World, check, command, organise, run, said

from mlgate.core.version import VERSION

# As people have it: what cannot be written is found out late.
BUFFERED = {"PYTHONUNBUFFERED": ""}
FORMATS = ("text", "json", "sarif")


def test_reports_go_to_files_and_one_of_them_to_standard_output(world: World) -> None:
    files = {name: world.root / "out" / "deep" / f"r.{name}" for name in FORMATS}
    asked = [f"--report={name}={path}" for name, path in files.items()]
    done = check(world, *asked)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    for name, path in files.items():
        alone = check(world, "--report", name)
        assert alone.stdout == path.read_bytes()
        assert alone.stdout.endswith(b"\n")
    both = check(world, *asked[1:], "--report", "text")
    assert both.stdout == files["text"].read_bytes()
    assert len(list(files["text"].parent.iterdir())) == 3


def test_if_one_report_cannot_be_written_none_is_and_no_verdict_is_shown(
    world: World,
) -> None:
    first = world.root / "first.json"
    first.write_text("as before", encoding="utf-8")
    bad = world.root / "protected" / "org.yaml" / "second.sarif"
    before = world.files()
    asked = ("--report", f"json={first}", "--report", f"sarif={bad}", "--report=text")
    told, hint = said(check(world, *asked))
    assert told == f"{bad}: not a directory"
    assert hint == "choose another place"
    assert world.files() == before


def test_a_report_takes_the_place_of_an_older_one_and_keeps_to_the_mask(
    world: World,
) -> None:
    path = world.root / "report.json"
    path.write_text("older", encoding="utf-8")
    path.chmod(0o444)
    given = command(
        "check", world.model, "--org", world.org, "--report", f"json={path}"
    )
    text = f"umask 077; exec {' '.join(given)}"
    done = subprocess.run(["sh", "-c", text], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(path.read_bytes())["verdict"] == "allow"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_link_is_not_written_through_and_not_replaced(world: World) -> None:
    (world.root / "report").symlink_to(world.org)
    before = world.files()
    told, _ = said(check(world, "--report", f"json={world.root / 'report'}"))
    assert "is a link or a device, not a file" in told
    assert world.files() == before


def test_attest_writes_all_its_files_or_none(world: World) -> None:
    key = world.root / "gate"
    assert run("keygen", key, "--no-passphrase").returncode == 0
    given = ("attest", world.model, "--org", world.org, "--at", AT)
    given = (*given, "--key", f"{key}.key")
    folder = world.model / ".mlgate"
    (folder / "vsa.sigstore.json").mkdir(parents=True)
    before = world.files()
    told, _ = said(run(*given))
    assert told.endswith("vsa.sigstore.json: is a folder, not a file")
    assert world.files() == before
    (folder / "vsa.sigstore.json").rmdir()
    done = run(*given)
    assert done.returncode == 0
    assert done.stdout.startswith(b"ALLOW")
    assert {p.name for p in folder.iterdir()} == {
        "decision.json",
        "decision.sigstore.json",
        "manifest.json",
        "vsa.sigstore.json",
    }


def test_an_undecided_run_signs_nothing(world: World) -> None:
    key = world.root / "gate"
    assert run("keygen", key, "--no-passphrase").returncode == 0
    organise(world, "waivers: [{id: W-1, rule: ACM-009}]\n")
    given = ("attest", world.model, "--org", world.org, "--key", f"{key}.key")
    done = run(*given)
    assert done.returncode == 2
    assert done.stdout.startswith(b"UNDECIDED")
    assert not (world.model / ".mlgate").exists()


def test_a_key_is_never_overwritten_and_never_readable_by_others(world: World) -> None:
    key = world.root / "gate"
    assert run("keygen", key, "--no-passphrase").returncode == 0
    private = Path(f"{key}.key")
    assert private.stat().st_mode & 0o777 == 0o600
    before = world.files()
    told, _ = said(run("keygen", key, "--no-passphrase"))
    assert told == f"{private}: exists already"
    assert world.files() == before


PLACES: dict[str, dict[str, str]] = {
    "another time zone": {"TZ": "Pacific/Kiritimati"},
    "another hash seed": {"PYTHONHASHSEED": "4242"},
    "the C locale": {"LANG": "C", "LC_ALL": "C"},
    "an ASCII terminal": {"PYTHONIOENCODING": "ascii"},
    "no colour and no terminal": {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "20"},
    "an environment with wishes": {
        "MLGATE_ORG": "x",
        "_MLGATE_COMPLETE": "bash_source",
    },
}


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("report", ["json", "sarif"])
def test_the_same_bytes_everywhere(world: World, name: str, report: str) -> None:
    (world.model / "naïve 表.bin").write_bytes(b"\0")
    text = (world.model / "release.yaml").read_text("utf-8")
    (world.model / "release.yaml").write_text(
        text.replace("name: good", "name: naïve 表 🙂"), encoding="utf-8"
    )
    here = check(world, "--report", report)
    assert here.returncode == 0, here.stderr.decode()
    assert "naïve" in here.stdout.decode() or report == "sarif"
    there = check(world, "--report", report, env=PLACES[name])
    assert there.stdout == here.stdout
    assert there.returncode == 0


def test_names_that_would_be_misread_are_refused_rather_than_digested(
    world: World,
) -> None:
    (world.model / "naïve.bin").write_bytes(b"\0")
    told, hint = said(check(world, env={"LC_ALL": "C", "PYTHONUTF8": "0"}))
    assert "file names are read as ascii here" in told
    assert "PYTHONUTF8=1" in hint


def test_the_same_bytes_from_another_folder_and_however_paths_are_spelt(
    world: World,
) -> None:
    here = check(world, "--report", "json")
    given = ("--org", "../protected/org.yaml", "--at", AT, "--report", "json")
    for path in (".", "../model", "./"):
        assert run("check", path, *given, cwd=world.model).stdout == here.stdout
    later = "2026-11-25T10:00:00+01:00"
    assert check(world, "--at", later, "--report", "json").stdout == here.stdout


def test_text_for_a_terminal_of_few_letters_shows_the_others_by_number(
    world: World,
) -> None:
    text = (world.model / "release.yaml").read_text("utf-8")
    (world.model / "release.yaml").write_text(
        text.replace("name: good", "name: naïve 表"), encoding="utf-8"
    )
    done = check(world, env={"PYTHONIOENCODING": "latin-1"})
    assert done.returncode == 0
    assert done.stdout.startswith(b"ALLOW  na\xefve \\u8868 1.0.0")


def test_modules_that_lie_in_the_judged_folder_are_not_imported(world: World) -> None:
    here = check(world, "--report", "json")
    path = world.root / "imported"
    for name in ("click", "yaml", "json", "jsonschema_rs", "rfc8785", "re", "enum"):
        module = world.model / f"{name}.py"
        module.write_text(f"open({str(path)!r}, 'w')\n", encoding="utf-8")
    done = check(world, "--report", "json", cwd=world.model)
    assert done.returncode == 0, done.stderr.decode()
    assert not path.exists()
    assert done.stdout != here.stdout  # They are files of the model, and change it.
    for name in ("json", "re", "enum"):
        (world.model / f"{name}.py").unlink()
    unsafe = [part for part in command("check", ".") if part != "-P"]
    done = subprocess.run(unsafe, cwd=world.model, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert not path.exists()


@pytest.mark.parametrize("arguments", [["check"], ["--help"], ["explain", "LIN-002"]])
def test_a_reader_that_went_away_heard_no_yes(
    world: World, arguments: list[str]
) -> None:
    read, write = os.pipe()
    os.close(read)
    more = [world.model, "--org", world.org] if arguments == ["check"] else []
    done = run(*arguments, *more, stdout=write, env=BUFFERED)
    os.close(write)
    assert (done.returncode, done.stderr) == (2, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("report", FORMATS)
def test_a_full_disk_heard_no_yes(world: World, report: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = check(world, "--report", report, stdout=full.fileno(), env=BUFFERED)
    assert said(done)[0] == "the system refused: no space left on device"


def test_closed_streams_change_no_exit_code(world: World) -> None:
    given = " ".join(command("check", world.model, "--org", world.org))
    for closed in (">&-", "2>&-", "<&-", ">&- 2>&- <&-"):
        done = subprocess.run(
            ["sh", "-c", f"exec {given} {closed}"], capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, b"")


def _on_a_terminal(arguments: list[str], env: dict[str, str]) -> bytes:
    """Return what a terminal shows of a run."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        arguments, stdout=theirs, stderr=theirs, env={**os.environ, **env}
    ):
        os.close(theirs)
        seen = b""
        try:
            while chunk := os.read(ours, 65536):
                seen += chunk
        except OSError:
            pass  # Linux says so when nobody holds the other end.
    os.close(ours)
    return seen


def test_only_a_terminal_sees_colours_and_a_file_never_does(world: World) -> None:
    path = world.root / "report.txt"
    given = command("check", world.model, "--org", world.org, "--at", AT)
    plain = {"NO_COLOR": ""}
    assert b"\x1b[32;1mALLOW\x1b[0m" in _on_a_terminal(given, plain)
    assert b"\x1b" not in _on_a_terminal(given, {"NO_COLOR": "1"})
    assert b"\x1b" not in _on_a_terminal([*given, "--report", "sarif"], plain)
    _on_a_terminal([*given, "--report", f"text={path}"], plain)
    assert path.read_bytes() == check(world).stdout
    assert b"\x1b" not in path.read_bytes()


def test_an_interrupted_run_is_undecided(world: World) -> None:
    pipe = world.root / "pipe"
    os.mkfifo(pipe)
    given = command("check", world.model, "--org", pipe)
    both: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    # A job in the background inherits that interrupts are ignored.
    both["preexec_fn"] = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    # The pipe opens once the other side reads: by then it waits for us.
    with subprocess.Popen(given, **both) as running, pipe.open("wb"):
        running.send_signal(signal.SIGINT)
        out, error = running.communicate(timeout=60)
    assert (running.returncode, out) == (2, b"")
    assert error.decode().splitlines()[0] == "mlgate: interrupted"


def test_help_and_version_are_a_yes() -> None:
    version = run("--version")
    assert (version.returncode, version.stdout) == (
        0,
        f"mlgate, version {VERSION}\n".encode(),
    )
    for arguments in ([], ["check"], ["evidence"], ["evidence", "sign"]):
        done = run(*arguments, "--help")
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.startswith(b"Usage: mlgate")
