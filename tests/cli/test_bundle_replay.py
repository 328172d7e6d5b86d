"""mlgate bundle replay: the same decision from the bundle alone, anywhere."""

import json
import shutil
from pathlib import Path

import pytest
from bundle_world import (
    KEYS,
    create,
    elsewhere,
    key,
    replay,
    scanned,
    sealed,
    sign_decisions,
)
from subject_folders import AT, World, build, organise, rule, run, said

from mlgate.bundle import archive, layout
from mlgate.packs.read import read

SAME = "REPLAYED  the same decision, to the byte"


@pytest.fixture
def signed(tmp_path: Path) -> World:
    return sign_decisions(build(tmp_path))


def _lines(done: object) -> list[str]:
    return done.stdout.decode().splitlines()  # type: ignore[attr-defined]


def test_the_decision_comes_out_the_same_without_the_model(signed: World) -> None:
    path = create(signed)
    shutil.rmtree(signed.model)
    done = replay(signed, path)
    lines = _lines(done)
    assert done.returncode == 0, done.stderr.decode()
    assert lines[:2] == [SAME, "signed by the key 'gate'"]
    assert lines[-1] == "on the same evidence, the verdict now is allow"
    assert "recorded, not looked at again: what is in 1 files of the model" in lines


def test_a_no_comes_out_as_the_same_no(tmp_path: Path) -> None:
    world = sign_decisions(build(tmp_path, "bad"))
    done = replay(world, create(world))
    assert (done.returncode, _lines(done)[0]) == (1, SAME)


def test_it_comes_out_the_same_in_another_folder_user_and_time_zone(
    signed: World, tmp_path: Path
) -> None:
    first = replay(signed, create(signed))
    away = tmp_path / "élsewhere with spaces"
    shutil.copytree(signed.root / "protected", away / "protected")
    shutil.copy(signed.root / "a.zip", away / "b.zip")
    world = World(away)
    done = replay(world, Path("b.zip"), cwd=away, env=elsewhere())
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == first.stdout


def test_wishes_of_the_caller_and_of_the_repository_are_replayed(signed: World) -> None:
    (signed.model / "mlgate.yaml").write_text(
        "mlgate: repository/v1\nprofile: strict\nlicences: [mit]\n", encoding="utf-8"
    )
    rule(signed, "ACM-003", severity="{T1: deny, T4: deny}")
    organise(signed, KEYS)
    path = create(signed, "--tier", "T1", "--env", "prod", "--profile", "starter")
    decision = json.loads(archive.unpack(path.read_bytes())[layout.DECISION])
    assert (decision["tier"], decision["environment"]) == ("T1", "prod")
    assert decision["policy"]["profile"] == "strict"
    assert _lines(replay(signed, path))[0] == SAME


def test_a_file_given_by_config_is_replayed_as_one(signed: World) -> None:
    config = signed.root / "protected" / "ours.yaml"
    config.write_text("mlgate: repository/v1\nprofile: strict\n", encoding="utf-8")
    path = create(signed, "--config", config)
    config.unlink()
    assert _lines(replay(signed, path))[0] == SAME


def test_signed_evidence_is_verified_again_in_a_replay(signed: World) -> None:
    done = run("evidence", "sign", signed.model, "--key", key(signed), "--at", AT)
    assert done.returncode == 0, done.stderr.decode()
    path = create(signed)
    decision = json.loads(archive.unpack(path.read_bytes())[layout.DECISION])
    assert "attested" in {item["assurance"] for item in decision["inputs"]}
    assert _lines(replay(signed, path))[0] == SAME


def test_what_was_seen_in_the_model_is_taken_as_recorded(signed: World) -> None:
    scanned(signed)
    path = create(signed)
    assert _lines(replay(signed, path))[0] == SAME
    files = archive.unpack(path.read_bytes())
    scans = files[layout.RECORDED]
    assert b'"format":"safetensors"' in scans
    forged = scans.replace(b'"format":"safetensors"', b'"format":"pickle"')
    path.write_bytes(sealed(signed, {**files, layout.RECORDED: forged}))
    done = replay(signed, path)
    assert done.returncode == 1
    assert _lines(done)[0] == (
        "DIFFERS  the decision comes out otherwise: results (ACM-002), rules, verdict"
    )


