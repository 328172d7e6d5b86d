"""Lineage: documents are joined by digest and by id, and never by a name."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lineage_dossiers import (
    MODEL,
    OTHER_RUN,
    RUN,
    digest,
    document,
    edges,
    graph,
    names,
    run,
)
from test_shape import check

from mlgate.core.dossier import Place
from mlgate.core.evidence import Assurance, Binding
from mlgate.core.lineage_shown import EDGES, MISSING, NODES, compact
from mlgate.core.sections import SHAPE

TRAINED = document("evidence/run.json", run({"a": digest(1)}, {"m": MODEL}))


def provenance(ident: str | None, covers: str = "all") -> dict[str, Any]:
    said = {"predicate_type": "p", "invocation": ident, "covers": covers}
    return {"lineage": {"provenance": said}}


def test_without_documents_the_graph_is_the_model_alone() -> None:
    found = graph()
    check(found.section, SHAPE["graph"], "/graph")
    assert names(found) == {"model": None}
    assert edges(found) == []


def test_what_a_run_made_is_joined_on_the_digest_of_the_weights() -> None:
    found = graph(TRAINED)
    assert edges(found) == [
        "dataset-1 used run-1 by document",
        "run-1 generated model by digest",
    ]
    assert names(found) == {"dataset-1": "ns/a", "run-1": "train", "model": None}


def test_the_digest_of_the_whole_model_names_it_as_well() -> None:
    whole = document("evidence/run.json", run({}, {"m": digest(99)}))
    assert edges(graph(whole)) == ["run-1 generated model by digest"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (RUN, RUN.replace("-", ""), True),
        (RUN, RUN.upper(), True),
        (RUN, f"urn:uuid:{RUN}", True),
        ("https://ci.test/runs/7", "https://ci.test/runs/7", True),
        (RUN, OTHER_RUN, False),
        ("train", "train", False),
        ("7", "7", False),
        ("https://ci.test/runs/7", "https://ci.test/runs/8", False),
        ("0" * 32, "0" * 32, False),
    ],
)
def test_two_documents_tell_of_one_run_if_they_share_a_unique_id(
    one: str, other: str, *, same: bool
) -> None:
    told = document("evidence/a.json", run({"a": digest(1)}, {}, one))
    built = document("evidence/b.json", provenance(other))
    found = graph(told, built)
    runs = [i for i in names(found) if i.startswith("run-")]
    assert len(runs) == (1 if same else 2)
    assert ("dataset-1 used run-1 by id" in edges(found)) is same


def test_an_mlflow_file_among_the_weights_says_which_run_made_them() -> None:
    said = {"lineage": {"mlflow": {"run_id": RUN.replace("-", "")}}}
    inside, beside = document("model/MLmodel", said), document("evidence/m.yaml", said)
    assert edges(graph(inside)) == ["run-1 generated model by document"]
    assert edges(graph(beside)) == []
    told = document("evidence/run.json", run({"a": digest(1)}, {"m": None}))
    assert "run-1 generated model by id" in edges(graph(inside, told))


@pytest.mark.parametrize("covers", ["part", "other"])
def test_provenance_of_other_bytes_made_nothing_of_this_model(covers: str) -> None:
    assert edges(graph(document("evidence/p.json", provenance(RUN, covers)))) == []
    whole = graph(document("evidence/p.json", provenance(RUN)))
    assert edges(whole) == ["run-1 generated model by digest"]


def test_materials_of_a_build_count_where_they_are_known_as_data() -> None:
    said = provenance(RUN)
    materials = [{"uri": "git+x", "digest": digest(8)}, {"digest": digest(1)}]
    said["lineage"]["provenance"]["materials"] = materials
    card = document(
        "evidence/d.json", {"datasets": [{"name": "d", "digest": digest(1)}]}
    )
    found = graph(document("evidence/p.json", said), card)
    assert edges(found) == [
        "dataset-1 used run-1 by digest",
        "run-1 generated model by digest",
    ]
    assert names(found)["dataset-1"] == "d"


def test_an_evaluation_says_on_what_the_model_was_tested() -> None:
    told = {"metric": "auc", "value": "1"}
    mine = {**told, "dataset": "holdout", "model_digest": MODEL}
    card = {**told, "dataset": "holdout"}
    other = {**told, "dataset": "holdout", "model_digest": digest(5)}
    sections = {"evaluations": [mine, other]}
    found = graph(
        document("README.md", {"evaluations": [card]}),
        document("evidence/e.json", sections),
    )
    assert edges(found) == [
        "dataset-1 tested_on model by document",
        "dataset-2 tested_on model by digest",
    ]


def test_a_base_model_and_a_deployment_stand_at_the_ends() -> None:
    found = graph(
        document("README.md", {"model_card": {"base_models": [{"name": "base"}]}}),
        document(
            "evidence/k8s.yaml",
            {
                "deployments": [
                    {"name": "web", "digest": digest(99)},
                    {"name": "model", "digest": None},
                ]
            },
        ),
    )
    assert names(found) == {
        "base_model-1": "base",
        "model": None,
        "deployment-1": "model",
        "deployment-2": "web",
    }
    assert edges(found) == [
        "base_model-1 derived_from model by document",
        "model deployed_as deployment-2 by digest",
    ]


def test_ancestors_in_a_bill_of_other_bytes_are_none_of_this_model() -> None:
    def bill(*digests: str) -> dict[str, Any]:
        ancestors = [{"name": "base", "digest": digest(3)}]
        return {"bom": {"model": {"digests": list(digests), "ancestors": ancestors}}}

    assert edges(graph(document("evidence/b.json", bill(MODEL)))) == [
        "base_model-1 derived_from model by digest"
    ]
    assert edges(graph(document("evidence/b.json", bill(digest(4))))) == []


def test_a_base_among_the_files_is_no_edge_from_the_model_to_itself() -> None:
    weights = {"adapter.safetensors": "11" * 32, "base.safetensors": "22" * 32}
    base = f"sha256:{'22' * 32}"
    told = document("evidence/run.json", run({"base": base}, {"adapter": MODEL}))
    found = graph(told, weights=weights)
    assert edges(found) == ["run-1 generated model by digest"]


def test_features_are_joined_by_the_file_that_defines_them() -> None:
    view = document(
        "evidence/features.yaml",
        {"lineage": {"features": [{"name": "view", "commit": "a" * 40}]}},
        sha256=f"{7:064x}",
    )
    used = document("evidence/run.json", run({"view": digest(7)}, {"m": MODEL}))
    assert "features-1 used run-1 by digest" in edges(graph(view, used))
    by_name = document("evidence/run.json", run({"view": None}, {"m": MODEL}))
    assert "features-1" not in " ".join(edges(graph(view, by_name)))


RECORDS = {
    "nodes": [
        {"id": "d", "kind": "entity", "name": "data", "digest": digest(1)},
        {"id": "r", "kind": "activity"},
        {"id": "m", "kind": "entity", "digest": MODEL},
        {"id": "p", "kind": "agent", "name": "Ada"},
    ],
    "edges": [
        {"from": "r", "to": "d", "kind": "used"},
        {"from": "m", "to": "r", "kind": "wasGeneratedBy"},
        {"from": "m", "to": "d", "kind": "wasDerivedFrom"},
        {"from": "m", "to": "p", "kind": "wasAttributedTo"},
        {"from": "m", "to": "nowhere", "kind": "wasDerivedFrom"},
    ],
}


def test_records_of_provenance_are_drawn_as_the_data_flows() -> None:
    found = graph(document("evidence/prov.json", {"lineage": RECORDS}))
    assert edges(found) == [
        "dataset-1 derived_from model by digest",
        "dataset-1 used run-1 by document",
        "run-1 generated model by digest",
    ]
    turned = {**RECORDS, "edges": [{"from": "d", "to": "r", "kind": "used"}]}
    found = graph(document("evidence/prov.json", {"lineage": turned}))
    assert edges(found) == ["dataset-1 used run-1 by document"]


def test_ids_of_records_hold_in_their_own_document_only() -> None:
    nodes = {"nodes": RECORDS["nodes"]}
    apart = {"edges": RECORDS["edges"]}
    found = graph(
        document("evidence/a.json", {"lineage": nodes}),
        document("evidence/b.json", {"lineage": apart}),
    )
    assert edges(found) == []


def test_each_node_and_edge_leads_to_its_document_and_the_score_to_the_weakest() -> (
    None
):
    weak = document(
        "model/MLmodel",
        {"lineage": {"mlflow": {"run_id": RUN}}},
        Assurance.DECLARED,
        Binding.ENCLOSED,
    )
    found = graph(document("evidence/run.json", run({"a": digest(1)}, {})), weak)
    places = {n["id"]: found.places[n["at"]] for n in found.section["nodes"]}
    assert places["model"] == Place("", "")
    assert places["dataset-1"].document == places["run-1"].document
    assert places["run-1"].document == "evidence/run.json"
    assert found.places["/graph"].document == "model/MLmodel"
    assert found.rests == ("model/MLmodel", "evidence/run.json")


def test_a_thing_is_described_by_the_document_that_is_worth_most() -> None:
    one = {"datasets": [{"name": "declared", "digest": digest(1)}]}
    other = {"datasets": [{"name": "signed", "digest": digest(1)}]}
    found = graph(
        document("evidence/a.json", one, Assurance.DECLARED),
        document("evidence/b.json", other),
    )
    node = found.section["nodes"][0]
    assert (node["name"], node["document"]) == ("signed", "evidence/b.json")


word = st.sampled_from(["a", "b", "train", "model", ""])
weak = st.none() | st.sampled_from(
    ["md5:" + "0" * 32, "sha256:abc", "SHA256:" + "A" * 64]
)
listed = st.dictionaries(word.filter(bool), weak, max_size=3)
named = listed.map(lambda d: [{"name": n, "digest": x} for n, x in d.items()])
models = named.map(lambda said: [{**r, "id": r["name"], "kind": "model"} for r in said])
told = st.fixed_dictionaries(
    {
        "run": st.builds(
            lambda i, j: {"id": i, "job": j},
            st.sampled_from(["train", "7", None]),
            word,
        ),
        "datasets": named,
        "outputs": named,
        "features": named,
        "nodes": models,
    }
)


@given(one=told, other=told)
def test_a_name_never_joins_two_documents(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    def lineage(path: str, said: dict[str, Any]) -> Any:  # noqa: ANN401
        # The dossier has one source for these lists; this is about joining.
        return document(path, {"lineage": said})

    both = graph(lineage("evidence/a.json", one), lineage("evidence/b.json", other))
    assert {e["joined_by"] for e in both.section["edges"]} <= {"document"}
    homes = {n["id"]: n["document"] for n in both.section["nodes"]}
    for edge in both.section["edges"]:
        assert homes[edge["from"]] == homes[edge["to"]]
    assert both.section["score"] == 0


@given(st.permutations(range(4)))
def test_the_graph_is_the_same_in_whatever_order_documents_come(
    order: list[int],
) -> None:
    documents = [
        TRAINED,
        document("README.md", {"evaluations": [{"dataset": "h", "value": "1"}]}),
        document("evidence/p.json", provenance(RUN)),
        document("evidence/d.json", {"datasets": [{"name": "d", "digest": digest(1)}]}),
    ]
    assert graph(*(documents[n] for n in order)) == graph(*documents)


def test_of_a_large_graph_a_decision_keeps_what_a_picture_shows() -> None:
    many = {f"d{n:04}": digest(n + 9999) if n != 3000 else None for n in range(1, 4000)}
    found = graph(document("evidence/run.json", run(many, {"m": MODEL})))
    kept = compact(found.section)
    assert len(kept["nodes"]) == NODES
    assert len(kept["edges"]) == NODES - 1 <= EDGES
    assert len(kept["missing"]) == 1 <= MISSING
    assert kept["left_out"] == {
        "nodes": 3999 + 2 - NODES,
        "edges": 4000 - NODES + 1,
        "missing": 0,
    }
    ids = {node["id"] for node in kept["nodes"]}
    assert {kept["missing"][0]["from"], "run-1", "model"} <= ids
