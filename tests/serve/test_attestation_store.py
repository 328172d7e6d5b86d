"""What is read from the folder, and what is made of what cannot be read."""

import base64
import json
import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from reviewed_cluster import (
    Cluster,
    artifacts,
    build,
    image,
    manifest,
    organise,
    review,
    subject,
)

from mlgate.serve import store as stored
from mlgate.trust import bundle

SERVICE = "serving.kserve.io/InferenceService"


@pytest.fixture
def cluster(tmp_path: Path) -> Cluster:
    return build(tmp_path, good=[{}])


def asked(name: str = "good", *extra: tuple[str, str]) -> dict[str, Any]:
    uri = f"oci://{image(manifest(name, *extra))}"
    return review(SERVICE, {"spec": {"predictor": {"model": {"storageUri": uri}}}})


def verdict(cluster: Cluster, name: str = "good") -> str:
    said = cluster.reply(asked(name))["auditAnnotations"]["verdict"]
    assert isinstance(said, str)
    return said


def why(cluster: Cluster, name: str = "good") -> str:
    said = cluster.reply(asked(name))["auditAnnotations"]["reason"]
    assert isinstance(said, str)
    return said


def test_files_may_lie_flat_under_any_name(cluster: Cluster) -> None:
    for number, file in enumerate(sorted(cluster.folder.rglob("*.json"))):
        kind = ".".join(file.name.split(".")[1:])
        file.rename(cluster.folder / f"{number}.{kind}")
    cluster.store.refresh()
    assert verdict(cluster) == "allow"


def test_a_mounted_volume_of_links_is_read_once(cluster: Cluster) -> None:
    real = cluster.folder / "..2026_11_25"
    real.mkdir()
    for place in list(cluster.folder.iterdir()):
        if place != real:
            place.rename(real / place.name)
    (cluster.folder / "..data").symlink_to(real.name)
    for place in real.iterdir():
        (cluster.folder / place.name).symlink_to(f"..data/{place.name}")
    (real / "loop").symlink_to("..")
    (cluster.folder / "loop").symlink_to(".")
    cluster.store.refresh()
    known = cluster.store.now().known
    assert known
    assert [len(several) for several in known.decisions.values()] == [1]
    assert verdict(cluster) == "allow"


def test_a_new_attestation_counts_at_the_next_look(cluster: Cluster) -> None:
    assert verdict(cluster, "second") == "deny"
    cluster.attest("second")
    assert verdict(cluster, "second") == "deny"
    cluster.store.refresh()
    assert verdict(cluster, "second") == "allow"


def test_an_attestation_that_is_taken_away_counts_no_more(cluster: Cluster) -> None:
    shutil.rmtree(cluster.folder / "good-0")
    cluster.store.refresh()
    assert verdict(cluster) == "deny"


def test_a_later_no_counts_from_the_next_look_on(cluster: Cluster) -> None:
    cluster.attest("good", verdict="deny", clock="2026-11-25T10:00:00Z")
    cluster.store.refresh()
    assert "'FAILED', not PASSED" in why(cluster)


def test_a_folder_that_vanishes_is_no_denial_and_comes_back(cluster: Cluster) -> None:
    cluster.folder.rename(cluster.root / "away")
    cluster.store.refresh()
    assert verdict(cluster) == "undecided"
    assert "attestations" in why(cluster)
    assert cluster.reply(asked())["status"]["code"] == 503
    (cluster.root / "away").rename(cluster.folder)
    cluster.store.refresh()
    assert verdict(cluster) == "allow"


