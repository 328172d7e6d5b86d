"""What cannot be decided: exit code 2, one message with a hint, and nothing else.

Never a traceback, never a word on standard output that looks like a verdict, and no
file written.
"""

import ctypes
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from subject_folders import (
    AT,
    REGO,
    World,
    check,
    command,
    organise,
    rule,
    run,
    said,
)

from mlgate.reporters.lines import plain

Made = tuple[list[object], str, str]  # arguments, place, and what the message says


def _in_model(name: str, message: str, make: Callable[[Path], object]) -> "Case":
    def case(world: World) -> Made:
        make(world.model / name)
        return [], plain(name), message

    return case


def _in_org(more: str, place: str, message: str) -> "Case":
    def case(world: World) -> Made:
        organise(world, more)
        return [], f"{world.org}:{place}", message

    return case


def _in_repository(text: str, place: str, message: str) -> "Case":
    def case(world: World) -> Made:
        file = world.model / "mlgate.yaml"
        file.write_text(f"mlgate: repository/v1\n{text}\n", encoding="utf-8")
        return [], f"{file}:{place}", message

    return case


def _in_pack(source: str, line: str, message: str, language: str = "rego") -> "Case":
    def case(world: World) -> Made:
        rule(world, "ACM-002", source, language)
        organise(world)
        suffix = "py" if language == "python" else "rego"
        return [], f"acme/family/acm_002_said/rule.{suffix}:{line}", message

    return case


def _asked(message: str, *arguments: object, place: str = "") -> "Case":
    return lambda _: (list(arguments), place, message)


Case = Callable[[World], Made]


def _empty(world: World) -> Made:
    for path in world.model.iterdir():
        path.unlink()
    return [], str(world.model), "nothing to judge: no files"


def _no_model(world: World) -> Made:
    (world.model / "model.safetensors").unlink()
    return [], "", "no file of a model: nothing to judge"


def _only_a_pointer(world: World) -> Made:
    text = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"
    (world.model / "model.safetensors").write_text(text, encoding="utf-8")
    return [], str(world.model), "no model file was found"


def _no_rule_for_the_tier(world: World) -> Made:
    rule(world, "ACM-001", severity="{T1: deny}")
    organise(world)
    return [], "", "no rule applies"


def _changed_pack(world: World) -> Made:
    path = rule(world, "ACM-001")
    path.write_text(path.read_text("utf-8") + "\n", encoding="utf-8")
    return [], str(world.pack), "its digest is"


def _unpinned_python(world: World) -> Made:
    rule(world, "ACM-002", "def deny(input):\n    yield from ()\n", "python")
    organise(world, pinned=False)
    return [], str(world.pack), "the organisation pins none"


def _unwritable(world: World) -> Made:
    place = world.root / "model" / "README.md" / "report.sarif"
    return ["--report", f"sarif={place}"], str(place), "not a directory"


def _typo(world: World) -> Made:
    path = rule(world, "ACM-001")
    text = path.read_text("utf-8").replace("# title:", "# tilte:")
    organise(world)
    path.write_text(text, encoding="utf-8")
    return [], "acme/family/acm_001_said/rule.rego:", "tilte"


def _config_of_trust(world: World) -> Made:
    file = world.root / "other.yaml"
    file.write_text("mlgate: repository/v1\nkeys: []\n", encoding="utf-8")
    return ["--config", file], f"{file}:2:1", "'keys' cannot be set here"


def _missing_config(world: World) -> Made:
    file = world.root / "none.yaml"
    return ["--config", file], str(file), "no such file"


