"""Signs an example: artifacts by model-signing, provenance and evidence by mlgate."""

import json
import shutil
import subprocess
from pathlib import Path

import model_signing
from lineage import Run, sha256

from mlgate.trust import bundle, keys

# SAMPLES: these private keys are public. They show how signing works, no more.
RELEASE = Path("keys", "SAMPLE-release.key")
EVIDENCE = Path("keys", "SAMPLE-evidence.key")


def emptied(folder: Path) -> Path:
    """Remove ``folder`` with all that is in it."""
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def seal(folder: Path, run: Run) -> None:
    """Sign the artifacts, then how they were made, then all the evidence."""
    link = folder / "evidence" / "link.sigstore.json"
    link.unlink(missing_ok=True)
    _artifacts(folder)
    _provenance(folder, run)
    command = ["mlgate", "evidence", "sign", str(folder), "--key", str(EVIDENCE)]
    subprocess.run(command, check=True)


def _artifacts(folder: Path) -> None:
    """Sign model/ by OpenSSF Model Signing, and check what it says it signed."""
    model, signature = folder / "model", folder / "evidence" / "model.sigstore.json"
    config = model_signing.signing.Config().use_elliptic_key_signer(private_key=RELEASE)
    config.sign(model, signature)
    payload = bundle.read(signature.read_bytes(), str(signature)).payload
    listed = {r["name"] for r in json.loads(payload)["predicate"]["resources"]}
    if listed != {path.relative_to(model).as_posix() for path in _files(model)}:
        raise SystemExit(f"model-signing signed {sorted(listed)}")


def _provenance(folder: Path, run: Run) -> None:
    """Write SLSA provenance v1 over every artifact, signed like a build would."""
    subjects = [
        {
            "name": path.relative_to(folder).as_posix(),
            "digest": {"sha256": sha256(path)},
        }
        for path in _files(folder / "model")
    ]
    source = {
        "uri": f"git+https://mlgate.dev/source@{run.commit}",
        "digest": {"gitCommit": run.commit},
    }
    predicate = {
        "buildDefinition": {
            "buildType": "https://mlgate.dev/examples/make/v1",
            "externalParameters": {"script": run.script},
            "resolvedDependencies": [source],
        },
        "runDetails": {
            "builder": {"id": "https://mlgate.dev/examples/make"},
            "metadata": {"invocationId": run.id},
        },
    }
    made = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": subjects,
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": predicate,
    }
    key = keys.load_private(RELEASE.read_bytes(), None, str(RELEASE))
    path = folder / "evidence" / "provenance.sigstore.json"
    path.write_bytes(bundle.sign(json.dumps(made).encode(), key))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