def test_what_a_model_says_of_itself_is_taken_as_recorded(signed: World) -> None:
    scanned(signed, field="facts/tensors")
    path = create(signed)
    assert _lines(replay(signed, path))[0] == SAME
    files = archive.unpack(path.read_bytes())
    for facts, word in (('{"tensors":3}', "DIFFERS"), ('{"tensors":"3"}', "REFUSED")):
        forged = files[layout.RECORDED].replace(
            b'"facts":{}', f'"facts":{facts}'.encode()
        )
        assert forged != files[layout.RECORDED]
        path.write_bytes(sealed(signed, {**files, layout.RECORDED: forged}))
        done = replay(signed, path)
        assert done.returncode
        assert word in (done.stdout + done.stderr).decode()


def test_one_file_alone_is_replayed(signed: World) -> None:
    card = "mlgate: organisation/v1\nname: Acme\nfloors: [{match: '*', tier: T4}]\n"
    digest = read(signed.pack, "local").digest
    pack = f"packs: [{{name: acme, path: acme, digest: '{digest}'}}]\n"
    signed.org.write_text(card + pack + KEYS, encoding="utf-8")
    alone = World(signed.root)
    out = signed.root / "one.zip"
    given = ("--org", alone.org, "--at", AT, "--key", key(signed), "--out", out)
    weights = signed.model / "model.safetensors"
    done = run("bundle", "create", weights, *given)
    assert done.returncode in {0, 1}, done.stderr.decode()
    again = replay(signed, out)
    assert (again.returncode, _lines(again)[0]) == (done.returncode, SAME)


def test_a_waiver_that_ran_out_since_is_said(tmp_path: Path) -> None:
    world = sign_decisions(build(tmp_path, "bad"))
    digest = json.loads(run("check", world.model, "--report", "json").stdout)
    waiver = (
        "waivers:\n"
        "  - id: W-1\n    rule: ACM-001\n    reason: it is renamed next week\n"
        f"    subject: '{digest['subject']['digest']}'\n"
        "    requested_by: ada\n    approved_by: [grace]\n"
        "    expires_at: 2026-12-01T00:00:00Z\n"
    )
    organise(world, KEYS + waiver)
    path = create(world)
    assert _lines(replay(world, path))[-1].endswith("the verdict now is allow")
    done = replay(world, path, "--at", "2026-12-02T00:00:00Z")
    assert (done.returncode, _lines(done)[0]) == (0, SAME)
    assert _lines(done)[-1] == "on the same evidence, the verdict now is deny"


def test_another_organisation_file_is_named_as_what_differs(signed: World) -> None:
    path = create(signed)
    organise(signed, KEYS + "licences: [mit]\n")
    done = replay(signed, path)
    assert done.returncode == 1
    assert "inputs (org.yaml)" in _lines(done)[0]


def test_a_pack_that_the_organisation_does_not_name_is_never_run(signed: World) -> None:
    path = create(signed)
    rule(signed, "ACM-009")
    organise(signed, KEYS)
    message, hint = said(replay(signed, path))
    assert "the pack in the bundle is sha256:" in message
    assert "pin its digest" in hint


def test_an_old_pack_is_run_if_the_organisation_pins_it(signed: World) -> None:
    path = create(signed)
    shutil.rmtree(signed.pack)
    done = replay(signed, path)
    assert (done.returncode, _lines(done)[0]) == (0, SAME)


def test_without_a_key_for_decisions_nothing_is_replayed(signed: World) -> None:
    path = create(signed)
    organise(signed)
    message, hint = said(replay(signed, path))
    assert "names no key for decisions" in message
    assert "`decision`" in hint


def test_a_bundle_by_another_key_is_refused(signed: World) -> None:
    path = create(signed)
    sign_decisions(signed)
    done = replay(signed, path)
    assert done.returncode == 1
    assert "not signed by a key that is trusted" in _lines(done)[0]
