"""How much of the minimum elements of an SBOM for AI a document holds.

Elements and their homes are data: ``policies/reference/ml-bom-elements.json``. The
homes are written in a small path syntax, which that file explains.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from mlgate.core.frozen import frozen
from mlgate.loaders.filling import placeholder
from mlgate.strict.shipped import folder

MODEL = "machine-learning-model"
_STEP = re.compile(r"([\w-]+)(\[(?:([\w-]+)([=~])([^\]]+))?\])?")
_NOTHING = {"", "noassertion", "unknown", "n/a", "na", "not available", "-", "?"}

Component = Mapping[str, Any]


@frozen
class Score:
    """What is there and what is not.

    Attributes:
        value: Share of the elements that hold a real value, from 0 to 1.
        missing: Ids of the others, in the order of the elements.
        mandatory: Those among ``missing`` that are mandatory.
    """

    value: float
    missing: tuple[str, ...]
    mandatory: tuple[str, ...]


@frozen
class _Step:
    """One step down: a key, whether its items follow, and which of them."""

    key: str
    many: bool = False
    by: str = ""
    contains: bool = False
    words: tuple[str, ...] = ()

    def down(self, value: Any) -> Iterator[Any]:  # noqa: ANN401  # any JSON value
        if not isinstance(value, dict):
            return
        inner = value.get(self.key)
        if not self.many:
            yield inner
        elif isinstance(inner, list):
            yield from filter(self.wants, inner) if self.by else inner

    def wants(self, item: Any) -> bool:  # noqa: ANN401  # any JSON value
        said = item.get(self.by) if isinstance(item, dict) else None
        if not isinstance(said, str):
            return False
        if self.contains:
            return any(word in said.lower() for word in self.words)
        return said in self.words


_Home = tuple[_Step, ...]


class _Element(NamedTuple):
    id: str
    mandatory: bool
    homes: tuple[_Home, ...]


def score(
    document: Mapping[str, Any],
    components: Sequence[Component],
    models: Sequence[Component],
    homes: str = "homes",
) -> Score:
    """Return how many elements of ``document`` hold a real value.

    Args:
        document: The whole document.
        components: Its components at any depth.
        models: Which of them are the model, ``metadata.component`` being one perhaps.
        homes: Which homes to look at: those of CycloneDX, or ``spdx``.
    """
    tops = _Tops(document, components, models)
    elements = _elements(homes)
    lacking = [e for e in elements if not any(map(tops.holds, e.homes))]
    return Score(
        value=round(1 - len(lacking) / len(elements), 4),
        missing=tuple(e.id for e in lacking),
        mandatory=tuple(e.id for e in lacking if e.mandatory),
    )


class _Tops:
    """A document, with its components of all depths at hand by their type."""

    def __init__(
        self,
        document: Mapping[str, Any],
        components: Sequence[Component],
        models: Sequence[Component],
    ) -> None:
        self._document = document
        self._components = components
        self._by_type: dict[str, list[Component]] = {}
        for component in components:
            self._by_type.setdefault(str(component.get("type")), []).append(component)
        self._by_type[MODEL] = list(models)

    def holds(self, home: _Home) -> bool:
        """Say whether a real value lies at ``home``."""
        return any(_reaches(top, home[1:]) for top in self._tops(home[0]))

    def _tops(self, step: _Step) -> Iterable[Any]:
        if step.key != "components":
            return step.down(self._document)
        if step.by != "type":
            return self._components
        return chain.from_iterable(self._by_type.get(t, ()) for t in step.words)


def _reaches(value: Any, steps: _Home) -> bool:  # noqa: ANN401  # any JSON value
    if not steps:
        return _real(value)
    return any(_reaches(inner, steps[1:]) for inner in steps[0].down(value))


def _real(value: Any) -> bool:  # noqa: ANN401  # any JSON value
    """Say whether ``value`` says something; an object or a list does by its parts."""
    if isinstance(value, str):
        return value.strip().lower() not in _NOTHING and not placeholder(value)
    if isinstance(value, dict):
        return any(map(_real, value.values()))
    if isinstance(value, list):
        return any(map(_real, value))
    return value is not None


@cache
def _elements(homes: str) -> tuple[_Element, ...]:
    path = folder("policies") / "reference" / "ml-bom-elements.json"
    found = json.loads(path.read_bytes())["elements"]
    return tuple(
        _Element(e["id"], e["mandatory"], tuple(map(_home, e[homes]))) for e in found
    )


def _home(text: str) -> _Home:
    return tuple(map(_step, _STEP.finditer(text)))


def _step(match: re.Match[str]) -> _Step:
    key, many, by, sign, words = match.groups()
    listed = tuple(words.split("|")) if words else ()
    return _Step(key, bool(many), by or "", sign == "~", listed)
