"""The score of the minimum elements: data, path syntax, and what counts as a value."""

import json
import re
import time
from typing import Any

import pytest

from mlgate.core.pointer import resolve
from mlgate.loaders.bom import schema as bom_schema
from mlgate.loaders.bom.components import below, models, top
from mlgate.loaders.bom.score import Score, score
from mlgate.strict.shipped import folder

DATA = json.loads(
    (folder("policies") / "reference" / "ml-bom-elements.json").read_text()
)
ELEMENTS = DATA["elements"]
IDS = [e["id"] for e in ELEMENTS]
DIGEST = {"alg": "SHA-256", "content": "a" * 64}


def judge(document: dict[str, Any]) -> Score:
    first = top(document)
    inside = [*below(document), *below(first.raw, first.at)]
    found = models(document, first, inside)
    return score(document, [c.raw for c in inside], [m.raw for m in found])


def held(document: dict[str, Any]) -> set[str]:
    return set(IDS) - set(judge(document).missing)


def one_model(**more: object) -> dict[str, Any]:
    return {"components": [{"type": "machine-learning-model", **more}]}


def one_dataset(**more: object) -> dict[str, Any]:
    return {"components": [{"type": "data", **more}]}


def test_there_are_fifty_elements_of_which_fourteen_are_mandatory() -> None:
    assert len(set(IDS)) == 50
    assert sum(e["mandatory"] for e in ELEMENTS) == 14


def test_an_empty_document_holds_nothing() -> None:
    found = judge({})
    assert found.value == 0
    assert list(found.missing) == IDS
    assert list(found.mandatory) == [e["id"] for e in ELEMENTS if e["mandatory"]]


@pytest.mark.parametrize(
    ("document", "element"),
    [
        ({"metadata": {"authors": [{"name": "Jo"}]}}, "MD-01"),
        ({"serialNumber": "urn:uuid:1"}, "MD-02"),
        ({"signature": {"algorithm": "ES256", "value": "x"}}, "MD-05"),
        ({"metadata": {"tools": [{"name": "t"}]}}, "MD-06"),
        ({"metadata": {"tools": {"components": [{"name": "t"}]}}}, "MD-06"),
        ({"metadata": {"timestamp": "2026-01-01T00:00:00Z"}}, "MD-09"),
        (one_model(name="x"), "MDL-01"),
        (one_model(purl="pkg:huggingface/a/b@1"), "MDL-02"),
        (one_model(version="1"), "MDL-03"),
        (one_model(hashes=[DIGEST]), "MDL-07"),
        (one_model(licenses=[{"expression": "MIT"}]), "MDL-12"),
        (
            {"metadata": {"component": one_model(version="1")["components"][0]}},
            "MDL-03",
        ),
        (
            {"components": [{"components": one_model(version="1")["components"]}]},
            "MDL-03",
        ),
        (one_dataset(name="x"), "DP-01"),
        (one_dataset(data=[{"sensitiveData": ["none"]}]), "DP-08"),
        ({"components": [{"type": "library", "name": "torch"}]}, "INF-01"),
        ({"externalReferences": [{"type": "rfc-9116", "url": "https://x"}]}, "SP-03"),
        (
            one_model(
                modelCard={
                    "quantitativeAnalysis": {"performanceMetrics": [{"value": "1"}]}
                }
            ),
            "KPI-02",
        ),
    ],
)
def test_an_element_is_held_where_its_home_says_something(
    document: dict[str, Any], element: str
) -> None:
    assert f"G7AI-{element}" in held(document)


@pytest.mark.parametrize(
    ("document", "element"),
    [
        (one_model(name="x", **{"bom-ref": "x"}), "MDL-02"),
        (one_model(hashes=[{"alg": "MD5", "content": "a" * 32}]), "MDL-07"),
        (one_model(hashes=[{"alg": "SHA-1", "content": "a" * 40}]), "MDL-08"),
        (one_dataset(version="1"), "MDL-03"),
        ({"components": [{"type": "library", "version": "1"}]}, "MDL-03"),
        ({"externalReferences": [{"type": "website", "url": "https://x"}]}, "MD-05"),
        ({"externalReferences": [{"type": "rfc-9116", "url": " "}]}, "SP-03"),
        ({"metadata": {"supplier": {"name": "x"}}}, "MD-01"),
        ({"version": 3}, "MD-02"),
        ({"vulnerabilities": []}, "SP-04"),
        ({"metadata": {"authors": {"name": "x"}}}, "MD-01"),
    ],
)
def test_an_element_is_not_held_by_something_near(
    document: dict[str, Any], element: str
) -> None:
    assert f"G7AI-{element}" not in held(document)


@pytest.mark.parametrize(
    "nothing",
    [
        *("", " ", "NOASSERTION", "unknown", "Unknown", "TODO", "{{ v }}", "<version>"),
        *("-", "n/a", "[More Information Needed]", None, [], {}, [""]),
        {"a": [None, "TBD"]},
    ],
)
def test_what_says_nothing_does_not_count(nothing: object) -> None:
    assert judge(one_model(version=nothing)).value == 0


def test_a_security_figure_is_told_from_any_other_figure() -> None:
    def figure(name: str) -> set[str]:
        metrics = [{"type": name, "value": "0.1"}]
        return held(
            one_model(
                modelCard={"quantitativeAnalysis": {"performanceMetrics": metrics}}
            )
        )

    assert "G7AI-KPI-01" in figure("Attack success rate")
    assert "G7AI-KPI-01" not in figure("accuracy")


def test_each_home_is_in_the_official_schema() -> None:
    schema = bom_schema.read("1.7")
    for element in ELEMENTS:
        for home in element["homes"]:
            assert _leads_somewhere(schema, schema, _keys(home)), home
            assert not _leads_somewhere(schema, schema, [*_keys(home)[:-1], "x-no"])


def _keys(home: str) -> list[str]:
    return re.sub(r"\[[^]]*\]", "", home).split(".")


def _leads_somewhere(schema: object, root: object, keys: list[str]) -> bool:
    if not isinstance(schema, dict):
        return False
    reference = schema.get("$ref", "")
    if reference and not reference.startswith("#"):
        return len(keys) <= 1
    if reference:
        return _leads_somewhere(resolve(root, reference[1:]), root, keys)
    inner = [o for w in ("oneOf", "anyOf", "allOf") for o in schema.get(w, ())]
    items = schema.get("items")
    inner += items if isinstance(items, list) else [items]
    if not keys or any(_leads_somewhere(o, root, keys) for o in inner):
        return True
    below = schema.get("properties", {}).get(keys[0])
    return below is not None and _leads_somewhere(below, root, keys[1:])


def test_thousands_of_components_are_scored_about_as_fast_as_they_are_parsed() -> None:
    each = {"type": "library", "name": "x", "version": "1", "purl": "pkg:pypi/x@1"}
    document = {"components": [{**each, "hashes": [DIGEST]} for _ in range(5000)]}
    judge({})
    text = json.dumps(document)
    ratios = []
    for _ in range(3):
        start = time.perf_counter()
        json.loads(text)
        parsed = time.perf_counter()
        judge(document)
        ratios.append((time.perf_counter() - parsed) / (parsed - start))
    assert min(ratios) < 4
