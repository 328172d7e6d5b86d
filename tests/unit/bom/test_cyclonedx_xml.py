"""CycloneDX in XML is read as its JSON twin is, with places in the XML."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bom_keeping import has, strings, texts
from corpus import MISSING, CorpusFile, files
from mlgate.core.evidence import Draft
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.errors import EvidenceError
from mlgate.loaders import BUILTIN
from mlgate.loaders.cyclonedx import CycloneDxLoader
from mlgate.loaders.cyclonedx_xml import CycloneDxXmlLoader
from mlgate.loaders.source import Source
from mlgate.strict import positions, xml_reader

LOADER = CycloneDxXmlLoader()
PATH = "evidence/bom.xml"
A, B = "a" * 64, "b" * 64
SPACE = "http://cyclonedx.org/schema/bom/"


def bom(inner: str, version: str = "1.6", more: str = "") -> bytes:
    return f'<bom xmlns="{SPACE}{version}" version="1"{more}>{inner}</bom>'.encode()


def load(raw: bytes) -> Draft:
    return LOADER.load(Source(PATH, raw))


def record(draft: Draft) -> dict[str, Any]:
    sections = {k: total(v, SHAPE[k], f"/{k}") for k, v in draft.sections.items()}
    found: dict[str, Any] = sections.get("bom") or sections["software"][0]
    return found


def component(inner: str, kind: str = "library", more: str = "") -> str:
    text = f'<component type="{kind}"{more}><name>x</name>{inner}</component>'
    return f"<components>\n{text}</components>"


MODEL = f"""
<metadata><timestamp>2026-01-01T00:00:00Z</timestamp></metadata>
<components>
 <component type="machine-learning-model" bom-ref="m">
  <supplier><name>Acme</name><url>https://a</url><url>https://b</url></supplier>
  <name>credit</name><version>1.10</version>
  <hashes><hash alg="SHA-256">{A}</hash><hash alg="MD5">{"c" * 32}</hash></hashes>
  <licenses><license><id>MIT</id></license>
   <license><name>Own</name></license></licenses>
  <purl>pkg:huggingface/acme/credit@1</purl>
  <pedigree><ancestors><component type="machine-learning-model"><name>base</name>
    <hashes><hash alg="SHA-256">{B}</hash></hashes></component></ancestors></pedigree>
  <modelCard><modelParameters><task>scoring</task>
    <datasets><ref>d</ref></datasets><inputs><input><format>csv</format></input></inputs>
    </modelParameters><considerations><users><user>staff</user></users>
    <useCases><useCase>loans</useCase></useCases></considerations></modelCard>
 </component>
 <component type="data" bom-ref="d"><name>rows</name></component>
</components>
<dependencies>
 <dependency ref="m"><dependency ref="d"/><dependency ref="z"/></dependency>
