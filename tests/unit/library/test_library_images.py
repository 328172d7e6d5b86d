"""``mlgate.verify`` by the digest of an image that holds the same files."""

import json
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from library_doors import AT, CLI

import mlgate
from mlgate.config import wire
from mlgate.config.attesting import attestations
from mlgate.trust import keys
from oci_images import digest, pushed

LATER = AT + timedelta(hours=1)
OTHER = f"registry.example/scorer@sha256:{'0' * 64}"


def attest(model: Path, folder: Path) -> Path:
    """Attest ``model`` into ``folder``; return the public key's file."""
    private, public = keys.generate(None)
    checked = wire.check(model, wire.Options(), AT)
    folder.mkdir()
    signed = attestations(checked, keys.load_private(private, None, "key"))
    for name, content in signed.items():
        (folder / name).write_bytes(content)
    file = folder.with_name("team.pub")
    file.write_bytes(public)
    return file


@pytest.fixture
def image(model: Path) -> str:
    """Return the name of an image of ``model`` whose manifest is among its evidence."""
    raw = pushed(model, "model.safetensors")
    (model / "evidence").mkdir()
    (model / "evidence" / "model.oci.json").write_bytes(raw)
    return f"registry.example/scorer@{digest(raw)}"


def test_bytes_and_image_are_the_same_model(
    model: Path, image: str, tmp_path: Path
) -> None:
    signed = tmp_path / "signed"
    key = attest(model, signed)
    found = mlgate.verify(model, key=key, attestation=signed, at=LATER)
    assert found
    both = mlgate.verify(model, key=key, attestation=signed, image=image, at=LATER)
    alone = mlgate.verify(key=key, attestation=signed, image=image, at=LATER)
    assert found.proven == both.proven == alone.proven
    assert any(image.rpartition("@")[2] in said for said in found.proven)
    assert both.subject == found.subject
    assert alone.subject == image.rpartition("@")[2]
    decision = json.loads((signed / "decision.json").read_bytes())
    assert decision["subject"]["aliases"] == [{"kind": "oci", "digest": alone.subject}]


@pytest.mark.parametrize("named", ["registry", "digest alone"])
def test_the_command_gives_the_same_answer(
    model: Path, image: str, tmp_path: Path, named: str
) -> None:
    key = attest(model, tmp_path / "signed")
    given = image if named == "registry" else image.rpartition("@")[2]
    where = ("--key", key, "--attestation", tmp_path / "signed")
    at = ("--at", "2026-11-25T01:00:00Z")
    command = [*CLI, "verify", *map(str, where), *at, "--image", given]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    found = mlgate.verify(
        key=key, attestation=tmp_path / "signed", image=image, at=LATER
    )
    assert (done.returncode, done.stdout.splitlines()) == (0, list(found.proven))


def test_another_image_is_refused_with_the_bytes_and_without(
    model: Path, image: str, tmp_path: Path
) -> None:
    assert image
    signed = tmp_path / "signed"
    key = attest(model, signed)
    for path in (model, None):
        found = mlgate.verify(path, key=key, attestation=signed, image=OTHER, at=LATER)
        assert not found
        assert "it is about" in found.refused


def test_changed_bytes_are_refused_whatever_the_image(
    model: Path, image: str, tmp_path: Path
) -> None:
    signed = tmp_path / "signed"
    key = attest(model, signed)
    with (model / "model.safetensors").open("ab") as stream:
        stream.write(b" ")
    assert not mlgate.verify(model, key=key, attestation=signed, image=image, at=LATER)


def test_a_manifest_of_other_files_makes_no_image_of_it(
    model: Path, tmp_path: Path
) -> None:
    raw = pushed(model, "model.safetensors").replace(b"model.", b"model2.")
    (model / "evidence").mkdir()
    (model / "evidence" / "model.oci.json").write_bytes(raw)
    signed = tmp_path / "signed"
    key = attest(model, signed)
    found = mlgate.verify(key=key, attestation=signed, image=digest(raw), at=LATER)
    assert not found
    assert mlgate.verify(model, key=key, attestation=signed, at=LATER)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "scorer",
        "registry.example/scorer:1",
        "registry.example/scorer@sha256:abc",
        f"{OTHER}x",
        f"{OTHER}\n",
        f"a b@{'sha256:' + '0' * 64}",
        f"sha512:{'0' * 128}",
    ],
)
def test_what_names_no_image_by_its_digest_is_an_error(
    model: Path, tmp_path: Path, given: str
) -> None:
    key = attest(model, tmp_path / "signed")
    with pytest.raises(mlgate.ConfigError, match="no image by its digest") as found:
        mlgate.verify(model, key=key, attestation=tmp_path / "signed", image=given)
    assert found.value.hint


def test_an_image_alone_needs_the_folder_of_its_attestation(
    model: Path, image: str, tmp_path: Path
) -> None:
    key = attest(model, tmp_path / "signed")
    with pytest.raises(mlgate.ConfigError, match="neither a model nor an attestation"):
        mlgate.verify(key=key, image=image)
    with pytest.raises(mlgate.ConfigError, match="nothing to verify"):
        mlgate.verify(key=key, attestation=tmp_path / "signed")
