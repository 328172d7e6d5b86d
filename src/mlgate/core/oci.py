"""Whether an OCI image manifest lists exactly the files that are decided on.

OCI image manifest v1.1, as written by tools that push each file as a layer of its own:
the digest of a layer is then the sha256 of a file. The manifest itself is known by its
digest, so whoever hands it over need not be trusted.
"""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from hashlib import sha256
from typing import Any, NamedTuple, TypeGuard

from mlgate.core.twins import refuse_all_twins
from mlgate.errors import EvidenceError

# Path and sha256 of a file.
File = tuple[str, str]
TITLE = "org.opencontainers.image.title"
UNPACKED = "io.deis.oras.content.unpack"
SCHEMA = 2
MEDIA_TYPES = (
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
# By any other configuration a runtime could unpack the layers, whatever they are
# called; and nobody has judged what it says.
NO_CONFIG = f"sha256:{sha256(b'{}').hexdigest()}"
# What other kinds of documents have: one digest must not mean two of them
# (CVE-2021-41190). Go, which most runtimes are written in, reads keys in any case.
_OTHERS = frozenset({"manifests", "fslayers"})
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}", re.ASCII)
_LONGEST = 4096  # of what any system can open
_INDEX = "give an image manifest, not an index"
_PUSH = "push each file as a layer of its own, as ORAS does"


class Flaw(NamedTuple):
    """What is wrong with a manifest, and where; the hint says what to do."""

    pointer: str
    why: str
    hint: str = ""


def flaw(value: Any) -> Flaw | None:  # noqa: ANN401
    """Return why parsed JSON ``value`` is no image manifest; None if it is one."""
    if not isinstance(value, dict):
        return Flaw("", "an OCI manifest is an object")
    return next(_flaws(value), None)


def files(value: Any, path: str) -> frozenset[File]:  # noqa: ANN401
    """Return the files that the manifest ``value`` lists; ``path`` is where it lies.

    Raises:
        EvidenceError: It is no image manifest, has a layer that is not one file, or
            a configuration of its own.
    """
    if found := flaw(value) or _unlike_files(value):
        raise EvidenceError(found.why, place=path, hint=found.hint)
    return frozenset(filter(None, map(_file, value["layers"])))


def digests(value: Mapping[str, Any]) -> frozenset[str]:
    """Return the sha256 of each layer of a manifest that has no flaw."""
    found = (layer.get("digest") for layer in value["layers"] if _is_object(layer))
    return frozenset(d[7:] for d in found if is_sha256(d))


def holds(
    listed: AbstractSet[File], artifacts: AbstractSet[File], known: AbstractSet[File]
) -> bool:
    """Say whether ``listed`` is all ``artifacts``, and beside them only ``known``."""
    return bool(artifacts) and artifacts <= listed and listed - artifacts <= known


def recorded(subject: object) -> tuple[str, ...]:
    """Return the digests of OCI manifests that the ``subject`` of a decision records.

    They bind paths and bytes, as the subject's own digest does. The root of an OMS
    statement binds no names: nobody is asked to rely on it.

    Args:
        subject: As in the JSON of a decision, whoever wrote it; what is no such
            digest is left out, and is then vouched for by nobody.
    """
    listed = subject.get("aliases") if isinstance(subject, Mapping) else None
    entries = listed if isinstance(listed, list | tuple) else ()
    ours = (e for e in entries if isinstance(e, Mapping) and e.get("kind") == "oci")
    return tuple(dict.fromkeys(d for e in ours if is_sha256(d := e.get("digest"))))


def is_sha256(digest: object) -> TypeGuard[str]:
    """Say whether ``digest`` is ``sha256:`` and 64 digits in lower-case hex."""
    return isinstance(digest, str) and _DIGEST.fullmatch(digest) is not None


def _flaws(value: Mapping[str, Any]) -> Iterator[Flaw]:
    try:
        refuse_all_twins(value, "")
    except EvidenceError as exc:
        yield Flaw("", exc.message, exc.hint)
    for other in (key for key in value if key.casefold() in _OTHERS):
        why = f"'{other}' makes another document of an OCI image manifest"
        yield Flaw(f"/{other}", why, _INDEX)
    if value.get("schemaVersion") != SCHEMA:
        yield Flaw("/schemaVersion", f"the schema version is not {SCHEMA}")
    if value.get("mediaType", MEDIA_TYPES[0]) not in MEDIA_TYPES:
        why = f"the media type is {value['mediaType']!a:.80}"
        yield Flaw("/mediaType", why, f"give a manifest of type {MEDIA_TYPES[0]}")
    if not isinstance(value.get("config"), dict):
        yield Flaw("/config", "`config` is missing or no object")
    if not isinstance(value.get("layers"), list) or not value["layers"]:
        yield Flaw("/layers", "an OCI manifest without layers", _INDEX)


def _unlike_files(value: Mapping[str, Any]) -> Flaw | None:
    config, layers = value["config"].get("digest"), value["layers"]
    if config != NO_CONFIG:
        why = "its config is not the empty one, so it may be more than these files"
        return Flaw("/config/digest", why, "push it without a config, as ORAS does")
    found = [_file(layer) for layer in layers]
    if None in found:
        return Flaw(f"/layers/{found.index(None)}", "a layer is not one file", _PUSH)
    if len({name for name, _ in filter(None, found)}) != len(found):
        return Flaw("/layers", "two layers of one name", _PUSH)
    return None


def _file(layer: Any) -> File | None:  # noqa: ANN401
    notes = layer.get("annotations") if _is_object(layer) else None
    if not _is_object(notes) or not is_sha256(layer.get("digest")):
        return None
    title = notes.get(TITLE)
    whole = notes.get(UNPACKED, "false") == "false"
    return (title, layer["digest"][7:]) if whole and _is_path(title) else None


def _is_object(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _is_path(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST
