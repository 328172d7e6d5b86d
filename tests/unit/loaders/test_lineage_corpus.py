"""Real lineage and data sets: nothing is lost, nothing broken gets through."""

import json
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from corpus import MISSING, CorpusFile, files
from drafted import loaded
from mlgate.core.evidence import Draft
from mlgate.errors import EvidenceError
from mlgate.loaders import BUILTIN
from mlgate.loaders.source import Source

FORMATS = {
    "dvc": {"dvc"},
    "mlflow-run": {"mlflow-meta", "mlflow-entry", "mlmodel"},
    "mlflow-MLmodel": {"mlmodel"},
    "prov-json": {"prov-json"},
    "prov-jsonld": {"prov-jsonld"},
    "croissant": {"croissant"},
    "croissant-tasks": {"croissant-task"},
    "dpi-summary": {"data-provenance-initiative"},
    "dps-schema": {"data-provenance-standard"},
    "slsa-gcb": {"gcb-provenance", "sigstore-bundle"},
}
MINE = [file for name in FORMATS for file in files(name)]
BROKEN = [file for file in MINE if file.validity == "invalid"]
SOUND = [file for file in MINE if file.validity == "valid"]
FRAGMENTS = files("openlineage-facet-fragment", "slsa-predicate")
OTHERS = (
    "cosign", "csaf", "cyclonedx", "cyclonedx-mlbom", "cyclonedx-vex", "dsse",
    "fairseq2-multidoc-yaml", "grype-json", "hf-readme", "in-toto", "in-toto-chainloop",
    "json-schema", "mct-json", "mlflow-MLmodel", "nvidia-modelcard++", "oms-bundle",
    "openlineage-event", "openlineage-schema", "openvex", "osv", "osv-scanner-json",
    "pip-audit-json", "prose-card", "sbom", "sigstore-bundle", "slsa-dsse", "spdx2",
    "spdx3", "trivy-json", "trusted-root",
)  # fmt: skip
# Parts of a run's folder that are files of the model, not of the run.
ARTIFACTS = ("python_env.yaml", "requirements.txt")
# Named as sound where they lie, and made so that a verifier refuses or skips a part.
TAMPERED = ("empty-signature", "v0.1-valid")
# What is wrong with each Croissant document, by the end of its name.
WHY = {
    "bad_contained_in": "is no file of this dataset",
    "bad_id": "white space",
    "distribution_bad_type": "unknown type",
    "metadata_bad_type": "no type of a dataset",
    "mlfield_bad_type": "unknown type",
    "recordset_bad_type": "unknown type",
    "bad_source": "is no part of this dataset",
    "content_url": "'contentUrl' is missing",
    "encoding_format": "'encodingFormat' is missing",
    "property_name": "'name' is missing",
    "mlfield_missing_source": "'source' is used",
    "context_for_datatype": "'dataType' is used",
    "wrong join": "nothing joins these",
}

pytestmark = pytest.mark.skipif(not MINE, reason=MISSING)


def source(file: CorpusFile) -> Source:
    """Return a file as it lay in its repository; a run needs its folder."""
    name = file.path.name
    if file.format == "mlflow-run":
        name = name.replace("__", "/")
    return Source(f"evidence/{name}", file.path.read_bytes())


def recogniser(found: Source) -> str | None:
    return next((n for n, each in BUILTIN.items() if each.recognises(found)), None)


def drafts(*formats: str) -> Iterator[tuple[Source, Draft]]:
    for file in files(*formats):
        found = source(file)
        name = recogniser(found)
        if file.validity == "valid" and name in FORMATS[file.format]:
            yield found, loaded(BUILTIN[name], found)


@pytest.mark.parametrize("file", SOUND, ids=str)
def test_a_real_document_is_known_by_its_own_loader_alone_and_loads(
    file: CorpusFile,
) -> None:
    found = source(file)
    name = recogniser(found)
    if found.path.endswith((".md", *ARTIFACTS)):
        assert name is None
        return
    assert name in FORMATS[file.format]
    inside = {"sigstore-bundle", "in-toto"} if name == "gcb-provenance" else set()
    others = set(BUILTIN) - {name} - inside
    assert not [n for n in others if BUILTIN[n].recognises(found)]
    if any(word in file.path.name for word in TAMPERED):
        with pytest.raises(EvidenceError):
            BUILTIN[name].load(found)
        return
    draft = loaded(BUILTIN[name], found)
    assert draft.sections
    kept = json.dumps([draft.sections, [g.raw for g in draft.gaps]]).lower()
    for digest in set(re.findall(r"\b(?:[0-9a-f]{64}|[0-9a-f]{32})\b", found.text)):
        assert digest in kept or name == "gcb-provenance"


