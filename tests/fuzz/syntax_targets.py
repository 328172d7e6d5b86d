"""The strict readers of syntaxes, and the places that they say things are at."""

from typing import Any

from judging import FindingError, Target, written

from mlgate.strict import (
    front_matter,
    json_reader,
    positions,
    xml_reader,
    yaml_reader,
)
from mlgate.strict.text import decode

_LIKE_JSON = ("openvex", "grype-json", "croissant", "in-toto")
_MOST_PLACES = 2000


def targets() -> dict[str, Target]:
    """Return a target for each syntax."""
    return {
        "strict-json": Target(_json, "json", seeds=_LIKE_JSON),
        "strict-json-events": Target(_events, "events", seeds=("openlineage",)),
        "strict-yaml": Target(_yaml, "lines", seeds=("release", "dvc", "feast-object")),
        "strict-xml": Target(_xml, "xml", seeds=("cyclonedx-xml", "spdx-2-xml")),
        "strict-front-matter": Target(
            _front, "front_matter", seeds=("hf-model-card", "hf-dataset-card")
        ),
    }


def _everywhere(value: Any) -> list[str]:  # noqa: ANN401  # any JSON value
    """Return the pointers of all that ``value`` holds, down to a few thousand."""
    found, todo = [""], [("", value)]
    while todo and len(found) < 2000:
        at, inner = todo.pop()
        below: Any = inner.items() if isinstance(inner, dict) else ()
        below = enumerate(inner) if isinstance(inner, list) else below
        for key, held in below:
            token = str(key).replace("~", "~0").replace("/", "~1")
            found.append(f"{at}/{token}")
            todo.append((found[-1], held))
    return found


def _located(raw: bytes, syntax: str, value: Any) -> None:  # noqa: ANN401
    """Check that whatever is read has a place of its own, within the document."""
    written(value)
    asked = _everywhere(value)
    lines = decode(raw, "").replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    for line, column in positions.locate(raw, syntax, asked).values():
        if not 0 < line <= lines or column < 1:
            raise FindingError(f"a place outside of the document: {line}:{column}")


def _json(raw: bytes) -> None:
    _located(raw, "json", json_reader.parse(raw, "x"))


def _events(raw: bytes) -> None:
    _located(raw, "events", json_reader.parse_events(raw, "x"))


def _yaml(raw: bytes) -> None:
    _located(raw, "yaml", yaml_reader.parse(raw, "x"))


def _front(raw: bytes) -> None:
    _located(raw, "front_matter", front_matter.read(raw, "x").fields)


def _xml(raw: bytes) -> None:
    root = xml_reader.parse(raw, "x")
    asked = [pointer for pointer, _ in root.placed()]
    positions.locate(raw, "xml", asked)
    repr(root).encode()
