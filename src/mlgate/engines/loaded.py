"""A pack as the worker holds it: each rule checked, and ready to be run."""

import json
from types import CodeType
from typing import Any

from regorus import Engine

from mlgate.engines import preflight
from mlgate.engines.denials import Misshapen, from_python, from_rego
from mlgate.engines.refused import Refused, RuleText
from mlgate.engines.said import by_python, by_regorus


class Broken(Exception):  # noqa: N818  it travels to the gate as a record
    """A rule does not load; ``record`` has ``message``, ``place`` and ``hint``."""

    def __init__(self, message: str, place: str, hint: str = "") -> None:
        super().__init__(message)
        self.record = {"message": message, "place": place, "hint": hint}


class Loaded:
    """The rules of one pack, by id, and the input they are to be run over."""

    def __init__(self) -> None:
        self._engine = Engine()
        self._packages: dict[str, str] = {}
        self._rego: dict[str, RuleText] = {}
        self._python: dict[str, tuple[RuleText, CodeType]] = {}
        self._document = b""

    def add(self, given: dict[str, Any], *, checked: bool) -> None:
        """Check the rule ``given`` and add it; ``checked``: it was found sound before.

        Raises:
            Broken: It must not be run, or cannot be.
        """
        rule = RuleText(**given)
        try:
            if not checked:
                preflight.text(rule.source, rule.language)
            if rule.language == "python":
                self._add_python(rule, checked=checked)
            else:
                self._add_rego(rule, checked=checked)
        except Refused as why:
            raise Broken(why.message, why.place(rule.path), why.hint) from None
        except BaseException as problem:  # noqa: BLE001  regorus panics with one
            place, said = by_regorus(problem, rule.source)
            raise Broken(said, place or rule.path) from None

    def _add_rego(self, rule: RuleText, *, checked: bool) -> None:
        if rule.package in self._packages:
            other = self._packages[rule.package]
            raise Refused(f"package {rule.package} is that of {other} too")
        if not checked:
            preflight.rego(rule)
        self._packages[rule.package] = rule.path
        self._rego[rule.id] = rule
        self._engine.add_policy(rule.path, rule.source)

    def _add_python(self, rule: RuleText, *, checked: bool) -> None:
        # What a rule imports first takes longest: now nobody waits for it.
        import mlgate.core.decision  # noqa: F401

        code = preflight.compiled(rule) if checked else preflight.python(rule)
        self._python[rule.id] = rule, code

    def take(self, document: bytes) -> str:
        """Make ``document`` the input; return why it cannot be, "" if it can."""
        self._document = document
        try:
            self._engine.set_input_json(document.decode("utf-8"))
        except BaseException as problem:  # noqa: BLE001  regorus panics with one
            return by_regorus(problem)[1]
        return ""

    def run(self, rule: str) -> dict[str, Any]:
        """Return the ``denials`` of one rule, or the ``error`` that came instead."""
        if rule in self._python:
            text, code = self._python[rule]
            return _run_python(text, code, self._document)
        return _run_rego(self._engine, self._rego[rule])


def _run_rego(engine: Engine, rule: RuleText) -> dict[str, Any]:
    try:
        answer = engine.eval_rule_as_json(f"data.{rule.package}.deny")
        return {"denials": from_rego(json.loads(answer))}
    except Misshapen as problem:
        return {"error": f"{rule.path}: {problem}"}
    except BaseException as problem:  # noqa: BLE001  regorus panics with one
        place, said = by_regorus(problem, rule.source)
        return {"error": f"{place or rule.path}: {said}"}


def _run_python(rule: RuleText, code: CodeType, document: bytes) -> dict[str, Any]:
    # Each run has names and an input of its own: nothing is left from the last one.
    names = {"__name__": rule.package, "__file__": rule.path}
    try:
        exec(code, names)  # noqa: S102  the rule; it is pinned, and this is its process
        yielded = names["deny"](json.loads(document))  # type: ignore[operator]
        return {"denials": from_python(yielded)}
    except Misshapen as problem:
        return {"error": f"{rule.path}: {problem}"}
    except BaseException as problem:  # noqa: BLE001  SystemExit too is an outcome
        place, said = by_python(problem, rule.path)
        return {"error": f"{place}: {said}"}
