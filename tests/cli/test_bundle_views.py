"""What a bundle holds for people and tools: made from the decision, no more."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from bundle_world import (
    KEYS,
    create,
    elsewhere,
    key,
    sealed,
    sign_decisions,
    trusted,
    verify,
)
from subject_folders import AT, World, build, check, organise, run

from mlgate.bundle import archive, layout
from mlgate.bundle.verify import verify as verified

VIEWS = (layout.OSCAL, layout.PLAN, layout.REPORT)
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def denied(tmp_path: Path) -> World:
    return sign_decisions(build(tmp_path, "bad"))


def _files(path: Path) -> dict[str, bytes]:
    return archive.unpack(path.read_bytes())


def _plan(files: dict[str, bytes]) -> dict[str, Any]:
    plan: dict[str, Any] = json.loads(files[layout.PLAN])
    made: dict[str, Any] = plan["plan-of-action-and-milestones"]
    return made


def test_a_bundle_has_the_page_that_a_check_writes_without_a_path(
    denied: World,
) -> None:
    files = _files(create(denied))
    page = files[layout.REPORT].decode()
    assert page.startswith("<!DOCTYPE html>\n")
    assert "DENY" in page
    assert str(denied.root) not in page
    done = check(denied, "--report", "html")
    assert done.stdout.decode().replace(str(denied.model), "PATH") == page


def test_a_plan_is_there_if_something_failed_or_is_waived_and_else_not(
    tmp_path: Path,
) -> None:
    allowed = sign_decisions(build(tmp_path / "good"))
    assert layout.PLAN not in _files(create(allowed))
    world = sign_decisions(build(tmp_path / "bad", "bad"))
    (failed,) = _plan(_files(create(world)))["risks"]
    assert (failed["status"], "deadline" in failed) == ("open", False)
    digest = json.loads(check(world, "--report", "json").stdout)["subject"]["digest"]
    organise(
        world,
        f"{KEYS}waivers: [{{id: W-1, rule: ACM-001, subject: '{digest}',"
        " reason: agreed, requested_by: ada, approved_by: [grace],"
        " expires_at: '2026-12-24T01:00:00+01:00'}]\n",
    )
    path = create(world, out="waived.zip")
    (waived,) = _plan(_files(path))["risks"]
    assert waived["status"] == "deviation-approved"
    assert waived["deadline"] == "2026-12-24T00:00:00Z"
    assert verify(world, path).returncode == 0


def test_views_are_the_same_bytes_in_another_folder_and_environment(
    denied: World,
) -> None:
    first = create(denied)
    away = denied.root / "élsewhere with spaces"
    for name in ("model", "protected"):
        shutil.copytree(denied.root / name, away / name)
    given = ("--org", "../protected/org.yaml", "--at", AT, "--key", key(denied))
    out = away / "b.zip"
    more = {**elsewhere(), "PATH": sys.exec_prefix}
    done = run(
        "bundle", "create", ".", *given, "--out", out, cwd=away / "model", env=more
    )
    assert done.returncode == 1, done.stderr.decode()
    assert out.read_bytes() == first.read_bytes()


def test_a_view_that_was_changed_left_out_or_added_is_found_out(denied: World) -> None:
    path = create(denied)
    files = _files(path)
    assert set(VIEWS) <= files.keys()
    for name in VIEWS:
        changed = {**files, name: files[name].replace(b"deny", b"okay")}
        changed[name] += b" "
        path.write_bytes(archive.pack(changed))
        done = verify(denied, path)
        assert done.returncode == 1
        assert f"REFUSED  {layout.MANIFEST}: {name} changed".encode() in done.stdout
        less = {n: raw for n, raw in files.items() if n != name}
        path.write_bytes(sealed(denied, less))
        assert f"REFUSED  {name}: is missing".encode() in verify(denied, path).stdout


def test_a_plan_for_nothing_does_not_belong_into_a_bundle(tmp_path: Path) -> None:
    world = sign_decisions(build(tmp_path))
    path = create(world)
    path.write_bytes(sealed(world, {**_files(path), layout.PLAN: b"{}"}))
    assert b"does not belong into a bundle" in verify(world, path).stdout


def test_a_page_is_what_its_signer_put_there_and_is_not_made_again(
    denied: World,
) -> None:
    # Another version of mlgate makes another page of the same decision.
    files = {**_files(create(denied)), layout.REPORT: b"<!DOCTYPE html>\n"}
    found = verified(sealed(denied, files), trusted(denied))
    assert (found.signer, found.content.decision["verdict"]) == ("gate", "deny")


def test_a_name_that_is_markup_is_text_in_every_view(tmp_path: Path) -> None:
    world = sign_decisions(build(tmp_path, f"'{EVIL}'"))
    organise(world, KEYS)
    files = _files(create(world))
    for name in (layout.OSCAL, layout.REPORT):
        text = files[name].decode()
        assert EVIL not in text
        assert "alert(1)" in text
    (result,) = json.loads(files[layout.OSCAL])["assessment-results"]["results"]
    assert (
        result["title"] == f"mlgate: allow for {EVIL.replace('<', chr(92) + '<')} 1.0.0"
    )
