"""Refuses a rule before it is loaded: what the engine would get wrong in silence.

Pure functions over the text, and over the tree that the engine's parser makes of it.
"""

import json
import re
from types import CodeType

from regorus import Engine

from mlgate.engines.refused import Refused, RuleText
from mlgate.engines.said import column

LARGEST = 256 * 2**10
WIDEST = 1024
DEEPEST = 64
_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|`[^`]*`|#[^\n]*|[\[({\])}\n]|\$["`]')
_INVISIBLE = re.compile("[\ud800-\udfff]|\x00|\r(?!\n)")


def text(source: str, language: str) -> None:
    """Check what a parser must not be given: it may crash, hang, or stop reading.

    Raises:
        Refused: Naming line and column.
    """
    if found := _INVISIBLE.search(source):
        line, column = _at(source, found.start())
        names = {"\x00": "a NUL", "\r": "a carriage return without a line feed"}
        what = names.get(found[0], "a lone surrogate")
        raise Refused(f"the text has {what}", line, column, "remove it")
    size = len(source.encode("utf-8"))
    if size > LARGEST:
        raise Refused(f"the text has {size} bytes, at most {LARGEST} are allowed")
    for number, line_text in enumerate(source.split("\n"), 1):
        if len(line_text) > WIDEST:
            why = f"the line has {len(line_text)} columns, at most {WIDEST} are allowed"
            raise Refused(why, number, WIDEST + 1, "break the line")
    if language == "rego":
        _brackets(source)


def _brackets(source: str) -> None:
    depth = 0
    for found in _TOKEN.finditer(source):
        token = found[0]
        if token in {"(", "[", "{"}:
            depth += 1
        elif token in {")", "]", "}"}:
            depth -= 1
        if depth > DEEPEST:
            why = f"brackets lie deeper than {DEEPEST}"
            raise Refused(why, *_at(source, found.start()), "name the inner parts")
        if token[0] == "$":
            why = "string interpolation is not known to every engine"
            raise Refused(why, *_at(source, found.start()), "write sprintf")


def _at(source: str, index: int) -> tuple[int, int]:
    line = source.count("\n", 0, index) + 1
    return line, index - source.rfind("\n", 0, index)


def rego(rule: RuleText) -> None:
    """Check a Rego rule by its tree, in an engine of its own.

    Raises:
        Refused: Naming line and column.
        RuntimeError: From the engine's parser.
    """
    from mlgate.engines.rego_check import check

    engine = Engine()
    engine.add_policy(rule.path, rule.source)
    module = json.loads(engine.get_ast_as_json())[0]["ast"]
    try:
        check(rule, module)
    except Refused as why:
        why.column = column(rule.source, why.line, why.column) if why.line else 0
        raise
    # Any query makes the engine look for variables that nothing binds.
    engine.eval_query_as_json("1")


def python(rule: RuleText) -> CodeType:
    """Check a Python rule by its tree and compile it.

    Raises:
        Refused: Naming line and column.
    """
    import ast

    from mlgate.engines.python_check import check

    try:
        check(rule, ast.parse(rule.source, rule.path))
        return compiled(rule)
    except SyntaxError as problem:
        line, column = problem.lineno or 0, problem.offset or 0
        raise Refused(f"syntax error: {problem.msg}", line, column) from None
    except (RecursionError, MemoryError):
        raise Refused("the text is nested too deep") from None


def compiled(rule: RuleText) -> CodeType:
    """Compile a Python rule that is known to be sound."""
    code: CodeType = compile(rule.source, rule.path, "exec", dont_inherit=True)
    return code
