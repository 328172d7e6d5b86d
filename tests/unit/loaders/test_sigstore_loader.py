import base64
import json
from typing import Any

import pytest

from mlgate.core.evidence import Draft
from mlgate.errors import EvidenceError
from mlgate.loaders.in_toto import InTotoLoader
from mlgate.loaders.sigstore import SigstoreLoader, payload_source
from mlgate.loaders.source import Source

LOADER = SigstoreLoader()
TYPE = "application/vnd.in-toto+json"
STATEMENT = json.dumps(
    {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"digest": {"sha256": "a" * 64}}],
        "predicateType": "x",
        "predicate": {},
    }
).encode()


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def envelope(payload: object, kind: str = TYPE) -> dict[str, Any]:
    return {"payload": payload, "payloadType": kind, "signatures": [{"sig": "AA=="}]}


def bundle(**content: object) -> dict[str, Any]:
    media = "application/vnd.dev.sigstore.bundle.v0.3+json"
    return {"mediaType": media, "verificationMaterial": {}, **content}


def source(value: object, path: str = "evidence/x.sigstore.json") -> Source:
    return Source(path, json.dumps(value, indent=1).encode())


@pytest.mark.parametrize(
    "value",
    [
        envelope(b64(STATEMENT)),
        bundle(dsseEnvelope=envelope(b64(STATEMENT))),
        bundle(messageSignature={}),
    ],
    ids=["envelope", "bundle", "signed blob"],
)
def test_a_signature_is_listed_and_says_nothing_before_it_is_verified(
    value: object,
) -> None:
    found = source(value)
    assert LOADER.recognises(found)
    assert LOADER.load(found) == Draft()


def test_the_payload_is_a_document_of_its_own_that_the_statement_loader_reads() -> None:
    for value in (
        envelope(b64(STATEMENT)),
        bundle(dsseEnvelope=envelope(b64(STATEMENT))),
    ):
        payload = payload_source(source(value))
        assert payload is not None
        assert payload.raw == STATEMENT
        assert payload.path == "evidence/x.sigstore.json"
        assert InTotoLoader().load(payload).names == {"a" * 64}


@pytest.mark.parametrize(
    "value", [bundle(messageSignature={}), bundle(), envelope("AA==", "text/plain")]
)
def test_without_a_statement_there_is_no_payload(value: object) -> None:
    assert payload_source(source(value)) is None


@pytest.mark.parametrize(
    "payload",
    [
        None,
        7,
        "",
        "YQ",
        "YR==",
        "YQ==\n",
        " YQ==",
        "Y Q==",
        "_-8=",
        "é",
    ],
)
def test_lenient_base64_is_refused_at_the_payload(payload: object) -> None:
    found = source(bundle(dsseEnvelope=envelope(payload)))
    with pytest.raises(EvidenceError, match="not strict base64") as caught:
        payload_source(found)
    line = int(caught.value.place.split(":")[1])
    assert '"payload"' in found.text.split("\n")[line - 1]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"mediaType": "m", "verificationMaterial": ', "a.json:1:44"),
        ('["payload", "payloadType", "signatures"]', "a.json:1:1"),
        (
            '{"attestations": [{"payload":"", "payloadType":"", "signatures":[]}]}',
            "a.json:1:1",
        ),
        (
            '{"verificationMaterial": {}, "mediaType": "m", "dsseEnvelope": []}',
            "a.json:1:48",
        ),
        (
            '{"payload": "", "payload": "", "payloadType": "", "signatures": []}',
            "a.json:1:17",
        ),
        (
            '{"payload":"","payloadType":"","signatures":[]}\n{"payload":""}',
            "a.json:2:1",
        ),
    ],
)
def test_what_is_not_one_bundle_or_envelope_is_recognised_and_an_error(
    text: str, place: str
) -> None:
    found = Source("a.json", text.encode())
    assert LOADER.recognises(found)
    with pytest.raises(EvidenceError) as caught:
        LOADER.load(found)
    assert caught.value.place == place


@pytest.mark.parametrize(
    "text",
    [
        '{"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1"}',
        '{"payload": "x"}',
        "",
    ],
)
def test_other_json_is_not_a_signature(text: str) -> None:
    assert not LOADER.recognises(Source("a.sigstore.json", text.encode()))
