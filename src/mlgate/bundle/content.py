"""What a bundle holds, as values, once all of it is known to agree."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, NoReturn

import rfc8785

from mlgate.bundle import layout, oscal
from mlgate.bundle.layout import (
    ABOUT,
    ARTIFACTS,
    ASKED,
    DECISION,
    OSCAL,
    PACK,
    RECORDED,
)
from mlgate.core.frozen import frozen
from mlgate.core.rule import PROFILES, RiskTier
from mlgate.core.shape import find, total
from mlgate.core.subject import Artifact, manifest
from mlgate.errors import EvidenceError, VerificationError
from mlgate.packs import files as pack_files
from mlgate.strict import json_reader, schema
from mlgate.strict.shipped import read_schema

_WHOLE = "the whole bundle is refused: get it again from whoever made it"
_FILE = {"path": str, "size": int, "sha256": str}
_SCAN = {"path": str, "format": str, "loading": str, "reasons": list, "facts": dict}
_FACTS = find(["scans", "model_files", "*", "facts"])


@frozen
class Content:
    """Everything in a bundle, checked against the decision in it.

    Attributes:
        decision: The decision, as JSON.
        raw: Its bytes: what a replay must give again.
        artifacts: The files of the subject; their bytes are not here.
        model_files: What mlgate saw in them, as it was recorded.
        pack: Files of the policy pack, by path below its folder.
        inputs: Bytes of each input of the decision, by sha256.
        asked: ``tier``, ``environment`` and ``profile`` that the caller asked for.
    """

    decision: Mapping[str, Any]
    raw: bytes
    artifacts: tuple[Artifact, ...]
    model_files: tuple[Mapping[str, Any], ...]
    pack: Mapping[str, bytes]
    inputs: Mapping[str, bytes]
    asked: Mapping[str, str]


def read(files: Mapping[str, bytes]) -> Content:
    """Return what ``files`` of a bundle say, all of it held against the decision.

    Raises:
        VerificationError: A file is missing, unknown, malformed, or not about what
            the decision is about.
    """
    decision = _decision(files)
    pack = {n.removeprefix(PACK): r for n, r in files.items() if n.startswith(PACK)}
    artifacts = _artifacts(files, decision["subject"])
    if pack_files.digest(pack) != decision["policy"]["digest"]:
        _refuse(PACK, "not the policy pack that the decision names by digest")
    inputs = {i["sha256"]: files.get(layout.place(i), b"") for i in decision["inputs"]}
    for digest, raw in inputs.items():
        if sha256(raw).hexdigest() != digest:
            _refuse(digest, "not the bytes that the decision names by this digest")
    wanted = layout.about(decision, files[DECISION], pack)
    if files.get(ABOUT) != rfc8785.dumps(wanted) + b"\n":
        _refuse(ABOUT, "not what the files of this bundle make of it")
    if not oscal.agrees(_json(files, OSCAL), decision):
        _refuse(OSCAL, "its findings are not those of the decision")
    scans = _scans(files, artifacts)
    asked = _asked(files, decision)
    return Content(decision, files[DECISION], artifacts, scans, pack, inputs, asked)


def names(decision: Mapping[str, Any], pack: Mapping[str, bytes]) -> set[str]:
    """Return the name of every file that a bundle of ``decision`` has."""
    return {*layout.about(decision, b"", pack)["files"]}


def _decision(files: Mapping[str, bytes]) -> dict[str, Any]:
    value: Any = _json(files, DECISION)
    if found := schema.problems(value, read_schema("decision"), limit=1):
        _refuse(DECISION, f"no decision: {found[0].message}")
    try:
        written = rfc8785.dumps(value) + b"\n"
    except rfc8785.CanonicalizationError as exc:
        _refuse(DECISION, str(exc))
    if written != files[DECISION]:
        _refuse(DECISION, "not written in the one way that RFC 8785 allows")
    if value["verdict"] not in {"allow", "deny"}:
        _refuse(DECISION, f"the verdict is '{value['verdict']}', which decides nothing")
    decision: dict[str, Any] = value
    return decision


def _artifacts(
    files: Mapping[str, bytes], subject: Mapping[str, Any]
) -> tuple[Artifact, ...]:
    listed = _objects(files, ARTIFACTS, _FILE)
    try:
        found = tuple(Artifact(**entry) for entry in listed)
        raw = manifest(found)
    except (EvidenceError, rfc8785.CanonicalizationError) as exc:
        _refuse(ARTIFACTS, f"no list of files: {exc}")
    same = raw == files[ARTIFACTS]
    if not same or f"sha256:{sha256(raw).hexdigest()}" != subject["digest"]:
        _refuse(ARTIFACTS, "not the files of the subject that was decided on")
    return found


def _scans(
    files: Mapping[str, bytes], artifacts: Sequence[Artifact]
) -> tuple[Mapping[str, Any], ...]:
    listed = _objects(files, RECORDED, _SCAN)
    known = {artifact.path for artifact in artifacts}
    texts = all(isinstance(r, str) for entry in listed for r in entry["reasons"])
    if not listed or not texts or not {entry["path"] for entry in listed} <= known:
        _refuse(RECORDED, "not what mlgate records of a model's files")
    for entry in listed:
        try:
            total(entry["facts"], _FACTS or {}, "facts")
        except EvidenceError as exc:
            _refuse(RECORDED, str(exc))
    return tuple(listed)


def _asked(files: Mapping[str, bytes], decision: Mapping[str, Any]) -> dict[str, str]:
    value: Any = _json(files, ASKED)
    known = ("environment", "profile", "tier")
    if not isinstance(value, dict) or tuple(sorted(value)) != known:
        _refuse(ASKED, f"expected an object with {', '.join(known)}")
    tiers = ("", *(tier.value for tier in RiskTier))
    if value["tier"] not in tiers or value["profile"] not in ("", *PROFILES):
        _refuse(ASKED, "an unknown tier or profile")
    if (value["environment"] or None) != decision["environment"]:
        _refuse(ASKED, "the decision is for another environment")
    return value


def _objects(
    files: Mapping[str, bytes], name: str, shape: Mapping[str, type]
) -> list[dict[str, Any]]:
    value: Any = _json(files, name)
    if not isinstance(value, list):
        _refuse(name, "expected a list")
    for entry in value:
        kinds = {k: type(v) for k, v in entry.items()} if isinstance(entry, dict) else 0
        if kinds != shape:
            _refuse(name, f"expected a list of objects with {', '.join(shape)}")
    return value


def _json(files: Mapping[str, bytes], name: str) -> Any:  # noqa: ANN401
    if name not in files:
        _refuse(name, "is missing")
    try:
        return json_reader.parse(files[name], name)
    except EvidenceError as exc:
        raise VerificationError(exc.message, place=exc.place, hint=_WHOLE) from exc


def _refuse(place: str, why: str) -> NoReturn:
    raise VerificationError(why, place=place, hint=_WHOLE)
