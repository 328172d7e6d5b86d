"""Signing the same twice gives the same: what is built of it can be built again."""

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec

from mlgate.trust import bundle, keys


def _key() -> keys.PrivateKey:
    return keys.load_private(keys.generate(None)[0], None, "key")


def test_one_message_gets_one_signature() -> None:
    key = _key()
    assert bundle.sign(b"{}", key) == bundle.sign(b"{}", key)
    assert bundle.sign(b"{}", key) != bundle.sign(b"[]", key)
    assert key.public.verifies(key.sign(b"x"), b"x")


def test_where_it_cannot_be_repeated_it_is_a_signature_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = ec.ECDSA

    def old(kind: object, *, deterministic_signing: bool = False) -> ec.ECDSA:
        if deterministic_signing:
            raise UnsupportedAlgorithm("as OpenSSL before 3.2 says")
        return plain(kind)  # type: ignore[arg-type]

    key = _key()
    with monkeypatch.context() as patched:
        patched.setattr(ec, "ECDSA", old)
        signature = key.sign(b"x")
    assert key.public.verifies(signature, b"x")
