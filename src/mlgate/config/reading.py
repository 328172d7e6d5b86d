"""Reads a configuration file strictly, by its generated schema."""

import difflib
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlgate.errors import ConfigError, EvidenceError
from mlgate.strict import positions, schema, yaml_reader
from mlgate.strict.shipped import read_schema

MAX_BYTES = 4 * 2**20


@dataclass(frozen=True, slots=True)
class Document:
    """A configuration file that fits its schema.

    Attributes:
        name: The file's name, without its folder: the same on every machine.
        sha256: Digest of its bytes, 64 hex digits.
        fields: Its content, numbers converted where the schema says number.
    """

    path: Path
    name: str
    sha256: str
    fields: dict[str, Any]


def read(path: Path, kind: str, *, foreign: dict[str, str] | None = None) -> Document:
    """Read ``path`` as a document of ``kind``, the name of a shipped schema.

    Args:
        path: A YAML file.
        kind: Name of a shipped schema, such as ``organisation``.
        foreign: Keys that belong elsewhere -> what to say of them.

    Raises:
        ConfigError: It cannot be read or does not fit, with line and hint.
    """
    raw = _bytes(path)
    shape = read_schema(kind)
    try:
        value = yaml_reader.parse(raw, str(path))
    except EvidenceError as exc:
        raise ConfigError(exc.message, place=exc.place, hint=exc.hint) from exc
    if not isinstance(value, dict):
        raise ConfigError(
            f"expected a mapping with `mlgate: {kind}/v1`", place=str(path)
        )
    for key, why in (foreign or {}).items():
        if key in value:
            place = _place(path, raw, f"/{key}")
            raise ConfigError(f"'{key}' cannot be set here", place=place, hint=why)
    value = schema.conform(value, shape)
    if found := schema.problems(value, shape, limit=1):
        place = _place(path, raw, found[0].pointer)
        hint = f"keys: {', '.join(shape['properties'])}"
        raise ConfigError(found[0].message, place=place, hint=hint)
    return Document(path, path.name, hashlib.sha256(raw).hexdigest(), value)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as exc:
        why = exc.strerror or "cannot be read"
        near = _near(path)
        raise ConfigError(why.lower(), place=str(path), hint=near) from exc
    if len(raw) > MAX_BYTES:
        raise ConfigError(f"larger than {MAX_BYTES} bytes", place=str(path))
    return raw


def _near(path: Path) -> str:
    names = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
    close = difflib.get_close_matches(path.name, names, n=1)
    return f"did you mean '{path.with_name(close[0])}'?" if close else "check the path"


def _place(path: Path, raw: bytes, pointer: str) -> str:
    line, column = positions.locate(raw, "yaml", [pointer])[pointer]
    return f"{path}:{line}:{column}"
