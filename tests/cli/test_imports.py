"""What a command imports, by name and not by time: cold start is a budget.

An import that creeps in is paid by every run of every pipeline. Whoever needs one
more puts it into the function that uses it, or argues for it here.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from subject_folders import AT, World, organise, rule, run

CLICK = frozenset({"click"})
# pyyaml and its C parser, the schema checks, canonical JSON.
CHECK = CLICK | {"yaml", "_yaml", "jsonschema_rs", "rfc8785"}
KEYS = CHECK | {"cryptography", "_cffi_backend"}
# Heavy parts of the standard library that no check has a use for. (`email` and
# `urllib` would be among them, but jsonschema_rs imports them.)
HEAVY = (
    "asyncio",
    "concurrent",
    "ctypes",
    "http",
    "importlib.metadata",
    "multiprocessing",
    "sqlite3",
    "ssl",
    "tkinter",
    "unittest",
    "urllib.request",
    "xml",
)
# Set up by the environment; and of Jython, which `copy` asks for in vain.
NOT_OURS = frozenset({"sitecustomize", "usercustomize", "org"})


def _named(error: bytes) -> set[str]:
    """Return the modules that ``-X importtime`` lists."""
    lines = (line.split("|") for line in error.decode().splitlines())
    return {parts[2].strip() for parts in lines if len(parts) == 3}


def _traced(*arguments: object) -> "subprocess.CompletedProcess[bytes]":
    given = [sys.executable, "-X", "importtime", *map(str, arguments)]
    return subprocess.run(given, capture_output=True, check=False, timeout=60)


def _imported(*arguments: object) -> set[str]:
    """Return the modules that a run of mlgate imports, beyond the bare interpreter."""
    done = _traced("-P", "-m", "mlgate", *arguments)
    assert done.returncode in {0, 1}, done.stderr.decode()
    return _named(done.stderr) - _named(_traced("-c", "").stderr)


def _foreign(imported: set[str]) -> set[str]:
    """Return the top-level packages among ``imported`` that others wrote."""
    tops = {name.partition(".")[0] for name in imported}
    return tops - sys.stdlib_module_names - NOT_OURS - {"mlgate"}


def _heavy(imported: set[str]) -> list[str]:
    return [
        heavy
        for heavy in HEAVY
        if any(name == heavy or name.startswith(f"{heavy}.") for name in imported)
    ]


@pytest.mark.parametrize("arguments", [["--version"], ["--help"]])
def test_the_version_and_the_help_import_click_alone(arguments: list[str]) -> None:
    imported = _imported(*arguments)
    assert _foreign(imported) <= CLICK
    ours = {name for name in imported if name.startswith("mlgate.")}
    floors = {name.split(".")[1] for name in ours}
    assert floors <= {"__main__", "cli", "core", "errors", "reporters"}
    assert _heavy(imported) == []


@pytest.mark.parametrize("report", ["text", "json", "sarif"])
def test_a_check_imports_what_it_needs_and_no_more(world: World, report: str) -> None:
    rule(world, "ACM-002", "def deny(input):\n    yield from ()\n", "python")
    text = "mlgate: repository/v1\ntier: T4\n"
    (world.model / "mlgate.yaml").write_text(text, encoding="utf-8")
    organise(world)
    given = ("check", world.model, "--org", world.org, "--at", AT, "--report", report)
    imported = _imported(*given)
    assert _foreign(imported) <= CHECK
    assert _heavy(imported) == []


def test_signed_evidence_imports_cryptography_and_no_more(world: World) -> None:
    key = world.root / "protected" / "team"
    assert run("keygen", key, "--no-passphrase").returncode == 0
    signed = run("evidence", "sign", world.model, "--key", f"{key}.key", "--at", AT)
    assert signed.returncode == 0, signed.stderr.decode()
    organise(world, "keys: [{name: team, file: team.pub, purposes: [link]}]\n")
    imported = _imported("check", world.model, "--org", world.org, "--at", AT)
    assert "cryptography" in _foreign(imported)
    assert _foreign(imported) <= KEYS
    assert _heavy(imported) == []


def test_what_this_test_looks_for_would_be_found(tmp_path: Path) -> None:
    script = tmp_path / "probe.py"
    script.write_text("import mlgate.cli, pydantic, asyncio\n", encoding="utf-8")
    named = _named(_traced(script).stderr)
    assert "pydantic" in _foreign(named)
    assert "asyncio" in _heavy(named)
