"""Real documents: each is read, or refused with a place; and nothing else happens."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus import CORPUS, MISSING
from mlgate.errors import EvidenceError
from mlgate.strict import front_matter, json_reader, positions, yaml_reader

SUFFIXES = {
    ".json": "json",
    ".jsonl": "events",
    ".ndjson": "events",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".md": "front_matter",
}
READERS: dict[str, Callable[[bytes, str], Any]] = {
    "json": json_reader.parse,
    "events": json_reader.parse_events,
    "yaml": yaml_reader.parse,
    "front_matter": front_matter.read,
}
FILES = [p for p in sorted(CORPUS.rglob("*")) if p.suffix in SUFFIXES and p.is_file()]

pytestmark = pytest.mark.skipif(not FILES, reason=MISSING)


def read(file: Path) -> object:
    try:
        return READERS[SUFFIXES[file.suffix]](file.read_bytes(), "f")
    except EvidenceError as exc:
        return exc


def first_pointers(value: object) -> list[str]:
    fields = value.fields if isinstance(value, front_matter.FrontMatter) else value
    return [f"/{k}" for k in fields if k.isalnum()] if isinstance(fields, dict) else []


@pytest.mark.parametrize("file", FILES, ids=lambda p: str(p.relative_to(CORPUS)))
def test_a_real_file_is_read_or_refused_with_a_place(file: Path) -> None:
    value = read(file)
    if isinstance(value, EvidenceError):
        assert value.place.startswith("f:")
        assert value.hint
        assert "\n" not in value.message
    asked = first_pointers(value)
    syntax = SUFFIXES[file.suffix]
    if syntax != "events":
        found = positions.locate(file.read_bytes(), syntax, asked)
        assert len(set(found.values())) == len(asked)


def test_nearly_all_real_json_is_strict_json() -> None:
    files = [p for p in FILES if p.suffix == ".json" and "invalid" not in p.parts]
    values = {p: read(p) for p in files}
    kept = {p: v for p, v in values.items() if not isinstance(v, EvidenceError)}
    assert len(kept) > 0.98 * len(files)
    for file, value in kept.items():
        assert value == json.loads(file.read_bytes())
