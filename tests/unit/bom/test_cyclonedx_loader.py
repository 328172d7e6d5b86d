"""What is read of a CycloneDX document, sound or not."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlgate.core.evidence import Draft, Gap
from mlgate.core.pointer import ancestors, resolve
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.errors import EvidenceError
from mlgate.loaders.cyclonedx import CycloneDxLoader
from mlgate.loaders.source import Source

LOADER = CycloneDxLoader()
A, B, C = "a" * 64, "b" * 64, "c" * 64
LONG = b"x" * 99_999
PATH = "evidence/model.cdx.json"


def bom(**more: object) -> dict[str, Any]:
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, **more}


def component(kind: str, name: str, **more: object) -> dict[str, Any]:
    return {"type": kind, "name": name, **more}


def model(name: str = "credit", **more: object) -> dict[str, Any]:
    return component("machine-learning-model", name, **more)


def sha256(digest: str) -> dict[str, str]:
    return {"alg": "SHA-256", "content": digest}


def load(document: object) -> Draft:
    return LOADER.load(Source(PATH, json.dumps(document).encode()))


def section(document: object) -> dict[str, Any]:
    found: dict[str, Any] = load(document).sections["bom"]
    return total(found, SHAPE["bom"], "/bom")


def test_a_document_says_what_it_is() -> None:
    serial = "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79"
    at = "2026-03-01T10:00:00+01:00"
    found = section(bom(serialNumber=serial, metadata={"timestamp": at}))
    assert found["format"] == "CycloneDX"
    assert found["spec_version"] == "1.6"
    assert found["serial_number"] == serial
    assert found["created_at"] == at
    assert found["schema_valid"] is True
    assert found["schema_errors"] == []
    assert found["components"] == []
    assert found["model"]["name"] is None


def test_the_model_is_read_with_its_licences_and_strong_digests() -> None:
    hashes = [sha256(A.upper()), {"alg": "MD5", "content": "d" * 32}]
    hashes += [{"alg": "SHA-512", "content": "e" * 128}, {"alg": "SHA-1", "content": A}]
    licences = [{"license": {"id": "MIT"}}, {"license": {"name": "Llama 3"}}]
    draft = load(
        bom(components=[model(version="1.10", licenses=licences, hashes=hashes)])
    )
    found = draft.sections["bom"]
    assert found["model"] == {
        "name": "credit",
        "version": "1.10",
        "type": "machine-learning-model",
        "licences": ["MIT", "Llama 3"],
        "digests": [f"sha256:{A}", f"sha512:{'e' * 128}"],
    }
    assert found["components"][0]["digest"] == f"sha256:{A}"
    assert draft.names == {A}
    assert draft.sources["/bom/model"] == "/components/0"
    assert draft.sources["/bom/model/licences"] == "/components/0/licenses"


def test_a_licence_expression_is_kept_as_text() -> None:
    said = [{"expression": "MIT OR Apache-2.0"}]
    found = section(bom(components=[model(licenses=said)]))
    assert found["model"]["licences"] == ["MIT OR Apache-2.0"]


def test_components_are_found_at_any_depth_with_their_places() -> None:
    deep = component("library", "in", components=[component("file", "deep")])
    top = component("application", "app", components=[component("data", "set")])
    draft = load(bom(metadata={"component": top}, components=[deep]))
    names = [c["name"] for c in draft.sections["bom"]["components"]]
    assert names == ["in", "deep", "set"]
    places = [draft.sources[f"/bom/components/{i}"] for i in range(3)]
    assert places == [
        "/components/0",
        "/components/0/components/0",
        "/metadata/component/components/0",
    ]


@pytest.mark.parametrize(
    ("document", "name", "at"),
    [
        (bom(metadata={"component": model("top")}), "top", "/metadata/component"),
        (
            bom(metadata={"component": model("top")}, components=[model("base")]),
            "top",
            "/metadata/component",
        ),
        (
            bom(
                metadata={"component": component("application", "generator")},
                components=[component("library", "x"), model("one")],
            ),
            "one",
            "/components/1",
        ),
        (
            bom(components=[component("application", "x", components=[model("in")])]),
            "in",
            "/components/0/components/0",
        ),
    ],
)
def test_the_model_is_the_top_one_or_the_only_one(
    document: dict[str, Any], name: str, at: str
) -> None:
    draft = load(document)
    assert draft.sections["bom"]["model"]["name"] == name
    assert draft.sources["/bom/model"] == at


def test_several_models_are_a_conflict_and_none_is_chosen() -> None:
    models = [model("one", hashes=[sha256(A)]), model("two", hashes=[sha256(B)])]
    draft = load(bom(components=models))
    assert "model" not in draft.sections["bom"]
    gap = Gap("/bom/model", "conflict", "2 models: one, two", "", "/components/1")
    assert draft.gaps == [gap]
    assert draft.names == {A, B}


def test_only_the_model_and_its_files_name_what_the_document_is_about() -> None:
    file = component("file", "weights", hashes=[sha256(B)])
    nested = [file, component("data", "set", hashes=[sha256(C)])]
    other = component("library", "x", hashes=[sha256("d" * 64)])
    document = bom(components=[model(hashes=[sha256(A)], components=nested), other])
    assert load(document).names == {A, B}


@pytest.mark.parametrize(
    "digest",
    [
        {"alg": "MD5", "content": "a" * 32},
        {"alg": "SHA-1", "content": "a" * 40},
        {"alg": "SHA-256", "content": "a" * 32},
        {"alg": "SHA-256", "content": "g" * 64},
        {"alg": "SHA-256"},
        {"content": A},
        {"alg": None, "content": [A]},
        None,
        A,
    ],
)
def test_a_weak_or_broken_digest_joins_nothing(digest: object) -> None:
    draft = load(bom(components=[model(hashes=[digest])]))
    assert draft.names == frozenset()
    assert draft.sections["bom"]["model"]["digests"] == []
    assert draft.sections["bom"]["components"][0]["digest"] is None


def test_two_digests_of_one_algorithm_are_a_conflict() -> None:
    draft = load(
        bom(components=[component("file", "x", hashes=[sha256(A), sha256(B)])])
    )
    assert draft.sections["bom"]["components"][0]["digest"] is None
    [gap] = draft.gaps
    assert (gap.at, gap.why) == ("/bom/components/0/digest", "conflict")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("2026-03-01T10:00:00Z", "2026-03-01T10:00:00Z"),
        ("2026-03-01T10:00:00.123456789Z", "2026-03-01T10:00:00.123456789Z"),
        ("2022-04-18 21:15:00 +0000 UTC", "2022-04-18T21:15:00+00:00"),
        ("2026-03-01T10:00:00+0100", "2026-03-01T10:00:00+01:00"),
    ],
)
def test_a_time_with_a_zone_is_read(said: str, read: str) -> None:
    draft = load(bom(metadata={"timestamp": said}))
    assert draft.sections["bom"]["created_at"] == read


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("2026-03-01T10:00:00", "no_assertion"),
        ("2026-03-01", "no_assertion"),
        ("2026-13-41T10:00:00Z", "no_assertion"),
        ("yesterday", "no_assertion"),
        (1772359200, "unreadable"),
    ],
)
def test_a_time_without_a_zone_is_no_instant(said: object, why: str) -> None:
    draft = load(bom(metadata={"timestamp": said}))
    assert "created_at" not in draft.sections["bom"]
    raw = str(said)
    assert draft.gaps == [Gap("/bom/created_at", why, raw, "", "/metadata/timestamp")]


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("version", "NOASSERTION", "no_assertion"),
        ("version", "noassertion ", "no_assertion"),
        ("version", "{{ version }}", "placeholder"),
        ("name", "TODO", "placeholder"),
        ("version", 1.1, "unreadable"),
        ("purl", ["pkg:pypi/x"], "unreadable"),
    ],
)
def test_what_is_no_value_is_a_gap_with_its_place(
    key: str, value: object, why: str
) -> None:
    draft = load(bom(components=[component("library", "x") | {key: value}]))
    assert draft.sections["bom"]["components"][0][key] is None
    [gap] = draft.gaps
    assert (gap.at, gap.why) == (f"/bom/components/0/{key}", why)
    assert gap.pointer == f"/components/0/{key}"


def test_none_is_a_value_but_no_assertion_hides_the_other_licences() -> None:
    none = section(bom(components=[model(licenses=[{"license": {"name": "NONE"}}])]))
    assert none["model"]["licences"] == ["NONE"]
    names = [{"license": {"name": n}} for n in ("MIT", "NOASSERTION")]
    draft = load(bom(components=[model(licenses=names)]))
    assert draft.sections["bom"]["model"]["licences"] == []
    assert {(g.why, g.raw) for g in draft.gaps} == {
        ("no_assertion", "MIT, NOASSERTION")
    }


@pytest.mark.parametrize(
    ("licence", "advice"),
    [
        ("unknown", "write it as `license.name`"),
        ("llama3.2", "write it as `license.name`"),
        ("MIT OR Apache-2.0", "write it as `expression`"),
    ],
)
def test_an_id_that_is_not_spdx_is_a_schema_error_and_is_kept(
    licence: str, advice: str
) -> None:
    draft = load(bom(components=[model(licenses=[{"license": {"id": licence}}])]))
    found = draft.sections["bom"]
    assert found["model"]["licences"] == [licence]
    assert found["schema_valid"] is False
    [error] = found["schema_errors"]
    assert error["pointer"] == "/components/0/licenses/0/license/id"
    assert error["message"] == f"'{licence}' is not an SPDX licence id: {advice}"
    assert draft.sources["/bom/schema_errors/0"] == error["pointer"]


@pytest.mark.parametrize(
    ("more", "pointer", "message"),
    [
        ({"dependencies": None}, "/dependencies", "null is not of type"),
        ({"components": None}, "/components", "null is not of type"),
        ({"components": [{"type": "file"}]}, "/components/0", '"name" is a required'),
        ({"components": [model(foo=1)]}, "/components/0", "'foo' was unexpected"),
        ({"components": ["x"]}, "/components/0", "is not of type"),
        ({"metadata": []}, "/metadata", "is not of type"),
        (
            {"vulnerabilities": [{"cwes": None}]},
            "/vulnerabilities/0/cwes",
            "null is not of type",
        ),
        (
            {"metadata": {"tools": [{"vendor": 1}]}},
            "/metadata/tools/0/vendor",
            "1 is not of type",
        ),
        ({"version": "x" * 5000}, "/version", " ... "),
    ],
)
def test_a_broken_part_is_a_schema_error_and_no_crash(
    more: dict[str, Any], pointer: str, message: str
) -> None:
    found = section(bom(**more))
    assert found["schema_valid"] is False
    [error] = found["schema_errors"]
    assert error["pointer"] == pointer
    assert message in error["message"]
    assert len(error["message"]) < 300


def test_no_more_than_ten_schema_errors_are_told() -> None:
    found = section(bom(components=[{"type": "file"}] * 30))
    assert len(found["schema_errors"]) == 10
    assert len(found["components"]) == 30


@pytest.mark.parametrize("purl", ["", "pkg:", "pkg:yocto/x@1", "not a purl", "  "])
def test_an_odd_purl_costs_nothing_but_itself(purl: str) -> None:
    found = section(bom(components=[component("library", "x", purl=purl)]))
    assert found["components"][0]["name"] == "x"
    assert found["components"][0]["purl"] == (purl if purl.strip() else None)


def test_each_model_card_is_kept_whole_wherever_it_is() -> None:
    cards = [{"modelParameters": {"task": "a"}, "x": [1]}, {"properties": []}]
    inner = model("in", modelCard=cards[1])
    document = bom(
        metadata={"component": model(modelCard=cards[0])}, components=[inner]
    )
    draft = load(document)
    found = draft.sections["bom"]["model_cards"]
    assert [f["card"] for f in found] == cards
    assert [f["component"] for f in found] == ["credit", "in"]
    assert draft.sources["/bom/model_cards/1"] == "/components/0/modelCard"


def test_dangling_references_are_told_among_the_extras() -> None:
    dependencies = [{"ref": "x", "dependsOn": ["y", "s"], "provides": ["z"]}]
    components = [component("library", "x", **{"bom-ref": "x"})]
    services = [{"name": "s", "bom-ref": "s"}]
    document = bom(components=components, services=services, dependencies=dependencies)
    extras = section(document)["extras"]
    assert extras["dangling_references"] == ["y", "z"]
    assert (extras["dependencies"], extras["services"]) == (1, 1)


@pytest.mark.parametrize(
    ("raw", "recognised"),
    [
        (b'{"bomFormat": "CycloneDX"}', True),
        (b'\xef\xbb\xbf{"bomFormat":"CycloneDX"}', True),
        ('{"bomFormat": "CycloneDX"}'.encode("utf-16"), True),
        (b'{"version": 1, "bomFormat" : "CycloneDX", "specVersion": ', True),
        (b'{"a": {"b": "}"}, "bomFormat": "CycloneDX"}', True),
        (b'{"predicate": {"bomFormat": "CycloneDX"}}', False),
        (b'[{"bomFormat": "CycloneDX"}]', False),
        (b'{"SchemaVersion": 2, "ArtifactType": "cyclonedx"}', False),
        (b'{"bomFormat": "SPDX"}', False),
        (b'{"properties": {"bomFormat": {"enum": ["CycloneDX"]}}}', False),
        pytest.param(b'{"a": "%b", "bomFormat": "CycloneDX"}' % LONG, True, id="late"),
        pytest.param(
            b'{"a": ["%b", {"bomFormat": "CycloneDX"}]}' % LONG, False, id="in"
        ),
        (b'<bom xmlns="http://cyclonedx.org/schema/bom/1.6"/>', False),
        (b"", False),
    ],
)
def test_it_is_recognised_by_what_it_is_and_not_by_what_it_holds(
    raw: bytes, *, recognised: bool
) -> None:
    assert LOADER.recognises(Source(PATH, raw)) is recognised


def test_outside_of_an_evidence_place_only_the_start_is_looked_at() -> None:
    raw = b'{"a": "%b", "bomFormat": "CycloneDX"}' % LONG
    assert not LOADER.recognises(Source("big.json", raw))


@pytest.mark.parametrize(
    ("raw", "place", "why"),
    [
        (b"[]", ":1:1", "got a list"),
        (b'{"specVersion": "1.6"}', ":1:1", "`bomFormat`"),
        (b'{\n "bomFormat": "cyclonedx"}', ":2:2", "`bomFormat`"),
        (
            b'{"bomFormat": "CycloneDX",\n"specVersion": "1.3"}',
            ":2:1",
            "'1.3', which is not read",
        ),
        (b'{"bomFormat": "CycloneDX"}', ":1:1", "null, which is not read"),
        (b'{"bomFormat": "CycloneDX", "specVersion": 1.6}', ":1:28", "a number"),
        (b'{"bomFormat": "CycloneDX", "specVersion": ["1.6"]}', ":1:28", "a list"),
        (b'{"bomFormat": "CycloneDX", "bomFormat": "CycloneDX"}', "", "bomFormat"),
        (b'{"bomFormat": "CycloneDX", ', "", ""),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    raw: bytes, place: str, why: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        LOADER.load(Source(PATH, raw))
    assert caught.value.place.startswith(PATH)
    assert caught.value.place.endswith(place)
    assert why in caught.value.message


WORDS = ["type", "name", "components", "licenses", "license", "hashes", "alg", "id"]
WORDS += ["content", "modelCard", "expression", "bom-ref", "ref", "dependsOn"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("aA:1 {", max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(WORDS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
KEYS = ["components", "metadata", "dependencies", "services", "serialNumber"]
KEYS += ["vulnerabilities", "declarations", "externalReferences", "signature"]


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), JSON), JSON)
def test_whatever_is_inside_the_draft_fits_and_each_place_exists(
    inside: dict[str, Any], top: object
) -> None:
    document = bom(**inside)
    document.setdefault("metadata", {"component": top})
    draft = load(document)
    total(draft.sections["bom"], SHAPE["bom"], "/bom")
    for at, place in draft.sources.items():
        known = (p for p in ancestors(place) if resolve(document, p) is not None)
        parent = place.rpartition("/")[0]
        assert next(known) in {place, parent}, at
