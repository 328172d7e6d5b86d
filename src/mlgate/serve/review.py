"""An AdmissionReview of Kubernetes, read strictly, and the answer to one.

Kubernetes API admission.k8s.io/v1.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from mlgate.core.frozen import frozen
from mlgate.errors import EvidenceError
from mlgate.reporters.lines import plain
from mlgate.strict import json_reader

VERSION = "admission.k8s.io/v1"
KIND = "AdmissionReview"
# An object and the one it replaces, each as large as an API server takes.
MAX_BYTES = 7 * 2**20
# What people see must be short: an API server cuts a warning at 256 characters.
MESSAGE = 400
WARNING = 120
_UID = 128
_PLACE = "review"
_ENCODER = json.JSONEncoder(separators=(",", ":"))


@frozen
class Review:
    """One request to admit an object.

    Attributes:
        uid: Echoed in the answer.
        operation: ``CREATE``, ``UPDATE``, ``DELETE`` or ``CONNECT``, as sent.
        group: API group; "" for the core.
        object: The object to admit; None if there is none.
        old: The object as it is stored; None if there is none.
    """

    uid: str
    operation: str
    group: str
    kind: str
    subresource: str
    namespace: str
    name: str
    object: Any
    old: Any


def read(raw: bytes) -> Review:
    """Return the review in ``raw``.

    Raises:
        EvidenceError: It is no AdmissionReview v1 with a uid, in strict JSON.
    """
    value = json_reader.parse(raw, _PLACE)
    if not isinstance(value, dict):
        raise EvidenceError("not an object", place=_PLACE)
    if (value.get("apiVersion"), value.get("kind")) != (VERSION, KIND):
        found = f"{value.get('apiVersion')!a:.40} {value.get('kind')!a:.40}"
        why = f"expected {KIND} of {VERSION}, found {found}"
        raise EvidenceError(why, place=_PLACE)
    request = value.get("request")
    if not isinstance(request, dict):
        raise EvidenceError("`request` is missing or no object", place=_PLACE)
    uid = _text(request, "uid")
    if not 0 < len(uid) <= _UID:
        raise EvidenceError("`request.uid` is missing or too long", place=_PLACE)
    kind = request.get("kind")
    if not isinstance(kind, dict):
        raise EvidenceError("`request.kind` is missing or no object", place=_PLACE)
    return Review(
        uid=uid,
        operation=_text(request, "operation"),
        group=_text(kind, "group"),
        kind=_text(kind, "kind"),
        subresource=_text(request, "subResource"),
        namespace=_text(request, "namespace"),
        name=_text(request, "name"),
        object=request.get("object"),
        old=request.get("oldObject"),
    )


def answer(
    uid: str,
    *,
    allowed: bool,
    code: int,
    reason: str,
    message: str,
    warnings: Sequence[str],
    audit: Mapping[str, str],
) -> bytes:
    """Return the bytes of an answer; ``message`` is shown if it is not allowed."""
    response: dict[str, Any] = {"uid": uid, "allowed": allowed}
    if not allowed:
        short = cut(message, MESSAGE)
        response["status"] = {"code": code, "reason": reason, "message": short}
    if warnings:
        response["warnings"] = [cut(w, WARNING) for w in warnings]
    response["auditAnnotations"] = {k: cut(v, MESSAGE) for k, v in audit.items()}
    made = {"apiVersion": VERSION, "kind": KIND, "response": response}
    return _ENCODER.encode(made).encode()


def cut(text: str, most: int) -> str:
    """Return ``text`` on one short line, with nothing in it that hides or steers."""
    shown = plain(text[: most + 1])
    return shown if len(shown) <= most else f"{shown[: most - 3]}..."


def _text(value: Mapping[str, Any], key: str) -> str:
    found = value.get(key, "")
    if not isinstance(found, str):
        raise EvidenceError(f"`{key}` is not text", place=_PLACE)
    return found