@pytest.mark.parametrize("file", BROKEN, ids=str)
def test_a_broken_document_is_refused_with_its_place_or_is_no_document(
    file: CorpusFile,
) -> None:
    found = source(file)
    known = recogniser(found)
    if known is None or (file.format == "slsa-gcb" and known != "sigstore-bundle"):
        return
    with pytest.raises(EvidenceError) as caught:
        BUILTIN[known].load(found)
    assert caught.value.place.startswith(f"{found.path}:")
    assert "\n" not in caught.value.message
    if file.format == "croissant":
        told = next(why for end, why in WHY.items() if file.reason.endswith(end))
        assert told in caught.value.message


@pytest.mark.parametrize(
    "file", [file for file in BROKEN if file.format == "prov-json"], ids=str
)
def test_prov_that_is_broken_is_refused_even_by_a_loader_that_does_not_know_it(
    file: CorpusFile,
) -> None:
    with pytest.raises(EvidenceError):
        BUILTIN["prov-json"].load(source(file))


def test_a_container_whose_envelope_was_tampered_with_is_refused() -> None:
    why: Counter[str] = Counter()
    for file in files("slsa-gcb"):
        found = source(file)
        if recogniser(found) == "gcb-provenance":
            try:
                loaded(BUILTIN["gcb-provenance"], found)
                why["read"] += 1
            except EvidenceError as exc:
                why[exc.message[:20]] += 1
    assert why["a signature is empty"] == 2
    assert why["the payload's type i"] == 1
    assert why["the payload cannot b"] == 2
    # What is signed by another key, or runs other steps, is read: a claim, unverified.
    assert why["read"] == 6


@pytest.mark.parametrize("name", OTHERS)
def test_a_document_of_another_format_is_left_to_its_loader(name: str) -> None:
    mine = set().union(*FORMATS.values()) - {"mlmodel", "sigstore-bundle"}
    taken = [
        (str(file), n)
        for file in files(name)
        for n in mine
        if BUILTIN[n].recognises(source(file))
    ]
    assert files(name)
    assert not taken


@pytest.mark.parametrize("file", FRAGMENTS, ids=str)
def test_a_part_of_a_document_is_no_document(file: CorpusFile) -> None:
    assert recogniser(source(file)) is None


def test_every_licence_of_a_data_set_is_found_in_what_was_read() -> None:
    seen = 0
    for found, draft in drafts("croissant", "dpi-summary"):
        kept = json.dumps(draft.sections)
        pattern = r'"(?:license|License)": *"([^"\\]+)"'
        for licence in re.findall(pattern, found.text):
            assert licence in kept
            seen += 1
    assert seen > 50


def test_what_is_no_sha256_is_never_one() -> None:
    odd = 0
    for found, draft in drafts("croissant"):
        written = Counter(re.findall(r'"sha256": *"([^"]*)"', found.text))
        sound = [t for t in written.elements() if re.fullmatch("[0-9a-f]{64}", t)]
        files_ = draft.sections["datasets"][0]["files"]
        assert sorted(f"sha256:{t}" for t in sound) == sorted(
            f["digest"] for f in files_ if f["digest"]
        )
        gaps = [g for g in draft.gaps if g.at.endswith("/digest")]
        assert len(gaps) == written.total() - len(sound)
        odd += len(gaps)
    assert odd > 30


def test_no_digest_of_dvc_is_ever_strong() -> None:
    for _, draft in drafts("dvc"):
        found = draft.sections["lineage"]
        assert {n["kind"] for n in found["nodes"]} == {"stage", "file"}
        assert found["edges"]
        assert not [n for n in found["nodes"] if n.get("digest")]


def test_a_real_run_that_never_ended_is_told_by_its_state() -> None:
    runs = [
        run
        for found, draft in drafts("mlflow-run")
        if (run := draft.sections["lineage"]["mlflow"]).get("status")
        and found.path.endswith("meta.yaml")
    ]
    assert [(r["status"], "ended_at" in r) for r in runs] == [("RUNNING", False)]
