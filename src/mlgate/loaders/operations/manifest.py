"""Kubernetes objects that name a model: KServe's services, and pods with one mounted.

KServe v1beta1 and v1alpha1; Kubernetes workloads with image volumes (API 1.33).
"""

import re
from collections.abc import Iterator
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.core.pointer import join
from mlgate.loaders.filling import Filling
from mlgate.loaders.loader import fault, kind
from mlgate.loaders.operations.document import says
from mlgate.loaders.source import Source

_WORKLOADS = (
    "CronJob", "DaemonSet", "Deployment", "Job", "Pod", "ReplicaSet", "StatefulSet",
)  # fmt: skip
_SERVICES = ("InferenceService", "LLMInferenceService")
_LIST = "List"
_VERSION = r"(?:v1|apps/v1|batch/v1|serving\.kserve\.io/v1[a-z0-9]*)\b"
_KIND = rf"(?:{'|'.join((*_WORKLOADS, *_SERVICES, _LIST))})\b"
_PINNED = re.compile(r"[^\s@]+@(sha256:[0-9a-f]{64})", re.ASCII)
_SCHEMES = ("oci", "oci+native")
MAX_DEPLOYMENTS = 1000


class ManifestLoader:
    """Reads each model that an object names; a digest only if it is pinned by one."""

    format = "kubernetes-manifest"
    sections = ("deployments",)
    syntax = "yaml"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is an object that may run a model, or a list."""
        known = says(source, "apiVersion", _VERSION)
        return known and says(source, "kind", _KIND)

    def load(self, source: Source) -> Draft:
        """Return one deployment for each model that is named; there may be none.

        Raises:
            EvidenceError: It is not strict YAML, or holds more than one document, or
                more models than anybody deploys at once.
        """
        value = source.yaml
        if not isinstance(value, dict):
            why = f"expected a Kubernetes object, got {kind(value)}"
            raise fault(source, self.syntax, "", why)
        found = list(_found(value))
        if len(found) > MAX_DEPLOYMENTS:
            raise fault(source, self.syntax, "", f"more than {MAX_DEPLOYMENTS} models")
        fill = Filling()
        fill.draft.sources["/deployments"] = ""
        fill.draft.sections["deployments"] = [record for record, _ in found]
        for number, (_, said) in enumerate(found):
            fill.draft.sources[f"/deployments/{number}"] = said
        return fill.draft


def _found(value: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    listed = value.get("items") if value.get("kind") == _LIST else None
    objects: list[tuple[Any, str]] = [(value, "")]
    if isinstance(listed, list):
        objects = [(item, f"/items/{i}") for i, item in enumerate(listed)]
    for each, at in objects:
        meta = each.get("metadata") if isinstance(each, dict) else None
        named = {k: _text(meta, k) for k in ("name", "namespace")}
        for reference, place in _references(each, at):
            yield (
                {**named, "reference": reference, "digest": _digest(reference, place)},
                place,
            )


def _references(value: object, at: str) -> Iterator[tuple[str, str]]:
    """Yield each name of a model at or below ``value``, with where it is.

    The strict reader bounds how deep that may be.
    """
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _references(item, f"{at}/{number}")
    if not isinstance(value, dict):
        return
    for key, inner in value.items():
        place = join(at, key)
        for named, below in _named(key, inner):
            if isinstance(named, str) and named.strip():
                yield named.strip(), f"{place}{below}"
        yield from _references(inner, place)


def _named(key: str, inner: Any) -> Iterator[tuple[object, str]]:  # noqa: ANN401  # YAML
    """Yield what under ``key`` may name a model, and where below it."""
    if key == "storageUri":
        yield inner, ""
    elif key == "storageUris" and isinstance(inner, list):
        for number, item in enumerate(inner):
            yield _text(item, "uri"), f"/{number}/uri"
    elif key == "model":
        yield _text(inner, "uri"), "/uri"
    elif key == "image":
        # Of a volume; that of a container is a text, and a program.
        yield _text(inner, "reference"), "/reference"


def _text(holder: object, key: str) -> str | None:
    found = holder.get(key) if isinstance(holder, dict) else None
    return found if isinstance(found, str) else None


def _digest(reference: str, place: str) -> str | None:
    """Return the digest by which ``reference`` is pinned, if a registry is asked."""
    scheme, mark, rest = reference.partition("://")
    image = place.endswith("/reference") and not mark
    if not image and scheme not in _SCHEMES:
        return None
    found = _PINNED.fullmatch(reference if image else rest)
    return found[1] if found else None
