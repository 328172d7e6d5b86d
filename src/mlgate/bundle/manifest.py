"""MANIFEST.sha256, and the statement over it that is signed."""

from collections.abc import Mapping
from hashlib import sha256

from mlgate.bundle.layout import ARTIFACTS, DECISION, MANIFEST, SIGNATURE
from mlgate.core import statements
from mlgate.errors import VerificationError

PREDICATE = "https://mlgate.dev/evidence-bundle/v1"
SHOWN = 5
_AGAIN = "get the bundle again from whoever made it, as it was made"


def manifest(files: Mapping[str, bytes]) -> bytes:
    """Return a line ``<hex>  <name>`` for each of ``files`` that it is about."""
    listed = sorted(files.keys() - {MANIFEST, SIGNATURE}, key=str.encode)
    lines = (f"{sha256(files[name]).hexdigest()}  {name}\n" for name in listed)
    return "".join(lines).encode()


def check(files: Mapping[str, bytes]) -> None:
    """Refuse files that are not exactly those that the manifest lists.

    Raises:
        VerificationError: Names those that were added, removed or changed.
    """
    if MANIFEST not in files:
        raise VerificationError(f"there is no {MANIFEST} in it", hint=_AGAIN)
    wanted = manifest(files)
    if files[MANIFEST] == wanted:
        return
    said, found = _listed(files[MANIFEST]), _listed(wanted)
    both = said.keys() & found.keys()
    why = {
        "changed": {name for name in both if said[name] != found[name]},
        "not listed": found.keys() - both,
        "missing": said.keys() - both,
    }
    named = [
        f"{', '.join(sorted(n)[:SHOWN])} {what}" for what, n in why.items() if n
    ] or ["it is not written as manifests are"]
    raise VerificationError("; ".join(named), place=MANIFEST, hint=_AGAIN)


def statement(files: Mapping[str, bytes]) -> bytes:
    """Return the statement that is signed: about the manifest and nothing else.

    It names the subject and the decision too, so that nobody has to open the bundle
    to see what it is about.
    """
    digests = {name: sha256(raw).hexdigest() for name, raw in files.items()}
    said = {
        "subject": f"sha256:{digests.get(ARTIFACTS)}",
        "decision": f"sha256:{digests.get(DECISION)}",
    }
    return statements.statement(MANIFEST, digests[MANIFEST], PREDICATE, said)


def _listed(raw: bytes) -> dict[str, str]:
    lines = (
        line.partition("  ") for line in raw.decode("utf-8", "replace").split("\n")
    )
    return {name: digest for digest, _, name in lines if name}
