"""``mlgate.verify`` gives the answer of ``mlgate verify``."""

import os
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from library_doors import AT, CLI

import mlgate
from mlgate.config import wire
from mlgate.config.attesting import attestations
from mlgate.trust import keys

LATER = AT + timedelta(hours=1)


def _attest(model: Path, folder: Path) -> Path:
    """Attest ``model`` into ``folder``; return the public key's file."""
    private, public = keys.generate(None)
    checked = wire.check(model, wire.Options(), AT)
    folder.mkdir()
    signed = attestations(checked, keys.load_private(private, None, "key"))
    for name, content in signed.items():
        (folder / name).write_bytes(content)
    file = model.parent / "team.pub"
    file.write_bytes(public)
    return file


@pytest.fixture
def key(model: Path) -> Path:
    return _attest(model, model / ".mlgate")


def _cli(*arguments: str | Path) -> tuple[int, str]:
    done = subprocess.run(
        [*CLI, "verify", *map(str, arguments)],
        capture_output=True,
        check=False,
        text=True,
    )
    return done.returncode, done.stdout


def test_what_is_proven_is_what_the_command_prints(model: Path, key: Path) -> None:
    found = mlgate.verify(model, key=key, at=LATER)
    said = "".join(f"{sentence}\n" for sentence in found.proven)
    at = ("--at", "2026-11-25T01:00:00Z")
    assert found
    assert found.refused == ""
    assert found.subject in said
    assert _cli(model, "--key", key, *at) == (0, said)


def test_one_changed_byte_is_refused_as_a_value(model: Path, key: Path) -> None:
    with (model / "model.safetensors").open("ab") as stream:
        stream.write(b" ")
    found = mlgate.verify(model, key=key, at=LATER)
    code, said = _cli(model, "--key", key)
    assert not found
    assert found.proven == ()
    assert code == 1
    assert said == f"REFUSED  {found.refused}\n  hint: {found.hint}\n"


def test_a_denied_model_is_refused_however_well_it_is_signed(denied: Path) -> None:
    key = _attest(denied, denied / ".mlgate")
    assert "FAILED" in mlgate.verify(denied, key=key, at=LATER).refused


def test_an_attestation_of_the_future_is_refused(model: Path, key: Path) -> None:
    early = AT - timedelta(seconds=1)
    assert "check both clocks" in mlgate.verify(model, key=key, at=early).hint
    assert mlgate.verify(model, key=key, at=AT)


def test_another_key_proves_nothing(model: Path, key: Path) -> None:
    other = key.with_name("other.pub")
    other.write_bytes(keys.generate(None)[1])
    assert "not signed by a key" in mlgate.verify(model, key=other).refused
    assert mlgate.verify(model, key=[other, str(key)], at=LATER)


def test_keys_may_come_from_any_iterable(model: Path, key: Path) -> None:
    def given() -> Iterator[Path]:
        yield key

    assert mlgate.verify(model, key=given(), at=LATER)


def test_the_attestation_may_lie_elsewhere(model: Path, tmp_path: Path) -> None:
    key = _attest(model, tmp_path / "signed")
    assert mlgate.verify(model, key=key, attestation=tmp_path / "signed", at=LATER)
    with pytest.raises(mlgate.EvidenceError, match="no such file") as found:
        mlgate.verify(model, key=key, at=LATER)
    assert "mlgate attest" in found.value.hint


def test_without_a_key_nobody_is_trusted(model: Path, key: Path) -> None:
    assert key.exists()
    with pytest.raises(mlgate.ConfigError, match="no key") as found:
        mlgate.verify(model, key=[])
    assert found.value.hint


def test_a_key_that_is_missing_or_no_key_is_an_error(model: Path, key: Path) -> None:
    with pytest.raises(mlgate.SigningError, match="no such file"):
        mlgate.verify(model, key=key.with_name("gone.pub"))
    key.write_text("not a key", encoding="utf-8")
    with pytest.raises(mlgate.MlgateError):
        mlgate.verify(model, key=key)


@pytest.mark.parametrize("name", ["vsa.sigstore.json", "decision.sigstore.json"])
def test_a_pipe_in_the_place_of_an_attestation_does_not_hang(
    model: Path, key: Path, name: str
) -> None:
    (model / ".mlgate" / name).unlink()
    os.mkfifo(model / ".mlgate" / name)
    with pytest.raises(mlgate.EvidenceError, match="not a plain file"):
        mlgate.verify(model, key=key)


def test_an_instant_without_a_zone_is_a_config_error(model: Path, key: Path) -> None:
    with pytest.raises(mlgate.ConfigError, match="`at` is no instant"):
        mlgate.verify(model, key=key, at=datetime(2026, 11, 25))  # noqa: DTZ001
