"""Package URLs (purl, ECMA-427): taken apart, and held against each other."""

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import unquote

from mlgate.core.frozen import frozen
from mlgate.core.statements import STRONG, strength

_FORM = re.compile(r"pkg:/*(?P<type>[A-Za-z][A-Za-z0-9.+-]*)/(?P<rest>.+)", re.DOTALL)
_RUNS = re.compile(r"[-_.]+")
# Types whose registries know no letter case.
_CASELESS = frozenset({"apk", "composer", "deb", "github", "hex", "oci", "pypi"})


@frozen
class Purl:
    """One package URL, normalised as far as its type says how.

    Attributes:
        name: Namespace and name, ``/``-separated.
        version: Empty if none is given.
    """

    type: str
    name: str
    version: str
    qualifiers: Mapping[str, str]
    subpath: str

    def covers(self, other: "Purl") -> bool:
        """Say whether what is said of this package holds for ``other``.

        They must agree on a version: without one, a purl is but a name. A qualifier
        that is given narrows what is meant; one that is not leaves it open.
        """
        same = (self.type, self.name, self.version, self.subpath) == (
            other.type,
            other.name,
            other.version,
            other.subpath,
        )
        known = other.qualifiers.items()
        return bool(self.version) and same and self.qualifiers.items() <= known

    @property
    def digest(self) -> str:
        """The strong digest that is its version, as of an image; "" if it is none."""
        algorithm, _, content = self.version.partition(":")
        return self.version if strength(algorithm, content) else ""


@lru_cache(maxsize=8192)
def parse(text: str) -> Purl | None:
    """Return the purl that ``text`` is; None if it is none."""
    if not (found := _FORM.fullmatch(text.strip())):
        return None
    rest, _, subpath = found["rest"].partition("#")
    rest, _, qualifiers = rest.partition("?")
    path, slash, last = rest.strip("/").rpartition("/")
    # A scope such as ``@org/name`` begins with the mark of a version.
    last, _, version = last.partition("@")
    kind = found["type"].lower()
    name = _name(kind, unquote(f"{path}{slash}{last}"))
    known = dict(_pair(one) for one in qualifiers.split("&") if one)
    return Purl(kind, name, unquote(version), known, unquote(subpath)) if last else None


def digest(text: str) -> str:
    """Return ``text`` if it is a whole and strong ``algorithm:hex``, else ""."""
    algorithm, _, content = text.partition(":")
    return text if algorithm in STRONG and strength(algorithm, content) else ""


def _name(kind: str, name: str) -> str:
    name = name.lower() if kind in _CASELESS else name
    return _RUNS.sub("-", name) if kind == "pypi" else name


def _pair(text: str) -> tuple[str, str]:
    key, _, value = text.partition("=")
    return key.lower(), unquote(value)
