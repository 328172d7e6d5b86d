"""The score: how much of the chain from data to the bytes is there, and what is not."""

import time
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
    graph,
    missing,
    run,
)

from mlgate.core.evidence import Assurance, Evidence
from mlgate.core.lineage_joining import MAX_NODES


def trained(
    inputs: dict[str, str | None] | None = None,
    outputs: dict[str, str | None] | None = None,
    ident: str | None = RUN,
    path: str = "evidence/run.json",
) -> Evidence:
    made = {"m": MODEL} if outputs is None else outputs
    used = {"a": digest(1)} if inputs is None else inputs
    return document(path, run(used, made, ident))


FEATURES = document(
    "evidence/f.yaml", {"lineage": {"features": [{"name": "f", "digest": digest(7)}]}}
)
NAMESAKE = "has no id of its own: another run may be called the same"
CASES: list[tuple[str, list[Evidence], float, list[str]]] = [
    ("whole", [trained()], 1.0, []),
    (
        "nothing",
        [],
        0.0,
        [
            "dataset > run: no document says which data went in",
            "run > model: no document names a run that made it",
        ],
    ),
    (
        "data by name only",
        [trained({"a": digest(1), "b": None})],
        0.75,
        ["dataset-2 > run-1: has no strong digest"],
    ),
    (
        "data by a weak digest",
        [trained({"a": "md5:" + "0" * 32})],
        0.5,
        ["dataset-1 > run-1: has no strong digest"],
    ),
    (
        "no data",
        [trained({})],
        0.5,
        ["dataset > run-1: no document says which data went in"],
    ),
    (
        "the model by name only",
        [trained(outputs={"m": None})],
        0.0,
        [
            "run-1 > model: no document says by digest that this run made these bytes",
        ],
    ),
    (
        "other bytes",
        [trained(outputs={"m": digest(5)})],
        0.0,
        [
            "run-1 > model: no document says by digest that this run made these bytes",
        ],
    ),
    (
        "a run whose id is a name",
        [trained(ident="train")],
        0.0,
        [
            f"dataset-1 > run-1: {NAMESAKE}",
            f"run-1 > model: {NAMESAKE}",
        ],
    ),
    (
        "features that the run read",
        [trained({"a": digest(1), "f": digest(7)}), FEATURES],
        1.0,
        [],
    ),
    (
        "features that nothing names",
        [trained(), FEATURES],
        0.6666,
        ["features-1 > run-1: no run names it, or the file that defines it, by digest"],
    ),
    (
        "features alone",
        [trained({"f": digest(7)}), FEATURES],
        0.6666,
        ["dataset > features-1: no document says which data went in"],
    ),
    (
        "one run knows by digest what another knows by name",
        [
            trained(),
            document(
                "evidence/mlflow.yaml",
                {
                    "lineage": {
                        "mlflow": {"run_id": RUN, "datasets": [{"name": "a"}]},
                    }
                },
            ),
        ],
        1.0,
        [],
    ),
]


