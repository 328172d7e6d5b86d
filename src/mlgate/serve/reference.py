"""One name of a model, as an object gives it: pinned to bytes by a digest, or not."""

import re

from mlgate.core.frozen import frozen
from mlgate.errors import EvidenceError

# KServe's own: `oci+native` mounts the image as a volume, `oci` runs it beside.
_SCHEMES = ("oci://", "oci+native://")
_PINNED = re.compile(r"[^\s@]+@(sha256:[0-9a-f]{64})", re.ASCII)
_MOST = 4096


@frozen
class Reference:
    """A model that an object names.

    Attributes:
        text: As it is written there.
        at: JSON Pointer to it.
        digest: ``sha256:<hex>`` of the OCI manifest; "" if no digest pins the bytes.
        fetches: Whether the platform itself fetches it into the usual folder.
        mounted: Whether it is a path that leads into a volume with its own content.
    """

    text: str
    at: str
    digest: str = ""
    fetches: bool = False
    mounted: bool = False

    @property
    def local(self) -> bool:
        """Whether it is a path in the container."""
        return self.text.startswith(("/", "./", "file://"))


def uri(value: object, at: str, *, fetches: bool = False) -> Reference:
    """Return the reference in ``value``, a URI or what else names a model.

    Raises:
        EvidenceError: It is no text, or far too long.
    """
    found = text(value, at).strip()
    scheme = next((s for s in _SCHEMES if found.startswith(s)), "")
    digest = _digest(found.removeprefix(scheme)) if scheme else ""
    return Reference(found, at, digest, fetches)


def image(value: object, at: str) -> Reference:
    """Return the reference in ``value``, the name of an image in a registry.

    Raises:
        EvidenceError: As ``uri``.
    """
    found = text(value, at).strip()
    return Reference(found, at, _digest(found))


def text(value: object, at: str) -> str:
    """Return ``value``, which must be a text.

    Raises:
        EvidenceError: It is not, or it is too long to be a name.
    """
    if not isinstance(value, str):
        why = f"expected a text, found {type(value).__name__}"
        raise EvidenceError(why, place=at)
    if len(value) > _MOST:
        raise EvidenceError(f"{len(value)} characters name no model", place=at)
    return value


def _digest(name: str) -> str:
    found = _PINNED.fullmatch(name)
    return found[1] if found else ""
