"""The ``# METADATA`` comment block on top of a rule, as checked values."""

import difflib
from collections.abc import Collection, Mapping
from typing import Any

from mlgate.core.frozen import frozen
from mlgate.errors import EvidenceError, PolicyError
from mlgate.strict import yaml_reader

MARK = "# METADATA"


@frozen
class Block:
    """Keys of a rule's annotation, with getters that fail with file and line.

    Attributes:
        path: Path for messages.
        lines: Lines of the block, the mark first.
        fields: ``title``, ``description`` and all that lies under ``custom``.
    """

    path: str
    lines: tuple[str, ...]
    fields: Mapping[str, Any]

    def text(self, key: str) -> str:
        """Return the text at ``key``, which must not be blank."""
        value = self.fields[key]
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, f"`{key}` is {_kind(value)}, expected text")
        return " ".join(value.split())

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the list of texts at ``key``; none if it is left out."""
        return self.listed(key, self.fields.get(key, []))

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false at ``key``."""
        value = self.fields.get(key, default)
        if not isinstance(value, bool):
            raise self.error(key, f"`{key}` is {_kind(value)}, expected true or false")
        return value

    def listed(self, key: str, value: Any) -> tuple[str, ...]:  # noqa: ANN401
        """Return ``value``, said at ``key``, as a list of texts without repetition."""
        if not isinstance(value, list) or not all(_is_text(v) for v in value):
            raise self.error(key, f"`{key}` is not a list of texts", "write [a, b]")
        if twice := sorted({v for v in value if value.count(v) > 1}):
            raise self.error(key, f"`{key}` names '{twice[0]}' twice")
        return tuple(value)

    def mapped(self, key: str, value: Any) -> dict[str, Any]:  # noqa: ANN401
        """Return ``value``, said at ``key``, as a mapping."""
        if not isinstance(value, dict):
            raise self.error(key, f"`{key}` is {_kind(value)}, expected a mapping")
        return value

    def one_of(self, key: str, value: Any, allowed: Collection[str]) -> str:  # noqa: ANN401
        """Return ``value``, said at ``key``, which must be one of ``allowed``."""
        if not isinstance(value, str) or value not in allowed:
            shown = f"'{value}'" if isinstance(value, str) else _kind(value)
            hint = f"write one of {', '.join(allowed)}"
            raise self.error(key, f"`{key}` has {shown}, which is not known", hint)
        return value

    def keys(
        self,
        where: str,
        value: Mapping[str, Any],
        required: Collection[str],
        optional: Collection[str] = (),
    ) -> None:
        """Refuse keys of ``value`` that are not known, and required ones left out."""
        known = [*required, *optional]
        if extra := next((k for k in value if k not in known), None):
            near = difflib.get_close_matches(extra, known, 1)
            hint = (
                f"did you mean '{near[0]}'?" if near else f"known: {', '.join(known)}"
            )
            raise self.error(extra, f"unknown key '{extra}' in {where}", hint)
        if gone := next((k for k in required if k not in value), None):
            why = f"the key '{gone}' is missing from {where}"
            raise self.error(where, why, f"add `{gone}:`")

    def error(self, key: str, why: str, hint: str = "") -> PolicyError:
        """Return the error ``why``, placed on the line that says ``key``."""
        place = f"{self.path}:{self._line(key)}"
        return PolicyError(why, place=place, hint=hint or "see docs/rules for examples")

    def _line(self, key: str) -> int:
        numbered = list(enumerate(self.lines, 1))
        said = (n for n, line in numbered if line.lstrip("#- ").startswith(f"{key}:"))
        named = (n for n, line in numbered if f"{key}:" in line)
        inside = (n for n, line in numbered if key in line)
        return next(said, 0) or next(named, 0) or next(inside, 1)


def block(text: str, path: str) -> Block:
    """Return the annotation on top of the rule ``text``.

    Raises:
        PolicyError: There is none on the first line, or it is not strict YAML with
            ``title``, ``description`` and ``custom``.
    """
    lines = _comment(text)
    if not lines or lines[0].rstrip() != MARK:
        hint = f"begin the file with '{MARK}' and the annotation"
        raise PolicyError(f"no {MARK} block", place=f"{path}:1", hint=hint)
    # Keeping the width of "#" keeps the columns of what is wrong.
    body = "\n".join(f" {line[1:]}" for line in lines[1:])
    try:
        value = yaml_reader.parse(body, path, first_line=2)
    except EvidenceError as exc:
        raise PolicyError(exc.message, place=exc.place, hint=exc.hint) from exc
    outer = Block(path, tuple(lines), {})
    top = outer.mapped("METADATA", value)
    outer.keys("METADATA", top, ("title", "description", "custom"))
    custom = outer.mapped("custom", top["custom"])
    if both := next((k for k in custom if k in top), None):
        raise outer.error(both, f"unknown key '{both}' in custom")
    return Block(path, outer.lines, {**custom, **top})


def _comment(text: str) -> list[str]:
    lines = []
    for line in text.split("\n"):
        if not line.startswith("#"):
            break
        lines.append(line.removesuffix("\r"))
    return lines


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _kind(value: object) -> str:
    if value is None or value == "":
        return "empty"
    names = {bool: "true or false", str: "text", list: "a list", dict: "a mapping"}
    return names[type(value)]
