"""Documents of kinds that configuration names: checked, and read leaf by leaf."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.core.globs import matches
from mlgate.core.organisation import CustomKind
from mlgate.core.pointer import join
from mlgate.errors import EvidenceError
from mlgate.loaders.filling import Filling
from mlgate.loaders.loader import fault
from mlgate.loaders.source import Source
from mlgate.strict import schema

PREFIX = "custom:"
MAX_BYTES = 2**20
MAX_LEAVES = 10_000
_SYNTAXES = {".json": "json", ".yaml": "yaml", ".yml": "yaml"}
# Beyond it a JSON number is another one to every other reader.
_EXACT = 2**53
_AT = "/custom/0"


class CustomLoader:
    """Reads documents of one kind; configuration says where they lie, not content."""

    sections = ("custom",)

    def __init__(self, kind: CustomKind, syntax: str) -> None:
        self._kind = kind
        self.format = f"{PREFIX}{kind.name}"
        self.syntax = syntax

    def recognises(self, source: Source) -> bool:
        """Say whether the path of ``source`` is one of this kind."""
        return matches(source.path, self._kind.match)

    def load(self, source: Source) -> Draft:
        """Return every leaf of ``source`` that says something.

        Raises:
            EvidenceError: It is not strict JSON or YAML, too large, or does not fit the
                schema of its kind; names the place.
        """
        if source.size > MAX_BYTES:
            why = f"{source.size} bytes, more than the {MAX_BYTES} of such a document"
            raise EvidenceError(why, place=source.path, hint="split the document")
        shape = self._kind.schema
        value = source.json if self.syntax == "json" else source.yaml
        if self.syntax == "yaml":
            value = schema.conform(value, shape)
        leaves = list(_leaves(value, ""))
        if len(leaves) > MAX_LEAVES:
            raise fault(source, self.syntax, "", f"more than {MAX_LEAVES} values")
        if found := schema.problems(value, shape, limit=1, foreign=True):
            hint = f"see {self._kind.file}, the schema of the kind '{self._kind.name}'"
            at, why = found[0]
            raise fault(source, self.syntax, at, why, hint)
        return self._draft(source.path, leaves)

    def _draft(self, path: str, leaves: Sequence[tuple[str, Any]]) -> Draft:
        fill = Filling()
        fill.draft.sources |= {"/custom": "", _AT: ""}
        fields = []
        for number, (pointer, value) in enumerate(leaves):
            at = f"{_AT}/fields/{number}"
            fields.append({"pointer": pointer, **_said(value, at, pointer, fill)})
            fill.draft.sources[at] = pointer
        record = {"kind": self._kind.name, "path": path, "fields": fields}
        fill.draft.sections["custom"] = [record]
        return fill.draft


def find(path: str, kinds: Sequence[CustomKind]) -> CustomLoader | None:
    """Return the loader of the first of ``kinds`` whose documents lie at ``path``."""
    dot = path.rpartition(".")
    syntax = _SYNTAXES.get(f".{dot[2]}")
    if syntax is None:
        return None
    named = (kind for kind in kinds if matches(path, kind.match))
    return next((CustomLoader(kind, syntax) for kind in named), None)


def _leaves(value: Any, at: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    """Yield each text, number and truth value, but no blank: that says nothing."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, join(at, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _leaves(item, f"{at}/{number}")
    elif value is not None and not (isinstance(value, str) and not value.strip()):
        yield at, value


def _said(value: Any, at: str, pointer: str, fill: Filling) -> dict[str, Any]:  # noqa: ANN401
    if isinstance(value, str):
        return {"value": fill.checked(f"{at}/value", value, pointer)}
    plain = not isinstance(value, bool) and abs(value) <= _EXACT
    return {"value": json.dumps(value), "number": value if plain else None}
