"""OPA's own cases: the embedded engine agrees, says an error, or never gets to them.

Silence is what matters. A rule that the pre-flight refuses, or that ends in an error,
leaves a model undecided; a wrong answer may let it pass. The figures below may only
become better: raise `AGREED`, lower the others.
"""

import json
from collections import Counter
from functools import cache
from typing import Any

import pytest
from regorus import Engine

from corpus import CORPUS, MISSING
from mlgate.engines import preflight
from mlgate.engines.builtins import BUILTINS
from mlgate.engines.refused import Refused, RuleText
from mlgate.engines.rego_check import Checker
from mlgate.engines.rego_module import Module
from mlgate.engines.rego_names import Names
from mlgate.engines.rego_tree import Call, Ref

FILE = CORPUS / "conformance" / "opa" / "cases.json"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason=MISSING)

AGREED, REFUSED, ERRORS = 802, 1251, 14

Case = dict[str, Any]
_RULE = RuleText("", "case.rego", "", "rego", "", [], [])


class Language(Checker):
    """Checks what a rule is written in, and lets it read what it likes.

    The cases are no rules of a pack: they read `data`, and an input of any shape.
    """

    def __init__(self, module: Module) -> None:
        super().__init__(_RULE, module)
        self.called = {
            step.name
            for rule in module.rules
            for step in rule.steps
            if isinstance(step, Call)
        }

    def _read(self, step: Ref, local: Names) -> None:
        """Let any reference pass."""


def _checked(source: str) -> Language:
    """Return the module, checked as a rule is, but for where it lies and reads."""
    preflight.text(source, "rego")
    engine = Engine()
    engine.add_policy("case.rego", source)
    tree = json.loads(engine.get_ast_as_json())[0]["ast"]
    language = Language(Module(tree["rules"], source.encode()))
    language.check()
    return language


def _answer(case: Case) -> list[dict[str, Any]]:
    """Return the bindings that the engine finds."""
    engine = Engine()
    for number, source in enumerate(case["modules"]):
        engine.add_policy(f"{number}.rego", source)
    if case.get("data") is not None:
        engine.add_data_json(json.dumps(case["data"]))
    if "input_term" in case:
        term = json.loads(Engine().eval_query_as_json(f"x := {case['input_term']}"))
        engine.set_input_json(json.dumps(term["result"][0]["bindings"]["x"]))
    elif "input" in case:
        engine.set_input_json(json.dumps(case["input"]))
    found = json.loads(engine.eval_query_as_json(case["query"]))
    return [result["bindings"] for result in found.get("result", [])]


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def _sorted(case: Case, bindings: list[dict[str, Any]]) -> list[str]:
    """Return ``bindings`` without order, and sets too where the case says so."""
    alike = [
        {
            name: sorted(value, key=_text)
            if case.get("sort_bindings") and isinstance(value, list)
            else value
            for name, value in binding.items()
        }
        for binding in bindings
    ]
    return sorted(map(_text, alike))


def _outcome(case: Case) -> tuple[str, set[str]]:
    """Return what becomes of ``case``, and the functions that it calls."""
    try:
        called = set[str]().union(*(_checked(m).called for m in case["modules"]))
    except (Refused, RuntimeError):
        return "refused", set()
    wants_error = bool({"want_error", "want_error_code"} & case.keys())
    try:
        found = _answer(case)
    except RuntimeError:
        return ("agreed" if wants_error else "error"), called
    if wants_error or _sorted(case, found) != _sorted(case, case["want_result"]):
        return "wrong", called
    return "agreed", called


@cache
def _outcomes() -> list[tuple[str, str, set[str]]]:
    cases: list[Case] = json.loads(FILE.read_text("utf-8"))
    whole = [case | {"modules": case.get("modules") or []} for case in cases]
    return [(case["note"], *_outcome(case)) for case in whole]


def test_no_case_is_answered_wrongly_in_silence() -> None:
    assert [note for note, outcome, _ in _outcomes() if outcome == "wrong"] == []


def test_no_more_cases_are_refused_or_end_in_errors_than_before() -> None:
    found = Counter(outcome for _, outcome, _ in _outcomes())
    assert found["agreed"] >= AGREED
    assert found["refused"] <= REFUSED
    assert found["error"] <= ERRORS


def test_each_built_in_that_a_rule_may_call_is_agreed_on_in_some_case() -> None:
    agreed = [called for _, outcome, called in _outcomes() if outcome == "agreed"]
    assert set[str]().union(*agreed) >= BUILTINS
