"""Fits a value to a JSON Schema, and says in one line each what does not fit."""

import difflib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from mlgate.core.pointer import join, split
from mlgate.strict import foreign_schema
from mlgate.strict.numerals import number
from mlgate.strict.subschemas import Schema, below, expand
from mlgate.strict.text import shown

# Stands for the value in messages; it is in no value that was read strictly.
_MASK = "\0"
_SOUGHT = 200
_LONG = 300
_SHOWN_OPTIONS = 12
# Errors of a value that fits no branch.
_UNIONS = ("AnyOf", "OneOfNotValid")
_TYPES = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "empty",
}


class Problem(NamedTuple):
    """What is wrong, and the JSON Pointer of where."""

    pointer: str
    message: str


def conform(value: Any, schema: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Return ``value`` with YAML 1.2 numbers typed where ``schema`` says number.

    Text stays text where the schema also lets text stand; what is no number stays
    as it is, for ``problems`` to find.
    """
    return _conform(value, [schema], schema)


def _conform(value: Any, schemas: Iterable[Schema], root: Schema) -> Any:  # noqa: ANN401
    expanded = expand(schemas, root)
    if isinstance(value, dict):
        return {k: _conform(v, below(expanded, k), root) for k, v in value.items()}
    if isinstance(value, list):
        return [_conform(v, below(expanded, i), root) for i, v in enumerate(value)]
    return number(value, _types(expanded)) if isinstance(value, str) else value


def _types(expanded: Iterable[Schema]) -> set[str]:
    said = (schema.get("type", ()) for schema in expanded)
    return {t for types in said for t in ([types] if isinstance(types, str) else types)}


def problems(
    value: Any,  # noqa: ANN401
    schema: Mapping[str, Any],
    limit: int = 20,
    *,
    foreign: bool = False,
) -> list[Problem]:
    """Return what ``schema`` finds wrong with ``value``, at most ``limit``.

    Unknown keys come first: a key mistyped is why another is missing. A schema that is
    ``foreign`` is one that ``foreign_schema`` did not refuse.
    """
    import jsonschema_rs

    made = foreign_schema.validator if foreign else jsonschema_rs.validator_for
    validator = made(dict(schema), mask=_MASK)
    errors = islice(validator.iter_errors(value), _SOUGHT)
    found = [(e, p) for error in errors for e, p in _explain(error, schema)]
    found.sort(key=lambda pair: pair[0] != "AdditionalProperties")
    return list(dict.fromkeys(problem for _, problem in found))[:limit]


def _explain(error: Any, schema: Schema) -> Iterator[tuple[str, Problem]]:  # noqa: ANN401
    """Yield the kind of ``error`` and the problem; untyped upstream."""
    at = ""
    for token in error.instance_path:
        at = join(at, str(token))
    kind, name = error.kind, type(error.kind).__name__
    if name in _UNIONS and (inner := _closest(error)):
        for one in inner:
            yield from _explain(one, schema)
    elif name == "AdditionalProperties":
        known = _known(error.instance_path, schema)
        for key in kind.unexpected:
            why = f"unknown key '{shown(key)}'{_meant(key, known)}"
            yield name, Problem(join(at, key), why)
    elif name == "Required":
        yield name, Problem(at, f"the key '{kind.property}' is missing")
    else:
        why = f"{_said(error)}{_meant(error.instance, getattr(kind, 'options', ()))}"
        yield name, Problem(at, f"{words(at)}: {why}" if at else why)


def _closest(union: Any) -> Sequence[Any]:  # noqa: ANN401
    """Return the errors of the branch with fewest of them that fits by type."""
    branches = union.kind.context
    able = (b for b in branches if b and not _misfits(union, b[0]))
    return min(able, key=len, default=())


def _misfits(union: Any, error: Any) -> bool:  # noqa: ANN401
    same = len(error.instance_path) == len(union.instance_path)
    return same and type(error.kind).__name__ == "Type"


def _types_asked(error: Any) -> list[str]:  # noqa: ANN401
    """Return the types that one of was asked for, if that is what is wrong."""
    # Of several branches that fit, those that do not are no reason.
    union = type(error.kind).__name__ in _UNIONS
    branches = error.kind.context if union else None
    errors = [b[0] for b in branches if b] if branches else [error]
    asked = [t for e in errors for t in getattr(e.kind, "types", ())]
    return sorted({*asked} - {"null"} or asked)


def _said(error: Any) -> str:  # noqa: ANN401
    value = _value(error.instance)
    if asked := _types_asked(error):
        return f"{value} is not {' or '.join(_TYPES.get(t, t) for t in asked)}"
    options = getattr(error.kind, "options", ())
    if 1 < len(options) <= _SHOWN_OPTIONS:
        *others, last = map(_value, options)
        return f"{value} is not one of {', '.join(others)} or {last}"
    if type(error.kind).__name__ == "Constant":
        return f"{value} is not {_value(error.kind.expected_value)}"
    return shown(error.message.replace(_MASK, value), _LONG)


def _value(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, dict | list):
        return "this mapping" if isinstance(value, dict) else "this list"
    return shown(json.dumps(value, ensure_ascii=False))


def _known(path: Sequence[str | int], schema: Schema) -> list[str]:
    expanded = expand([schema], schema)
    for token in path:
        expanded = expand(below(expanded, token), schema)
    return [key for part in expanded for key in part.get("properties", {})]


def _meant(found: Any, known: Iterable[Any]) -> str:  # noqa: ANN401
    texts = [k for k in known if isinstance(k, str)]
    if not isinstance(found, str):
        return ""
    close = difflib.get_close_matches(found, texts, n=1)
    return f"; did you mean '{close[0]}'?" if close else ""


def words(pointer: str) -> str:
    """Return a pointer as people say it: ``/owner/team`` -> ``owner.team``."""
    return ".".join(shown(token) for token in split(pointer))
