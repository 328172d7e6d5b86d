import base64
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from signers import OTHER, PAIR, PRIVATE, b64, raw, trusted
from signers import bundle as made
from signers import envelope as enveloped

from mlgate.core.organisation import Key
from mlgate.core.statements import PAYLOAD_TYPE, statement
from mlgate.errors import EvidenceError, VerificationError
from mlgate.strict.text import MAX_DEPTH
from mlgate.trust import bundle, keys
from mlgate.trust.envelope import MEDIA_TYPES, unbase64

PAYLOAD = statement("model", "a" * 64, "https://example.org/x", {"verdict": "allow"})
SIGNED = raw(made(enveloped(PAYLOAD)))
KEYS = [trusted()]


def signer(content: bytes, purpose: str = "decision") -> str:
    found = bundle.verify(bundle.read(content, "a.json"), KEYS, purpose)
    return found.name if found else ""


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    value = json.loads(SIGNED)
    change(value)
    return raw(value)


def test_what_sign_writes_is_read_and_verified() -> None:
    signed = bundle.read(bundle.sign(PAYLOAD, PRIVATE), "a.sigstore.json")
    assert signed.payload == PAYLOAD
    assert signed.hint == PRIVATE.public.key_id
    assert bundle.verify(signed, KEYS, "decision") is KEYS[0]
    assert bundle.statement(signed, "a").predicate == {"verdict": "allow"}


@given(st.binary(min_size=1, max_size=300))
def test_any_payload_survives_and_any_other_does_not_verify(payload: bytes) -> None:
    content = bundle.sign(payload, PRIVATE)
    assert bundle.read(content, "a").payload == payload
    assert signer(content) == "release"
    forged = json.loads(content)
    forged["dsseEnvelope"]["payload"] = b64(payload + b" ")
    assert signer(raw(forged)) == ""


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_each_version_of_the_bundle_is_read(media_type: str) -> None:
    assert signer(changed(lambda b: b.update(mediaType=media_type))) == "release"


def test_a_bare_envelope_is_read_and_verified() -> None:
    content = raw(enveloped(PAYLOAD))
    assert bundle.read(content, "a").material == ""
    assert signer(content) == "release"


@pytest.mark.parametrize(
    "public_key",
    [
        {"hint": PRIVATE.public.key_id},
        {"hint": OTHER.public.key_id},
        {},
        {"rawBytes": b64(PAIR[1]), "keyDetails": "PKIX_ECDSA_P256_SHA_256"},
    ],
    ids=["own hint", "hint of another key", "no hint", "key enclosed"],
)
def test_a_hint_neither_helps_nor_hinders(public_key: dict[str, str]) -> None:
    content = raw(made(enveloped(PAYLOAD), publicKey=public_key))
    signed = bundle.read(content, "a")
    both = [trusted(OTHER, "decision", name="other"), *KEYS]
    found = bundle.verify(signed, both, "decision")
    assert found is KEYS[0]
    assert bundle.verify(signed, both[:1], "decision") is None


def test_a_key_enclosed_in_the_bundle_is_never_trusted() -> None:
    enclosed = {"rawBytes": b64(PAIR[1]), "hint": PRIVATE.public.key_id}
    content = raw(made(enveloped(PAYLOAD), publicKey=enclosed))
    signed = bundle.read(content, "a")
    assert bundle.verify(signed, [], "decision") is None
    assert bundle.verify(signed, [trusted(OTHER)], "decision") is None


@pytest.mark.parametrize("purpose", ["artifact", "link", "approval", ""])
def test_a_key_verifies_only_for_its_purposes(purpose: str) -> None:
    assert signer(SIGNED, "decision") == "release"
    assert signer(SIGNED, purpose) == ""


def test_a_key_listed_twice_counts_for_the_purposes_of_each_entry() -> None:
    links = trusted(PRIVATE, "link", name="links")
    signed = bundle.read(SIGNED, "a")
    found = bundle.verify(signed, [links, *KEYS], "decision")
    assert found is KEYS[0]
    assert bundle.verify(signed, [links], "decision") is None


def test_the_organisation_s_keys_are_read_and_a_bad_one_is_named() -> None:
    good = Key("release", PAIR[1].decode(), frozenset({"decision"}))
    (found,) = bundle.trusted([good])
    assert found.public.key_id == PRIVATE.public.key_id
    with pytest.raises(VerificationError) as caught:
        bundle.trusted([good, Key("old", PAIR[0].decode(), frozenset())])
    assert caught.value.place == "key old"


