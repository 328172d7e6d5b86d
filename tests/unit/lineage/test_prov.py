import json
from typing import Any

import pytest

from drafted import load
from mlgate.errors import EvidenceError
from mlgate.loaders.lineage.prov_json import MAX_EXTRAS, ProvJsonLoader
from mlgate.loaders.lineage.prov_jsonld import ProvJsonLdLoader
from mlgate.loaders.source import Source

JSON, LINKED = ProvJsonLoader(), ProvJsonLdLoader()
A = "a" * 64
DOCUMENT: dict[str, Any] = {
    "prefix": {"ex": "http://example.org/", "default": "http://default.org/"},
    "entity": {
        "ex:data": {
            "prov:label": "training data",
            "ex:sha256": A,
            "ex:version": "1.10",
        },
        "ex:model": {"prov:label": [{"$": "model", "lang": "en"}], "ex:md5": "b" * 32},
        "plain": {},
    },
    "activity": {"ex:train": {"prov:startTime": "2026-11-01T09:00:00Z"}},
    "agent": {"other:somebody": {}},
    "used": {"_:u1": {"prov:activity": "ex:train", "prov:entity": "ex:data"}},
    "wasGeneratedBy": {
        "_:g": [{"prov:entity": "ex:model", "prov:activity": "ex:train"}]
    },
    "wasDerivedFrom": {
        "_:d": {"prov:generatedEntity": "ex:model", "prov:usedEntity": "ex:data"}
    },
    "wasAssociatedWith": {"_:a": {"prov:activity": "ex:train"}},
    "hadMember": {
        "_:m": {"prov:collection": "ex:model", "prov:entity": ["ex:data", "plain"]}
    },
}


def lineage(document: object, loader: Any = JSON) -> dict[str, Any]:  # noqa: ANN401
    found: dict[str, Any] = load(loader, document).sections["lineage"]
    return found


def test_elements_become_nodes_by_their_full_ids() -> None:
    nodes = {n["id"]: n for n in lineage(DOCUMENT)["nodes"]}
    assert {i: n["kind"] for i, n in nodes.items()} == {
        "http://example.org/data": "entity",
        "http://example.org/model": "entity",
        "http://default.org/plain": "entity",
        "http://example.org/train": "activity",
        "other:somebody": "agent",
    }
    data, model = (nodes[f"http://example.org/{n}"] for n in ("data", "model"))
    assert (data["name"], data["version"]) == ("training data", "1.10")
    assert (data["digest"], data["weak_digest"]) == (f"sha256:{A}", None)
    assert (model["digest"], model["weak_digest"]) == (None, f"md5:{'b' * 32}")
    assert model["name"] == "model"


def test_relations_become_edges_as_people_say_them() -> None:
    def ex(name: str) -> str:
        return f"http://example.org/{name}"

    found = [(e["from"], e["kind"], e["to"]) for e in lineage(DOCUMENT)["edges"]]
    assert found == [
        (ex("train"), "used", ex("data")),
        (ex("model"), "wasGeneratedBy", ex("train")),
        (ex("model"), "wasDerivedFrom", ex("data")),
        (ex("model"), "hadMember", ex("data")),
        (ex("model"), "hadMember", "http://default.org/plain"),
    ]


def test_places_lead_to_the_record_and_everything_is_kept() -> None:
    draft = load(JSON, DOCUMENT)
    assert draft.sources["/lineage/edges/1"] == "/wasGeneratedBy/_:g/0"
    assert draft.sources["/lineage/nodes/0"] == "/entity/ex:data"
    assert draft.sections["lineage"]["extras"] == {"prov-json": DOCUMENT}
    assert draft.names == frozenset()


def test_a_bundle_has_prefixes_of_its_own_and_sees_those_outside() -> None:
    inner = {"prefix": {"ex": "http://inner.org/"}, "entity": {"ex:e": {}, "o:e": {}}}
    outer = {"prefix": {"ex": "http://outer.org/", "o": "http://o.org/"}}
    found = lineage({**outer, "entity": {"ex:e": {}}, "bundle": {"ex:b": inner}})
    assert [n["id"] for n in found["nodes"]] == [
        "http://outer.org/e",
        "http://inner.org/e",
        "http://o.org/e",
    ]


def test_an_element_that_is_described_twice_is_one_node() -> None:
    one = {"prov:label": "a"}
    found = lineage({"prefix": {}, "entity": {"e": [one, {"ex:sha256": A}]}})
    assert [(n["name"], n["digest"]) for n in found["nodes"]] == [("a", f"sha256:{A}")]