def test_a_folder_that_answers_no_more_is_trusted_for_a_while(cluster: Cluster) -> None:
    cluster.elapsed += stored.STALE
    assert verdict(cluster) == "allow"
    cluster.elapsed += 1
    assert "were last read 31 s ago" in why(cluster)
    assert verdict(cluster) == "undecided"
    cluster.store.refresh()
    assert verdict(cluster) == "allow"


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"\xff", b'{"a": 1, "a": 2}', b"[" * 200_000]
)
def test_a_file_that_cannot_be_read_makes_unknown_what_it_might_hold(
    cluster: Cluster, raw: bytes
) -> None:
    (cluster.folder / "odd.sigstore.json").write_bytes(raw)
    cluster.store.refresh()
    assert verdict(cluster) == "allow"
    assert verdict(cluster, "second") == "undecided"
    assert "odd.sigstore.json" in why(cluster, "second")


def test_a_pipe_among_the_files_keeps_nobody_waiting(cluster: Cluster) -> None:
    os.mkfifo(cluster.folder / "pipe.sigstore.json")
    cluster.store.refresh()
    assert verdict(cluster) == "allow"
    assert "pipe.sigstore.json: is not a plain file" in why(cluster, "second")


def test_a_file_that_points_nowhere_is_named(cluster: Cluster) -> None:
    (cluster.folder / "gone.sigstore.json").symlink_to("nowhere")
    cluster.store.refresh()
    assert "gone.sigstore.json: no such file" in why(cluster, "second")


def test_a_summary_without_its_decision_counts_for_nothing(cluster: Cluster) -> None:
    (cluster.folder / "good-0" / "decision.sigstore.json").unlink()
    cluster.store.refresh()
    uri = {"spec": {"predictor": {"model": {"storageUri": "s3://b/m"}}}}
    note = {"metadata": {"annotations": {"mlgate.dev/subject": subject("good")}}}
    cluster.configure(unpinned=True)
    said = cluster.reply(review(SERVICE, uri | note))["status"]["message"]
    assert "the decision that its summary names is not in the folder" in said


def test_parts_of_two_decisions_do_not_make_one(cluster: Cluster) -> None:
    cluster.attest("good", verdict="deny", clock="2026-11-25T10:00:00Z")
    (cluster.folder / "good-1" / "vsa.sigstore.json").unlink()
    (cluster.folder / "good-0" / "decision.sigstore.json").unlink()
    cluster.store.refresh()
    assert verdict(cluster) == "deny"


def test_a_flipped_byte_in_a_payload_counts_for_nothing(cluster: Cluster) -> None:
    file = cluster.folder / "good-0" / "vsa.sigstore.json"
    signed = bundle.read(file.read_bytes(), "vsa")
    changed = signed.payload.replace(b"MLGATE_T2", b"MLGATE_T1")
    assert changed != signed.payload
    text = file.read_text().replace(
        base64.b64encode(signed.payload).decode(), base64.b64encode(changed).decode()
    )
    file.write_text(text)
    cluster.store.refresh()
    assert "no trusted key for decisions has signed it" in why(cluster)


def test_a_key_that_is_withdrawn_counts_no_more(cluster: Cluster) -> None:
    org = cluster.settings.org
    text = org.read_text("utf-8").replace("[decision]", "[link]")
    link = text.replace("link.pub, purposes: [link]", "link.pub, purposes: [decision]")
    org.write_text(link, encoding="utf-8")
    cluster.store.refresh()
    assert "no trusted key for decisions" in why(cluster)


def test_a_new_pin_counts_from_the_next_look_on(cluster: Cluster) -> None:
    organise(cluster.settings.org.parent, policy="sha256:" + "f" * 64)
    cluster.store.refresh()
    assert "another policy than the one that is pinned" in why(cluster)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("packs", "packz"), "packz"),
        (lambda text: "\n".join(text.splitlines()[:5]), "no policy is pinned"),
        (lambda text: text.replace("[decision]", "[link]"), "nobody is trusted"),
        (lambda text: text.replace("gate.pub", "gone.pub"), "gone.pub"),
    ],
)
def test_an_organisation_that_cannot_be_read_decides_nothing(
    cluster: Cluster, change: Callable[[str], str], said: str
) -> None:
    org = cluster.settings.org
    before = org.read_text("utf-8")
    org.write_text(change(before), encoding="utf-8")
    cluster.store.refresh()
    assert verdict(cluster) == "undecided"
    assert said in why(cluster)
    org.write_text(before, encoding="utf-8")
    cluster.store.refresh()
    assert verdict(cluster) == "allow"


