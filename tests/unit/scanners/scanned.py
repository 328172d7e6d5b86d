"""Reports as the scanners write them, and what is read from them."""

import json
from typing import Any

from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.loaders import BUILTIN
from mlgate.loaders.source import Source

PATH = "evidence/scan.json"


def source(value: object) -> Source:
    return Source(PATH, json.dumps(value, indent=1).encode())


def recogniser(found: Source) -> str | None:
    return next((n for n, each in BUILTIN.items() if each.recognises(found)), None)


def read(value: object) -> dict[str, Any]:
    """Return section ``scanners`` as rules see it, and the gaps under ``gaps``."""
    found = source(value)
    loader = BUILTIN[recogniser(found) or ""]
    draft = loader.load(found)
    made: dict[str, Any] = total(
        draft.sections["scanners"], SHAPE["scanners"], "/scanners"
    )
    for key in ("reports", "findings"):
        places = [f"/scanners/{key}/{i}" for i in range(len(made[key]))]
        assert set(places) <= draft.sources.keys()
    return {**made, "gaps": [(g.at, g.why) for g in draft.gaps], "names": draft.names}


def of(record: dict[str, Any], *keys: str) -> tuple[Any, ...]:
    return tuple(record[key] for key in keys)


def states(made: dict[str, Any]) -> list[str]:
    return [report["state"] for report in made["reports"]]
