"""Where the shipped packs and schemas lie: in the wheel, or in a checkout."""

import json
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).parents[1]


def folder(name: str) -> Path:
    """Return the folder of shipped ``policies`` or ``schemas``."""
    installed = _PACKAGE / f"_{name}"
    return installed if installed.is_dir() else _PACKAGE.parents[1] / name


def read_schema(name: str) -> dict[str, Any]:
    """Return the shipped schema called ``name``, such as ``release``."""
    text = (folder("schemas") / f"{name}.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
