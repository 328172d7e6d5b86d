"""What is read of a CycloneDX document, sound or not."""

import json
from dataclasses import replace
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


def about_a_model(**more: object) -> dict[str, Any]:
    """Return a document whose main component is a model."""
    return bom(metadata={"component": model()}, **more)


def model(name: str = "credit", **more: object) -> dict[str, Any]:
    return component("machine-learning-model", name, **more)


def sha256(digest: str) -> dict[str, str]:
    return {"alg": "SHA-256", "content": digest}


def load(document: object) -> Draft:
    return LOADER.load(Source(PATH, json.dumps(document).encode()))


def record(draft: Draft) -> dict[str, Any]:
    """Return what the draft says of the bill, whether it is one of a model or not."""
    sections = {k: total(v, SHAPE[k], f"/{k}") for k, v in draft.sections.items()}
    found: dict[str, Any] = sections.get("bom") or sections["software"][0]
    return found


def section(document: object) -> dict[str, Any]:
    return record(load(document))


def own(draft: Draft) -> list[Gap]:
    """Return the gaps of the bill itself, under the one name that both kinds have."""
    of_model = "bom" in draft.sections
    return [
        replace(gap, at=gap.at.replace("/software/0", "/bom"))
        for gap in draft.gaps
        if of_model or gap.at != "/bom"
    ]


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
        "ancestors": [],
    }
    assert found["components"][0]["digest"] == f"sha256:{A}"
    assert found["components"][0]["weak_digest"] == f"md5:{'d' * 32}"
    assert found["extras"]["elsewhere"]["/components/0/hashes"] == [
        f"SHA-256:{A.upper()}",
        f"MD5:{'d' * 32}",
        f"SHA-512:{'e' * 128}",
        f"SHA-1:{A}",
    ]
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
    names = [c["name"] for c in record(draft)["components"]]
    assert names == ["in", "deep", "set"]
    places = [draft.sources[f"/software/0/components/{i}"] for i in range(3)]
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
    assert record(draft)["components"][0]["digest"] is None
    [gap] = own(draft)
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
    found = section(bom(metadata={"timestamp": said}))
    assert found["created_at"] == read
    as_it_should_be = said == read
    note = f"/metadata/timestamp is written '{said}'"
    assert found["extras"]["notes"] == ([] if as_it_should_be else [note])


@pytest.mark.parametrize(
    "said",
    [
        "2026-03-01T10:00:00",
        "2026-03-01",
        "2026-13-41T10:00:00Z",
        "yesterday",
        "",
        1772359200,
    ],
)
def test_a_time_without_a_zone_is_no_instant(said: object) -> None:
    draft = load(bom(metadata={"timestamp": said}))
    assert record(draft)["created_at"] is None
    place = "/metadata/timestamp"
    assert own(draft) == [Gap("/bom/created_at", "unreadable", str(said), "", place)]


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("version", "NOASSERTION", "no_assertion"),
        ("version", "noassertion ", "no_assertion"),
        ("version", "{{ version }}", "placeholder"),
        ("name", "TODO", "placeholder"),
        ("version", 1.1, "unreadable"),
        ("purl", ["pkg:pypi/x"], "unreadable"),
        ("purl", "", "placeholder"),
        ("purl", "  ", "placeholder"),
        ("purl", "pkg:", "unreadable"),
        ("purl", "not a purl", "unreadable"),
        ("purl", "NOASSERTION", "no_assertion"),
    ],
)
def test_what_is_no_value_is_a_gap_with_its_place(
    key: str, value: object, why: str
) -> None:
    draft = load(bom(components=[component("library", "x") | {key: value}]))
    assert record(draft)["components"][0][key] is None
    [gap] = own(draft)
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


@pytest.mark.parametrize(
    "purl",
    [
        "pkg:yocto/x@1",
        "pkg:npm/%40scope/name@1.0.0?a=b&c=d#sub/path",
        "pkg:npm/@scope/name@1.0.0",
        "pkg://golang/github.com/a/b@v1",
        "pkg:huggingface/org/model@5a0",
    ],
)
def test_a_purl_of_any_type_is_kept_as_it_is(purl: str) -> None:
    [found] = section(bom(components=[component("library", "x", purl=purl)]))[
        "components"
    ]
    assert found["purl"] == purl


def test_one_odd_purl_costs_nothing_but_itself() -> None:
    purls = ["pkg:pypi/a@1", "", "not a purl", "pkg:pypi/b@1"]
    listed = [component("library", str(n), purl=p) for n, p in enumerate(purls)]
    draft = load(bom(components=listed))
    found = [c["purl"] for c in record(draft)["components"]]
    assert found == ["pkg:pypi/a@1", None, None, "pkg:pypi/b@1"]
    assert [g.at for g in own(draft)] == [
        "/bom/components/1/purl",
        "/bom/components/2/purl",
    ]


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


def test_references_that_lead_nowhere_are_told() -> None:
    dependencies = [{"ref": "x", "dependsOn": ["y", "s"], "provides": ["z"]}]
    components = [component("library", "x", **{"bom-ref": "x"})]
    services = [{"name": "s", "bom-ref": "s"}]
    document = bom(components=components, services=services, dependencies=dependencies)
    found = section(document)
    assert found["dangling"] == ["y", "z"]
    extras = found["extras"]
    assert extras["dangling_count"] == 2
    assert (extras["dependencies"], extras["services"]) == (1, 1)


