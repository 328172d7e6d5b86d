"""The Rego engine as it is installed here: where it lies, and which version it is."""

from functools import cache
from pathlib import Path

from mlgate.errors import EngineError

DISTRIBUTION = "gordon-to-regorus"


@cache
def location() -> Path:
    """Return the folder that the engine is imported from.

    Raises:
        EngineError: It is not installed.
    """
    from importlib.util import find_spec

    engine = find_spec("regorus")
    if engine is None or engine.origin is None:
        hint = f"pip install {DISTRIBUTION}"
        raise EngineError("the Rego engine is not installed", hint=hint)
    return Path(engine.origin).parents[1]


@cache
def version() -> str:
    """Return the version of the engine.

    Raises:
        EngineError: It is not installed.
    """
    # A wheel leaves it in a name; to ask importlib.metadata imports a mail parser.
    name = DISTRIBUTION.replace("-", "_")
    found = [p.stem for p in location().glob(f"{name}-*.dist-info")]
    if len(found) == 1:
        return found[0].removeprefix(f"{name}-")
    from importlib.metadata import version as installed

    return installed(DISTRIBUTION)
