"""Checks a value against a JSON Schema, and says in one line what is wrong."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from mlgate.core.pointer import join

_INT = re.compile(r"[-+]?[0-9]+", re.ASCII)
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_MAX_DIGITS = 40


class Problem(NamedTuple):
    """What is wrong, and the JSON Pointer of where."""

    pointer: str
    message: str


def conform(value: Any, schema: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Return ``value`` with YAML 1.2 numbers typed where ``schema`` says number."""
    return _conform(value, schema, schema)


def problems(value: Any, schema: Mapping[str, Any], limit: int = 20) -> list[Problem]:  # noqa: ANN401
    """Return what ``schema`` finds wrong with ``value``, at most ``limit``."""
    import jsonschema_rs

    validator = jsonschema_rs.validator_for(schema)
    found: list[Problem] = []
    for error in validator.iter_errors(value):
        found += _explain(error, schema)
        if len(found) >= limit:
            break
    return found[:limit]


def _conform(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any]) -> Any:  # noqa: ANN401
    options = list(_options(schema, root))
    if isinstance(value, dict):
        return {k: _child(v, k, options, root) for k, v in value.items()}
    if isinstance(value, list):
        items = [o["items"] for o in options if isinstance(o.get("items"), dict)]
        return [_conform(v, items[0], root) if items else v for v in value]
    kinds = {o.get("type") for o in options}
    if isinstance(value, str) and "string" not in kinds:
        return _number(value, kinds)
    return value


def _options(schema: Mapping[str, Any], root: Mapping[str, Any]) -> Iterator[Any]:
    if "$ref" in schema:
        target: Any = root
        for token in schema["$ref"].removeprefix("#/").split("/"):
            target = target[token]
        yield from _options(target, root)
    for word in ("anyOf", "oneOf", "allOf"):
        for inner in schema.get(word, ()):
            yield from _options(inner, root)
    yield schema


def _child(value: Any, key: str, options: list[Any], root: Mapping[str, Any]) -> Any:  # noqa: ANN401
    for option in options:
        inner = option.get("properties", {}).get(
            key, option.get("additionalProperties")
        )
        if isinstance(inner, dict):
            return _conform(value, inner, root)
    return value


def _number(text: str, kinds: set[Any]) -> Any:  # noqa: ANN401
    if not kinds & {"integer", "number"} or len(text) > _MAX_DIGITS:
        return text
    if _INT.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    return float(text) if "number" in kinds and _FLOAT.fullmatch(text) else text


def _explain(error: Any, schema: Mapping[str, Any]) -> list[Problem]:  # noqa: ANN401
    at = ""
    for token in error.instance_path:
        at = join(at, str(token))
    kind, name = error.kind, type(error.kind).__name__
    if name in {"AnyOf", "OneOfNotValid"}:
        inner = _closest(kind.context)
        return [p for e in inner for p in _explain(e, schema)]
    if name == "AdditionalProperties":
        known = _known(error.instance_path, schema)
        return [
            Problem(join(at, key), f"unknown key '{key}'{_meant(key, known)}")
            for key in kind.unexpected
        ]
    if name == "Required":
        return [Problem(at, f"the key '{kind.property}' is missing")]
    return [Problem(at, f"{words(at)}: {error.message}" if at else error.message)]


def _closest(branches: list[list[Any]]) -> list[Any]:
    """Return the errors of the branch that was most likely meant: not "or null"."""
    typed = [b for b in branches if b and not _is_null(b[0])]
    return min(typed or branches, key=len)


def _is_null(error: Any) -> bool:  # noqa: ANN401
    return type(error.kind).__name__ == "Type" and "null" in str(error.message)


def _known(path: Sequence[str | int], schema: Mapping[str, Any]) -> list[str]:
    options: list[Any] = [schema]
    for token in path:
        inner = [x for o in options for x in _inner(o, token, schema)]
        options = inner
    expanded = [x for o in options for x in _options(o, schema)]
    return [key for option in expanded for key in option.get("properties", {})]


def _inner(option: Any, token: str | int, root: Mapping[str, Any]) -> Iterator[Any]:  # noqa: ANN401
    for one in _options(option, root):
        if isinstance(token, int):
            inner = one.get("items")
        else:
            inner = one.get("properties", {}).get(
                token, one.get("additionalProperties")
            )
        if isinstance(inner, dict):
            yield inner


def words(pointer: str) -> str:
    """Return a pointer as people say it: ``/owner/team`` -> ``owner.team``."""
    return ".".join(pointer.split("/")[1:])


def _meant(key: str, known: list[str]) -> str:
    close = difflib.get_close_matches(key, known, n=1)
    return f"; did you mean '{close[0]}'?" if close else ""
