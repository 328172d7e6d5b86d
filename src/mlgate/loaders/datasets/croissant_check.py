"""What makes a Croissant document no Croissant (MLCommons, 0.8, 1.0 and 1.1).

Types, what must be there, references that lead somewhere, joins that are told, and
the words that mean nothing without their line in the context.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mlgate.core.pointer import join
from mlgate.loaders.datasets.croissant_parts import (
    fields,
    items,
    keys,
    local,
    names,
    references,
    roots,
)
from mlgate.loaders.loader import kind

# Words that are Croissant's own: without a line in the context they are others'.
_WORDS = ("recordSet", "field", "source", "dataType")
MAX_SHOWN = 5


class Fault(NamedTuple):
    """What is wrong, where, and what to do."""

    at: str
    why: str
    hint: str = ""


def faults(value: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with the document ``value``, in its order."""
    if local(value.get("@type")) != "Dataset":
        yield Fault("/@type", f"{_shown(value)} is no type of a dataset")
    # Before 1.0 things were joined by their names; since then, by their ids.
    old = value.get("conformsTo") is None
    yield from _named(value, "", old=old)
    yield from _words(value)
    files = list(items(value, "distribution", ""))
    for item, at in files:
        yield from _file(item, at, old=old)
    known = {name for item, _ in files for name in names(item)}
    for item, at in files:
        yield from _contained(item, at, known)
    yield from _record_sets(value, known, old=old)


def _named(item: Mapping[str, Any], at: str, *, old: bool) -> Iterator[Fault]:
    ident = item.get("@id")
    if old and not item.get("name"):
        yield Fault(at, "'name' is missing", "before 1.0, things are joined by it")
    elif at and not item.get("name") and not ident:
        yield Fault(at, "both '@id' and 'name' are missing")
    if isinstance(ident, str) and any(c.isspace() for c in ident):
        yield Fault(join(at, "@id"), f"the id '{ident[:50]}' contains white space")


def _typed(item: object, at: str, wanted: tuple[str, ...]) -> Iterator[Fault]:
    if not isinstance(item, dict):
        yield Fault(at, f"expected an object, got {kind(item)}")
    elif local(item.get("@type")) not in wanted:
        hint = f"known: {', '.join(wanted)}"
        yield Fault(join(at, "@type"), f"unknown type {_shown(item)}", hint)


def _shown(item: Mapping[str, Any]) -> str:
    return f"{item.get('@type')!a}"[:60]


def _words(value: Mapping[str, Any]) -> Iterator[Fault]:
    context = value.get("@context")
    used = keys(value.get("recordSet")) | value.keys()
    for word in _WORDS:
        if isinstance(context, dict) and word in used and word not in context:
            why = f"'{word}' is used, and the context does not say what it is"
            yield Fault("/@context", why, "take the context from the standard")


def _file(item: object, at: str, *, old: bool) -> Iterator[Fault]:
    yield from _typed(item, at, ("FileObject", "FileSet"))
    if not isinstance(item, dict):
        return
    yield from _named(item, at, old=old)
    needed = ["encodingFormat"]
    if local(item.get("@type")) == "FileObject" and "containedIn" not in item:
        needed.append("contentUrl")
    for key in needed:
        if not item.get(key):
            yield Fault(at, f"'{key}' is missing")


def _contained(item: object, at: str, known: set[str]) -> Iterator[Fault]:
    if not isinstance(item, dict):
        return
    for name, place in references(item, "containedIn", at):
        if name not in known:
            yield Fault(place, f"'{name[:50]}' is no file of this dataset")


def _record_sets(
    value: Mapping[str, Any], files: set[str], *, old: bool
) -> Iterator[Fault]:
    sets = list(items(value, "recordSet", ""))
    owners = {part: owner for item, at in sets for part, owner in _parts(item, at)}
    known = files | owners.keys()
    for item, at in sets:
        yield from _typed(item, at, ("RecordSet",))
        if isinstance(item, dict):
            yield from _named(item, at, old=old)
            for field, place in fields(item, at):
                yield from _field(field, place, known, old=old)
            yield from _joined(item, at, owners)


def _parts(item: object, at: str) -> Iterator[tuple[str, str]]:
    """Yield each name of a record set and of its fields, with that of the set."""
    own = names(item)
    for name in own:
        yield name, min(own)
        for field, _ in fields(item, at) if isinstance(item, dict) else ():
            for part in names(field):
                yield f"{name}/{part}", min(own)
            if isinstance(field, dict) and isinstance(field.get("@id"), str):
                yield field["@id"], min(own)


def _field(field: object, at: str, known: set[str], *, old: bool) -> Iterator[Fault]:
    yield from _typed(field, at, ("Field", "SubField", "Label", "BoundingBox"))
    if not isinstance(field, dict):
        return
    yield from _named(field, at, old=old)
    for key in ("source", "references"):
        for name, place in roots(field.get(key), join(at, key)):
            if name not in known:
                yield Fault(place, f"'{name[:50]}' is no part of this dataset")


def _joined(
    item: Mapping[str, Any], at: str, owners: Mapping[str, str]
) -> Iterator[Fault]:
    """Tell of fields out of several files that nothing joins to one another."""
    groups = _Groups()
    for field, _ in items(item, "field", at):
        if isinstance(field, dict):
            sides = (field.get("source"), field.get("references"))
            told = [owners.get(n, n) for side in sides for n, _ in roots(side, "")]
            for name in told:
                groups.join(told[0], name)
    if len(names := groups.names) > 1:
        hint = "say with `references` how their records belong together"
        said = ", ".join(sorted(names)[:MAX_SHOWN])
        yield Fault(at, f"fields come from {said}, and nothing joins these", hint)


class _Groups:
    """Names, some of which belong together."""

    def __init__(self) -> None:
        self._up: dict[str, str] = {}

    @property
    def names(self) -> list[str]:
        """One name of each group."""
        return [name for name, up in self._up.items() if name == up]

    def join(self, one: str, other: str) -> None:
        """Say that both belong together."""
        self._up[self._top(one)] = self._top(other)

    def _top(self, name: str) -> str:
        up = self._up.setdefault(name, name)
        while up != name:
            # Half the way is cut each time, so that it never becomes long.
            self._up[name] = self._up[up]
            name, up = up, self._up[up]
        return name
