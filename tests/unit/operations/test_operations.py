"""Access reviews, monitors, deployments, and Kubernetes objects that name a model."""

import json
from typing import Any

import pytest

from mlgate.core.evidence import Draft
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.errors import EvidenceError
from mlgate.loaders import BUILTIN
from mlgate.loaders.source import Source

HEX = "ab" * 32
OCI = f"oci://registry.test/models/scorer:1@sha256:{HEX}"
REVIEW = """kind: mlgate.dev/access-review/v1
system: model registry
reviewer: ada@acme.test
reviewed_at: 2026-11-01T09:00:00z
next_due_at: 2027-02-01T09:00:00.123456789+01:00
accounts: 41
removed: 3
wildcards: 0
"""
MONITOR = (
    """# written every night
---
kind: 'mlgate.dev/monitoring/v1'
subject: sha256:{HEX}
tool: watcher
window_start: 2026-11-01T00:00:00Z
window_end: 2026-11-08T00:00:00Z
records:
  - {{kind: drift, metric: psi, column: income, number: 0.10, threshold: 2e-1,
      drifted: false}}
  - {{kind: performance, metric: auc, number: 1, drifted: true}}
""".replace("{HEX}", HEX)
    .replace("{{", "{")
    .replace("}}", "}")
)
EVALUATION = f"""kind: mlgate.dev/evaluation/v1
subject: sha256:{HEX}
tool: scikit-learn
tool_version: "1.10"
task: tabular-classification
dataset: holdout
dataset_digest: sha256:{"cd" * 32}
ran_at: 2026-11-01T00:00:00Z
records:
  - {{metric: roc_auc, number: 0.770, samples: 1000, threshold: 0.7, passed: true}}
  - {{kind: fairness, metric: gap, slice: age < 30, number: -1e-2, lower: -0.02}}
"""
DEPLOYMENT = f"""kind: mlgate.dev/deployment/v1
name: scorer
namespace: risk
environment: prod
reference: {OCI}
digest: sha256:{HEX}
"""
SERVICE = f"""apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {{name: scorer, namespace: risk}}
spec:
  predictor:
    model:
      modelFormat: {{name: sklearn}}
      storageUri: {OCI}
"""
WORKLOAD = f"""apiVersion: apps/v1
kind: Deployment
metadata:
  name: scorer
spec:
  template:
    spec:
      containers:
        - {{name: serve, image: 'registry.test/server@sha256:{"cd" * 32}'}}
      volumes:
        - {{name: model, image: {{reference: 'registry.test/scorer@sha256:{HEX}'}}}}
"""


def load(text: str, path: str = "evidence/x.yaml") -> Draft:
    source = Source(path, text.encode())
    loader = next(x for x in BUILTIN.values() if x.recognises(source))
    draft = loader.load(source)
    assert set(draft.sections) == set(loader.sections)
    return draft


def records(text: str) -> list[dict[str, Any]]:
    draft = load(text)
    ((section, found),) = draft.sections.items()
    made = total(found, SHAPE[section], f"/{section}")
    assert {f"/{section}/{i}" for i in range(len(made))} <= draft.sources.keys()
    return [{k: v for k, v in one.items() if k != "at"} for one in made]


def said(text: str) -> list[dict[str, Any]]:
    return [{k: v for k, v in one.items() if v is not None} for one in records(text)]


def test_an_access_review_says_who_looked_when_and_what_came_of_it() -> None:
    assert said(REVIEW) == [
        {
            "system": "model registry",
            "reviewer": "ada@acme.test",
            "reviewed_at": "2026-11-01T09:00:00Z",
            "next_due_at": "2027-02-01T09:00:00.123456789+01:00",
            "accounts": 41,
            "removed": 3,
            "wildcards": 0,
        }
    ]


def test_what_a_review_does_not_say_is_null_and_not_nought() -> None:
    (made,) = records("kind: mlgate.dev/access-review/v1\nsystem: x\nremoved: null\n")
    assert (made["accounts"], made["removed"], made["reviewed_at"]) == (None,) * 3


def test_a_placeholder_and_a_date_without_a_zone_are_gaps() -> None:
    draft = load(
        "kind: mlgate.dev/access-review/v1\nreviewer: TODO\nreviewed_at: 2026-11-01\n"
    )
    assert [(g.at, g.why) for g in draft.gaps] == [
        ("/access_reviews/0/reviewer", "placeholder"),
        ("/access_reviews/0/reviewed_at", "unreadable"),
    ]


def test_a_monitor_is_one_record_for_each_thing_that_it_watches() -> None:
    window = {
        "tool": "watcher",
        "window_start": "2026-11-01T00:00:00Z",
        "window_end": "2026-11-08T00:00:00Z",
    }
    psi = {"kind": "drift", "metric": "psi", "column": "income", "drifted": False}
    assert said(MONITOR) == [
        {**window, **psi, "number": 0.1, "threshold": 0.2},
        {
            **window,
            "kind": "performance",
            "metric": "auc",
            "number": 1,
            "drifted": True,
        },
    ]
    draft = load(MONITOR)
    assert draft.names == {HEX}
    assert draft.sources["/monitoring/1"] == "/records/1"


def test_an_evaluation_is_one_record_for_each_figure_of_the_bytes_it_names() -> None:
    common = {
        "tool": "scikit-learn",
        "tool_version": "1.10",
        "task": "tabular-classification",
        "dataset": "holdout",
        "dataset_digest": f"sha256:{'cd' * 32}",
        "ran_at": "2026-11-01T00:00:00Z",
        "model_digest": f"sha256:{HEX}",
    }
    auc = {"metric": "roc_auc", "number": 0.77, "samples": 1000, "passed": True}
    auc["value"] = "0.770"
    gap = {"metric": "gap", "kind": "fairness", "slice": "age < 30", "number": -0.01}
    gap["value"] = "-1e-2"
    assert said(EVALUATION) == [
        {**common, **auc, "threshold": 0.7},
        {**common, **gap, "lower": -0.02},
    ]
    draft = load(EVALUATION)
    assert draft.names == {HEX}
    assert draft.sources["/evaluations/1"] == "/records/1"
    unbound = records(EVALUATION.replace(f"subject: sha256:{HEX}\n", ""))
    assert [r["model_digest"] for r in unbound] == [None, None]