WRONG_PACKAGE = REGO.replace("{package}", "mlgate.acme.other")
NO_SET = 'package {package}\n\nimport rego.v1\n\ndeny := "no"\n'
UNKNOWN = "http.send({{}}) == input.release.name"
CASES: dict[str, Case] = {
    "empty folder": _empty,
    "no model file": _no_model,
    "only a Git LFS pointer": _only_a_pointer,
    "no rule for the tier": _no_rule_for_the_tier,
    "pack changed since it was pinned": _changed_pack,
    "python without a pin": _unpinned_python,
    "rego syntax": _in_pack("package {package}\n\ndeny contains\n", "1", ""),
    "rego with an unknown built-in": _in_pack(
        REGO.replace('input.release.name == "bad"', UNKNOWN), "1", "http.send"
    ),
    "rego in the wrong package": _in_pack(WRONG_PACKAGE, "1", "package"),
    "rego deny that is no set": _in_pack(NO_SET, "", "deny"),
    "rego without deny": _in_pack("package {package}\n", "", "deny"),
    "rego reads what is not in the shape": _in_pack(
        REGO.replace("input.release.name", "input.release.nam"), "1", "nam"
    ),
    "python without deny": _in_pack("x = 1\n", "", "deny", "python"),
    "python syntax": _in_pack("def deny(input:\n", "1", "", "python"),
    "python imports os": _in_pack("import os\n", "1", "`os`", "python"),
    "annotation typo": _typo,
    "link out of the folder": _in_model(
        "leak", "leaves the folder", lambda p: p.symlink_to("/etc/passwd")
    ),
    "folder linked out of the folder": _in_model(
        "evidence", "leaves the folder", lambda p: p.symlink_to("/etc")
    ),
    "attestations linked out of the folder": _in_model(
        ".mlgate", "leaves the folder", lambda p: p.symlink_to("/etc")
    ),
    "link to nowhere": _in_model(
        "gone", "leads nowhere", lambda p: p.symlink_to("none")
    ),
    "link to itself": _in_model("me", "cannot be followed", lambda p: p.symlink_to(p)),
    "link in a circle": _in_model(
        "up", "leads back to a folder", lambda p: p.symlink_to(".")
    ),
    "named pipe": _in_model("pipe", "is a named pipe", os.mkfifo),
    "named pipe as evidence": _in_model("a.cdx.json", "is a named pipe", os.mkfifo),
    "file name with an escape": _in_model("a\x1b[2Kb", "", Path.touch),
    "file name with a line break": _in_model(
        "a\nALLOW", "control characters", Path.touch
    ),
    "two names that differ in case": _in_model(
        "Readme.md", "is the same file as 'README.md'", Path.touch
    ),
    "organisation's key": _in_org("keyz: []\n", "4:1", "did you mean 'keys'?"),
    "organisation's purpose": _in_org(
        "keys: [{name: k, purposes: [lonk]}]\n", "4:29", "did you mean 'link'?"
    ),
    "organisation's profile": _in_org(
        "profiles: {T1: srict}\n", "4:12", "did you mean 'strict'?"
    ),
    "organisation's pack": _in_org("packs: [{name: basline}]\n", "4:1", "duplicate"),
    "repository sets keys": _in_repository("keys: []", "2:1", "cannot be set here"),
    "repository sets waivers": _in_repository("waivers: []", "2:1", "cannot be set"),
    "repository sets packs": _in_repository("packs: []", "2:1", "cannot be set here"),
    "repository loosens the profile": _in_repository(
        "profile: starter", "2:1", "is looser than"
    ),
    "repository loosens licences": _in_repository(
        "licences: [cc-by-nc-4.0]", "2:12", "does not allow"
    ),
    "repository typo": _in_repository("teir: T1", "2:1", "did you mean 'tier'?"),
    "configuration sets trust": _config_of_trust,
    "configuration is not there": _missing_config,
    "unwritable report": _unwritable,
    "unknown format": _asked("no report format 'jsno'", "--report", "jsno=x"),
    "two reports on standard output": _asked(
        "several reports", "--report", "json", "--report", "text", place="--report"
    ),
    "two reports in one file": _asked(
        "several reports for one x", "--report", "json=x", "--report", "sarif=./x"
    ),
    "report without its file": _asked("names no file", "--report", "sarif="),
    "report in place of a device": _asked(
        "not a file", "--report", "json=/dev/null", place="/dev/null"
    ),
    "report in place of a folder": _asked("is a folder", "--report", "json=."),
    "unknown tier": _asked("'T9' is not one of", "--tier", "T9"),
    "blocked tier": _asked("'T0' is not one of", "--tier", "T0"),
    "unknown profile": _asked("'lax' is not one of", "--profile", "lax"),
    "clock without zone": _asked("is not like", "--at", "2026-11-25T09:00:00"),
    "clock that is no date": _asked("is not like", "--at", "2026-02-30T09:00:00Z"),
    "clock past the last year": _asked(
        "is not like", "--at", "9999-12-31T23:59:59-14:00"
    ),
    "unknown option": _asked("No such option '--rule'", "--rule", "x"),
    "two models": _asked("unexpected extra argument", "another"),
    "path too long": _asked("", "--org", "x" * 5000),
}