TYPE = PAYLOAD_TYPE
FORGERIES = {
    "another key": enveloped(PAYLOAD, OTHER),
    "legacy encoding": enveloped(
        PAYLOAD,
        message=f"DSSEV1 {len(TYPE)} {TYPE} {len(PAYLOAD)} {PAYLOAD!r}".encode(),
    ),
    "payload alone signed": enveloped(PAYLOAD, message=PAYLOAD),
    "another length": enveloped(
        PAYLOAD, message=b"DSSEv1 28 " + TYPE.encode() + b" 1 " + PAYLOAD
    ),
    "another payload": enveloped(PAYLOAD)
    | {"payload": b64(PAYLOAD.replace(b"allow", b"never"))},
    "another signature": enveloped(PAYLOAD)
    | {"signatures": enveloped(PAYLOAD + b" ")["signatures"]},
    "a signature of zeros": enveloped(PAYLOAD)
    | {"signatures": [{"sig": b64(b"\x30\x06\x02\x01\x00\x02\x01\x00")}]},
}


@pytest.mark.parametrize("content", FORGERIES.values(), ids=FORGERIES)
def test_a_forgery_has_no_signer_and_its_honest_twin_has(
    content: dict[str, Any],
) -> None:
    assert signer(raw(made(content))) == ""
    assert signer(raw(made(enveloped(PAYLOAD)))) == "release"


def test_a_raw_64_byte_signature_is_not_taken_for_a_der_one() -> None:
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    value = enveloped(PAYLOAD)
    r, s = decode_dss_signature(base64.b64decode(value["signatures"][0]["sig"]))
    value["signatures"] = [{"sig": b64(r.to_bytes(32) + s.to_bytes(32))}]
    assert signer(raw(value)) == ""


@pytest.mark.parametrize("kind", ["text/plain", "application/vnd.in-toto+json ", ""])
def test_another_payload_type_is_an_error_even_if_signed(kind: str) -> None:
    with pytest.raises(VerificationError, match="payload type"):
        signer(raw(made(enveloped(PAYLOAD, kind=kind))))


UNSUPPORTED = {
    "certificate": {"certificate": {"rawBytes": "AA=="}},
    "chain": {"x509CertificateChain": {"certificates": []}},
    "log entry": {"publicKey": {"hint": ""}, "tlogEntries": [{"logIndex": "1"}]},
    "timestamp": {
        "publicKey": {"hint": ""},
        "timestampVerificationData": {"rfc3161Timestamps": [{}]},
    },
}


@pytest.mark.parametrize("material", UNSUPPORTED.values(), ids=UNSUPPORTED)
def test_what_cannot_be_checked_here_counts_as_not_verified(
    material: dict[str, Any],
) -> None:
    content = raw(made(enveloped(PAYLOAD), **material))
    with pytest.raises(VerificationError, match=r"not verified: .*not supported yet"):
        signer(content)


def test_a_certificate_smuggled_beside_the_signature_is_not_overlooked() -> None:
    value = enveloped(PAYLOAD)
    value["signatures"][0]["cert"] = "-----BEGIN CERTIFICATE-----"
    for content in (value, made(value)):
        with pytest.raises(VerificationError, match="certificate"):
            signer(raw(content))


def test_empty_lists_of_entries_and_timestamps_are_none_at_all() -> None:
    material = {
        "publicKey": {"hint": ""},
        "tlogEntries": [],
        "timestampVerificationData": {"rfc3161Timestamps": []},
    }
    assert signer(raw(made(enveloped(PAYLOAD), **material))) == "release"


def two_signatures(value: dict[str, Any]) -> None:
    first, other = enveloped(PAYLOAD), enveloped(PAYLOAD, OTHER)
    value["dsseEnvelope"]["signatures"] = first["signatures"] + other["signatures"]


def set_in(*path: str, **entries: object) -> Callable[[dict[str, Any]], object]:
    def change(value: dict[str, Any]) -> None:
        for key in path:
            value = value[key]
        value.update(entries)

    return change


ENVELOPE, MATERIAL = "dsseEnvelope", "verificationMaterial"
MALFORMED = {
    "two signatures": (two_signatures, "exactly one signature, it has 2"),
    "no signature": (set_in(ENVELOPE, signatures=[]), "exactly one signature"),
    "signatures null": (set_in(ENVELOPE, signatures=None), "exactly one signature"),
    "signature is text": (set_in(ENVELOPE, signatures=["x"]), "the signature is"),
    "empty signature": (set_in(ENVELOPE, signatures=[{"sig": ""}]), "base64"),
    "no payload": (set_in(ENVELOPE, payload=None), "base64"),
    "empty payload": (set_in(ENVELOPE, payload=""), "base64"),
    "payload type": (set_in(ENVELOPE, payloadType=1), "payloadType"),
    "twin": (set_in(ENVELOPE, Payload="AA=="), "'payload' and 'Payload'"),
    "media twin": (set_in(MediaType=MEDIA_TYPES[0]), "differ only by case"),
    "material twin": (set_in(MATERIAL, PublicKey={}), "differ only by case"),
    "unknown key": (set_in(extra=1), "unknown key 'extra'"),
    "unknown in envelope": (set_in(ENVELOPE, signed="x"), "unknown key 'signed'"),
    "unknown material": (set_in(MATERIAL, key="x"), "unknown key 'key'"),
    "unknown in key": (set_in(MATERIAL, "publicKey", x=1), "unknown key 'x'"),
    "two kinds": (set_in(MATERIAL, certificate={}), "exactly one kind of key"),
    "two contents": (set_in(messageSignature={}), "something beside it"),
    "media type": (set_in(mediaType="x"), "unknown bundle media type 'x'"),
    "envelope null": (set_in(dsseEnvelope=None), "missing or not an object"),
    "material null": (set_in(verificationMaterial=None), "not an object"),
    "no kind of key": (lambda b: b.update(verificationMaterial={}), "it has 0"),
}