def test_of_very_many_references_that_lead_nowhere_some_are_told_and_all_counted() -> (
    None
):
    dependencies = [{"ref": f"{n:04}"} for n in range(150)]
    found = section(bom(dependencies=dependencies))
    assert len(found["dangling"]) == 100
    assert found["extras"]["dangling_count"] == 150


def test_a_bill_that_names_no_model_is_software_and_says_so() -> None:
    digest = [sha256(A), {"alg": "MD5", "content": "d" * 32}]
    main = component("application", "app", version="2", hashes=digest)
    draft = load(bom(metadata={"component": main}, components=[component("file", "f")]))
    assert set(draft.sections) == {"software"}
    found = record(draft)
    assert (found["name"], found["version"]) == ("app", "2")
    assert found["digest"] == f"sha256:{A}"
    assert [c["name"] for c in found["components"]] == ["f"]
    assert draft.names == {A}
    [gap] = draft.gaps
    assert (gap.at, gap.why) == ("/bom", "no_assertion")
    assert "names no model" in gap.raw
    assert gap.pointer == "/metadata/component"


@pytest.mark.parametrize(
    "purl", ["pkg:huggingface/org/model@1", "pkg:mlflow/m@3", "PKG:HuggingFace/a/b"]
)
def test_a_main_component_whose_purl_is_a_models_is_the_model(purl: str) -> None:
    main = component("application", "m", purl=purl)
    draft = load(bom(metadata={"component": main}))
    assert draft.sections["bom"]["model"]["name"] == "m"
    inside = load(bom(components=[main]))
    assert "bom" not in inside.sections


def test_ancestors_are_read_from_pedigree_and_from_dependencies() -> None:
    base = component(
        "machine-learning-model", "base", purl="pkg:huggingface/o/b@1",
        hashes=[sha256(B)], licenses=[{"license": {"id": "MIT"}}],
    )  # fmt: skip
    own_model = model(pedigree={"ancestors": [base]}, **{"bom-ref": "m"})
    other = model("other", **{"bom-ref": "o"})
    library = component("library", "lib", **{"bom-ref": "l"})
    document = bom(
        metadata={"component": own_model},
        components=[other, library],
        dependencies=[{"ref": "m", "dependsOn": ["o", "l", "m"]}],
    )
    draft = load(document)
    assert draft.sections["bom"]["model"]["ancestors"] == [
        {
            "name": "base",
            "purl": "pkg:huggingface/o/b@1",
            "digest": f"sha256:{B}",
            "licences": ["MIT"],
        },
        {"name": "other", "purl": None, "digest": None, "licences": []},
    ]
    at = "/bom/model/ancestors"
    places = [draft.sources[f"{at}/{n}"] for n in range(2)]
    assert places == ["/metadata/component/pedigree/ancestors/0", "/components/0"]


def test_of_two_models_the_one_that_depends_on_the_other_is_the_model() -> None:
    tuned, base = model("tuned", **{"bom-ref": "t"}), model("base", **{"bom-ref": "b"})
    document = bom(
        components=[base, tuned], dependencies=[{"ref": "t", "dependsOn": ["b"]}]
    )
    found = section(document)["model"]
    assert found["name"] == "tuned"
    assert [a["name"] for a in found["ancestors"]] == ["base"]


def test_licences_digests_and_cards_of_other_parts_are_kept_with_their_places() -> None:
    licence = [{"license": {"name": "Own"}}]
    reference = {"type": "website", "url": "https://x", "hashes": [sha256(C)]}
    patched = model(
        "m",
        pedigree={"ancestors": [model("base", modelCard={"properties": []})]},
        evidence={"licenses": licence},
        externalReferences=[reference],
    )
    document = bom(
        metadata={"licenses": licence},
        components=[patched],
        services=[{"name": "s", "licenses": licence}],
    )
    extras = section(document)["extras"]
    assert extras["elsewhere"] == {
        "/components/0/pedigree/ancestors/0/modelCard": {"properties": []},
        "/components/0/evidence/licenses": licence,
        "/components/0/externalReferences/0/hashes": [sha256(C)],
        "/services/0/licenses": licence,
    }
    assert extras["metadata"]["licenses"] == licence


def test_long_licences_of_which_one_says_nothing_are_kept_whole() -> None:
    names = ["NOASSERTION", "x" * 600]
    listed = [{"license": {"name": n}} for n in names]
    found = section(bom(components=[component("library", "x", licenses=listed)]))
    assert found["components"][0]["licences"] == []
    assert found["extras"]["elsewhere"] == {"/components/0/licenses": names}


def test_vulnerabilities_in_a_bill_are_read_as_such() -> None:
    listed = [{"id": "CVE-2026-1", "affects": [{"ref": "x"}]}]
    parts = [component("library", "x", **{"bom-ref": "x"})]
    draft = load(bom(components=parts, vulnerabilities=listed))
    [found] = draft.sections["vulnerabilities"]["findings"]
    assert (found["id"], found["package"]) == ("CVE-2026-1", "x")


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
            b'{"bomFormat": "CycloneDX",\n"specVersion": "1.1"}',
            ":2:1",
            "'1.1', which is not read",
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
    record(draft)
    for at, place in draft.sources.items():
        known = (p for p in ancestors(place) if resolve(document, p) is not None)
        parent = place.rpartition("/")[0]
        assert next(known) in {place, parent}, at
