"""The components of a CycloneDX document, at any depth, whatever shape they are in."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mlgate.core.frozen import frozen
from mlgate.core.statements import STRONG, strength

MODEL = "machine-learning-model"
TOP = "/metadata/component"


@frozen
class Component:
    """One component as written; what is no object counts, and says nothing.

    Attributes:
        at: Its JSON Pointer in the document.
        raw: Its fields.
    """

    at: str
    raw: Mapping[str, Any]

    @property
    def type(self) -> str:
        """Its type; empty if it has none."""
        found = self.raw.get("type")
        return found if isinstance(found, str) else ""

    @property
    def licences(self) -> Iterator[Any]:
        """Each licence it names, by id, name or expression: text, if it is sound."""
        for item in items(self.raw.get("licenses")):
            if not isinstance(item, dict):
                yield item
                continue
            licence = item.get("license")
            if isinstance(licence, dict):
                yield from (licence[k] for k in ("id", "name") if licence.get(k))
            elif licence:
                yield licence
            if expression := item.get("expression"):
                yield expression

    @property
    def digests(self) -> dict[str, set[str]]:
        """Its whole and strong digests in lower-case hex, by algorithm."""
        found: dict[str, set[str]] = {}
        for item in map(fields, items(self.raw.get("hashes"))):
            algorithm, content = item.get("alg"), item.get("content")
            if not isinstance(algorithm, str) or not isinstance(content, str):
                continue
            algorithm, content = algorithm.lower().replace("-", ""), content.lower()
            if strength(algorithm, content):
                found.setdefault(algorithm, set()).add(content)
        return found

    @property
    def shown(self) -> str:
        """What a person may know it by."""
        names = (self.raw.get(key) for key in ("bom-ref", "purl", "name"))
        return next((n for n in names if isinstance(n, str) and n), self.at)


def top(document: Mapping[str, Any]) -> Component:
    """Return what the document is about, ``metadata.component``; it may say nothing."""
    return Component(TOP, fields(fields(document.get("metadata")).get("component")))


def below(value: Mapping[str, Any], at: str = "") -> Iterator[Component]:
    """Yield each component in ``value``, those inside of others included."""
    for number, item in enumerate(items(value.get("components"))):
        one = Component(f"{at}/components/{number}", fields(item))
        yield one
        yield from below(one.raw, one.at)


def model(candidates: Iterable[Component]) -> list[Component]:
    """Return the model; none if there is none, all if it cannot be told which."""
    found = [c for c in candidates if c.type == MODEL]
    return [c for c in found if c.at == TOP] or found


def sha256s(models: Iterable[Component]) -> frozenset[str]:
    """Return the sha256 digests of models and of the files inside of them."""
    own = [c for m in models for c in (m, *_files(m))]
    return frozenset(h for c in own for h in c.digests.get("sha256", ()))


def _files(component: Component) -> Iterator[Component]:
    return (c for c in below(component.raw, component.at) if c.type == "file")


def listed(digests: Mapping[str, set[str]]) -> list[str]:
    """Return digests as ``algorithm:hex``, in a fixed order."""
    return [f"{a}:{h}" for a in STRONG if a in digests for h in sorted(digests[a])]


def fields(value: Any) -> Mapping[str, Any]:  # noqa: ANN401  # any JSON value
    """Return ``value`` if it is an object; else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:  # noqa: ANN401  # any JSON value
    """Return ``value`` if it is a list; else an empty one."""
    return value if isinstance(value, list) else []
