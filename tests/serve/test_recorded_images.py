"""An image's digest leads to a model by what a signed decision recorded."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reviewed_cluster import Cluster, artifacts, build, image, manifest, record, review

import oci_images

SERVICE = "serving.kserve.io/InferenceService"
GOOD = manifest("good")
Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def cluster(tmp_path: Path) -> Cluster:
    return build(tmp_path, second=[{}])


def attest(
    cluster: Cluster, *raws: bytes, kind: str = "oci", key: str = "gate", **more: object
) -> None:
    """Decide on "good", whose images are ``raws``; no manifest lies in the folder."""
    aliases = [{"kind": kind, "digest": oci_images.digest(raw)} for raw in raws]
    subject = {**record("good")["subject"], "aliases": aliases}
    cluster.attest("good", key, subject=subject, **more)
    for file in cluster.folder.rglob("good-*/*.oci.json"):
        file.unlink()
    cluster.store.refresh()


def said(cluster: Cluster, raw: bytes = GOOD) -> tuple[str, str]:
    """Return the verdict on an object that names the image, and the reason."""
    uri = f"oci://{image(raw)}"
    told = review(SERVICE, {"spec": {"predictor": {"model": {"storageUri": uri}}}})
    notes = cluster.reply(told)["auditAnnotations"]
    return notes["verdict"], notes["reason"]


def test_an_image_that_the_decision_recorded_needs_no_manifest(
    cluster: Cluster,
) -> None:
    assert said(cluster)[0] == "deny"
    attest(cluster, GOOD)
    assert said(cluster)[0] == "allow"


def test_each_image_that_was_recorded_counts_and_no_other(cluster: Cluster) -> None:
    other = manifest("good", ("README.md", "e" * 64))
    attest(cluster, GOOD, other)
    assert said(cluster, other)[0] == "allow"
    verdict, why = said(cluster, manifest("second", ("README.md", "e" * 64)))
    assert verdict == "deny"
    assert "nothing shows which model it holds" in why


def test_a_denial_says_so_of_the_image_as_well(cluster: Cluster) -> None:
    attest(cluster, GOOD, verdict="deny")
    verdict, why = said(cluster)
    assert verdict == "deny"
    assert "the result is 'FAILED', not PASSED" in why


def test_the_image_stays_known_when_a_later_decision_says_no(cluster: Cluster) -> None:
    attest(cluster, GOOD)
    attest(cluster, verdict="deny", clock="2026-11-25T10:00:00Z")
    assert "'FAILED', not PASSED" in said(cluster)[1]


@pytest.mark.parametrize("key", ["link", "stranger"])
def test_what_no_trusted_key_signed_records_nothing(cluster: Cluster, key: str) -> None:
    attest(cluster, manifest("second"), key=key)
    second = cluster.folder / "second-0" / "image.oci.json"
    assert said(cluster, manifest("second"))[0] == "allow"
    second.unlink()
    cluster.store.refresh()
    verdict, why = said(cluster, manifest("second"))
    assert verdict == "deny"
    assert "nothing shows which model it holds" in why


def test_the_root_of_a_model_signature_leads_nowhere(cluster: Cluster) -> None:
    attest(cluster, GOOD, kind="oms")
    assert "nothing shows which model it holds" in said(cluster)[1]


def test_an_image_of_two_models_runs_only_if_both_may(cluster: Cluster) -> None:
    raw = manifest("second")
    attest(cluster, raw, verdict="deny")
    verdict, why = said(cluster, raw)
    assert verdict == "deny"
    assert "'FAILED', not PASSED" in why


def test_a_manifest_beside_the_attestations_is_another_way(cluster: Cluster) -> None:
    attest(cluster)
    assert said(cluster)[0] == "deny"
    (cluster.folder / "good.oci.json").write_bytes(GOOD)
    cluster.store.refresh()
    assert said(cluster)[0] == "allow"


def _twin(value: dict[str, Any]) -> None:
    files = [("evil.py", "9" * 64)]
    value["Layers"] = oci_images.document(files)["layers"]


def _index(value: dict[str, Any]) -> None:
    value["manifests"] = [{"digest": f"sha256:{'9' * 64}"}]


def _configured(value: dict[str, Any]) -> None:
    value["config"] = {"digest": f"sha256:{'9' * 64}"}


@pytest.mark.parametrize("change", [_twin, _index, _configured])
def test_a_manifest_that_a_runtime_may_read_otherwise_shows_nothing(
    cluster: Cluster, change: Change
) -> None:
    files = [(a["path"], a["sha256"]) for a in artifacts("second")]
    value = oci_images.document(files)
    change(value)
    raw = json.dumps(value).encode()
    (cluster.folder / "odd.oci.json").write_bytes(raw)
    cluster.store.refresh()
    verdict, why = said(cluster, raw)
    assert verdict == "undecided"
    assert "odd.oci.json" in why
    assert said(cluster, manifest("second"))[0] == "allow"
