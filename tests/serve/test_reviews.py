"""Every review in a file gets the answer that stands beside it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from reviewed_cluster import Cluster, build, filled, review, subject

from mlgate.serve.settings import Mode

HERE = Path(__file__).parent / "reviews"
REQUEST = ("operation", "oldObject", "subResource", "dryRun")
Case = dict[str, Any]


def _cases() -> Iterator[Any]:
    for file in sorted(HERE.glob("*.yaml")):
        text = filled(file.read_text("utf-8"))
        for case in yaml.safe_load(text):
            yield pytest.param(case, id=f"{file.stem}: {case['name']}")


CASES = list(_cases())


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    return build(tmp_path_factory.mktemp("cluster"))


def _asked(case: Case) -> dict[str, Any]:
    if "model" in case:
        uri = filled(f"oci://<oci {case['model']}>")
        case = {
            "kind": "serving.kserve.io/InferenceService",
            "object": {"spec": {"predictor": {"model": {"storageUri": uri}}}},
        }
    more = {key: case[key] for key in REQUEST if key in case}
    return review(case["kind"], case["object"], **more)


@pytest.mark.parametrize("case", CASES)
def test_a_review_is_answered_as_its_file_says(case: Case, cluster: Cluster) -> None:
    usual = {"unpinned": False, "modelless": False}
    cluster.configure(**usual | case.get("settings", {}))
    asked = _asked(case)
    said = cluster.reply(asked)
    facts = said["auditAnnotations"]
    assert said["uid"] == asked["request"]["uid"]
    assert facts["verdict"] == case["answer"], facts
    assert said["allowed"] is (case["answer"] == "allow")
    assert case.get("says", "") in facts["reason"]
    assert case.get("warns", "") in " ".join(said.get("warnings", []))
    if not said["allowed"]:
        code = 403 if case["answer"] == "deny" else 503
        assert said["status"]["code"] == code
        assert said["status"]["message"] == facts["reason"]
        assert len(said["status"]["message"]) <= 400
    assert all(isinstance(value, str) for value in facts.values())


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("mode", [Mode.WARN, Mode.AUDIT])
def test_no_mode_but_enforce_stops_anything(
    case: Case, mode: Mode, cluster: Cluster
) -> None:
    usual = {"unpinned": False, "modelless": False, "mode": mode}
    cluster.configure(**usual | case.get("settings", {}))
    said = cluster.reply(_asked(case))
    cluster.configure(mode=Mode.ENFORCE)
    assert said["allowed"] is True
    assert "status" not in said
    assert said["auditAnnotations"]["verdict"] == case["answer"]
    assert said["auditAnnotations"]["mode"] == mode.value
    warned = mode is Mode.WARN and (case["answer"] != "allow" or "warns" in case)
    assert bool(said.get("warnings")) is warned
    assert all(len(line) <= 120 for line in said.get("warnings", []))


def test_an_answer_names_decision_policy_and_subject_for_the_audit(
    cluster: Cluster,
) -> None:
    cluster.configure(unpinned=False)
    facts = cluster.reply(_asked({"model": "good"}))["auditAnnotations"]
    assert facts["subject"] == subject("good")
    assert facts["policy"] == "sha256:" + "c" * 64
    assert facts["decision"].startswith("sha256:")
    assert facts["decision"] in facts["reason"]
    assert (facts["tier"], facts["signer"], facts["pinned"]) == ("T2", "gate", "yes")


def test_what_an_annotation_claims_is_marked_as_not_pinned(cluster: Cluster) -> None:
    cluster.configure(unpinned=True)
    asked = review(
        "apps/Deployment",
        {
            "metadata": {"annotations": {"mlgate.dev/subject": subject("good")}},
            "spec": {
                "template": {"spec": {"containers": [{"args": ["--model=org/m"]}]}}
            },
        },
    )
    assert cluster.reply(asked)["auditAnnotations"]["pinned"] == "no"


def test_freshness_is_judged_when_it_is_asked_for(cluster: Cluster) -> None:
    cluster.configure(unpinned=False)
    asked, before = _asked({"model": "good"}), cluster.time
    assert cluster.reply(asked)["allowed"]
    cluster.time = before + timedelta(days=90)
    said = cluster.reply(asked)
    cluster.time = before
    assert not said["allowed"]
    assert "more than 90 days" in said["status"]["message"]


def test_a_waiver_ends_while_the_webhook_runs(cluster: Cluster) -> None:
    cluster.configure(unpinned=False)
    asked, before = _asked({"model": "waived"}), cluster.time
    assert cluster.reply(asked)["allowed"]
    cluster.time = before + timedelta(days=7)
    said = cluster.reply(asked)
    cluster.time = before
    assert "waiver W1 for ACM-1 expired" in said["status"]["message"]
