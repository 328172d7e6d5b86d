"""The files that MLflow loads because an MLmodel names them.

Its code is its only specification: each flavour joins the folder of the MLmodel with
what stands under one of these keys.
"""

from collections.abc import Callable, Iterator
from typing import Any

from mlgate.errors import EvidenceError
from mlgate.loaders.formats.model_file import MAX_REASONS, shown
from mlgate.loaders.formats.references import NO_PART
from mlgate.loaders.named_paths import inside
from mlgate.strict import yaml_reader

NAME = "MLmodel"
_KEYS = (
    "pickled_model",
    "model_path",
    "model_data",
    "model_binary",
    "saved_model_dir",
    "data",
    "code",
    "python_model",
)
# Mappings or lists of mappings, each with a `path`.
_WITH_PATH = ("artifacts", "extra_files", "requirements_file")


def missing(path: str, raw: bytes, holds: Callable[[str], bool]) -> tuple[str, ...]:
    """Return what an MLmodel has MLflow load that is no part of the model.

    Args:
        path: Its path from the root; of another name, nothing is wrong with it.
        raw: Its bytes. One that cannot be read is not tested for other reasons.
        holds: Whether a path from the root is an artifact, or a folder of some.
    """
    if path.rpartition("/")[2].lower() != NAME.lower():
        return ()
    try:
        root = yaml_reader.parse(raw, path)
    except EvidenceError:
        return ()
    folder = path.rpartition("/")[0]
    found: dict[str, None] = {}
    for value in _named(root):
        lies = inside(value, folder) if isinstance(value, str) else None
        if lies is None or not holds(lies):
            found[f"names '{shown(value)}', {NO_PART}"] = None
    return tuple(found)[:MAX_REASONS]


def _named(root: Any) -> Iterator[Any]:  # noqa: ANN401  # any YAML value
    for settings in _mappings(root.get("flavors") if isinstance(root, dict) else None):
        for key in _KEYS:
            if settings.get(key) is not None:
                yield settings[key]
        for key in _WITH_PATH:
            value = settings.get(key)
            for row in [*_mappings([value]), *_mappings(value)]:
                if isinstance(row.get("path"), str):
                    yield row["path"]


def _mappings(value: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    rows = list(value.values()) if isinstance(value, dict) else value
    return [r for r in rows if isinstance(r, dict)] if isinstance(rows, list) else []