@pytest.mark.parametrize(("change", "why"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_bundle_is_refused_by_part(
    change: Callable[[dict[str, Any]], object], why: str
) -> None:
    with pytest.raises(EvidenceError, match=why) as caught:
        bundle.read(changed(change), "evidence/a.sigstore.json")
    assert caught.value.place.startswith("evidence/a.sigstore.json")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b'"x"',
        b"{",
        SIGNED[:-1],
        SIGNED + SIGNED,
        SIGNED.replace(b'"payload":', b'"payload": "AA==", "payload":', 1),
        SIGNED.replace(b'"hint": "h"', b'"hint": NaN'),
        SIGNED.replace(b'"hint": "h"', b'"hint": "\xff"'),
        SIGNED.replace(b'"hint": "h"', b'"hint": "\\ud800"'),
        b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
    ],
)
def test_what_is_not_one_strict_json_object_is_refused(content: bytes) -> None:
    with pytest.raises(EvidenceError) as caught:
        bundle.read(content, "a.json")
    assert caught.value.place.startswith("a.json")


def test_an_oversized_bundle_is_refused_before_it_is_parsed() -> None:
    padding = b" " * (bundle.MAX_BYTES + 1 - len(SIGNED))
    with pytest.raises(EvidenceError, match="more than the"):
        bundle.read(SIGNED + padding, "a.json")
    assert bundle.read(SIGNED + padding[1:], "a.json").payload == PAYLOAD


@pytest.mark.parametrize(
    "text",
    [
        "e3*0=",
        "e30",
        "e31=",
        "e30=\n",
        " e30=",
        "e30==",
        "_-8=",
        "",
        None,
        1,
        "e30=e30=",
    ],
)
def test_lenient_base64_is_refused_and_its_strict_twin_is_read(text: object) -> None:
    with pytest.raises(EvidenceError, match="strict base64"):
        unbase64(text, "a: payload")
    assert unbase64("e30=", "a: payload") == b"{}"


@given(st.text(alphabet="AQgw/+_-=\n ", max_size=12))
def test_what_is_decoded_encodes_back_to_the_same_text(text: str) -> None:
    try:
        found = unbase64(text, "a")
    except EvidenceError:
        return
    assert b64(found) == text


BOM = b"\xef\xbb\xbf"
BAD_PAYLOADS = {
    "not JSON": b"garbage",
    "a list": b"[]",
    "byte order mark": BOM + PAYLOAD,
    "UTF-16": PAYLOAD.decode().encode("utf-16"),
    "leading space": b" " + PAYLOAD,
    "not UTF-8": PAYLOAD.replace(b"allow", b"\xff"),
    "duplicate key": PAYLOAD.replace(b'"verdict"', b'"verdict":"deny","verdict"'),
    "twin": PAYLOAD.replace(b'{"verdict"', b'{"Verdict":"deny","verdict"'),
    "NaN": PAYLOAD.replace(b'"allow"', b"NaN"),
    "other type": PAYLOAD.replace(b"in-toto.io", b"example.org"),
}


@pytest.mark.parametrize("payload", BAD_PAYLOADS.values(), ids=BAD_PAYLOADS)
def test_a_well_signed_payload_that_parsers_read_differently_is_refused(
    payload: bytes,
) -> None:
    signed = bundle.read(bundle.sign(payload, PRIVATE), "a.json")
    assert bundle.verify(signed, KEYS, "decision") is KEYS[0]
    with pytest.raises(EvidenceError) as caught:
        bundle.statement(signed, "a.json")
    assert caught.value.place.startswith("a.json: payload")


def test_another_form_of_the_same_signature_verifies_so_it_is_no_name() -> None:
    # n - s is a valid signature too: nothing may use its bytes as an identity.
    from cryptography.hazmat.primitives.asymmetric.utils import (
        decode_dss_signature,
        encode_dss_signature,
    )

    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    signed = bundle.read(SIGNED, "a")
    r, s = decode_dss_signature(signed.signature)
    twin = replace(signed, signature=encode_dss_signature(r, order - s))
    assert twin.signature != signed.signature
    assert bundle.verify(twin, KEYS, "decision") is KEYS[0]


def test_p384_keys_sign_bundles_too() -> None:
    key = keys.PrivateKey(ec.generate_private_key(ec.SECP384R1()))
    signed = bundle.read(bundle.sign(PAYLOAD, key), "a")
    p384 = trusted(key, "link", name="p384")
    assert bundle.verify(signed, [p384], "link") is p384
