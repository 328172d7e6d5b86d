"""JUnit XML, for the test views of GitLab, Jenkins and others: a test per rule.

There is no standard; this keeps to what both read: ``testsuites`` with one
``testsuite``, and ``testcase`` with at most one of ``failure``, ``error``, ``skipped``.
"""

from collections.abc import Iterator
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from mlgate.core.decision import Decision, Finding, Outcome, Result, Verdict
from mlgate.core.rule import Severity
from mlgate.reporters.lines import in_xml, plain


class Case(NamedTuple):
    """One test: what became of it ("" if it passed), in brief, and in full."""

    name: str
    became: str = ""
    brief: str = ""
    full: str = ""


class JunitReporter:
    """Red if, and only if, the verdict is not ``allow``.

    What fails without denying (a waived rule, a warning) is ``skipped``: neither GitLab
    nor Jenkins shows the text of what passes, and a failure would turn the run red.
    """

    def render(self, decision: Decision, path: str = "") -> str:
        """Return one test suite for ``decision``, however ``path`` is spelt."""
        del path
        cases = list(_cases(decision))
        became = [case.became for case in cases]
        counted = {
            "name": f"mlgate {decision.subject['name'] or 'unnamed'}",
            "tests": len(cases),
            "failures": became.count("failure"),
            "errors": became.count("error"),
            "skipped": became.count("skipped"),
            "time": 0,
        }
        suite = {**counted, "timestamp": decision.clock.removesuffix("Z")}
        lines = ['<?xml version="1.0" encoding="UTF-8"?>']
        lines.append(f"<testsuites{_attributes(counted)}>")
        lines.append(f"<testsuite{_attributes(suite)}>")
        pack = f"mlgate.{decision.policy['pack']}"
        lines += [_case(case, pack) for case in cases]
        lines += ["</testsuite>", "</testsuites>"]
        return "\n".join(lines) + "\n"


def _cases(decision: Decision) -> Iterator[Case]:
    selected = [r for r in decision.results if r.outcome is not Outcome.NOT_APPLICABLE]
    cases = [_judged(result) for result in selected]
    red = any(case.became in {"failure", "error"} for case in cases)
    allowed = decision.verdict is Verdict.ALLOW
    if decision.errors or not (red or allowed):
        # What is nobody's rule, but forbids to pass all the same.
        denied = decision.verdict is Verdict.DENY
        brief = f"the verdict is {decision.verdict.value}"
        became = "failure" if denied else "error"
        yield Case("verdict", became, brief, "\n".join(map(_plain, decision.errors)))
    yield from cases


def _judged(result: Result) -> Case:
    name = f"{result.rule} {result.title}"
    denies = result.severity in {Severity.DENY, None}
    match result.outcome:
        case Outcome.ERROR:
            became = "error" if denies else "skipped"
            return Case(name, became, f"could not be judged: {result.reason}")
        case Outcome.FAIL:
            became = "failure" if denies else "skipped"
            severity = result.severity.value if result.severity else "deny"
            return Case(name, became, f"{severity}: {_first(result)}", _full(result))
        case Outcome.WAIVED:
            ids = ", ".join(sorted({f.waiver for f in result.findings}))
            return Case(name, "skipped", f"waived by {ids}", _full(result))
        case _:
            return Case(name)


def _first(result: Result) -> str:
    return result.findings[0].message if result.findings else result.reason


def _full(result: Result) -> str:
    said = [line for finding in result.findings for line in _finding(finding)]
    return "\n".join([*said, _plain(result.reason)]).strip()


def _finding(finding: Finding) -> Iterator[str]:
    place = [finding.file or finding.pointer or "/"]
    place += [f"{finding.line}", f"{finding.column}"] if finding.line else []
    yield _plain(f"{':'.join(place)}: {finding.message}{finding.more}")
    yield _plain(f"  -> {finding.next}")


def _case(case: Case, pack: str) -> str:
    given = _attributes({"name": case.name, "classname": pack, "time": 0})
    if not case.became:
        return f"<testcase{given}/>"
    brief = _attributes({"message": case.brief})
    body = f"<{case.became}{brief}>{escape(case.full)}</{case.became}>"
    return f"<testcase{given}>{body}</testcase>"


def _attributes(values: dict[str, object]) -> str:
    said = {name: quoteattr(_plain(str(value))) for name, value in values.items()}
    return "".join(f" {name}={value}" for name, value in said.items())


def _plain(text: str) -> str:
    return in_xml(plain(text))