def test_an_image_may_hold_the_evidence_that_was_read_and_nothing_else(
    cluster: Cluster,
) -> None:
    place = cluster.folder / "good-0"
    read, unread = ("README.md", "e" * 64), ("run.py", "f" * 64)
    (place / "a.oci.json").write_bytes(manifest("good", read))
    (place / "b.oci.json").write_bytes(manifest("good", read, unread))
    cluster.store.refresh()
    assert cluster.reply(asked("good", read))["allowed"]
    assert not cluster.reply(asked("good", read, unread))["allowed"]


def test_an_image_that_lacks_a_file_is_another_model(cluster: Cluster) -> None:
    value = json.loads(manifest("good"))
    del value["layers"][0]
    raw = json.dumps(value).encode()
    (cluster.folder / "part.oci.json").write_bytes(raw)
    cluster.store.refresh()
    uri = f"oci://{image(raw)}"
    told = review(SERVICE, {"spec": {"predictor": {"model": {"storageUri": uri}}}})
    assert "nothing shows which model" in cluster.reply(told)["status"]["message"]


def test_too_many_files_decide_nothing(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "MAX_FILES", 2)
    cluster.store.refresh()
    assert "more than 2 attestations" in why(cluster)
    monkeypatch.setattr(stored, "MAX_FILES", 9)
    monkeypatch.setattr(stored, "MAX_TOTAL", 100)
    cluster.store.refresh()
    assert "more than 100 bytes" in why(cluster)


def test_the_files_that_are_made_here_are_those_of_a_subject() -> None:
    assert len(artifacts("good")) == 2
    assert subject("good") != subject("second")


def replaced(cluster: Cluster, change: Callable[[Any], object], key: str) -> None:
    """Sign the two statements about the model anew, after ``change``."""
    place, raw = cluster.folder / "good-0", b""
    for kind in ("decision", "vsa"):
        file = place / f"{kind}.sigstore.json"
        value = json.loads(bundle.read(file.read_bytes(), kind).payload)
        if kind == "vsa":
            used = value["predicate"]["inputAttestations"][0]
            used["digest"]["sha256"] = sha256(raw).hexdigest()
        change(value)
        raw = json.dumps(value).encode()
        file.write_bytes(bundle.sign(raw, cluster.keys[key]))
    cluster.store.refresh()


OTHER = {"name": "m", "digest": {"sha256": "0" * 64}}


@pytest.mark.parametrize("key", ["gate", "stranger"])
@pytest.mark.parametrize(
    "change",
    [
        lambda value: value["subject"].append(OTHER),
        lambda value: value["subject"][0].update(digest={"md5": "0"}),
        lambda value: value["predicate"].update(artifacts=5),
        lambda value: value["predicate"].update(artifacts=[5, {"path": 5}]),
        lambda value: value["predicate"].update(artifacts=[{"path": "a"}]),
        lambda value: value["predicate"].update(decision=[]),
        lambda value: value["predicate"].update(
            decision={"inputs": {}, "policy": [], "results": {"a": 1}, "tier": 5}
        ),
        lambda value: value["predicate"].update(timeVerified=5),
        lambda value: value["predicate"].update(timeVerified="soon"),
        lambda value: value["predicate"].update(policy=[]),
        lambda value: value["predicate"].update(verifier=None),
        lambda value: value["predicate"].clear(),
    ],
    ids=range(12),
)
def test_statements_of_another_shape_admit_nothing_and_break_nothing(
    cluster: Cluster, change: Callable[[Any], object], key: str
) -> None:
    cluster.attest("second")
    replaced(cluster, change, key)
    assert verdict(cluster) != "allow"
    assert verdict(cluster, "second") == "allow"
