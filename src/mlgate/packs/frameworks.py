"""Reads the frameworks that rules cite: one file each in ``policies/frameworks``."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mlgate.core.frozen import frozen
from mlgate.core.pointer import join
from mlgate.errors import PolicyError
from mlgate.strict import positions, yaml_reader

_TEXTS = ("id", "title", "status", "source", "confidence")
_MAYBE = ("in_force_from", "superseded_by", "note")


@frozen
class Entry:
    """One provision, control or criterion that a rule may cite.

    Attributes:
        id: Its id within the framework, such as ``Art.10(2)(b)``.
        title: A short title in our own words.
        status: ``in-force``, ``not-yet``, ``superseded``, ``rescinded`` or ``draft``,
            on the day on which the framework was retrieved.
        source: Document, edition and section, in one line.
        confidence: ``verified-text``, ``verified-id`` or ``unverified``; the last two
            must be said wherever the title is shown.
        in_force_from: Date, month or year; None if there is none.
        superseded_by: Id of what replaces it, if anything does.
        note: What to know before relying on it, if there is something.
    """

    id: str
    title: str
    status: str
    source: str
    confidence: str
    in_force_from: str | None = None
    superseded_by: str | None = None
    note: str | None = None


def load(folder: Path) -> dict[str, Entry]:
    """Return each entry in ``folder`` by citation, such as ``slsa:Build L3``.

    Raises:
        PolicyError: A file is not of the shape, is named otherwise than its
            framework, or has an id twice.
    """
    found: dict[str, Entry] = {}
    for path in sorted(folder.glob("*.yaml")):
        found |= _read(path)
    return found


def unknown(controls: Iterable[str], entries: Mapping[str, Entry]) -> list[str]:
    """Return those ``controls`` that no entry has, in their order."""
    return [control for control in controls if control not in entries]


def _read(path: Path) -> dict[str, Entry]:
    raw = path.read_bytes()
    value = yaml_reader.parse(raw, path.name)
    framework = value.get("framework") if isinstance(value, dict) else None
    if framework != path.stem:
        raise _error(path, raw, "", f"`framework` is not '{path.stem}'")
    items = value.get("entries")
    if not isinstance(items, list) or not items:
        raise _error(path, raw, "/entries", "`entries` is not a list with an entry")
    found: dict[str, Entry] = {}
    for number, item in enumerate(items):
        at = join("/entries", str(number))
        if problem := _problem(item):
            raise _error(path, raw, at, problem)
        entry = Entry(**item)
        cite = f"{framework}:{entry.id}"
        if cite in found:
            raise _error(path, raw, at, f"'{entry.id}' is there twice")
        found[cite] = entry
    return found


def _problem(item: Any) -> str:  # noqa: ANN401  # anything that YAML can say
    if not isinstance(item, dict):
        return "an entry is not a mapping"
    for name in _TEXTS:
        if not isinstance(item.get(name), str) or not item[name].strip():
            return f"an entry without `{name}`"
    for name in _MAYBE:
        if not isinstance(item.get(name, ""), str | None):
            return f"`{name}` is not text"
    extra = sorted(item.keys() - {*_TEXTS, *_MAYBE})
    return f"an entry has no key {', '.join(extra)}" if extra else ""


def _error(path: Path, raw: bytes, at: str, why: str) -> PolicyError:
    line, column = positions.locate(raw, "yaml", [at])[at]
    hint = "see the other files in this folder for the shape"
    return PolicyError(why, place=f"{path.name}:{line}:{column}", hint=hint)
