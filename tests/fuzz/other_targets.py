"""Every other reader: of configuration, signatures, bundles, reviews and packs."""

import re
import shutil
import tempfile
from functools import cache
from pathlib import Path

import around  # noqa: F401  finds the helpers below
from judging import FindingError, Target, written
from reviewed_cluster import AT, Cluster, build

from mlgate.bundle import archive
from mlgate.config import organisation, replaying, repository
from mlgate.core import licence_expression, oci, purl
from mlgate.core.organisation import Organisation
from mlgate.errors import ConfigError, VerificationError
from mlgate.packs import annotation, cases
from mlgate.serve import judge, review
from mlgate.serve.known import Index
from mlgate.strict import json_reader
from mlgate.strict.text import decode
from mlgate.trust import bundle, keys

_ID = re.compile(r"^#? *id: *([A-Z0-9-]{3,20})", re.MULTILINE)
_KEYS = Path(__file__).parents[2] / "examples" / "keys"


def targets() -> dict[str, Target]:
    """Return a target for each of them."""
    return {
        "organisation": Target(_organisation, "yaml", ("mlgate.config.documents",)),
        "repository": Target(_repository, "yaml", ("mlgate.config.documents",)),
        "admission-review": Target(_review, "json", ("mlgate.serve.pods",)),
        "attestations": Target(_attestations, "json", seeds=("sigstore-bundle",)),
        "signature-bundle": Target(_signed, "json", seeds=("sigstore-bundle",)),
        "image-files": Target(_image, "json", seeds=("oci-manifest",)),
        "bundle-archive": Target(_bundle, "bytes"),
        "bundle": Target(_bundle, "bundle"),
        "public-key": Target(_key, "lines"),
        "rule-annotation": Target(_rule, "lines", ("mlgate.packs.annotation",)),
        "rule-cases": Target(_cases, "yaml", ("mlgate.packs.cases",)),
        "expressions": Target(_expressions, "lines"),
    }


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="fuzz-"))


def _organisation(raw: bytes) -> None:
    path = _trusted() / "org.yaml"
    path.write_bytes(raw)
    organisation.read(path)


@cache
def _trusted() -> Path:
    """Return a folder with the keys that examples/org.yaml names."""
    shutil.copytree(_KEYS, _folder() / "org" / "keys")
    return _folder() / "org"


def _repository(raw: bytes) -> None:
    found = repository.read(
        Path("mlgate.yaml"), Organisation(), judged=True, raw=raw, schemas=_SCHEMAS
    )
    written([found.profile, *found.licences])


_SCHEMAS = {"a.json": b'{"type": "object"}', "b.json": b"{}"}


@cache
def _cluster() -> Cluster:
    return build(_folder() / "cluster")


def _review(raw: bytes) -> None:
    """Answer a review from what a cluster knows; only ``known`` models are let in."""
    cluster = _cluster()
    asked = review.read(raw)
    said = judge.judge(asked, cluster.store.now(), cluster.settings, AT)
    answer = review.answer(
        asked.uid,
        allowed=said.verdict == "allow",
        code=403,
        reason="Forbidden",
        message=said.reason,
        warnings=said.notes,
        audit=said.facts,
    )
    answer.decode()


def _attestations(raw: bytes) -> None:
    """Lay it among the attestations of a cluster, as either kind of file."""
    cluster = _cluster()
    index = Index(Organisation(), (), cluster.settings)
    for name in ("a/vsa.sigstore.json", "a/image.oci.json"):
        index.add(name, raw)
    written(index.known().problems)


def _signed(raw: bytes) -> None:
    signed = bundle.read(raw, "x")
    bundle.statement(signed, "x")


def _image(raw: bytes) -> None:
    oci.files(json_reader.parse(raw, "x"), "x")


def _bundle(raw: bytes) -> None:
    """Open it as the command does; whoever made it, it is trusted by nobody."""
    path = _folder() / "bundle.zip"
    path.write_bytes(raw)
    try:
        replaying.opened(path, ())
    except VerificationError:
        # Its files may be wrong where the archive is not.
        _one_form(raw)
        raise
    except ConfigError:
        _one_form(raw)  # Its parts agree, and no key was given.


def _one_form(raw: bytes) -> None:
    """Check that what is taken for an archive could be written in no other way."""
    try:
        files = archive.unpack(raw)
    except VerificationError:
        return
    if archive.pack(files) != raw:
        raise FindingError("an archive of which there is another form")


def _key(raw: bytes) -> None:
    keys.load_public(raw, "x")


def _rule(raw: bytes) -> None:
    text = decode(raw, "rule.rego")
    # The folder must be called as the rule is.
    found = _ID.search(text)
    name = found[1].lower().replace("-", "_") if found else "acm_001"
    annotation.rule(text, f"pack/family/{name}_x/rule.rego")


def _cases(raw: bytes) -> None:
    cases.parse(decode(raw, "cases.yaml"), "cases.yaml")


def _expressions(raw: bytes) -> None:
    for line in decode(raw, "x").splitlines():
        licence_expression.parse(line)
        purl.parse(line)
        purl.digest(line)
