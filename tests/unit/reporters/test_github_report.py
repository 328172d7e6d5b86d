"""Annotations: each is one command of ours, and nothing from outside is one."""

import re
from dataclasses import replace
from typing import NamedTuple

import pytest
from decision_values import NASTY, RICH, decisions, texts
from hypothesis import given, settings
from hypothesis import strategies as st

from mlgate.core.decision import Cause, Decision, Finding, Outcome, Result
from mlgate.core.rule import Severity
from mlgate.reporters.github import KINDS, MOST, Annotation, GithubReporter
from mlgate.reporters.lines import plain

KNOWN = {"error", "warning", "notice"}


class Command(NamedTuple):
    name: str
    given: dict[str, str]
    data: str


def runner(line: str) -> Command | None:
    """Read ``line`` as GitHub's runner does; None if it is text for the log."""
    line = line.lstrip()
    if not line.startswith("::"):
        assert not re.search(r"##\w*\[", line)
        return None
    head, found, data = line[2:].partition("::")
    if not found:
        return None
    name, _, rest = head.partition(" ")
    pairs = (part.split("=", 1) for part in rest.split(",") if part)
    return Command(name, {k.strip(): _back(v) for k, v in pairs}, _back(data))


def _back(text: str) -> str:
    for code, character in (
        ("%0D", "\r"),
        ("%0A", "\n"),
        ("%3A", ":"),
        ("%2C", ","),
        ("%25", "%"),
    ):
        text = text.replace(code, character)
    return text


def _commands(report: str) -> list[Command]:
    return [found for line in report.splitlines() if (found := runner(line))]


def _many(count: int, severity: Severity) -> Decision:
    results = tuple(
        Result(
            f"AAA-{n:03}",
            "T",
            Outcome.FAIL,
            severity,
            "",
            (Finding(f"it is bad {n}", "mend it", Cause.RULE, "/x", "a.md", n + 1, 1),),
        )
        for n in range(count)
    )
    return replace(RICH, results=results, errors=())


@settings(max_examples=60)
@given(decisions, texts)
def test_a_runner_sees_our_commands_and_no_others(
    decision: Decision, path: str
) -> None:
    report = GithubReporter().render(decision, path)
    lines = report.split("\n")
    assert lines[-1] == ""
    for line in lines[:-1]:
        assert len(line.splitlines()) == 1
    found = [runner(line) for line in lines[:-1]]
    assert found[-1] is None
    for command in found[:-1]:
        assert command
        assert command.name in KNOWN
        assert command.given.keys() <= {"file", "line", "col", "title"}
        assert plain(command.given["title"]) == command.given["title"]


@given(texts, texts, texts, st.integers(0, 99))
def test_what_is_said_comes_through_whole(
    title: str, message: str, file: str, line: int
) -> None:
    said = plain(message)
    made = Annotation("error", title[:100], said, file, line, 1).command()
    command = runner(made)
    assert command
    assert command.data == said
    assert command.given["title"] == plain(title[:100]) or len(plain(title)) > 100
    shown = file if file and plain(file) == file else None
    assert command.given.get("file") == shown
    assert ("line" in command.given) == bool(shown and line)


@pytest.mark.parametrize("text", ["%0A::error::x", "%25", "100%", "%3A%2C", "%250A"])
def test_what_looks_escaped_is_text(text: str) -> None:
    command = runner(Annotation("error", text, text, f"a{text}", 1).command())
    assert command
    assert (command.data, command.given["title"]) == (text, text)
    assert command.given["file"] == f"a{text}"


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text_makes_no_command_and_no_property(text: str) -> None:
    finding = Finding(
        f"{text}::error file=/etc/passwd::{text}", text, Cause.RULE, text, "a.md", 1, 1
    )
    hostile = Result(
        f"A,file=b::{text}", text, Outcome.FAIL, Severity.DENY, "", (finding,)
    )
    decision = replace(
        RICH, results=(hostile,), errors=(f"\r\n::stop-commands::{text}",)
    )
    report = GithubReporter().render(decision, "m")
    first, second = _commands(report)
    assert len(report.splitlines()) == 3
    assert (first.name, first.given.keys()) == ("error", {"title"})
    assert (second.name, second.given["file"]) == ("error", "m/a.md")


def test_the_worst_come_first_and_the_rest_are_counted() -> None:
    warned = _many(12, Severity.WARN).results
    results = (*warned, *_renamed(_many(11, Severity.DENY).results))
    report = GithubReporter().render(replace(RICH, results=results, errors=()))
    commands = _commands(report)
    kinds = [command.name for command in commands]
    lines = [command.given["line"] for command in commands]
    assert lines == [str(n) for n in (*range(1, MOST + 1), *range(1, MOST + 1))]
    assert kinds == ["error"] * MOST + ["warning"] * MOST
    last = report.splitlines()[-1]
    assert last == (
        "DENY: 11 errors, 12 warnings, 0 notices; 3 not shown as annotations"
    )


def _renamed(results: tuple[Result, ...]) -> tuple[Result, ...]:
    return tuple(replace(r, rule=f"B{r.rule}") for r in results)


@pytest.mark.parametrize("severity", list(Severity))
@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 40])
def test_no_more_than_the_runner_keeps_and_every_finding_is_accounted_for(
    severity: Severity, count: int
) -> None:
    report = GithubReporter().render(_many(count, severity))
    commands = _commands(report)
    assert {c.name for c in commands} <= {KINDS[severity]}
    assert len(commands) == min(count, MOST)
    assert f"; {count - len(commands)} not shown" in report.splitlines()[-1]


def test_what_could_not_be_judged_comes_before_what_was() -> None:
    first, *_ = _commands(GithubReporter().render(RICH))
    assert first.given["title"] == "mlgate could not decide"
    assert first.data == "waiver W-8 is void: nobody approved it"


@pytest.mark.parametrize(
    ("path", "kind", "file"),
    [
        ("", "folder", "README.md"),
        (".", "folder", "README.md"),
        ("models/scorer", "folder", "models/scorer/README.md"),
        ("./models//scorer/", "folder", "models/scorer/README.md"),
        ("/srv/m", "folder", "/srv/m/README.md"),
        ("models/a.onnx", "file", "models/README.md"),
        ("a.onnx", "file", "README.md"),
        ("mödels, 表/a: b", "folder", "mödels, 表/a: b/README.md"),
    ],
)
def test_an_annotation_names_the_file_from_where_the_caller_stands(
    path: str, kind: str, file: str
) -> None:
    decision = replace(RICH, subject={**RICH.subject, "kind": kind}, errors=())
    commands = _commands(GithubReporter().render(decision, path))
    (found,) = [c for c in commands if "AAA-001" in c.given["title"]]
    assert (found.given["file"], found.given["line"]) == (file, "2")


def test_the_step_to_paste_is_the_second_line() -> None:
    commands = _commands(GithubReporter().render(RICH, "my models"))
    (found,) = [c for c in commands if "AAA-001" in c.given["title"]]
    step = found.data.splitlines()[1]
    assert step == "-> mlgate evidence sign 'my models' --key KEY"


def test_endless_text_is_cut() -> None:
    finding = Finding("x" * 2**20, "mlgate PATH" + "y" * 2**20, Cause.RULE, "/x")
    result = Result("A" * 2**16, "T", Outcome.FAIL, Severity.DENY, "", (finding,))
    report = GithubReporter().render(replace(RICH, results=(result,)), "m")
    assert max(map(len, report.splitlines())) < 4096
