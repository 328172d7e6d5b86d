"""What Google Cloud Build says of an image: provenance inside its own container.

``gcloud artifacts docker images describe --show-provenance`` writes it. Each build
lies in it in a DSSE envelope; its keys are Google's, so nothing here is verified.
"""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from mlgate.core.evidence import Draft
from mlgate.core.pointer import resolve
from mlgate.core.statements import PAYLOAD_TYPE, PROVENANCE, Statement
from mlgate.errors import EvidenceError
from mlgate.loaders.in_toto import InTotoLoader, statement_of
from mlgate.loaders.loader import fault, kind, shows
from mlgate.loaders.source import Source

_LIST = "/provenance_summary/provenance"


class BuildContainerLoader:
    """Reads the newest version of SLSA provenance that is in it."""

    format = "gcb-provenance"
    sections = ("lineage",)
    syntax = "json"

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` has the summaries of Google's container."""
        return shows(source, '"provenance_summary"', '"envelope"')

    def load(self, source: Source) -> Draft:
        """Return how the image was built.

        Raises:
            EvidenceError: It is not JSON, holds no provenance, or two of one version.
        """
        inner, at = _chosen(source)
        draft = InTotoLoader().load(inner)
        place = f"{at}/envelope/payload"
        # Pointers lead into the payload; a person finds the envelope.
        return replace(draft, sources=dict.fromkeys(draft.sources, place))


def contained(source: Source) -> Statement:
    """Return the statement that ``BuildContainerLoader`` reads.

    Raises:
        EvidenceError: As for its ``load``.
    """
    return statement_of(_chosen(source)[0])


def _chosen(source: Source) -> tuple[Source, str]:
    found = list(_payloads(source))
    for version in PROVENANCE:
        mine = [(inner, at) for kind_, inner, at in found if kind_ == version]
        if len({inner.sha256 for inner, _ in mine}) > 1:
            why = f"holds two different statements of {version}"
            raise _fault(source, mine[1][1], why, "keep those of one build")
        if mine:
            return mine[0]
    raise _fault(source, _LIST, "holds no SLSA provenance that is read")


def _payloads(source: Source) -> Iterator[tuple[str, Source, str]]:
    listed = resolve(source.json, _LIST)
    if not isinstance(listed, list) or not listed:
        why = f"'provenance' is {kind(listed)}, expected a list of builds"
        raise _fault(source, _LIST, why)
    for number, item in enumerate(listed):
        at = f"{_LIST}/{number}"
        envelope = item.get("envelope") if isinstance(item, dict) else None
        if not isinstance(envelope, dict):
            raise _fault(source, at, "a build has no envelope")
        yield _payload(source, envelope, f"{at}/envelope", at)


def _payload(
    source: Source, envelope: dict[str, Any], at: str, said: str
) -> tuple[str, Source, str]:
    if envelope.get("payloadType") != PAYLOAD_TYPE:
        why = f"the payload's type is {envelope.get('payloadType')!a}"[:100]
        raise _fault(source, f"{at}/payloadType", why, f"expected {PAYLOAD_TYPE}")
    signatures = envelope.get("signatures")
    if not isinstance(signatures, list) or not signatures:
        raise _fault(source, f"{at}/signatures", "a build is not signed by anybody")
    if not all(map(_signed, signatures)):
        raise _fault(source, f"{at}/signatures", "a signature is empty, or no object")
    raw = _decoded(envelope.get("payload"))
    inner = Source(source.path, raw)
    try:
        return statement_of(inner).predicate_type, inner, said
    except EvidenceError as exc:
        why = f"the payload cannot be read: {exc.message}"
        raise _fault(source, f"{at}/payload", why, exc.hint) from exc


def _signed(value: object) -> bool:
    text = value.get("sig") if isinstance(value, dict) else None
    return isinstance(text, str) and bool(text.strip())


def _decoded(text: object) -> bytes:
    """Decode base64 of either alphabet: Google's tools write both."""
    if not isinstance(text, str):
        return b""
    plain = text.translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(plain, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _fault(source: Source, at: str, why: str, hint: str = "") -> EvidenceError:
    return fault(source, BuildContainerLoader.syntax, at, why, hint)
