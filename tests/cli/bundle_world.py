"""A small world in which decisions are signed, and bundles made of it."""

import json
import os
from hashlib import sha256
from pathlib import Path

import rfc8785
from subject_folders import AT, Done, World, organise, rule, run

from mlgate.bundle import archive, layout, manifest
from mlgate.trust import bundle, keys
from mlgate.trust.bundle import TrustedKey

PYTHON = 'def deny(input):\n    """Look at what mlgate saw in the model files."""\n'
KEYS = "keys:\n  - {name: gate, file: gate.pub, purposes: [decision, link]}\n"


def sign_decisions(world: World) -> World:
    """Give the organisation of ``world`` a key for decisions."""
    private, public = keys.generate(None)
    for name, raw in (("gate.key", private), ("gate.pub", public)):
        (world.root / "protected" / name).write_bytes(raw)
    organise(world, KEYS)
    return world


def key(world: World, name: str = "gate.key") -> Path:
    return world.root / "protected" / name


def create(world: World, *more: object, out: str = "a.zip", at: str = AT) -> Path:
    """Make a bundle; whether it is a yes or a no is not asked here."""
    path = world.root / out
    given = ("--org", world.org, "--at", at, "--key", key(world), "--out", path)
    done = run("bundle", "create", world.model, *given, *more)
    assert done.returncode in {0, 1}, done.stderr.decode()
    return path


def verify(world: World, path: Path) -> Done:
    return run("bundle", "verify", path, "--key", key(world, "gate.pub"))


def replay(world: World, path: Path, *more: object, **how: object) -> Done:
    given = ("bundle", "replay", path, "--org", world.org, "--at", AT, *more)
    return run(*given, **how)  # type: ignore[arg-type]


def trusted(world: World) -> list[TrustedKey]:
    public = keys.load_public(key(world, "gate.pub").read_bytes(), "gate.pub")
    return [TrustedKey("gate", public, frozenset({"decision"}))]


def sealed(world: World, files: dict[str, bytes]) -> bytes:
    """Return a bundle of ``files``, with a manifest that fits and a true signature.

    So would one that the signer had made: what it says must be found wrong.
    """
    kept = {n: r for n, r in files.items() if n != layout.SIGNATURE}
    kept[layout.MANIFEST] = manifest.manifest(kept)
    signer = keys.load_private(key(world).read_bytes(), None, "gate.key")
    kept[layout.SIGNATURE] = bundle.sign(manifest.statement(kept), signer)
    return archive.pack(kept)


def retold(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return ``files`` with a list of them that fits the decision again."""
    raw = files[layout.DECISION]
    about = json.loads(files[layout.ABOUT])
    about["decision"] = f"sha256:{sha256(raw).hexdigest()}"
    return {**files, layout.ABOUT: rfc8785.dumps(about) + b"\n"}


def scanned(world: World, id_: str = "ACM-002", field: str = "format") -> None:
    """Add a rule that needs ``field`` of what mlgate saw in the model's files."""
    source = PYTHON + (
        '    for file in input["scans"]["model_files"]:\n'
        '        if file["format"] == "pickle":\n'
        '            yield {"at": file["at"], "message": "a pickle"}\n'
    )
    path = rule(world, id_, source, "python")
    text = path.read_text("utf-8")
    needs = "[/release/name, /release/version]"
    more = f"[/scans/model_files/*/{field}]"
    path.write_text(text.replace(needs, more), encoding="utf-8")
    organise(world, KEYS)


def elsewhere() -> dict[str, str]:
    """Return the environment of another user in another time zone."""
    found = {"TZ": "Asia/Kathmandu", "USER": "eve", "LOGNAME": "eve", "LANG": "C"}
    return {**found, "HOME": os.devnull, "PYTHONHASHSEED": "7"}
