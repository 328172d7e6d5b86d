"""Numbers of the YAML 1.2 core schema (section 10.3.2), typed only when asked for."""

import math
import re

_INT = re.compile(r"[-+]?[0-9]+", re.ASCII)
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_MAX_DIGITS = 40


def number(text: str, types: set[str]) -> str | int | float:
    """Return ``text`` as a number if that, and not text, is among ``types``.

    Where only an integer may stand, ``1e3`` is one and ``1.5`` becomes a float, which
    the schema then refuses for what it is. ``.inf`` and ``.nan`` stay text.
    """
    if "string" in types or not types & {"integer", "number"}:
        return text
    if len(text) > _MAX_DIGITS:
        return text
    if _INT.fullmatch(text):
        return int(text)
    if _BASED.fullmatch(text):
        return int(text, 0)
    return _float(text, whole="number" not in types) if _FLOAT.fullmatch(text) else text


def _float(text: str, *, whole: bool) -> str | int | float:
    value = float(text)
    if math.isinf(value):
        return text
    return int(value) if whole and value.is_integer() else value