</dependencies>
"""


def test_the_model_is_read_with_all_that_is_said_of_it() -> None:
    draft = load(bom(MODEL))
    found = record(draft)
    assert found["schema_valid"] is True
    assert (found["format"], found["spec_version"]) == ("CycloneDX", "1.6")
    model = found["model"]
    assert (model["name"], model["version"]) == ("credit", "1.10")
    assert model["licences"] == ["MIT", "Own"]
    assert model["digests"] == [f"sha256:{A}"]
    assert [(a["name"], a["digest"]) for a in model["ancestors"]] == [
        ("base", f"sha256:{B}")
    ]
    assert found["dangling"] == ["z"]
    assert found["components"][0]["weak_digest"] == f"md5:{'c' * 32}"
    [card] = found["model_cards"]
    assert card["card"]["modelParameters"]["datasets"] == [{"ref": "d"}]
    assert card["card"]["considerations"] == {
        "users": ["staff"],
        "useCases": ["loans"],
    }
    assert draft.names == {A}


def test_places_are_those_of_the_elements() -> None:
    raw = bom(MODEL)
    draft = load(raw)
    at = draft.sources["/bom/model/licences"]
    assert at == "/components/component/licenses"
    assert positions.locate(raw, "xml", [at]) == {at: (8, 3)}
    assert draft.sources["/bom/components/1"] == "/components/component[2]"


def test_the_score_is_that_of_the_twin_in_json() -> None:
    value = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"timestamp": "2026-01-01T00:00:00Z"},
        "components": [
            {
                "type": "machine-learning-model",
                "name": "credit",
                "version": "1.10",
                "supplier": {"name": "Acme"},
                "purl": "pkg:huggingface/acme/credit@1",
                "hashes": [{"alg": "SHA-256", "content": A}],
                "licenses": [{"license": {"id": "MIT"}}],
                "modelCard": {
                    "modelParameters": {
                        "task": "scoring",
                        "datasets": [{"ref": "d"}],
                        "inputs": [{"format": "csv"}],
                    },
                    "considerations": {"users": ["staff"], "useCases": ["loans"]},
                },
            },
            {"type": "data", "name": "rows"},
        ],
        "dependencies": [{"ref": "m", "dependsOn": ["d"]}],
    }
    twin = CycloneDxLoader().load(Source("bom.json", json.dumps(value).encode()))
    one, other = record(load(bom(MODEL))), record(twin)
    assert one["score"] == other["score"] > 0.2
    assert one["missing"] == other["missing"]


@pytest.mark.parametrize(
    ("inner", "place", "message"),
    [
        (component("<scope>foo</scope>"), (2, 41), "is not one of"),
        (component("", kind="foo"), (2, 1), "is not one of"),
        (component("<oops/>"), (2, 41), "<oops> is not known here"),
        (
            component("<version>1</version><version>2</version>"),
            (2, 61),
            "more than one",
        ),
        ("<components><component type='file'/></components>", (1, 74), "required"),
        (
            component("", more=' bom-ref="a"')
            + '<services><service bom-ref="a"><name>s</name></service></services>',
            (),
            "twice",
        ),
        (
            component("<licenses><license><id>Own</id></license></licenses>"),
            (2, 60),
            "SPDX",
        ),
        ("<components/><components/>", (), "more than one <components>"),
        (
            "<metadata><supplier url='x'><url>y</url></supplier></metadata>",
            (),
            "<url> is there in two forms",
        ),
        (
            "<metadata><tools><components/></tools><tools><tool/></tools></metadata>",
            (),
            "more than one <tools>",
        ),
        ("<components>text</components>", (), "text where none is expected"),
    ],
)
def test_what_breaks_the_schema_is_told_with_its_place(
    inner: str, place: tuple[int, int], message: str
) -> None:
    raw = bom(inner)
    found = record(load(raw))
    assert found["schema_valid"] is False
    [error, *_] = found["schema_errors"]
    assert message in error["message"]
    told = positions.locate(raw, "xml", [error["pointer"]])[error["pointer"]]
    assert not place or told == place


def test_what_other_namespaces_add_is_kept_aside_and_breaks_nothing() -> None:
    inner = component('<o:extra a="1">text<o:deep/></o:extra>', more=' o:own="2"')
    raw = bom(inner, more=' xmlns:o="urn:other"')
    draft = load(raw)
    found = record(draft)
    assert found["schema_valid"] is True
    assert found["extras"]["aside"] == [
        {
            "place": "/components/component/@{urn:other}own",
            "name": "{urn:other}own",
            "value": "2",
        },
        {
            "place": "/components/component/extra",
            "name": "extra",
            "value": {
                "namespace": "urn:other",
                "attributes": {"a": "1"},
                "text": "text",
                "children": [{"deep": {"namespace": "urn:other"}}],
            },
        },
    ]


def test_a_signature_in_xml_is_a_signature() -> None:
    signature = (
        '<s:Signature xmlns:s="http://www.w3.org/2000/09/xmldsig#"><s:SignedInfo>'
        '<s:SignatureMethod Algorithm="urn:a"/></s:SignedInfo>'
        "<s:SignatureValue>eHg=</s:SignatureValue></s:Signature>"
    )
    assert "G7AI-MD-05" not in record(load(bom(MODEL + signature)))["missing"]
    assert "G7AI-MD-05" in record(load(bom(MODEL)))["missing"]
    empty = '<s:Signature xmlns:s="http://www.w3.org/2000/09/xmldsig#"/>'
    assert "G7AI-MD-05" in record(load(bom(MODEL + empty)))["missing"]


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_before_there_was_json_nobody_can_say_whether_it_is_valid(version: str) -> None:
    draft = load(bom(component("<version>1</version>"), version))
    assert record(draft)["schema_valid"] is None
    assert record(draft)["components"][0]["version"] == "1"
    assert [g.why for g in draft.gaps if g.at.endswith("schema_valid")] == [
        "no_assertion"
    ]
    broken = load(bom(component("<oops/>"), version))
    assert record(broken)["schema_valid"] is False


@pytest.mark.parametrize(
    ("raw", "place", "why"),
    [
        (bom("", "1.9"), ":1:1", "1.9"),
        (bom("", "12"), ":1:1", "12"),
        (
            b"<bom xmlns='http://cyclonedx.org/schema/bom/1.6'>\n<a></bom>",
            ":2:6",
            "XML",
        ),
        (
            b"<!DOCTYPE bom><bom xmlns='http://cyclonedx.org/schema/bom/1.6'/>",
            ":1:1",
            "DOCTYPE",
        ),
        (b"<x xmlns='http://cyclonedx.org/schema/bom/1.6'/>", ":1:1", "<x>"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    raw: bytes, place: str, why: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        load(raw)
    assert caught.value.place == PATH + place
    assert why in caught.value.message


@pytest.mark.parametrize(
    ("raw", "recognised"),
    [
        (bom(""), True),
        (b"\xef\xbb\xbf" + bom(""), True),
        (bom("").decode().encode("utf-16"), True),
        (b'<?xml version="1.0"?>\n<!-- a -->' + bom(""), True),
        (b'<b:bom xmlns:b="http://cyclonedx.org/schema/bom/1.2">', True),
        (b'<!DOCTYPE bom [<!ENTITY a "b">]>' + bom(""), True),
        (b'<r><bom xmlns="http://cyclonedx.org/schema/bom/1.2"/></r>', False),
        (b'<bomb xmlns="http://cyclonedx.org/schema/bom/1.2"/>', False),
        (b"# A page\n" + bom(""), False),
        (b'<bom xmlns="urn:x"/>', False),
        (b"", False),
    ],
)
def test_it_is_recognised_by_its_root(raw: bytes, *, recognised: bool) -> None:
    assert LOADER.recognises(Source(PATH, raw)) is recognised


NAMES = ["components", "component", "name", "licenses", "license", "id", "hashes"]
NAMES += ["hash", "modelCard", "dependencies", "dependency", "metadata", "data"]
NAMES += ["tools", "tool", "services", "service", "evidence", "identity", "text"]
ATTRIBUTES = ["type", "alg", "ref", "bom-ref", "flow", "content-type"]
TREES = st.recursive(
    st.tuples(
        st.sampled_from(NAMES),
        st.dictionaries(
            st.sampled_from(ATTRIBUTES), st.sampled_from(["a", "", "file"]), max_size=2
        ),
        st.sampled_from(["", "1", "x y"]),
        st.just(()),
    ),
    lambda inner: st.tuples(
        st.sampled_from(NAMES),
        st.just({}),
        st.sampled_from(["", "t"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=16,
)


def write(tree: tuple) -> str:
    name, attributes, text, inner = tree
    said = "".join(f' {k}="{v}"' for k, v in attributes.items())
    return f"<{name}{said}>{text}{''.join(map(write, inner))}</{name}>"


@given(st.lists(TREES, max_size=4), st.sampled_from(["1.0", "1.2", "1.4", "1.7"]))
def test_elements_of_the_format_in_any_order_are_read_and_each_place_exists(
    trees: list[tuple], version: str
) -> None:
    raw = bom("".join(map(write, trees)), version)
    draft = load(raw)
    record(draft)
    known = {""}
    todo = [("", xml_reader.parse(raw, ""))]
    while todo:
        at, element = todo.pop()
        known.add(at)
        known |= {f"{at}/@{name}" for name in element.attributes}
        todo += element.placed(at)
    assert set(draft.sources.values()) <= known
    assert {gap.pointer for gap in draft.gaps} <= known


FILES = [f for f in files("cyclonedx", "cyclonedx-vex") if f.path.suffix == ".xml"]
each_file = pytest.mark.parametrize("file", FILES, ids=str)
# A signature in XML that is empty is none, and one of two kinds of proof is asked for.
UNSIGNED = "valid-attestation-1.7.xml"
EARLY = ("/1.0", "/1.1")


def _said(file: CorpusFile) -> Source:
    return Source(f"evidence/{file.path.name}", file.path.read_bytes())


@pytest.mark.skipif(not FILES, reason=MISSING)
def test_the_corpus_has_hundreds_of_documents_in_xml() -> None:
    assert len(FILES) > 200


@each_file
def test_a_document_is_valid_exactly_if_it_is_said_to_be(file: CorpusFile) -> None:
    source = _said(file)
    assert [x.format for x in BUILTIN.values() if x.recognises(source)] == [
        LOADER.format
    ]
    if source.xml.namespace == f"{SPACE}12":
        with pytest.raises(EvidenceError):
            LOADER.load(source)
        return
    found = record(LOADER.load(source))
    if source.xml.namespace.endswith(EARLY):
        assert found["schema_valid"] is None
    elif not file.path.name.endswith(UNSIGNED):
        assert found["schema_valid"] is (file.validity == "valid")
        assert bool(found["schema_errors"]) is (file.validity != "valid")


@each_file
def test_no_licence_no_digest_no_model_card_and_no_component_is_lost(
    file: CorpusFile,
) -> None:
    source = _said(file)
    try:
        draft = LOADER.load(source)
    except EvidenceError:
        return
    read = texts(draft)
    todo = [source.xml]
    count = 0
    while todo:
        element = todo.pop()
        todo += element.children
        count += element.name == "component"
        if element.name in {"licenses", "hashes", "modelCard"}:
            for written in strings([_plain(element)]):
                assert has(read, written), written
    assert len(record(draft)["components"]) <= count


def _plain(element: xml_reader.Element) -> list[Any]:
    inner = [_plain(child) for child in element.children]
    return [element.text, *element.attributes.values(), inner]


TWINS = [f for f in FILES if f.path.with_suffix(".json").is_file()]
# Twins by name only: one of the two says something else, as their authors left it.
UNLIKE = (
    "valid-component-external-with-version.xml",
    "valid-license-choice-1.7.xml",
    "valid-bom-1.3.xml",
    "unit__cyclonedx__valid-bom-1.6.xml",
)


@pytest.mark.parametrize(
    "file",
    [f for f in TWINS if f.validity == "valid" and not f.path.name.endswith(UNLIKE)],
    ids=str,
)
def test_each_twin_says_the_same(file: CorpusFile) -> None:
    twin = file.path.with_suffix(".json")
    one = record(LOADER.load(_said(file)))
    other = record(CycloneDxLoader().load(Source(PATH, twin.read_bytes())))
    for key in (
        "components",
        "model",
        "dangling",
        "score",
        "missing",
        "name",
        "digest",
    ):
        assert one.get(key) == other.get(key), key
