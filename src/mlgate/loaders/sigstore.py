"""Sigstore bundles and DSSE envelopes: recognised here, opened by the gate.

Sigstore bundle v0.1 to v0.3 (sigstore/protobuf-specs), DSSE v1.0.2
(secure-systems-lab).
"""

import base64
import binascii
from collections.abc import Mapping

from mlgate.core.evidence import Draft
from mlgate.core.statements import PAYLOAD_TYPE
from mlgate.errors import EvidenceError
from mlgate.loaders.loader import fault, kind, shows
from mlgate.loaders.source import Source

MEDIA_TYPE = "application/vnd.dev.sigstore.bundle"


class SigstoreLoader:
    """Lists what is signed; what it says counts only once the signature is checked."""

    format = "sigstore-bundle"
    sections = ("signatures",)
    syntax = "json"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` holds a bundle or a DSSE envelope."""
        return (
            shows(source, MEDIA_TYPE)
            or shows(source, '"mediaType"', '"verificationMaterial"')
            or shows(source, '"payload"', '"payloadType"', '"signatures"')
        )

    def load(self, source: Source) -> Draft:
        """Return an empty draft: nothing is believed before it is verified.

        Raises:
            EvidenceError: It is not one bundle or one envelope.
        """
        _envelope(source)
        return Draft()


def payload_source(source: Source) -> Source | None:
    """Return the in-toto statement in the envelope, as a document of its own.

    None if there is none: the bundle signs a blob, or a payload of another type.
    Places in it are places in the payload, not in the file.

    Raises:
        EvidenceError: It is not one bundle or envelope, or not strict base64.
    """
    envelope, at = _envelope(source)
    if envelope is None or envelope.get("payloadType") != PAYLOAD_TYPE:
        return None
    payload = _unbase64(envelope.get("payload"))
    if payload is None:
        hint = "encode the payload as standard base64 in one line, with padding"
        raise _fault(source, f"{at}/payload", "the payload is not strict base64", hint)
    return Source(source.path, payload)


def _envelope(source: Source) -> tuple[Mapping[str, object] | None, str]:
    """Return the DSSE envelope and where it lies; None for a signed blob."""
    value = source.json
    if not isinstance(value, dict):
        raise _fault(source, "", f"expected a signature bundle, got {kind(value)}")
    if "payloadType" in value:
        return value, ""
    if "verificationMaterial" not in value:
        why = "holds signatures, but is neither a Sigstore bundle nor a DSSE envelope"
        hint = "write each bundle or envelope to a file of its own"
        raise _fault(source, "", why, hint)
    envelope = value.get("dsseEnvelope")
    if envelope is not None and not isinstance(envelope, dict):
        why = f"the DSSE envelope is {kind(envelope)}, not an object"
        raise _fault(source, "/dsseEnvelope", why)
    return envelope, "/dsseEnvelope"


def _unbase64(text: object) -> bytes | None:
    try:
        raw = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except (binascii.Error, ValueError):
        return None
    # Bits that no byte uses could hide a second text of the same signature.
    return raw if raw and base64.b64encode(raw).decode() == text else None


def _fault(source: Source, pointer: str, why: str, hint: str = "") -> EvidenceError:
    return fault(source, SigstoreLoader.syntax, pointer, why, hint)
