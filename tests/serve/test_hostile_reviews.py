"""Whatever is sent: an answer that admits nothing it should not, or an HTTP error."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reviewed_cluster import Cluster, build, filled, review

from mlgate.errors import EvidenceError
from mlgate.serve.places import KINDS

SERVICE = "serving.kserve.io/InferenceService"
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
    | st.sampled_from(["s3://b/m", "--model", "serve", "/mnt/models"])
)
KEYS = st.sampled_from(
    [
        "annotations",
        "args",
        "command",
        "containers",
        "env",
        "image",
        "initContainers",
        "metadata",
        "mlgate.dev/model",
        "mlgate.dev/subject",
        "model",
        "mountPath",
        "name",
        "predictor",
        "reference",
        "serveConfigV2",
        "spec",
        "storage",
        "storageUri",
        "storageUris",
        "template",
        "uri",
        "value",
        "valueFrom",
        "volumeMounts",
        "volumes",
    ]
)
JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5)
    ),
    max_leaves=25,
)
NAMES = sorted(f"{group}/{kind}" for group, kind in KINDS)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    return build(tmp_path_factory.mktemp("cluster"), good=[{}])


@given(kind=st.sampled_from(NAMES), new=JSON, old=JSON, more=JSON)
def test_nothing_that_is_not_decided_is_admitted(
    cluster: Cluster, kind: str, new: object, old: object, more: object
) -> None:
    wrapped = {"metadata": more, "spec": new, "template": {"spec": new}}
    for told in (new, wrapped):
        said = cluster.reply(review(kind, told))
        assert said["allowed"] is False
        said = cluster.reply(review(kind, told, "UPDATE", oldObject=old))
        assert said["allowed"] is False or "decided by" not in json.dumps(said)


@given(JSON)
def test_a_bad_model_is_found_beside_whatever_else_is_there(
    cluster: Cluster, noise: object
) -> None:
    good = filled("oci://<oci good>")
    spec = {
        "predictor": {"model": {"storageUri": good}, "other": noise},
        "explainer": {"x": {"storageUri": "s3://b/bad"}},
    }
    said = cluster.reply(review(SERVICE, {"spec": spec}))
    assert said["allowed"] is False


@pytest.mark.parametrize("name", [[], {}, ["MODEL_ID"], 1, True], ids=str)
def test_a_name_that_is_no_text_is_told_with_its_place(
    cluster: Cluster, name: object
) -> None:
    container = {"name": "a", "env": [{"name": name, "value": "s3://b/m"}]}
    for place, spec in (
        ("containers/0/name", {"containers": [{"name": name}]}),
        ("containers/0/env/0/name", {"containers": [container]}),
    ):
        said = cluster.reply(review("Pod", {"spec": spec}))
        assert said["allowed"] is False
        message = said["status"]["message"]
        assert message.startswith(f"mlgate could not decide: /spec/{place}: expected")


@given(JSON)
def test_a_request_of_any_shape_is_answered_or_refused(
    cluster: Cluster, request_: object
) -> None:
    about = {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview"}
    for whole in (request_, about | {"request": request_}):
        with pytest.raises(EvidenceError):
            cluster.reply(json.dumps(whole).encode())


@given(st.binary())
def test_bytes_of_any_kind_are_refused(cluster: Cluster, raw: bytes) -> None:
    with pytest.raises(EvidenceError):
        cluster.reply(raw)


def _with(**fields: object) -> bytes:
    whole = review(SERVICE, {"spec": {}})
    whole["request"] |= fields
    return json.dumps(whole).encode()


GOOD = _with()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        GOOD[:-1],
        GOOD + b"{}",
        GOOD.replace(b"/v1", b"/v1beta1", 1),
        GOOD.replace(b"AdmissionReview", b"ConversionReview"),
        GOOD.replace(b'"uid"', b'"uid": "twin", "uid"'),
        GOOD.replace(b'"spec": {}', b'"spec": NaN'),
        GOOD.replace(b'"spec": {}', b'"spec": "\\u0000"'),
        GOOD.replace(b'"spec": {}', b'"spec": ' + b"[" * 200 + b"]" * 200),
        GOOD.replace(b'"spec": {}', b'"spec": ' + b"[" * 200_000),
        _with(uid=""),
        _with(uid=None),
        _with(uid=5),
        _with(uid="u" * 129),
        _with(kind=None),
        _with(kind={"kind": 5}),
        _with(operation=["CREATE"]),
        _with(subResource={}),
    ],
    ids=range(21),
)
def test_what_is_no_review_is_refused_with_a_reason(
    cluster: Cluster, raw: bytes
) -> None:
    with pytest.raises(EvidenceError) as caught:
        cluster.reply(raw)
    assert str(caught.value)


def test_keys_that_differ_by_case_hide_nothing(cluster: Cluster) -> None:
    uri = filled("oci://<oci good>")
    model = {"storageuri": "s3://b/m", "storageUri": uri}
    said = cluster.reply(review(SERVICE, {"spec": {"predictor": {"model": model}}}))
    assert said["allowed"] is True


def test_a_long_name_is_cut_in_what_people_see(cluster: Cluster) -> None:
    model = {"storageUri": "s3://" + "b" * 3000}
    said = cluster.reply(review(SERVICE, {"spec": {"predictor": {"model": model}}}))
    assert len(said["status"]["message"]) <= 400
    assert "no digest pins it" in said["status"]["message"]
    assert all(len(v) <= 400 for v in said["auditAnnotations"].values())


def test_a_fault_of_our_own_admits_nothing(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("mlgate.serve.replies.judge", broken)
    said = cluster.reply(GOOD)
    assert said["allowed"] is False
    assert said["auditAnnotations"]["verdict"] == "undecided"
    assert "ZeroDivision" not in json.dumps(said)
