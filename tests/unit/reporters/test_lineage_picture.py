"""The picture of a lineage: whole in itself, nothing over another, nothing hostile."""

import re
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from decision_values import LINEAGE, NASTY, graphs
from hypothesis import given, settings

from mlgate.reporters.lineage_layout import MOST, WIDTH, Graph, layout
from mlgate.reporters.lineage_svg import svg
from mlgate.reporters.lineage_words import lines, percent, summary
from mlgate.reporters.lines import in_xml, plain

SVG = "{http://www.w3.org/2000/svg}"
OURS = {"g", "path", "rect", "style", "svg", "text"}
NONE = {"nodes": 0, "edges": 0, "missing": 0}


def _root(graph: Graph) -> ET.Element:
    # Made here and now by us, so no entity can be in it.
    return ET.fromstring(svg(graph).encode())  # noqa: S314


def _texts(graph: Graph) -> list[str]:
    return [t.text or "" for t in _root(graph).iter(f"{SVG}text")]


def _many(count: int, unpinned: int = 0) -> Graph:
    digest = f"sha256:{'ab' * 32}"
    nodes = [
        {"id": f"dataset-{n}", "kind": "dataset", "name": f"table {n}", "version": None,
         "digest": None if n < unpinned else digest, "document": "a"}
        for n in range(count)
    ]  # fmt: skip
    why = "has no strong digest"
    return {
        "nodes": [*nodes, *(n for n in LINEAGE["nodes"] if n["kind"] != "dataset")],
        "edges": [
            *(
                {"from": n["id"], "to": "run-1", "kind": "used", "joined_by": "id"}
                for n in nodes
            ),
            {
                "from": "run-1",
                "to": "model",
                "kind": "generated",
                "joined_by": "digest",
            },
        ],
        "missing": [
            {"from": f"dataset-{n}", "to": "run-1", "why": why} for n in range(unpinned)
        ],
        "score": 0.5,
        "left_out": NONE,
    }


@settings(max_examples=100)
@given(graphs)
def test_it_is_one_document_that_asks_for_nothing(graph: Graph) -> None:
    for element in _root(graph).iter():
        assert element.tag.removeprefix(SVG) in OURS
        for name, value in element.attrib.items():
            assert name.lower() not in {"href", "src"}
            assert not name.startswith("on")
            assert not re.search(r"url|:|//", value)


@settings(max_examples=100)
@given(graphs)
def test_no_box_lies_on_another_or_outside(graph: Graph) -> None:
    placed = layout(graph)
    for box in placed.boxes.values():
        assert 0 <= box.x <= WIDTH - box.width
        assert box.height // 2 < box.y <= placed.bottom - box.height // 2
    for one, other in combinations(placed.boxes.values(), 2):
        beside = abs(one.x - other.x) >= one.width
        assert beside or abs(one.y - other.y) >= one.height


@pytest.mark.parametrize("count", [1, 3, 12, 13, 40, 58])
def test_few_and_many_are_drawn_in_one_width(count: int) -> None:
    graph = _many(count)
    (_, _, width, height) = _root(graph).attrib["viewBox"].split()
    assert width == str(WIDTH)
    assert int(height) < 1600
    texts = _texts(graph)
    drawn = [n for n in range(count) if f"table {n}" in texts]
    if count <= MOST:
        assert len(drawn) == count
    else:
        assert f"and {count - len(drawn)} more" in texts
        assert len(drawn) == MOST - 1


def test_what_is_missing_is_dashed_numbered_and_said_in_words() -> None:
    graph = _many(5, unpinned=3)
    looks = [p.attrib["class"] for p in _root(graph).iter(f"{SVG}path")]
    # Three of them, and one in the legend.
    assert looks.count("edge lacking") == 4
    assert looks.count("edge id") == 2 + 1
    texts = _texts(graph)
    assert texts.count("1") == 3
    said = "1  table 0, table 1 and 1 more → train: has no strong digest"
    assert said in texts
    assert any("3 links missing" in text for text in texts)


def test_where_nothing_is_known_there_is_a_box_that_says_so() -> None:
    missing = [
        {"from": "dataset", "to": "run", "why": "no data"},
        {"from": "run", "to": "model", "why": "no run"},
    ]
    model = LINEAGE["nodes"][-1:]
    empty = {"nodes": model, "edges": [], "missing": missing, "score": 0.0}
    texts = _texts({**empty, "left_out": NONE})
    assert {"no data is known", "no run is known", "none is known"} <= set(texts)
    assert {"1  data → a run: no data", "2  a run → model: no run"} <= {
        text.replace("credit scorer", "model") for text in texts
    }


@pytest.mark.parametrize(
    "said", [*NASTY, "<script>", "]]>", "&", '"', "\ufffe", "\ud800"]
)
def test_hostile_names_are_shown_as_text(said: str) -> None:
    nodes = [{**n, "name": f"n{said}", "version": said} for n in LINEAGE["nodes"]]
    why = [{"from": "dataset-1", "to": "run-1", "why": f"w{said}"}]
    graph = {**LINEAGE, "nodes": nodes, "missing": why}
    shown = in_xml(plain(f"n{said}"))[:9]
    assert any(text.startswith(shown) for text in _texts(graph))
    assert {e.tag.removeprefix(SVG) for e in _root(graph).iter()} == OURS


@given(graphs)
def test_the_same_is_said_in_words(graph: Graph) -> None:
    said = list(lines(graph))
    assert len(said) == len(graph["edges"]) + len(graph["missing"])
    assert sum(line.startswith("missing: ") for line in said) >= len(graph["missing"])


@pytest.mark.parametrize(
    ("score", "said"),
    [(0.0, "0 %"), (0.29, "29 %"), (0.57, "57 %"), (0.6666, "66 %"), (0.9999, "99 %"),
     (1.0, "100 %")],
)  # fmt: skip
def test_a_share_is_never_more_than_it_is(score: float, said: str) -> None:
    assert percent(score) == said
    graph = {**LINEAGE, "score": score, "missing": []}
    assert summary(graph) == f"{said} of the chain from data to model is there"