@pytest.mark.parametrize(
    ("evidence", "score", "lacking"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_the_score_is_what_is_there_and_the_rest_is_named(
    evidence: list[Evidence], score: float, lacking: list[str]
) -> None:
    found = graph(*evidence)
    assert found.section["score"] == score
    assert missing(found) == lacking


def test_each_file_of_weights_must_have_been_made() -> None:
    weights = {f"{n}.safetensors": f"{n:064x}" for n in (11, 12, 13, 14)}
    outputs: dict[str, str | None] = {str(n): digest(n) for n in (11, 12)}
    found = graph(trained(outputs=outputs), weights=weights)
    assert found.section["score"] == 0.75
    assert missing(found) == ["run > model: no run made 2 of 4 model files"]
    base = {"a": digest(1), "13": digest(13), "14": digest(14)}
    assert graph(trained(base, outputs), weights=weights).section["score"] == 1


def test_a_model_that_no_run_made_may_still_say_its_data() -> None:
    card = {"name": "d", "digest": digest(1), "role": "training"}
    found = graph(document("evidence/d.json", {"datasets": [card]}))
    assert found.section["score"] == 0.5
    assert missing(found) == ["run > model: no document names a run that made it"]


def test_the_chain_goes_on_behind_the_run_that_made_the_model() -> None:
    def records(raw: str | None, prepared: str | None) -> Evidence:
        ids = {"raw": raw, "prepared": prepared, "m": MODEL}
        nodes = [{"id": i, "kind": "dataset", "digest": d} for i, d in ids.items()]
        nodes += [{"id": i, "kind": "run"} for i in (RUN, OTHER_RUN)]
        said = [("raw", OTHER_RUN, "used"), (OTHER_RUN, "prepared", "generated")]
        said += [("prepared", RUN, "used"), (RUN, "m", "generated")]
        told = [{"from": a, "to": b, "kind": k} for a, b, k in said]
        return document("evidence/p.json", {"lineage": {"nodes": nodes, "edges": told}})

    assert graph(records(digest(1), digest(2))).section["score"] == 1
    # Two data sets and the run that prepared them; the raw one is at the far end.
    assert graph(records(None, digest(2))).section["score"] == 0.8333
    # Whatever is behind what may be anything may itself be anything.
    assert graph(records(digest(1), None)).section["score"] == 0.5


def test_two_documents_of_two_runs_are_one_chain_if_a_digest_joins_them() -> None:
    def prepared(made: str | None) -> Evidence:
        said = run({"raw": digest(1)}, {"table": made}, OTHER_RUN)
        return document("evidence/prepare.json", said)

    train = trained({"table": digest(2)}, path="evidence/train.json")
    joined = graph(prepared(digest(2)), train)
    assert joined.section["score"] == 1
    assert joined.rests == ("evidence/prepare.json", "evidence/train.json")
    # Another table of the same name: the chain ends at the one that was used.
    assert graph(prepared(None), train).rests == ("evidence/train.json",)


def test_a_second_run_that_is_not_sure_takes_nothing_away() -> None:
    said = {"predicate_type": "p", "invocation": "build 7", "covers": "all"}
    signed = document("evidence/p.json", {"lineage": {"provenance": said}})
    assert graph(trained(), signed).section["score"] == 1
    vague = trained({"x": None}, ident="build 7", path="evidence/vague.json")
    assert graph(trained(), vague).section["score"] == 1


def test_materials_are_the_data_only_where_nothing_lists_it() -> None:
    materials = [{"uri": "git+x"}, {"digest": digest(1)}]
    said = {"predicate_type": "p", "invocation": RUN, "covers": "all"}
    built = document(
        "evidence/p.json", {"lineage": {"provenance": {**said, "materials": materials}}}
    )
    known = document("evidence/d.json", {"datasets": [{"digest": digest(1)}]})
    assert graph(built, known).section["score"] == 1
    assert graph(built).section["score"] == 0.5
    listed = trained({"a": digest(1), "b": None})
    assert graph(built, known, listed).section["score"] == 0.75


def test_a_stronger_document_that_pins_less_is_the_one_that_counts() -> None:
    weak = trained({"a": digest(1), "b": digest(2)}, path="evidence/weak.json")
    weak = document("evidence/weak.json", weak.draft.sections, Assurance.DECLARED)
    mlflow = {"run_id": RUN, "datasets": [{"name": "a"}]}
    strong = document("evidence/strong.yaml", {"lineage": {"mlflow": mlflow}})
    assert graph(weak).section["score"] == 1
    assert graph(weak, strong).section["score"] == 0.5


def test_a_score_is_never_rounded_up() -> None:
    inputs: dict[str, str | None] = {f"d{n:05}": digest(n + 1) for n in range(3000)}
    inputs["d00000"] = None
    found = graph(trained(inputs))
    assert found.section["score"] == 0.9998
    assert len(found.section["missing"]) == 1


def test_of_too_many_records_the_rest_is_not_taken_for_pinned() -> None:
    inputs: dict[str, str | None] = {f"d{n:05}": digest(n + 1) for n in range(6000)}
    begin = time.perf_counter()
    found = graph(trained(inputs))
    assert time.perf_counter() - begin < 5
    assert len(found.section["nodes"]) == MAX_NODES
    assert found.section["score"] < 1
    assert "dataset > run: there is more lineage" in missing(found)[0]


digests = st.none() | st.integers(1, 4).map(digest) | st.just(MODEL)
lists = st.dictionaries(st.sampled_from("abc"), digests, max_size=3)
idents = st.sampled_from([RUN, OTHER_RUN, "train", None])
runs = st.builds(run, lists, lists, idents)
others = st.one_of(
    runs,
    st.builds(
        lambda i, c: {
            "lineage": {
                "provenance": {"predicate_type": "p", "invocation": i, "covers": c}
            }
        },
        idents,
        st.sampled_from(["all", "part", "other"]),
    ),
    st.builds(
        lambda i, d: {
            "lineage": {
                "mlflow": {
                    "run_id": i,
                    "datasets": [{"name": n, "digest": x} for n, x in d.items()],
                }
            }
        },
        idents,
        lists,
    ),
    lists.map(lambda d: {"datasets": [{"name": n, "digest": x} for n, x in d.items()]}),
    lists.map(
        lambda d: {
            "lineage": {"features": [{"name": n, "digest": x} for n, x in d.items()]}
        }
    ),
)
dossiers = st.lists(others, max_size=4).map(
    lambda said: [document(f"evidence/{n}.json", s) for n, s in enumerate(said)]
)


@given(dossiers)
def test_all_is_there_if_and_only_if_nothing_is_missing(
    evidence: list[Evidence],
) -> None:
    section = graph(*evidence).section
    assert 0 <= section["score"] <= 1
    assert (section["score"] == 1) is (section["missing"] == [])
    assert section["score"] == 0 or graph(*evidence).rests


@given(evidence=dossiers, said=st.data())
def test_a_document_that_is_tied_to_nothing_never_raises_the_score(
    evidence: list[Evidence], said: st.DataObject
) -> None:
    # Neither the digest of anything here, nor the id of any run.
    foreign = st.integers(100, 104).map(digest)
    used: dict[str, Any] = said.draw(st.dictionaries(st.sampled_from("abc"), foreign))
    named = {"lineage": {"mlflow": {"run_id": "f" * 32, "datasets": [
        {"name": name, "digest": value} for name, value in used.items()
    ]}}, "datasets": [{"name": n, "digest": d} for n, d in used.items()]}  # fmt: skip
    before = graph(*evidence).section["score"]
    assert (
        graph(*evidence, document("evidence/z.json", named)).section["score"] <= before
    )


@given(st.lists(st.booleans(), min_size=1, max_size=9))
def test_pinning_one_more_data_set_never_lowers_the_score(pinned: list[bool]) -> None:
    def score(flags: list[bool]) -> float:
        inputs = {f"d{n}": digest(n + 1) if on else None for n, on in enumerate(flags)}
        return float(graph(trained(inputs)).section["score"])

    scores = [score([*pinned[:n], *([True] * (len(pinned) - n))]) for n in
              range(len(pinned), -1, -1)]  # fmt: skip
    assert scores == sorted(scores)
    assert scores[-1] == 1
