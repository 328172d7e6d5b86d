"""Kinds of documents that ``org.yaml`` or ``mlgate.yaml`` names, with their schemas.

A kind says what a document is, and never what it is worth: a repository may add some.
"""

import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from mlgate.config import reading
from mlgate.config.reading import Document
from mlgate.core.organisation import CustomKind
from mlgate.errors import ConfigError, EvidenceError
from mlgate.strict import foreign_schema, json_reader, positions

# Name of the schema's file, and where that name is written -> its bytes.
Files = Callable[[str, str], bytes]


def read(document: Document, files: Files) -> tuple[CustomKind, ...]:
    """Return the kinds that ``document`` names.

    Args:
        document: A configuration file.
        files: Returns the bytes of the schema's file, or raises ``ConfigError``.

    Raises:
        ConfigError: Two have one name, a pattern can match nothing, or a schema is
            unreadable or not one that is asked.
    """
    listed = document.fields.get("kinds", [])
    names = [entry["name"] for entry in listed]
    for index, name in enumerate(names):
        if name in names[:index]:
            raise _error(document, f"{index}/name", f"two kinds have the name '{name}'")
        _check_pattern(document, index, listed[index]["match"])
    return tuple(_kind(document, i, e, files) for i, e in enumerate(listed))


def beside(document: Document, *, judged: bool) -> Files:
    """Return what reads schemas that lie in or below the folder of ``document``."""

    def found(file: str, place: str) -> bytes:
        path = document.path.parent / file
        _check_inside(document, path, file, place)
        return reading.raw_bytes(path, judged=judged)

    return found


def kept(document: Document, raws: Mapping[str, bytes]) -> Files:
    """Return what reads schemas out of ``raws``, by the name of their file."""

    def found(file: str, place: str) -> bytes:
        if file not in raws:
            why = f"the schema '{file}' is not at hand"
            raise ConfigError(why, place=place, hint=f"it belongs to {document.name}")
        return raws[file]

    return found


def _check_inside(document: Document, path: Path, file: str, place: str) -> None:
    """Raise ``ConfigError`` if ``path`` is not below the folder of ``document``.

    Those who guard one guard the other; and a link could lead anywhere.
    """
    folder = os.path.realpath(document.path.parent)
    inside = Path(os.path.realpath(path)).is_relative_to(folder)
    if not inside or Path(file).is_absolute():
        why = f"'{file}' lies outside the folder of {document.name}"
        hint = f"put it beside {document.name}"
        raise ConfigError(why, place=place, hint=hint)


def _check_pattern(document: Document, index: int, pattern: str) -> None:
    parts = pattern.split("/")
    if not pattern or {"", ".", ".."} & set(parts):
        why = f"no path is as '{pattern}' says"
        raise _error(document, f"{index}/match", why)


def _kind(
    document: Document, index: int, entry: Mapping[str, Any], files: Files
) -> CustomKind:
    file = entry["schema"]
    place = document.place(f"/kinds/{index}/schema")
    raw = files(file, place)
    try:
        schema = json_reader.parse(raw, file)
    except EvidenceError as exc:
        raise ConfigError(exc.message, place=exc.place, hint=exc.hint) from exc
    if found := foreign_schema.refused(schema):
        at, why = found
        line, column = positions.locate(raw, "json", [at])[at]
        hint = "see docs/custom-kinds.md for what a schema may hold"
        raise ConfigError(why, place=f"{file}:{line}:{column}", hint=hint)
    digest = hashlib.sha256(raw).hexdigest()
    return CustomKind(entry["name"], entry["match"], file, digest, raw, schema)


def _error(document: Document, where: str, why: str) -> ConfigError:
    hint = "give each its own name, and a path such as evidence/**/*.yaml"
    return ConfigError(why, place=document.place(f"/kinds/{where}"), hint=hint)
