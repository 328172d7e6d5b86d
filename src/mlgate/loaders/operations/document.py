"""Documents of mlgate's own kinds, YAML or JSON, each of which fits its schema."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.loaders.filling import Filling
from mlgate.loaders.loader import fault, head, kind
from mlgate.loaders.source import Source
from mlgate.strict import schema
from mlgate.strict.shipped import read_schema

# JSON without tabs is YAML as well, and is read as such: one reader, one set of places.
SYNTAX = "yaml"
# Blank lines, comments and the mark of a document, and then a key.
_OPENS = re.compile(
    r"""(?:[ \t]*(?:\#[^\n]*|---[ \t]*)?\r?\n)*+"""
    r"""(?:(?P<flow>[ \t]*\{)|["']?[A-Za-z][\w.-]*["']?[ \t]*:(?:\s|$))"""
)
_HINT = "see the schema `{}`"


class Written:
    """One document that people or programs write for mlgate, being read.

    Attributes:
        fields: Its content, numbers converted where the schema says number.
        fill: The draft made of it.
    """

    def __init__(self, source: Source, name: str) -> None:
        """Read ``source``, which must fit the schema called ``name``.

        Raises:
            EvidenceError: It is not strict YAML, or does not fit; names the line.
        """
        value, hint = source.yaml, _HINT.format(name)
        if not isinstance(value, dict):
            why = f"expected a mapping with `kind: {mark(name)}`, got {kind(value)}"
            raise fault(source, SYNTAX, "", why, hint)
        shape = read_schema(name)
        self.fields: dict[str, Any] = schema.conform(value, shape)
        if found := schema.problems(self.fields, shape, limit=1):
            raise fault(source, SYNTAX, found[0].pointer, found[0].message, hint)
        self.fill = Filling()

    def record(
        self,
        at: str,
        texts: Sequence[str],
        times: Sequence[str] = (),
        fields: Mapping[str, Any] | None = None,
        said: str = "",
    ) -> dict[str, Any]:
        """Return what ``texts`` and ``times`` of ``fields`` say, as far as they do.

        Args:
            at: Where the record will be in the input.
            texts: Names of texts.
            times: Names of instants.
            fields: Where they are; None for the document itself.
            said: Pointer to it.
        """
        given = self.fields if fields is None else fields
        found = {
            k: self.fill.checked(f"{at}/{k}", given.get(k), f"{said}/{k}")
            for k in texts
        }
        for key in times:
            place = f"{at}/{key}"
            found[key] = self.fill.dated(place, given.get(key), f"{said}/{key}")
        return found

    def draft(self, section: str, records: Sequence[tuple[object, str]]) -> Draft:
        """Return the draft with ``records``, each with the pointer to where it is."""
        draft = self.fill.draft
        draft.sections[section] = [record for record, _ in records]
        draft.sources[f"/{section}"] = ""
        for number, (_, said) in enumerate(records):
            draft.sources[f"/{section}/{number}"] = said
        if subject := self.fields.get("subject"):
            draft.names = frozenset({subject.removeprefix("sha256:")})
        return draft


def mark(name: str) -> str:
    """Return what a document says that fits the schema called ``name``."""
    return f"mlgate.dev/{name}/v1"


def is_marked(source: Source, name: str) -> bool:
    """Say whether ``source`` is of the kind called ``name``, of any version."""
    found = f"mlgate.dev/{name}/" in head(source)
    return found and says(source, "kind", rf"mlgate\.dev/{name}/")


def says(source: Source, key: str, value: str) -> bool:
    """Say whether ``source`` is a mapping in which ``key`` has a text like ``value``.

    A page that quotes such a mapping is none: it does not begin with a key.
    """
    start = head(source)
    opens = _OPENS.match(start) if key in start else None
    if opens is None:
        return False
    # In block style only what is not indented is at the top.
    before = r"[{,]\s*" if opens["flow"] else "^"
    quoted = rf"""{before}["']?{key}["']?[ \t]*:[ \t]*["']?(?:{value})"""
    return re.search(quoted, start, re.MULTILINE) is not None