@pytest.mark.parametrize("name", CASES)
def test_what_cannot_be_decided_says_why_and_writes_nothing(
    world: World, name: str
) -> None:
    arguments, place, message = CASES[name](world)
    before = world.files()
    told, _ = said(check(world, *arguments, cwd=world.root))
    if place:
        assert told.startswith(place)
    assert message in told
    assert world.files() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "none"], "none: there is no such file or folder"),
        (["check", "x" * 5000], "is not the path of a file or folder"),
        (["check"], "Missing argument 'PATH'"),
        (["chekc", "model"], "no command 'chekc'; commands: "),
        (["explain", "ACM-999"], "no rule 'ACM-999' in pack baseline"),
        (["explain", "X", "--org", "none"], "none: no such file or directory"),
        (["verify", "model", "--key", "none"], "none: no such file or directory"),
        (["attest", "model", "--key", "none"], "none: no such file or directory"),
        (["attest", "model"], "Missing option '--key'"),
        (["evidence", "sign", "model", "--key", "."], ".: is a directory"),
        (["keygen", "protected/org"], "a passphrase is needed"),
        (["keygen", "model/README.md/k", "--no-passphrase"], "not a directory"),
    ],
)
def test_every_command_says_what_it_lacks(
    world: World, arguments: list[str], message: str
) -> None:
    before = world.files()
    told, _ = said(run(*arguments, cwd=world.root))
    assert message in told
    assert world.files() == before


@pytest.mark.parametrize("arguments", [[], ["evidence"]])
def test_no_command_shows_the_help_and_is_no_yes(arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == b""
    assert done.stderr.startswith(b"Usage: mlgate")


def test_a_socket_is_refused(world: World) -> None:
    with socket.socket(socket.AF_UNIX) as opened:
        here = Path.cwd()
        os.chdir(world.model)
        try:
            opened.bind("s")
        finally:
            os.chdir(here)
        told, _ = said(check(world))
    assert told.startswith("s: is a socket")


def test_a_file_that_changes_while_it_is_hashed_is_refused(world: World) -> None:
    path = world.model / "weights.bin"
    path.write_bytes(b"x" * 2**26)
    over = threading.Event()

    def write() -> None:
        with path.open("r+b") as stream:
            while not over.is_set():
                stream.seek(0)
                stream.write(b"y")
                stream.flush()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        told, hint = said(check(world))
    finally:
        over.set()
        writer.join()
    assert told == "weights.bin: changed while it was read"
    assert "run again" in hint


def _without_the_right_to_read_all() -> None:
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None)
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


@pytest.mark.skipif(sys.platform != "linux", reason="root reads all on other systems")
@pytest.mark.parametrize("name", ["model.safetensors", "README.md", ""])
def test_what_may_not_be_read_is_refused(world: World, name: str) -> None:
    (world.model / name).chmod(0)
    given = command("check", world.model, "--org", world.org, "--at", AT)
    done = subprocess.run(
        given,
        capture_output=True,
        check=False,
        preexec_fn=_without_the_right_to_read_all,
        timeout=60,
    )
    (world.model / name).chmod(0o755)
    told, _ = said(done)
    assert "permission denied" in told or "is not readable" in told
