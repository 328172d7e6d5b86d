"""What a JSON Schema says of a part of a document: a list, an object, a number?"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from mlgate.strict.subschemas import below, expand

Schema = Mapping[str, Any]


class Shape:
    """All that a schema says of one part; each question is answered once."""

    def __init__(self, schemas: Iterable[Schema], root: Schema) -> None:
        self._root = root
        self._parts = expand(schemas, root)
        self._members: dict[str, Shape | None] = {}

    @cached_property
    def types(self) -> frozenset[str]:
        """The types that it may be of, as far as the schema tells."""
        said = [part["type"] for part in self._parts if "type" in part]
        return frozenset(
            t for types in said for t in ([types] if isinstance(types, str) else types)
        )

    @cached_property
    def has_members(self) -> bool:
        """Whether it may be an object with members that are named."""
        return any(part.get("properties") for part in self._parts)

    @cached_property
    def item(self) -> "Shape":
        """The shape of its items."""
        inner = (part.get("items", ()) for part in self._parts)
        each = (i if isinstance(i, list) else [i] for i in inner if i)
        return Shape((schema for listed in each for schema in listed), self._root)

    def member(self, name: str) -> "Shape | None":
        """Return the shape of the member called ``name``; None if there is none."""
        if name not in self._members:
            known = any(name in part.get("properties", ()) for part in self._parts)
            made = Shape(below(self._parts, name), self._root) if known else None
            self._members[name] = made
        return self._members[name]

    def is_list(self, children: Iterable[str]) -> bool:
        """Say whether it is a list, where elements called ``children`` are inside."""
        if "array" not in self.types:
            return False
        return "object" not in self.types or not all(map(self.member, children))
