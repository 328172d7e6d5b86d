"""Commands in the text report: they name the path as it was given, ready to paste."""

import shlex
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core.decision import Cause, Decision, Finding, Outcome, Result, Verdict
from mlgate.core.rule import RiskTier, Severity
from mlgate.reporters import BUILTIN, find
from mlgate.reporters.lines import plain
from mlgate.reporters.text import TextReporter

SIGN = "mlgate evidence sign PATH --key KEY"
ARROW = "        -> "
MASKED = f"{ARROW}{SIGN}"


def _decision(step: str = SIGN) -> Decision:
    found = Finding("it is declared", step, Cause.WEAK, "/x", "README.md", 2, 1)
    result = Result("AAA-001", "T", Outcome.FAIL, Severity.DENY, "", (found,))
    policy = {"pack": "p", "version": "1", "profile": "standard", "digest": "d"}
    subject = {"name": "m", "version": "1", "digest": f"sha256:{'0' * 64}"}
    return Decision(
        Verdict.DENY,
        subject,
        RiskTier.T1,
        "r",
        (),
        "",
        (result,),
        policy,
        (),
        {"version": "1"},
        "2026-11-25T00:00:00Z",
    )


def _step(path: str, step: str = SIGN) -> str:
    """Return the line of the next step, however long."""
    report = TextReporter(colour=False).render(_decision(step), path)
    (line,) = [line for line in report.split("\n") if line.startswith(ARROW)]
    return line


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("models/scorer", "models/scorer"),
        ("/srv/m", "/srv/m"),
        (".", "."),
        ("my model", "'my model'"),
        ("it's", "'it'\"'\"'s'"),
        ("$(reboot)", "'$(reboot)'"),
        ("a;b&c|d", "'a;b&c|d'"),
        ("~", "'~'"),
        ("*", "'*'"),
        ("-rf", "./-rf"),
        ("modèle", "'modèle'"),
        (r"a\1\g<0>", r"'a\1\g<0>'"),
        ("PATH", "PATH"),
        ("KEY", "KEY"),
    ],
)
def test_a_command_names_the_path_as_one_word_of_a_shell(path: str, word: str) -> None:
    assert _step(path) == f"{ARROW}mlgate evidence sign {word} --key KEY"


@pytest.mark.parametrize(
    "path", ["a\nb", "a\x1b[2Kb", "a\u202eb", "a\tb", "a\udcffb", "a\u200bb", ""]
)
def test_a_path_that_cannot_be_shown_as_it_is_stays_a_placeholder(path: str) -> None:
    assert _step(path) == MASKED


def test_without_a_path_the_report_is_what_it_was() -> None:
    report = TextReporter(colour=False).render(_decision())
    assert MASKED in report


def test_a_long_command_is_one_line_so_that_it_can_be_pasted() -> None:
    path = " ".join(["deep folder"] * 20)
    assert shlex.split(_step(path).removeprefix(ARROW))[3] == path


@given(st.text(min_size=1))
def test_what_is_pasted_is_the_path_or_the_placeholder(path: str) -> None:
    words = shlex.split(_step(path).removeprefix(ARROW))
    shown = f"./{path}" if path.startswith("-") else path
    assert words[:3] == ["mlgate", "evidence", "sign"]
    assert words[3] == (shown if plain(path) == path else "PATH")
    assert words[4:] == ["--key", "KEY"]


@pytest.mark.parametrize("path", ['it\'s $(false) `x` \\ "q"', "-n", "a  b", "!!"])
def test_a_real_shell_hands_the_path_on_unchanged(path: str) -> None:
    said = "import sys; print(ascii(sys.argv[1:]))"
    script = f'mlgate() {{ "$PYTHON" -c "$SAID" "$@"; }}\n{_step(path)[len(ARROW) :]}\n'
    done = subprocess.run(
        ["sh", "-c", script],
        env={"PYTHON": sys.executable, "SAID": said},
        capture_output=True,
        check=True,
        text=True,
    )
    shown = f"./{path}" if path.startswith("-") else path
    assert done.stdout == f"{['evidence', 'sign', shown, '--key', 'KEY']!a}\n"


@pytest.mark.parametrize(
    "step",
    [
        "write the PATH of the key in org.yaml",
        "ask the owner of PATH",
        "mlgate explain MYPATH",
    ],
)
def test_only_a_command_that_has_the_word_names_the_path(step: str) -> None:
    assert _step("models/scorer", step) == f"{ARROW}{step}"


def test_a_rule_cannot_smuggle_an_escape_into_a_command() -> None:
    assert "\x1b" not in _step("m", "mlgate \x1b[2K PATH")


@pytest.mark.parametrize(
    "name", sorted(set(BUILTIN) - {"text", "markdown", "html", "github"})
)
def test_what_programs_read_does_not_depend_on_how_the_path_was_spelt(
    name: str,
) -> None:
    said = {find(name)().render(_decision(), path) for path in ("", "m", "/srv/m")}
    assert len(said) == 1
