"""Frameworks that rules cite: dated data, one file each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mlgate.errors import PolicyError
from mlgate.strict import yaml_reader


@dataclass(frozen=True, slots=True)
class Entry:
    """One provision of a framework, under our own short title.

    Attributes:
        confidence: How sure we are of it: ``verified-text``, ``verified-id``, ...
    """

    id: str
    title: str
    status: str
    in_force_from: str | None
    superseded_by: str | None
    source: str
    confidence: str


def load(folder: Path) -> dict[str, Entry]:
    """Return every entry of every framework in ``folder``, as ``framework:id``.

    Raises:
        PolicyError: A file is malformed, or names an id twice.
    """
    found: dict[str, Entry] = {}
    for path in sorted(folder.glob("*.yaml")):
        document = yaml_reader.parse(path.read_bytes(), path.name)
        for fields in document["entries"]:
            cite = f"{document['framework']}:{fields['id']}"
            if cite in found:
                raise PolicyError(f"'{cite}' is there twice", place=path.name)
            found[cite] = Entry(**fields)
    return found


def unknown(controls: Iterable[str], entries: Mapping[str, Entry]) -> list[str]:
    """Return which of ``controls`` no framework has."""
    return [control for control in controls if control not in entries]
