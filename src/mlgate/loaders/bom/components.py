"""The components of a CycloneDX document, at any depth, whatever shape they are in."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mlgate.core.frozen import frozen
from mlgate.loaders.bom.digests import NONE, Digests, digests

MODEL = "machine-learning-model"
TOP = "/metadata/component"
# Where models come from: such a package is a model, whatever its type says.
MODEL_PURLS = ("pkg:huggingface/", "pkg:mlflow/")


_HOMES = {"licences": "licenses", "digests": "hashes"}


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
    def name(self) -> Any:  # noqa: ANN401  # any JSON value
        """Its name as written."""
        return self.raw.get("name")

    @property
    def version(self) -> Any:  # noqa: ANN401  # any JSON value
        """Its version as written."""
        return self.raw.get("version")

    @property
    def type(self) -> Any:  # noqa: ANN401  # any JSON value
        """Its type as written."""
        return self.raw.get("type")

    @property
    def purl(self) -> Any:  # noqa: ANN401  # any JSON value
        """Its package URL as written."""
        return self.raw.get("purl")

    @property
    def is_model(self) -> bool:
        """Whether it says that it is a model: by its type, or by its model card."""
        return self.raw.get("type") == MODEL or bool(self.raw.get("modelCard"))

    @property
    def ref(self) -> str:
        """What other parts refer to it by; empty if they cannot."""
        found = self.raw.get("bom-ref")
        return found if isinstance(found, str) else ""

    @property
    def licences(self) -> list[Any]:
        """Each licence it names, by id, name or expression: text, if it is sound."""
        found: list[Any] = []
        for item in items(self.raw.get("licenses")):
            if not isinstance(item, dict):
                found.append(item)
                continue
            licence = item.get("license")
            if isinstance(licence, dict):
                found += [licence[k] for k in ("id", "name") if licence.get(k)]
            elif licence:
                found.append(licence)
            if expression := item.get("expression"):
                found.append(expression)
        return found

    @property
    def digests(self) -> Digests:
        """Its digests."""
        listed = items(self.raw.get("hashes"))
        if not listed:
            return NONE
        pairs = map(fields, listed)
        return digests([(i.get("alg"), i.get("content")) for i in pairs])

    def home(self, key: str) -> str:
        """Return where its field ``key`` is said."""
        return f"{self.at}/{_HOMES.get(key, key)}"

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
        if "components" in one.raw:
            yield from below(one.raw, one.at)


def models(
    document: Mapping[str, Any], main: Component, inside: Sequence[Component]
) -> list[Component]:
    """Return the model; none if there is none, all if it cannot be told which.

    It is what the document is about, else the only one, else the only one on which no
    other model depends.
    """
    if main.is_model or _is_model_purl(main.purl):
        return [main]
    found = [c for c in inside if c.is_model]
    if len(found) < 2:  # noqa: PLR2004  # one cannot be told from itself
        return found
    used = {ref for c in found for ref in depends(document, c)}
    first = [c for c in found if c.ref not in used]
    return first if len(first) == 1 else found


def _is_model_purl(purl: object) -> bool:
    return isinstance(purl, str) and purl.lower().startswith(MODEL_PURLS)


def depends(document: Mapping[str, Any], component: Component) -> set[str]:
    """Return the references that ``component`` depends on, but for itself."""
    mine = (
        d
        for d in map(fields, items(document.get("dependencies")))
        if component.ref and d.get("ref") == component.ref
    )
    listed = (ref for d in mine for ref in items(d.get("dependsOn")))
    return {r for r in listed if isinstance(r, str)} - {component.ref}


def ancestors(
    document: Mapping[str, Any], model: Component, inside: Sequence[Component]
) -> list[Component]:
    """Return what ``model`` was made from: its pedigree, and models it depends on."""
    pedigree = fields(model.raw.get("pedigree"))
    at = f"{model.at}/pedigree/ancestors"
    listed = enumerate(items(pedigree.get("ancestors")))
    found = [Component(f"{at}/{n}", fields(a)) for n, a in listed]
    used = depends(document, model)
    return found + [c for c in inside if c.is_model and c.ref in used]


def sha256s(main: Sequence[Component]) -> frozenset[str]:
    """Return the sha256 digests of ``main`` and of the files inside of them."""
    own = [c for m in main for c in (m, *_files(m))]
    return frozenset(h for c in own for h in c.digests.strong.get("sha256", ()))


def _files(component: Component) -> Iterator[Component]:
    return (c for c in below(component.raw, component.at) if c.type == "file")


def fields(value: Any) -> Mapping[str, Any]:  # noqa: ANN401  # any JSON value
    """Return ``value`` if it is an object; else an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:  # noqa: ANN401  # any JSON value
    """Return ``value`` if it is a list; else an empty one."""
    return value if isinstance(value, list) else []
