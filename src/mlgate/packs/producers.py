"""Reads who fills what rules ask for: ``policies/reference/producers.yaml``."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mlgate.core.frozen import frozen
from mlgate.core.pointer import join
from mlgate.core.rule import Rule
from mlgate.errors import PolicyError
from mlgate.strict import positions, yaml_reader

COMMAND = "mlgate "
_KEYS = {"at", "formats", "computed", "by"}
_HINT = "see the head of the file for the shape"


@frozen
class Producer:
    """Who fills one part of the input.

    Attributes:
        at: Pointer of the part.
        formats: The documents that hold it.
        by: Who writes them: commands, and names of tools and roles.
        computed: Whether mlgate works it out itself.
    """

    at: str
    formats: tuple[str, ...]
    by: tuple[str, ...]
    computed: bool


def load(path: Path) -> tuple[Producer, ...]:
    """Return all producers in the file at ``path``.

    Raises:
        PolicyError: It is not of the shape, names a part twice, or somebody whom it
            does not describe.
    """
    raw = path.read_bytes()
    value = yaml_reader.parse(raw, path.name)
    who = value.get("who") if isinstance(value, dict) else None
    items = value.get("entries") if isinstance(value, dict) else None
    if not isinstance(who, dict) or not isinstance(items, list):
        raise _error(path, raw, "", "expected `who` and `entries`")
    found: dict[str, Producer] = {}
    for number, item in enumerate(items):
        if why := _problem(item, who, found):
            raise _error(path, raw, join("/entries", str(number)), why)
        lists = {key: tuple(item[key]) for key in ("formats", "by")}
        found[item["at"]] = Producer(item["at"], computed=item["computed"], **lists)
    return tuple(found.values())


def find(field: str, known: Iterable[Producer]) -> Producer | None:
    """Return who fills the ``field`` pattern; None if nobody is known to."""
    fits = [p for p in known if field == p.at or field.startswith(f"{p.at}/")]
    return max(fits, key=lambda p: len(p.at), default=None)


def read_by(rule: Rule) -> tuple[str, ...]:
    """Return each field pattern that ``rule`` needs or may read, in order, once."""
    needed = (field for need in rule.needs for field in need.fields)
    return tuple(dict.fromkeys((*needed, *rule.may_be_empty)))


def _problem(
    item: Any,  # noqa: ANN401  # anything that YAML can say
    who: Mapping[str, Any],
    found: Mapping[str, Producer],
) -> str:
    if why := _misshapen(item):
        return why
    if item["at"] in found:
        return f"'{item['at']}' is there twice"
    if not item["formats"] and not item["computed"]:
        return "no document holds it, and mlgate does not compute it"
    strangers = (x for x in item["by"] if not x.startswith(COMMAND) and x not in who)
    stranger = next(strangers, "")
    return f"'{stranger}' is not described under `who`" if stranger else ""


def _misshapen(item: Any) -> str:  # noqa: ANN401  # as above
    if not isinstance(item, dict) or item.keys() != _KEYS:
        return f"expected the keys {', '.join(sorted(_KEYS))}"
    if not isinstance(item["at"], str) or not item["at"].startswith("/"):
        return "`at` is not a pointer"
    if type(item["computed"]) is not bool:
        return "`computed` is neither true nor false"
    lists = (item[key] for key in ("formats", "by"))
    sound = all(
        isinstance(x, list) and all(isinstance(y, str) for y in x) for x in lists
    )
    return "" if sound else "`formats` and `by` are lists of texts"


def _error(path: Path, raw: bytes, at: str, why: str) -> PolicyError:
    line, column = positions.locate(raw, "yaml", [at])[at]
    return PolicyError(why, place=f"{path.name}:{line}:{column}", hint=_HINT)
