"""Real CycloneDX documents: each is read or refused, and what matters is kept."""

import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry
from referencing.jsonschema import DRAFT7

from bom_keeping import has, strings, texts
from corpus import MISSING, CorpusFile, files
from mlgate.core.evidence import Draft
from mlgate.core.pointer import resolve
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.core.waivers import instant
from mlgate.errors import EvidenceError
from mlgate.loaders.bom.schema import VERSIONS
from mlgate.loaders.cyclonedx import CycloneDxLoader
from mlgate.loaders.source import Source
from mlgate.strict import positions

LOADER = CycloneDxLoader()
# Broken in ways that the official schema does not see: no SPDX expression in a text
# that may be any, and a version that no ecosystem has.
BEYOND_THE_SCHEMA = (
    "invalid-license-expression.json",
    "cyclonedx-invalid-version.json",
)
MAX_ORACLE = 40_000
FORMATS = ("cyclonedx", "cyclonedx-mlbom", "cyclonedx-vex", "sbom")


def _json_files() -> list[CorpusFile]:
    found = [f for f in files(*FORMATS) if f.path.suffix != ".xml"]
    return [f for f in found if f.format != "sbom" or _of_a_version_read(f)]


def _value(file: CorpusFile) -> Any:  # noqa: ANN401  # any JSON value
    try:
        return json.loads(file.path.read_bytes().decode("utf-8-sig"))
    except ValueError:
        return None


def _of_a_version_read(file: CorpusFile) -> bool:
    value = _value(file)
    return isinstance(value, dict) and value.get("specVersion") in VERSIONS


FILES = _json_files()
each_file = pytest.mark.parametrize("file", FILES, ids=str)


def _read(file: CorpusFile) -> Draft | None:
    try:
        return LOADER.load(Source(file.path.name, file.path.read_bytes()))
    except EvidenceError:
        return None


def _record(draft: Draft) -> dict[str, Any]:
    found: dict[str, Any] = draft.sections.get("bom") or draft.sections["software"][0]
    return found


@pytest.mark.skipif(not FILES, reason=MISSING)
def test_the_corpus_has_hundreds_of_documents_of_the_versions_read() -> None:
    assert sum(map(_of_a_version_read, FILES)) > 200


@each_file
def test_a_document_is_valid_exactly_if_it_is_said_to_be(file: CorpusFile) -> None:
    draft = _read(file)
    if not _of_a_version_read(file):
        with pytest.raises(EvidenceError) as caught:
            LOADER.load(Source(file.path.name, file.path.read_bytes()))
        assert caught.value.place.startswith(file.path.name)
        return
    if file.validity == "valid":
        assert LOADER.recognises(Source(file.path.name, file.path.read_bytes()))
        assert draft is not None
    if draft is None:
        return
    found = _record(draft)
    valid = file.validity == "valid" or file.path.name.endswith(BEYOND_THE_SCHEMA)
    assert found["schema_valid"] is valid, found["schema_errors"]
    assert bool(found["schema_errors"]) is not valid


@each_file
def test_the_draft_fits_the_input_and_each_place_is_in_the_document(
    file: CorpusFile,
) -> None:
    draft = _read(file)
    if draft is None:
        return
    value = _value(file)
    for name, section in draft.sections.items():
        total(section, SHAPE[name], f"/{name}")
    for at, place in draft.sources.items():
        above = place.rpartition("/")[0]
        assert resolve(value, place) is not None or resolve(value, above) is not None, (
            at
        )
    asked = list(draft.sources.values())[:50]
    assert positions.locate(file.path.read_bytes(), "json", asked).keys() == set(asked)


@each_file
def test_no_model_card_no_licence_no_digest_and_no_component_is_lost(
    file: CorpusFile,
) -> None:
    draft = _read(file)
    if draft is None:
        return
    value = _value(file)
    read = texts(draft)
    for key in ("licenses", "hashes", "modelCard"):
        for written in strings(_all(value, key)):
            assert has(read, written), (key, written)
    assert len(_record(draft)["components"]) >= len(value.get("components") or [])


@pytest.mark.parametrize(
    "file",
    [f for f in FILES if f.path.stat().st_size < MAX_ORACLE and _of_a_version_read(f)],
    ids=str,
)
def test_the_schema_is_read_as_plain_jsonschema_reads_it(file: CorpusFile) -> None:
    draft = _read(file)
    if draft is None:
        return
    value = _value(file)
    oracle = ORACLES[value["specVersion"]]
    assert _record(draft)["schema_valid"] is oracle.is_valid(value)


@pytest.mark.skipif(not FILES, reason=MISSING)
def test_the_model_is_found_where_the_main_component_is_what_wrote_the_document() -> (
    None
):
    read = [_read(f) for f in files("cyclonedx-mlbom")]
    bills = [d for d in read if d is not None and "model" in d.sections.get("bom", {})]
    assert bills
    for draft in bills:
        assert draft.sections["bom"]["model"]["name"]
        assert draft.sources["/bom/model"].startswith("/components/")


def _all(value: object, key: str) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from (v for k, v in value.items() if k == key)
        for inner in value.values():
            yield from _all(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _all(inner, key)


def _oracle(version: str) -> jsonschema.Draft7Validator:
    spec = find_spec("cyclonedx")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    folder = Path(spec.submodule_search_locations[0], "schema", "_res")

    def read(name: str) -> dict[str, Any]:
        schema: dict[str, Any] = json.loads((folder / name).read_text())
        schema.pop("$id")
        return schema

    names = [f"{n}.SNAPSHOT.schema.json" for n in ("spdx", "jsf-0.82")]
    names.append("cryptography-defs.SNAPSHOT.schema.json")
    resources = [(n, DRAFT7.create_resource(read(n))) for n in names]
    formats = jsonschema.FormatChecker(formats=())
    formats.checks("date-time")(lambda text: instant(text) is not None)
    formats.checks("uri")(lambda text: ":" in text)
    return jsonschema.Draft7Validator(
        read(f"bom-{version}.SNAPSHOT.schema.json"),
        registry=Registry().with_resources(resources),
        format_checker=formats,
    )


ORACLES = {version: _oracle(version) for version in VERSIONS}
