import json
from typing import Any

import pytest

from drafted import load
from mlgate.errors import EvidenceError
from mlgate.loaders.lineage.feast import FeastObjectLoader, FeastRegistryLoader
from mlgate.loaders.source import Source

REGISTRY, ONE = FeastRegistryLoader(), FeastObjectLoader()
A = "a" * 64
VIEW: dict[str, Any] = {
    "spec": {
        "name": "driver_stats",
        "entities": ["driver"],
        "features": [
            {"name": "trips", "valueType": "INT64"},
            {"name": "rating", "valueType": "FLOAT"},
        ],
        "batchSource": {"name": "driver_source", "type": "BATCH_FILE"},
        "tags": {"version": "1.10", "commit": "c" * 40, "digest": f"sha256:{A}"},
    },
    "meta": {"createdTimestamp": "2026-11-01T09:00:00Z"},
}
SERVICE: dict[str, Any] = {
    "spec": {
        "name": "driver_model",
        "features": [
            {"featureViewName": "driver_stats", "featureColumns": [{"name": "trips"}]},
            {"featureViewName": "weather", "featureColumns": [{"name": "rain"}]},
        ],
    }
}
ON_DEMAND: dict[str, Any] = {
    "spec": {
        "name": "odfv",
        "features": [{"name": "sum"}],
        "sources": {"driver_stats": {}},
    }
}
DUMP = {
    "project": "p",
    "entities": [{"spec": {"name": "driver"}}],
    "featureViews": [VIEW],
    "onDemandFeatureViews": [ON_DEMAND],
    "featureServices": [SERVICE],
}
YAML = """meta:
  createdTimestamp: '2026-11-01T09:00:00Z'
spec:
  batchSource:
    name: driver_source
  entities:
  - driver
  features:
  - name: trips
    valueType: INT64
  name: driver_stats
"""


def test_a_registry_gives_each_view_and_service_with_its_features() -> None:
    draft = load(REGISTRY, DUMP)
    view, on_demand, service = draft.sections["lineage"]["features"]
    assert view == {
        "name": "driver_stats",
        "version": "1.10",
        "commit": "c" * 40,
        "digest": f"sha256:{A}",
        "entities": ["driver"],
        "fields": ["trips", "rating"],
        "sources": ["driver_source"],
    }
    assert on_demand["sources"] == ["driver_stats"]
    assert service["fields"] == ["driver_stats:trips", "weather:rain"]
    assert service["sources"] == ["driver_stats", "weather"]
    assert draft.sources["/lineage/features/2"] == "/featureServices/0/spec"
    assert draft.sections["lineage"]["extras"]["feast"]["also"] == [
        "entities",
        "project",
    ]
    assert draft.names == frozenset()


def test_one_view_is_read_as_yaml_and_as_json() -> None:
    (yaml,) = load(ONE, YAML).sections["lineage"]["features"]
    (read,) = load(REGISTRY, VIEW).sections["lineage"]["features"]
    assert (yaml["name"], yaml["fields"]) == ("driver_stats", ["trips"])
    assert yaml["version"] is None
    assert read["fields"] == ["trips", "rating"]


@pytest.mark.parametrize("digest", ["md5:" + "a" * 32, "sha256:" + A[:12], A, "x"])
def test_a_weak_digest_in_a_tag_is_none(digest: str) -> None:
    one = json.loads(json.dumps(VIEW))
    one["spec"]["tags"]["digest"] = digest
    (found,) = load(REGISTRY, one).sections["lineage"]["features"]
    assert found["digest"] is None


def broken(path: str, value: object) -> str:
    made: Any = json.loads(json.dumps(DUMP))
    inner, (*above, last) = made, path.split("/")
    for token in above:
        inner = inner[int(token) if isinstance(inner, list) else token]
    inner[last] = value
    return json.dumps(made, indent=1)


@pytest.mark.parametrize(
    ("path", "value", "message", "line_has"),
    [
        ("featureViews", {}, "'featureViews' is an object", '"featureViews"'),
        ("featureViews/0/spec", None, "got null", '"spec"'),
        ("featureViews/0/spec/name", "", "'name' is text", '"name"'),
        ("featureViews/0/spec/features", [], "has no feature", '"spec"'),
        ("featureViews/0/spec/features", [1], "got a number", "1"),
        ("featureViews/0/spec/entities", [1], "expected text", "1"),
        ("featureViews/0/spec/tags", "x", "got text", '"tags"'),
        ("featureServices/0/spec/features", "x", "not a list", '"features"'),
    ],
)
def test_a_broken_registry_is_refused_with_its_line(
    path: str, value: object, message: str, line_has: str
) -> None:
    text = broken(path, value)
    with pytest.raises(EvidenceError) as caught:
        REGISTRY.load(Source("evidence/r.json", text.encode()))
    assert message in caught.value.message
    assert line_has in text.split("\n")[int(caught.value.place.split(":")[1]) - 1]


def test_a_registry_without_any_feature_is_no_evidence_of_features() -> None:
    raw = json.dumps({"featureViews": [], "entities": [{"spec": {}}]}).encode()
    with pytest.raises(EvidenceError, match="no feature view"):
        REGISTRY.load(Source("evidence/r.json", raw))


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n",
        "project: p\nregistry: data/registry.db\nprovider: local\n",
        '{"spec": {"features": []}}',
        '["featureViews", "spec"]',
    ],
)
def test_other_specs_are_not_taken_for_features(text: str) -> None:
    source = Source("evidence/a", text.encode())
    assert not REGISTRY.recognises(source)
    assert not ONE.recognises(source)
