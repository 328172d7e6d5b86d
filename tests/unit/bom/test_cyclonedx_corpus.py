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

from corpus import MISSING, CorpusFile, files
from mlgate.core.evidence import Draft
from mlgate.core.pointer import resolve
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.core.waivers import instant
from mlgate.errors import EvidenceError
from mlgate.loaders.bom_schema import VERSIONS
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


def _json_files() -> list[CorpusFile]:
    found = files("cyclonedx", "cyclonedx-mlbom", "cyclonedx-vex")
    return [f for f in found if f.path.suffix != ".xml"]


FILES = _json_files()
each_file = pytest.mark.parametrize("file", FILES, ids=str)


def _value(file: CorpusFile) -> Any:  # noqa: ANN401  # any JSON value
    try:
        return json.loads(file.path.read_bytes().decode("utf-8-sig"))
    except ValueError:
        return None


def _read(file: CorpusFile) -> Draft | None:
    try:
        return LOADER.load(Source(file.path.name, file.path.read_bytes()))
    except EvidenceError:
        return None


def _of_a_version_read(file: CorpusFile) -> bool:
    value = _value(file)
    return isinstance(value, dict) and value.get("specVersion") in VERSIONS


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
    found = draft.sections["bom"]
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
    total(draft.sections["bom"], SHAPE["bom"], "/bom")
    for at, place in draft.sources.items():
        above = place.rpartition("/")[0]
        assert resolve(value, place) is not None or resolve(value, above) is not None, (
            at
        )
    asked = list(draft.sources.values())[:50]
    assert positions.locate(file.path.read_bytes(), "json", asked).keys() == set(asked)


@each_file
def test_no_model_card_no_licence_and_no_component_is_lost(file: CorpusFile) -> None:
    draft = _read(file)
    if draft is None:
        return
    value = _value(file)
    found = draft.sections["bom"]
    text = json.dumps(found["model_cards"], sort_keys=True)
    for card in _all(value, "modelCard"):
        assert json.dumps(card, sort_keys=True) in text
    read = {str(x) for c in found["components"] for x in c["licences"]}
    read |= set(found.get("model", {}).get("licences", ()))
    gaps = " ".join(g.raw for g in draft.gaps)
    for said in _licences(value.get("components") or []):
        assert said.strip() in read or said.strip() in gaps
    assert len(found["components"]) >= len(value.get("components") or [])


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
    assert draft.sections["bom"]["schema_valid"] is oracle.is_valid(value)


def _all(value: object, key: str) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from (v for k, v in value.items() if k == key)
        for inner in value.values():
            yield from _all(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _all(inner, key)


def _licences(components: list[Any]) -> Iterator[str]:
    for component in components:
        for item in component.get("licenses") or []:
            licence = item.get("license") or {}
            said = (licence.get("id"), licence.get("name"), item.get("expression"))
            yield from filter(None, said)
        yield from _licences(component.get("components") or [])


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
