"""What people read in a terminal: 80 columns, and nothing that can repaint it."""

import pytest

from mlgate.core.decision import Cause, Decision, Finding, Outcome, Result, Verdict
from mlgate.core.rule import RiskTier, Severity
from mlgate.reporters.text import TextReporter


def _decision(name: str, file: str, rules: int) -> Decision:
    found = Finding(
        "it changed",
        "mlgate evidence sign PATH",
        Cause.WEAK,
        "/x",
        file,
        2,
        1,
        root=("weights.bin",),
    )
    results = tuple(
        Result(f"AAA-{n:03}", "T", Outcome.FAIL, Severity.DENY, "", (found,))
        for n in range(rules)
    )
    policy = {"pack": "p", "version": "1", "profile": "standard"}
    subject = {"name": name, "version": "1", "digest": f"sha256:{'0' * 64}"}
    tier, clock = RiskTier.T1, "2026-11-25T00:00:00Z"
    return Decision(
        Verdict.DENY, subject, tier, "r", (), "", results, policy, (), {}, clock
    )


@pytest.mark.parametrize("rules", [1, 2, 9, 40])
@pytest.mark.parametrize("file", ["README.md", f"evidence/{'x' * 40}.json"])
def test_no_line_is_wider_than_80_columns(rules: int, file: str) -> None:
    report = TextReporter(colour=False).render(_decision("m", file, rules))
    assert max(map(len, report.splitlines())) <= 80


def test_a_hostile_name_cannot_repaint_the_terminal_or_turn_the_text_round() -> None:
    decision = _decision("m\x1b[2K\u202eALLOW", "a\rb", 1)
    report = TextReporter(colour=False).render(decision)
    assert not {"\x1b", "\u202e", "\r"} & set(report)


def test_colour_changes_no_word() -> None:
    decision = _decision("m", "README.md", 3)
    painted = TextReporter(colour=True).render(decision)
    for code in ("31", "31;1", "1", "2"):
        painted = painted.replace(f"\x1b[{code}m", "")
    plain = painted.replace("\x1b[0m", "")
    assert plain == TextReporter(colour=False).render(decision)