def test_of_a_very_large_document_the_count_is_kept() -> None:
    many = {f"e{i}": {"prov:label": "x" * 100} for i in range(MAX_EXTRAS // 100)}
    found = lineage({"prefix": {}, "entity": many})
    assert found["extras"] == {"prov-json": {"records": len(many)}}
    assert len(found["nodes"]) == len(many)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"prefix": "x", "entity": {}}, "got text"),
        ({"prefix": {"ex": 1}}, "'ex' is a number"),
        ({"entity": {"e": None}}, "got null"),
        ({"entity": "x"}, "got text"),
        ({"entity": {"e": {"a": {"type": "xsd:string"}}}}, "without a value in '$'"),
        ({"entity": {"e": {"a": None}}}, "is null without"),
        ({"bundle": "x"}, "got text"),
        ({"bundle": {"b": {"bundle": {}}}}, "unknown kind of record 'bundle'"),
        ({"thing": {}}, "unknown kind of record 'thing'"),
        (
            {
                "hadMember": {
                    "m": {"prov:collection": ["a", "b"], "prov:entity": ["c", "d"]}
                }
            },
            "several ends on both",
        ),
        (5, "got a number"),
        ([], "got a list"),
    ],
)
def test_a_broken_document_is_refused_with_its_place(
    document: object, message: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        JSON.load(Source("evidence/p.json", json.dumps(document, indent=1).encode()))
    assert message in caught.value.message
    assert caught.value.place.startswith("evidence/p.json:")


@pytest.mark.parametrize(
    ("text", "mine"),
    [
        ('{"prefix": {"ex": "u"}, "x', True),
        ('{"entity": {"e": {"prov:type": 1}', True),
        ('{"entity": {"e": {}}}', False),
        ('{"@context": "x", "prov:used": 1}', False),
        ('{"agent": "x", "prefix": "y"}', False),
        ("prefix: {prov:x}", False),
    ],
)
def test_prov_is_known_by_how_it_begins_and_by_a_mark(text: str, *, mine: bool) -> None:
    assert JSON.recognises(Source("evidence/p.json", text.encode())) is mine


CONTEXT = ["https://openprovenance.org/prov-jsonld/context.jsonld"]
GRAPH = [
    {"@type": "prov:Entity", "@id": "ex:data", "sha256": A},
    {"@type": "Entity", "@id": "ex:model", "label": [{"@value": "model"}]},
    {"@type": "Activity", "@id": "ex:train"},
    {"@type": "Usage", "activity": "ex:train", "entity": "ex:data"},
    {"@type": "Derivation", "generatedEntity": {"@id": "ex:model"},
     "usedEntity": ["ex:data", "ex:more"]},
    {"@type": "Association", "agent": "ex:me"},
    {"@type": "Bundle", "@id": "ex:b", "@graph": [{"@type": "Agent", "@id": "ex:me"}]},
]  # fmt: skip


def test_the_same_records_are_read_as_linked_data() -> None:
    found = lineage({"@context": CONTEXT, "@graph": GRAPH}, LINKED)
    assert [(n["kind"], n["id"], n["name"]) for n in found["nodes"]] == [
        ("entity", "ex:data", None),
        ("entity", "ex:model", "model"),
        ("activity", "ex:train", None),
        ("agent", "ex:me", None),
    ]
    assert found["nodes"][0]["digest"] == f"sha256:{A}"
    assert [(e["from"], e["kind"], e["to"]) for e in found["edges"]] == [
        ("ex:train", "used", "ex:data"),
        ("ex:model", "wasDerivedFrom", "ex:data"),
        ("ex:model", "wasDerivedFrom", "ex:more"),
    ]


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        (None, "'@graph' is null"),
        ({}, "'@graph' is an object"),
        ([1], "got a number"),
        ([{"@type": "Thing"}], "unknown type of record 'Thing'"),
        ([{"@type": ["Entity"]}], "unknown type of record"),
        ([{"@type": "Usage", "activity": ["a", "b"], "entity": ["c", "d"]}], "several"),
        ([{"@type": "Bundle", "@graph": [{"@type": "Bundle"}]}], "'Bundle'"),
    ],
)
def test_broken_linked_data_is_refused_with_its_place(
    graph: object, message: str
) -> None:
    raw = json.dumps({"@context": CONTEXT, "@graph": graph}).encode()
    with pytest.raises(EvidenceError, match=r"^evidence/p\.json:1:") as caught:
        LINKED.load(Source("evidence/p.json", raw))
    assert message in caught.value.message
