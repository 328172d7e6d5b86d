"""The text of the first release.yaml: every field, with what belongs there above it."""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from mlgate.config.initial import FIELDS
from mlgate.errors import ConfigError

WIDTH = 80
# YAML 1.2, section 7.4.2: a longer key needs the `? ` form.
MAX_KEY = 500
_HEAD = """\
# The release record: what no standard format carries about a model.
# A field left empty, or null, is still open.

mlgate: release/v1
"""
_HEADINGS = {
    "tiering": "These answers give the risk tier, and with it how strict the gate is.",
    "prohibited_practices": (
        "Does it do any of these? The EU AI Act, Article 5, prohibits them: a yes "
        "blocks the release."
    ),
}
_WORD = re.compile("[A-Za-z][A-Za-z_]*")
# Not text to every reader of YAML.
_TYPED = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
_NEVER = re.compile("[\0\ud800-\udfff]")


def render(document: Mapping[str, Any]) -> bytes:
    """Return ``document``, which fits release/v1, as the file that people edit.

    Raises:
        ConfigError: A text holds what YAML has no way to write.
    """
    lines = [_HEAD]
    for key in FIELDS:
        lines += [*_fields({key: FIELDS[key]}, document, ""), ""]
    return "\n".join(lines).rstrip("\n").encode() + b"\n"


def _fields(
    fields: Mapping[str, Any], values: Mapping[str, Any], pad: str
) -> Iterator[str]:
    for key, what in fields.items():
        value = values.get(key)
        if isinstance(what, dict):
            yield from _comment(_HEADINGS.get(key, ""), pad)
            yield f"{pad}{key}:"
            yield from _fields(what, value or {}, f"{pad}  ")
        else:
            yield from _comment(what, pad)
            yield from _field(key, value, pad, asks=what.endswith("?"))


def _field(key: str, value: object, pad: str, *, asks: bool) -> Iterator[str]:
    if asks:
        yield f"{pad}{key}: {value or 'null  # open: yes or no'}"
    elif value is None:
        yield f"{pad}{key}:"
    else:
        yield from _entry(f"{pad}{key}:", value, pad)


def _entry(head: str, value: object, pad: str) -> Iterator[str]:
    if isinstance(value, dict | list) and value:
        yield head
        yield from tree(value, f"{pad}  ")
    else:
        yield f"{head} {scalar(value)}"


def tree(value: dict[str, Any] | list[Any], pad: str = "") -> Iterator[str]:
    """Yield the lines of a mapping or list that is not empty, ``pad`` before each."""
    if isinstance(value, dict):
        for key, inner in value.items():
            said = key if _is_word(key) else scalar(key)
            long = len(said) > MAX_KEY
            head = f"{pad}? {said}\n{pad}:" if long else f"{pad}{said}:"
            yield from _entry(head, inner, pad)
    else:
        for inner in value:
            yield from _entry(f"{pad}-", inner, pad)


def scalar(value: object) -> str:
    """Return a text in double quotes, another scalar or an empty collection.

    Raises:
        ConfigError: The text holds NUL or half of a surrogate pair.
    """
    if not isinstance(value, str):
        return json.dumps(value)
    if _NEVER.search(value):
        why = "a text holds a NUL character or half of a surrogate pair"
        raise ConfigError(why, hint="write it without")
    quoted = json.dumps(value, ensure_ascii=False)
    return "".join(map(_written, quoted))


def _is_word(key: str) -> bool:
    return _WORD.fullmatch(key) is not None and key.lower() not in _TYPED


def _written(character: str) -> str:
    # The rest strict YAML does not take as it is, or no reader would see.
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"  # noqa: PLR2004  # four hex digits


def _comment(text: str, pad: str) -> list[str]:
    head = f"{pad}# "
    return textwrap.wrap(text, WIDTH, initial_indent=head, subsequent_indent=head)