def test_a_deployment_says_what_runs_where() -> None:
    assert said(DEPLOYMENT) == [
        {
            "name": "scorer",
            "namespace": "risk",
            "environment": "prod",
            "reference": OCI,
            "digest": f"sha256:{HEX}",
        }
    ]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (REVIEW + "acounts: 3\n", 9, "did you mean 'accounts'"),
        (REVIEW.replace("41", "many"), 6, "whole number"),
        (REVIEW.replace("41", "-1"), 6, "accounts"),
        (REVIEW.replace("41", "1.5"), 6, "accounts"),
        (REVIEW.replace("/v1", "/v2"), 1, "kind"),
        ("kind: mlgate.dev/monitoring/v1\nrecords: []\n", 2, "records"),
        ("kind: mlgate.dev/monitoring/v1\n", 1, "'records' is missing"),
        (DEPLOYMENT.replace(f"digest: sha256:{HEX}", "digest: latest"), 6, "digest"),
        (DEPLOYMENT + "name: other\n", 7, "duplicate key"),
        (EVALUATION.replace(HEX, HEX[:40]), 2, "subject"),
        (EVALUATION.replace("0.770", "high"), 10, "number"),
        ("kind: mlgate.dev/evaluation/v1\nrecords: []\n", 2, "records"),
    ],
)
def test_a_document_that_does_not_fit_is_refused_at_its_line(
    text: str, line: int, message: str
) -> None:
    with pytest.raises(EvidenceError, match=message) as caught:
        load(text)
    assert caught.value.place.startswith(f"evidence/x.yaml:{line}:")


def test_json_is_read_as_well() -> None:
    value = {"kind": "mlgate.dev/access-review/v1", "system": "x", "accounts": 2}
    for text in (json.dumps(value), json.dumps(value, indent=2)):
        assert said(text) == [{"system": "x", "accounts": 2}]


@pytest.mark.parametrize("text", [SERVICE, WORKLOAD])
def test_an_object_that_names_a_model_by_digest_is_a_deployment(text: str) -> None:
    (made,) = records(text)
    assert (made["name"], made["digest"]) == ("scorer", f"sha256:{HEX}")
    assert made["reference"].endswith(
        f"scorer{':1' * ('serving' in text)}@sha256:{HEX}"
    )


@pytest.mark.parametrize(
    "reference",
    [
        "oci://registry.test/scorer:1",
        "s3://bucket/scorer",
        f"s3://bucket/scorer@sha256:{HEX}",
        f"registry.test/scorer@sha256:{HEX}",
        f"oci://registry.test/scorer@sha256:{HEX[:-1]}",
        f"oci://registry.test/scorer@sha256:{HEX.upper()}",
        f"oci://registry.test/scorer@md5:{HEX[:32]}",
    ],
)
def test_a_model_that_is_not_pinned_has_a_reference_and_no_digest(
    reference: str,
) -> None:
    (made,) = records(SERVICE.replace(OCI, reference))
    assert (made["reference"], made["digest"]) == (reference, None)


def test_every_place_where_a_service_names_a_model_is_seen() -> None:
    spec = {
        "predictor": {
            "storageUris": [{"uri": OCI}, {"uri": "hf://acme/b"}],
            "sklearn": {"storageUri": "s3://b/c"},
        },
        "transformer": {"volumes": [{"image": {"reference": "r.test/d"}}]},
    }
    head = {"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService"}
    whole = {**head, "metadata": {"name": "s"}, "spec": spec}
    found = [r["reference"] for r in records(json.dumps(whole))]
    assert found == [OCI, "hf://acme/b", "s3://b/c", "r.test/d"]
    llm = {
        "apiVersion": "serving.kserve.io/v1alpha1",
        "kind": "LLMInferenceService",
        "spec": {"model": {"uri": "hf://acme/l"}},
    }
    listed = {"apiVersion": "v1", "kind": "List", "items": [whole, llm]}
    draft = load(json.dumps(listed))
    assert len(draft.sections["deployments"]) == 5
    assert draft.sources["/deployments/4"] == "/items/1/spec/model/uri"


def test_an_object_without_a_model_says_nothing() -> None:
    bare = WORKLOAD.partition("      volumes")[0]
    assert records(bare) == []


def test_a_second_object_in_the_file_is_refused_and_not_lost() -> None:
    with pytest.raises(EvidenceError, match="second YAML document"):
        load(f"{SERVICE}--- # prod\n{WORKLOAD}")


@pytest.mark.parametrize(
    "text",
    [
        f"# How to deploy\n\nWrite this:\n\n```yaml\n{SERVICE}```\n",
        f"# Reviews\n\nLike so:\n\n```yaml\n{REVIEW}```\n",
        f'"""Deploys.\n\n{SERVICE}"""\nimport os\n',
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  kind: Pod\n",
        "kind: Deployment\nname: x\n",
        "spec:\n  kind: mlgate.dev/access-review/v1\n",
        "kind: mlgate.dev/other/v1\n",
    ],
)
def test_what_only_quotes_such_a_document_is_none(text: str) -> None:
    source = Source("notes/deploy.txt", text.encode())
    assert not any(x.recognises(source) for x in BUILTIN.values())
