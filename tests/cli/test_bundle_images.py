"""A bundle of a decision that records an image: whole, replayed, and never widened."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bundle_world import create, key, replay, sealed, sign_decisions, trusted, verify
from subject_folders import World, build

from mlgate.bundle import archive, layout
from mlgate.bundle.verify import verify as verified
from mlgate.errors import VerificationError
from mlgate.trust import bundle, keys
from oci_images import digest, pushed


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = sign_decisions(build(tmp_path_factory.mktemp("world")))
    (world.model / "evidence").mkdir()
    raw = pushed(world.model, "model.safetensors")
    (world.model / "evidence" / "model.oci.json").write_bytes(raw)
    return world


@pytest.fixture(scope="module")
def made(signed: World) -> Path:
    return create(signed)


def test_the_decision_in_it_records_the_image_and_is_replayed_from_its_manifest(
    signed: World, made: Path
) -> None:
    files = archive.unpack(made.read_bytes())
    subject = json.loads(files[layout.DECISION])["subject"]
    image = digest((signed.model / "evidence" / "model.oci.json").read_bytes())
    assert subject["aliases"] == [{"kind": "oci", "digest": image}]
    assert verify(signed, made).returncode == 0
    done = replay(signed, made)
    assert done.returncode == 0, done.stderr.decode()


FORGED: dict[str, Callable[[list[dict[str, Any]]], object]] = {
    "without the image": lambda subjects: subjects.pop(),
    "the image alone": lambda subjects: subjects.pop(0),
    "one more": lambda subjects: subjects.append({"digest": {"sha256": "0" * 64}}),
    "the image twice": lambda subjects: subjects.append(subjects[1]),
    "one more by a weak digest": lambda subjects: subjects.append(
        {"name": "m", "digest": {"sha1": "0" * 40}}
    ),
}


@pytest.mark.parametrize("change", FORGED.values(), ids=FORGED)
def test_a_summary_about_anything_more_or_less_is_refused_though_it_is_signed(
    signed: World, made: Path, change: Callable[[list[dict[str, Any]]], object]
) -> None:
    files = archive.unpack(made.read_bytes())
    value = json.loads(bundle.read(files[layout.SUMMARY], "vsa").payload)
    change(value["subject"])
    signer = keys.load_private(key(signed).read_bytes(), None, "gate.key")
    summary = bundle.sign(json.dumps(value).encode(), signer)
    raw = sealed(signed, {**files, layout.SUMMARY: summary})
    with pytest.raises(VerificationError, match="another subject") as caught:
        verified(raw, trusted(signed))
    assert caught.value.place == layout.SUMMARY
