"""Makes a bundle of a decision and all that it rests on."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import rfc8785

from mlgate.bundle import archive, content, layout, manifest, oscal, poam
from mlgate.core.frozen import frozen
from mlgate.trust import bundle as signed

if TYPE_CHECKING:
    from mlgate.trust.keys import PrivateKey


@frozen
class Material:
    """What a bundle is made of.

    Attributes:
        attested: What ``mlgate attest`` writes of the decision, by file name.
        model_files: What mlgate saw in the model's files.
        pack: Files of the policy pack, by path below its folder.
        inputs: Bytes of each input of the decision, by sha256.
        asked: What the caller of the check asked for.
        report: The decision as a page for people.
        deadlines: When waivers end, by their ids.
    """

    decision: Mapping[str, Any]
    attested: Mapping[str, bytes]
    model_files: Sequence[Mapping[str, Any]]
    pack: Mapping[str, bytes]
    inputs: Mapping[str, bytes]
    asked: Mapping[str, str]
    report: bytes
    deadlines: Mapping[str, str]


def build(material: Material, key: "PrivateKey") -> bytes:
    """Return the bundle of ``material``; the same material gives the same bytes.

    Raises:
        ConfigError: It is too large.
        VerificationError: Its parts do not agree, so no reader would take it.
    """
    files = _files(material)
    content.read(files)
    files[layout.MANIFEST] = manifest.manifest(files)
    files[layout.SIGNATURE] = signed.sign(manifest.statement(files), key)
    return archive.pack(files)


def _files(material: Material) -> dict[str, bytes]:
    files = {f"decision/{name}": raw for name, raw in material.attested.items()}
    files |= {f"{layout.PACK}{path}": raw for path, raw in material.pack.items()}
    for item in material.decision["inputs"]:
        files[layout.place(item)] = material.inputs[item["sha256"]]
    files[layout.ASKED] = _json(dict(material.asked))
    files[layout.RECORDED] = _json([dict(file) for file in material.model_files])
    raw = files[layout.DECISION]
    files[layout.ABOUT] = _json(layout.about(material.decision, raw, material.pack))
    return files | _views(material, sha256(raw).hexdigest())


def _views(material: Material, digest: str) -> dict[str, bytes]:
    """Return what is made from the decision of that digest, for people and tools."""
    decision, deadlines = material.decision, material.deadlines
    views = {layout.REPORT: material.report}
    views[layout.OSCAL] = _json(oscal.assessment_results(decision, digest, deadlines))
    if layout.unmet(decision):
        views[layout.PLAN] = _json(poam.plan(decision, digest, deadlines))
    return views


def _json(value: Any) -> bytes:  # noqa: ANN401  # any JSON value
    return rfc8785.dumps(value) + b"\n"
