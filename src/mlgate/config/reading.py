"""Reads a configuration file strictly, by its generated schema."""

import difflib
import hashlib
import os
import stat
from pathlib import Path
from typing import Any

from mlgate.core.frozen import frozen
from mlgate.core.pointer import split
from mlgate.errors import ConfigError, EvidenceError
from mlgate.strict import json_reader, positions, schema, yaml_reader
from mlgate.strict.shipped import read_schema
from mlgate.strict.subschemas import Schema, below, expand

MAX_BYTES = 4 * 2**20
_PARSERS = {"json": json_reader.parse, "yaml": yaml_reader.parse}


@frozen
class Document:
    """A configuration file that fits its schema.

    Attributes:
        name: The file's name, without its folder: the same on every machine.
        sha256: Digest of its bytes, 64 hex digits.
        fields: Its content, numbers converted where the schema says number.
        raw: Its bytes, to find places in.
    """

    path: Path
    name: str
    sha256: str
    fields: dict[str, Any]
    raw: bytes

    def place(self, pointer: str) -> str:
        """Return ``file:line:column`` of a JSON Pointer into this document."""
        return _place(self.path, self.raw, pointer)


def read(
    path: Path,
    kind: str,
    *,
    foreign: dict[str, str] | None = None,
    judged: bool = False,
    raw: bytes | None = None,
) -> Document:
    """Read ``path`` as a document of ``kind``, the name of a shipped schema.

    Args:
        path: A YAML file; JSON if its name says so.
        kind: Name of a shipped schema, such as ``organisation``.
        foreign: Keys that belong elsewhere -> what to say of them.
        judged: It lies in the folder that is judged, so it must be a file of it: a
            link could lead anywhere, and a pipe could keep us waiting for ever.
        raw: Its bytes, if they are at hand: then ``path`` is but its name.

    Raises:
        ConfigError: It cannot be read or does not fit, with line and hint.
    """
    raw = raw_bytes(path, judged=judged) if raw is None else raw
    shape = read_schema(kind)
    try:
        value = _PARSERS[_syntax(path)](raw, str(path))
    except EvidenceError as exc:
        raise ConfigError(exc.message, place=exc.place, hint=exc.hint) from exc
    if not isinstance(value, dict):
        why = f"expected a mapping with `mlgate: {kind}/v1`"
        hint = f"begin with the line `mlgate: {kind}/v1`"
        raise ConfigError(why, place=f"{path}:1:1", hint=hint)
    if (said := value.get("mlgate", f"{kind}/v1")) != f"{kind}/v1":
        # Of another kind of file, everything else would be wrong as well.
        why = f"expected `mlgate: {kind}/v1`, found {said!a}"
        place = _place(path, raw, "/mlgate")
        raise ConfigError(why, place=place, hint="give a file of that kind")
    for key, why in (foreign or {}).items():
        if key in value:
            place = _place(path, raw, f"/{key}")
            raise ConfigError(f"'{key}' cannot be set here", place=place, hint=why)
    value = schema.conform(value, shape)
    if found := schema.problems(value, shape, limit=1):
        place = _place(path, raw, found[0].pointer)
        hint = _expected(found[0].pointer, shape)
        raise ConfigError(found[0].message, place=place, hint=hint)
    return Document(path, path.name, hashlib.sha256(raw).hexdigest(), value, raw)


def raw_bytes(path: Path, *, judged: bool) -> bytes:
    """Return the bytes of a file of configuration.

    Args:
        path: The file.
        judged: As for ``read``.

    Raises:
        ConfigError: It cannot be read, or is too large; or it is judged and no file.
    """
    try:
        opener = _open_judged if judged else None
        with open(path, "rb", opener=opener) as stream:
            kind = os.fstat(stream.fileno()).st_mode
            if judged and not stat.S_ISREG(kind):
                why, hint = "is no regular file", "put a file there, or nothing"
                raise ConfigError(why, place=str(path), hint=hint)
            raw = stream.read(MAX_BYTES + 1)
    except OSError as exc:
        if judged and path.is_symlink():
            hint = "put the file itself there"
            raise ConfigError("is a link", place=str(path), hint=hint) from exc
        why = (exc.strerror or "cannot be read").lower()
        raise ConfigError(why, place=str(path), hint=_near(path)) from exc
    if len(raw) > MAX_BYTES:
        hint = "configuration is small: check the path"
        raise ConfigError(f"larger than {MAX_BYTES} bytes", place=str(path), hint=hint)
    return raw


def _open_judged(path: str, flags: int) -> int:
    extra = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    return os.open(path, flags | extra)


def _near(path: Path) -> str:
    try:
        names = os.listdir(path.parent)  # noqa: PTH208  # names, not paths
    except OSError:
        names = []
    close = difflib.get_close_matches(path.name, set(names) - {path.name}, n=1)
    return f"did you mean '{path.with_name(close[0])}'?" if close else "check the path"


def _expected(pointer: str, shape: Schema) -> str:
    """Return which keys there are where ``pointer`` leads, or where it is one."""
    known: list[Schema] = expand([shape], shape)
    keys = _keys(known)
    for token in split(pointer):
        step = int(token) if token.isdecimal() else token
        known = expand(below(known, step), shape)
        keys = _keys(known) or keys
    return f"keys: {', '.join(keys)}"


def _keys(known: list[Schema]) -> list[str]:
    found = [key for schema in known for key in schema.get("properties", ())]
    names = (schema.get("propertyNames", {}).get("enum", ()) for schema in known)
    return found or [name for some in names for name in some]


def _place(path: Path, raw: bytes, pointer: str) -> str:
    line, column = positions.locate(raw, _syntax(path), [pointer])[pointer]
    return f"{path}:{line}:{column}"


def _syntax(path: Path) -> str:
    return "json" if path.suffix == ".json" else "yaml"
