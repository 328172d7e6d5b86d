import base64
import json
from pathlib import Path

import pytest

from corpus import CORPUS, MISSING, CorpusFile, files
from mlgate.core import coverage, oms
from mlgate.core.statements import OMS
from mlgate.errors import EvidenceError, MlgateError, VerificationError
from mlgate.trust import bundle, keys
from mlgate.trust.bundle import TrustedKey
from mlgate.trust.envelope import Signed

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=MISSING)
VECTORS = CORPUS / "conformance" / "oms" / "test-vectors" / "v1.0"
SIGSTORE = CORPUS / "conformance" / "sigstore" / "bundle-verify"
BUNDLES = [
    f
    for f in files("oms-bundle", "sigstore-bundle", "dsse", "slsa-dsse")
    if f.path.is_file()
]


def enclosed() -> list[TrustedKey]:
    """Return the keys that old OMS bundles enclose, as if one had chosen them."""
    found: dict[str, TrustedKey] = {}
    for file in files("oms-bundle"):
        value = json.loads(file.path.read_bytes())
        key = value["verificationMaterial"].get("publicKey", {})
        if "rawBytes" in key:
            public = keys.load_public(base64.b64decode(key["rawBytes"]), str(file))
            found[public.key_id] = TrustedKey(
                "model-signing", public, frozenset({"artifact"})
            )
    return list(found.values())


def signed_by_key() -> list[CorpusFile]:
    return [
        f
        for f in files("oms-bundle")
        if b'"publicKey"' in f.path.read_bytes() and f.validity == "valid"
    ]


@pytest.mark.parametrize("file", signed_by_key(), ids=str)
def test_a_real_model_signature_by_a_key_verifies_and_lists_files(
    file: CorpusFile,
) -> None:
    signed = bundle.read(file.path.read_bytes(), str(file))
    assert bundle.verify(signed, [], "artifact") is None
    assert bundle.verify(signed, enclosed(), "artifact")
    assert bundle.verify(signed, enclosed(), "link") is None
    statement = bundle.statement(signed, str(file))
    assert statement.predicate_type == OMS
    listed = oms.resources(statement)
    artifacts = {f"m/{name}": digest for name, digest in listed.items()}
    assert coverage.of_oms(statement, artifacts).covers == "all"
    more = artifacts | {"m/evil.py": "0" * 64}
    assert coverage.of_oms(statement, more).changed == ("m/evil.py",)


@pytest.mark.parametrize("file", files("oms-bundle"), ids=str)
def test_the_resources_of_each_real_model_signature_are_read(file: CorpusFile) -> None:
    signed = bundle.read(file.path.read_bytes(), str(file))
    assert oms.resources(bundle.statement(signed, str(file)))


@pytest.mark.parametrize("file", BUNDLES, ids=str)
def test_a_real_bundle_is_read_or_refused_with_its_place_and_never_trusted(
    file: CorpusFile,
) -> None:
    try:
        signed = bundle.read(file.path.read_bytes(), str(file))
        bundle.statement(signed, str(file))
    except EvidenceError as exc:
        place, signer = exc.place, None
    else:
        place, signer = str(file), voucher(signed)
    assert place.startswith(str(file))
    assert signer is None


def voucher(signed: Signed) -> object:
    """Return who vouches for ``signed`` where no key is trusted: nobody, ever."""
    try:
        return bundle.verify(signed, [], "artifact")
    except VerificationError:
        return None


@pytest.mark.parametrize(
    "vector", sorted(VECTORS.rglob("*.json")), ids=lambda p: p.name
)
def test_the_vectors_of_the_oms_specification_behave_as_labelled(vector: Path) -> None:
    by_key = {"valid/key.bundle.json"}
    name = f"{vector.parent.name}/{vector.name}"
    try:
        signed = bundle.read(vector.read_bytes(), name)
        signer = bundle.verify(signed, enclosed(), "artifact")
        statement = bundle.statement(signed, name)
        accepted = bool(signer) and statement.predicate_type == OMS
    except MlgateError:
        accepted = False
    assert accepted is (name in by_key)


@pytest.mark.parametrize("folder", sorted(SIGSTORE.glob("managed-key-*")), ids=str)
def test_a_signature_over_a_blob_is_no_statement_even_with_the_right_key(
    folder: Path,
) -> None:
    path = folder / "bundle.sigstore.json"
    with pytest.raises(EvidenceError, match="no DSSE envelope") as caught:
        bundle.read(path.read_bytes(), path.name)
    assert caught.value.hint == "sign a statement, not a blob"


@pytest.mark.parametrize(
    "path", sorted(SIGSTORE.glob("*/bundle.sigstore.json")), ids=lambda p: p.parent.name
)
def test_no_bundle_of_the_sigstore_suite_is_accepted_without_what_it_needs(
    path: Path,
) -> None:
    with pytest.raises(MlgateError) as caught:
        bundle.verify(bundle.read(path.read_bytes(), path.name), enclosed(), "artifact")
    assert str(caught.value)
