"""Holds a CycloneDX document against the official JSON Schema of its version.

The schemas come with cyclonedx-python-lib, which is found and never imported. No
reference leaves this machine. Formats are asserted: JSF signatures (JSF 0.82) cannot
tell a name from a URI without them.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlgate.core.pointer import join
from mlgate.errors import MlgateError

if TYPE_CHECKING:
    import jsonschema_rs

VERSIONS = ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7")
MAX_PROBLEMS = 10
_MAX_MESSAGE = 200
_REFERRED = ("spdx", "jsf-0.82", "cryptography-defs")
_BASE = "http://cyclonedx.org/schema/"
_IDS = ("license", "id")


def problems(value: Any, version: str) -> list[dict[str, str]]:  # noqa: ANN401
    """Return ``{pointer, message}`` of what is wrong with ``value``, at most ten.

    Args:
        value: A parsed CycloneDX document.
        version: Its ``specVersion``, one of ``VERSIONS``.

    Raises:
        MlgateError: The schemas are not installed.
    """
    validator = _validator(version)
    if validator.is_valid(value):
        return []
    errors = islice(validator.iter_errors(value), MAX_PROBLEMS)
    found = [_explained(error) for error in errors]
    return [{"message": message, "pointer": pointer} for pointer, message in found]


def read(version: str) -> dict[str, Any]:
    """Return the schema of ``version``, which is one of ``VERSIONS``.

    Raises:
        MlgateError: It is not installed.
    """
    return _read(f"bom-{version}")


@cache
def _validator(version: str) -> "jsonschema_rs.Draft7Validator":
    import jsonschema_rs

    resources = [(f"{_BASE}{_file(name)}", _read(name)) for name in _REFERRED]
    return jsonschema_rs.Draft7Validator(
        read(version),
        registry=jsonschema_rs.Registry(resources, draft=jsonschema_rs.Draft7),
        validate_formats=True,
        offline=True,
    )


def _read(name: str) -> dict[str, Any]:
    path = _folder() / _file(name)
    try:
        schema: dict[str, Any] = json.loads(path.read_bytes())
    except (OSError, ValueError) as exc:
        why = f"the CycloneDX schema {path.name} cannot be read: {exc}"
        hint = "install cyclonedx-python-lib again"
        raise MlgateError(why, hint=hint) from exc
    if name in _REFERRED:
        # They are referred to by file; cryptography-defs names itself as `$schema`.
        del schema["$schema"], schema["$id"]
    return schema


def _folder() -> Path:
    # Importing the library would cost more than all checks together.
    from importlib.util import find_spec

    spec = find_spec("cyclonedx")
    if spec is None or not spec.submodule_search_locations:
        hint = "install cyclonedx-python-lib"
        raise MlgateError("the CycloneDX schemas are not installed", hint=hint)
    return Path(spec.submodule_search_locations[0], "schema", "_res")


def _file(name: str) -> str:
    return f"{name}.SNAPSHOT.schema.json"


def _explained(error: Any) -> tuple[str, str]:  # noqa: ANN401  # untyped in jsonschema_rs
    """Return the pointer and the message of what is most likely wrong."""
    while branches := [b for b in getattr(error.kind, "context", ()) if b]:
        error = max(branches, key=_likely)[0]
    path = [str(token) for token in error.instance_path]
    message = _licence(error) if tuple(path[-2:]) == _IDS else ""
    return _pointer(path), message or _shortened(str(error.message))


def _likely(branch: list[Any]) -> tuple[int, int]:
    # The alternative that was meant is the one that fails deepest, and least.
    return min(len(e.instance_path) for e in branch), -len(branch)


def _licence(error: Any) -> str:  # noqa: ANN401  # untyped in jsonschema_rs
    kind: Mapping[str, Any] = error.kind.as_dict()
    value = error.instance
    if "options" not in kind or not isinstance(value, str):
        return ""
    said = f"'{value[:80]}' is not an SPDX licence id"
    if any(f" {word} " in value for word in ("OR", "AND", "WITH")):
        return f"{said}: write it as `expression`"
    return f"{said}: write it as `license.name`"


def _pointer(path: Iterable[str]) -> str:
    at = ""
    for token in path:
        at = join(at, token)
    return at


def _shortened(text: str) -> str:
    if len(text) <= _MAX_MESSAGE:
        return text
    # What is wrong comes last; what it is wrong with comes first, and may be long.
    half = _MAX_MESSAGE // 2
    return f"{text[:half]} ... {text[-half:]}"
