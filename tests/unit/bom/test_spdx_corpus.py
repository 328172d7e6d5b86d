"""Real SPDX documents: each is read or refused, and nothing that matters is lost."""

import json
from typing import Any

import pytest
import yaml

from bom_keeping import has, strings, texts
from corpus import CORPUS, MISSING, CorpusFile, files
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.errors import EvidenceError
from mlgate.loaders import BUILTIN
from mlgate.loaders.loader import Loader
from mlgate.loaders.source import Source
from mlgate.strict import positions, xml_reader

SPDX = ("spdx-2", "spdx-2-yaml", "spdx-2-tag-value", "spdx-2-xml", "spdx-3")
BILLS = {*SPDX, "cyclonedx", "cyclonedx-xml"}
# Their files have no checksum, which SPDX 2.2 asks for (clause 4.4), or they have
# packages without a name.
LAX = (
    "alpine-small-spdx.json",
    "alpine-spdx.json",
    "oci-spdx.json",
    "small-spdx.json",
)
LICENCES = {
    "licenseDeclared", "licenseConcluded", "licenseInfoFromFiles", "licenseInfoInFiles",
    "licenseInfoInSnippets", "licenseId", "simplelicensing_licenseExpression",
    "checksumValue", "hashValue",
}  # fmt: skip
TAGS = (
    "LicenseConcluded:",
    "LicenseDeclared:",
    "LicenseInfo",
    "LicenseID:",
    "Checksum:",
)
NOTHING = {"NOASSERTION"}


def source(file: CorpusFile) -> Source:
    return Source(f"evidence/{file.path.name}", file.path.read_bytes())


def known(one: Source) -> Loader | None:
    found = [x for x in BUILTIN.values() if x.recognises(one)]
    assert len(found) <= 1
    return found[0] if found else None


def _files() -> list[CorpusFile]:
    listed = files("spdx2", "spdx3", "sbom")
    found = [(f, known(source(f))) for f in listed]
    return [f for f, x in found if f.format != "sbom" or (x and x.format in SPDX)]


FILES = _files()
each_file = pytest.mark.parametrize("file", FILES, ids=str)


@pytest.mark.skipif(not FILES, reason=MISSING)
def test_the_corpus_has_documents_of_every_syntax() -> None:
    assert {x.format for f in FILES if (x := known(source(f)))} == set(SPDX)


@each_file
def test_a_document_is_read_with_places_or_refused_with_one(file: CorpusFile) -> None:
    one = source(file)
    loader = known(one)
    assert loader is not None
    assert loader.format in SPDX
    try:
        draft = loader.load(one)
    except EvidenceError as exc:
        assert exc.place.startswith(f"{one.path}:")  # noqa: PT017  # either is right
        assert file.validity == "invalid" or ".rdf." in file.path.name
        return
    found = {k: total(v, SHAPE[k], f"/{k}") for k, v in draft.sections.items()}
    record = found.get("bom") or found["software"][0]
    valid = file.validity == "valid" and not file.path.name.endswith(LAX)
    assert record["schema_valid"] is valid, record["schema_errors"]
    asked = list(draft.sources.values())[:50]
    assert positions.locate(one.raw, loader.syntax, asked).keys() == set(asked)


@each_file
def test_no_licence_and_no_digest_is_lost(file: CorpusFile) -> None:
    one = source(file)
    loader = known(one)
    assert loader is not None
    try:
        draft = loader.load(one)
    except EvidenceError:
        return
    read = texts(draft)
    for written in _written(one, loader.syntax):
        assert written in NOTHING or has(read, written), written


def _written(one: Source, syntax: str) -> set[str]:
    """Return each licence and digest as any simple reader finds them."""
    if syntax == "":
        lines = [line for line in one.text.splitlines() if any(t in line for t in TAGS)]
        return {
            line.rpartition(": ")[2].strip() for line in lines if "<text>" not in line
        }
    if syntax == "xml":
        todo, found = [xml_reader.parse(one.raw, "")], set()
        while todo:
            element = todo.pop()
            todo += element.children
            found |= {element.text.strip()} if element.name in LICENCES else set()
        return found
    value = one.json if syntax == "json" else yaml.load(one.text, yaml.BaseLoader)  # noqa: S506  # text only
    return set(_all(value))


def _all(value: Any) -> list[str]:  # noqa: ANN401  # any JSON value
    if isinstance(value, list):
        return [x for item in value for x in _all(item)]
    if not isinstance(value, dict):
        return []
    mine = [x for k, v in value.items() if k in LICENCES for x in strings([v])]
    return mine + [x for v in value.values() for x in _all(v)]


@pytest.mark.skipif(not FILES, reason=MISSING)
@pytest.mark.parametrize(
    "file",
    files(
        "trivy-json", "grype-json", "cyclonedx-schema", "spdx3-context", "json-schema"
    ),
    ids=str,
)
def test_a_report_or_a_schema_named_like_a_bill_is_none(file: CorpusFile) -> None:
    one = source(file)
    found = [x.format for x in BUILTIN.values() if x.recognises(one)]
    value = json.loads(one.raw)
    is_bill = isinstance(value, dict) and "bomFormat" in value
    assert bool(BILLS.intersection(found)) is is_bill


@pytest.mark.skipif(not FILES, reason=MISSING)
def test_the_ai_example_says_what_it_was_trained_on() -> None:
    [file] = [f for f in FILES if f.path.name.startswith("ai__example02")]
    loader = known(source(file))
    assert loader is not None
    found = loader.load(source(file)).sections
    assert found["bom"]["model"]["licences"]
    assert [d["role"] for d in found["datasets"]] == ["training, test"]
    assert found["model_card"]["energy"][0] == {
        "activity": "training",
        "kwh": 0.0048269,
    }
    assert found["bom"]["score"] > 0.4
    assert CORPUS.is_dir()
