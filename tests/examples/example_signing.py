"""Signs a copy of an example anew, with the sample keys."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from mlgate.config.wire import Options
from mlgate.core.organisation import Organisation
from mlgate.gate.linking import link
from mlgate.gate.reading import read
from mlgate.trust import bundle, keys

EXAMPLES = Path(__file__).parents[2] / "examples"
LINK = "evidence/link.sigstore.json"
SIGNED_AT = "2026-11-20T12:00:00Z"


def key(name: str) -> keys.PrivateKey:
    """Return the private half of a sample key."""
    path = EXAMPLES / "keys" / f"SAMPLE-{name}.key"
    return keys.load_private(path.read_bytes(), None, str(path))


def options(org: Path = EXAMPLES / "org.yaml") -> Options:
    """Return what a check against the sample organisation asks for."""
    return Options(org=org)


def sign_evidence(folder: Path) -> None:
    """Sign a link over the evidence as it is now."""
    statement, _ = link(read(folder, Organisation()), LINK, SIGNED_AT)
    (folder / LINK).write_bytes(bundle.sign(statement, key("evidence")))


def sign_artifacts(folder: Path, signer: str) -> None:
    """Sign model/ as OpenSSF Model Signing does."""
    digests = sha256s(folder / "model", _files(folder / "model"))
    root = hashlib.sha256(b"".join(map(bytes.fromhex, digests.values()))).hexdigest()
    resources = [
        {"name": name, "digest": digest, "algorithm": "sha256"}
        for name, digest in digests.items()
    ]
    predicate = {
        "serialization": {"method": "files", "hash_type": "sha256"},
        "resources": resources,
    }
    made = _statement(
        {"model": root}, "https://model_signing/signature/v1.0", predicate
    )
    _write(folder, "model", made, signer)


def sign_provenance(folder: Path, paths: Iterable[str] = ()) -> None:
    """Sign SLSA provenance over ``paths``, or over all artifacts."""
    files = [folder / path for path in paths] or _files(folder / "model")
    predicate = {
        "buildDefinition": {"buildType": "https://example.com/build/v1"},
        "runDetails": {"builder": {"id": "https://example.com/builder"}},
    }
    made = _statement(
        sha256s(folder, files), "https://slsa.dev/provenance/v1", predicate
    )
    _write(folder, "provenance", made, "release")


def sha256s(folder: Path, files: Iterable[Path]) -> dict[str, str]:
    """Return the digest of each file by its path below ``folder``."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in files
    }


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _statement(digests: dict[str, str], kind: str, predicate: object) -> bytes:
    subjects = [{"name": n, "digest": {"sha256": d}} for n, d in digests.items()]
    made = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": subjects,
        "predicateType": kind,
        "predicate": predicate,
    }
    return json.dumps(made).encode()


def _write(folder: Path, name: str, statement: bytes, signer: str) -> None:
    path = folder / "evidence" / f"{name}.sigstore.json"
    path.write_bytes(bundle.sign(statement, key(signer)))
