"""The models that a pod specification names, in whichever of its containers."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from mlgate.core.pointer import join
from mlgate.errors import EvidenceError
from mlgate.serve import arguments
from mlgate.serve.reference import Reference, image, text, uri

Json = Mapping[str, Any]
# A container that is added to a running pod is one like the others.
_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")
_VARIABLES = frozenset(
    {
        "HF_MODEL_ID",
        "MODEL_DIR",
        "MODEL_ID",
        "MODEL_PATH",
        "MODEL_URI",
        "MODEL_URL",
        "OPTION_MODEL_ID",
        "STORAGE_URI",
    }
)
# KServe's names: of what fetches a model, and of an image that is one.
_FETCHES = frozenset({"storage-initializer"})
_FETCHED = "STORAGE_URI"
_IS_MODEL = frozenset({"modelcar", "modelcar-init"})
MOUNT = "/mnt/models"


def references(pod: Json, at: str) -> Iterator[Reference]:
    """Yield what the pod specification ``pod``, which lies at ``at``, names.

    A path in a container is left out where it lies in an image that is mounted there:
    the image is judged.

    Raises:
        EvidenceError: A part of it is not of the shape that it must have.
    """
    for index, volume in enumerate(items(pod, "volumes", at)):
        source = volume.get("image")
        if isinstance(source, dict) and "reference" in source:
            yield image(source["reference"], f"{at}/volumes/{index}/image/reference")
    volumes = {text(v.get("name"), at): v for v in items(pod, "volumes", at)}
    for key in _CONTAINERS:
        for index, found in enumerate(items(pod, key, at)):
            for one in container(found, f"{at}/{key}/{index}"):
                volume = _volume(one, found, volumes, f"{at}/{key}/{index}")
                if not volume.get("image"):
                    other = bool(volume) and "emptyDir" not in volume
                    yield replace(one, mounted=other)


def container(found: Json, at: str) -> Iterator[Reference]:
    """Yield what the container ``found``, which lies at ``at``, names.

    Raises:
        EvidenceError: As ``references``.
    """
    name = _named(found, at)
    if name in _IS_MODEL and "image" in found:
        yield image(found["image"], f"{at}/image")
    words = [*_texts(found, "command", at), *_texts(found, "args", at)]
    for word in arguments.models(words, fetches=name in _FETCHES):
        yield uri(word, f"{at}/args", fetches=name in _FETCHES)
    for index, variable in enumerate(items(found, "env", at)):
        if _named(variable, f"{at}/env/{index}") in _VARIABLES:
            yield from _variable(variable, f"{at}/env/{index}")


def items(value: Json, key: str, at: str) -> list[Json]:
    """Return the objects in the list ``key`` of ``value``; none if it is absent.

    Raises:
        EvidenceError: It is something else.
    """
    found = value.get(key)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(i, dict) for i in found):
        raise EvidenceError("expected a list of objects", place=join(at, key))
    return found


def _named(found: Json, at: str) -> str:
    name = found.get("name")
    return "" if name is None else text(name, f"{at}/name")


def _variable(variable: Json, at: str) -> Iterator[Reference]:
    if variable.get("value"):
        fetches = variable["name"] == _FETCHED
        yield uri(variable["value"], f"{at}/value", fetches=fetches)
    elif variable.get("valueFrom") is not None:
        # Told elsewhere, and by others: that there is a model is all that is known.
        yield Reference(f"${variable['name']} (valueFrom)", f"{at}/valueFrom")


def _texts(found: Json, key: str, at: str) -> list[str]:
    words = found.get(key)
    if words is None:
        return []
    if not isinstance(words, list):
        raise EvidenceError("expected a list of texts", place=f"{at}/{key}")
    if not all(isinstance(word, str) for word in words):
        raise EvidenceError("expected a list of texts", place=f"{at}/{key}")
    return words


def _volume(one: Reference, found: Json, volumes: Mapping[str, Json], at: str) -> Json:
    """Return the volume that the path ``one`` leads into; empty if it is in none."""
    path = one.text.removeprefix("file://")
    if not one.local:
        return {}
    if ".." in path.split("/"):
        return _ANYWHERE
    within: list[tuple[int, str]] = []
    for mount in items(found, "volumeMounts", at):
        folder = text(mount.get("mountPath"), f"{at}/volumeMounts").rstrip("/")
        if f"{path}/".startswith(f"{folder}/"):
            within.append((len(folder), text(mount.get("name"), at)))
    # What is mounted deepest hides what lies below it.
    return volumes.get(max(within)[1], _ANYWHERE) if within else {}


_ANYWHERE: Json = {"name": "", "unknown": True}
