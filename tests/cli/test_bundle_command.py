"""mlgate bundle create and verify: what was changed is found out, byte by byte."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from bundle_world import (
    create,
    key,
    retold,
    sealed,
    sign_decisions,
    trusted,
    verify,
)
from subject_folders import AT, World, build, organise, run, said

from mlgate.bundle import archive, layout
from mlgate.bundle.verify import verify as verified
from mlgate.errors import VerificationError

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> World:
    return sign_decisions(build(tmp_path_factory.mktemp("world")))


@pytest.fixture(scope="module")
def made(signed: World) -> Path:
    return create(signed)


def _refused(world: World, raw: bytes, words: str = "") -> VerificationError:
    with pytest.raises(VerificationError) as caught:
        verified(raw, trusted(world))
    assert caught.value.message
    assert words in str(caught.value)
    assert caught.value.hint
    return caught.value


def test_a_bundle_says_what_it_is_about_and_who_signed_it(
    signed: World, made: Path
) -> None:
    done = verify(signed, made)
    out = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()
    assert out.startswith("VERIFIED  signed by the key 'gate.pub'\n")
    assert f"the decision is allow, made at {AT}" in out
    assert "it is about good 1.0.0, sha256:" in out


def test_a_bundle_of_a_no_stands_and_is_still_a_no(tmp_path: Path) -> None:
    world = sign_decisions(build(tmp_path, "bad"))
    done = verify(world, create(world))
    assert done.returncode == 1
    assert done.stdout.decode().startswith("VERIFIED")
    assert "the decision is deny" in done.stdout.decode()


def test_the_model_itself_is_not_in_a_bundle(signed: World, made: Path) -> None:
    weights = (signed.model / "model.safetensors").read_bytes()
    files = archive.unpack(made.read_bytes())
    assert weights not in files.values()
    listed = json.loads(files[layout.ARTIFACTS])
    assert [entry["path"] for entry in listed] == ["model.safetensors"]


def test_every_file_in_a_bundle_has_its_role_said(made: Path) -> None:
    files = archive.unpack(made.read_bytes())
    about = json.loads(files[layout.ABOUT])
    assert about["mlgate"] == "evidence-bundle/v1"
    assert {*about["files"], layout.MANIFEST, layout.SIGNATURE} == files.keys()
    assert all(about["files"].values())


def test_two_builds_are_the_same_to_the_byte(signed: World, made: Path) -> None:
    again = create(signed, out="b.zip")
    assert again.read_bytes() == made.read_bytes()


def test_changing_any_one_byte_is_found_out(signed: World, made: Path) -> None:
    raw, keys = bytearray(made.read_bytes()), trusted(signed)
    assert verified(bytes(raw), keys).signer == "gate"
    for at in range(len(raw)):
        raw[at] ^= 0x01
        with pytest.raises(VerificationError):
            verified(bytes(raw), keys)
        raw[at] ^= 0x01


def test_changing_any_one_byte_and_mending_the_archive_is_found_out(
    signed: World, made: Path
) -> None:
    files, keys = archive.unpack(made.read_bytes()), trusted(signed)
    for name in files.keys() - {layout.SIGNATURE}:
        # A page is long, and to us its bytes are all alike.
        for at in range(0, len(files[name]), 97 if name == layout.REPORT else 1):
            changed = bytearray(files[name])
            changed[at] ^= 0x01
            with pytest.raises(VerificationError):
                verified(archive.pack({**files, name: bytes(changed)}), keys)


def test_each_file_is_needed(signed: World, made: Path) -> None:
    files = archive.unpack(made.read_bytes())
    for name in files:
        less = {n: r for n, r in files.items() if n != name}
        _refused(signed, archive.pack(less))
        if name not in {layout.MANIFEST, layout.SIGNATURE}:
            _refused(signed, sealed(signed, less))


def test_a_file_too_many_is_refused_and_named(signed: World, made: Path) -> None:
    files = archive.unpack(made.read_bytes())
    for name in (
        "x",
        "policy/x",
        "evidence/00/x",
        "decision/other.json",
        "signatures/x",
    ):
        more = {**files, name: b"{}"}
        error = _refused(signed, archive.pack(more), "not listed")
        assert name in error.message
        _refused(signed, sealed(signed, more), "does not belong")


def test_a_manifest_that_fits_again_is_not_the_one_that_was_signed(
    signed: World, made: Path, tmp_path: Path
) -> None:
    files = archive.unpack(made.read_bytes())
    other = sign_decisions(build(tmp_path))
    _refused(signed, sealed(other, files), "not signed by a key")
    swapped = {**files, layout.RECORDED: files[layout.RECORDED] + b" "}
    remade = archive.unpack(sealed(signed, swapped))
    forged = {**remade, layout.SIGNATURE: files[layout.SIGNATURE]}
    _refused(signed, archive.pack(forged), "another manifest")


def _recorded(
    change: Callable[[list[dict[str, object]]], object],
) -> Callable[..., Files]:
    def changed(files: Files) -> Files:
        value = json.loads(files[layout.RECORDED])
        change(value)
        return {**files, layout.RECORDED: json.dumps(value).encode()}

    return changed


def _text(name: str, old: bytes, new: bytes) -> Callable[[Files], Files]:
    def changed(files: Files) -> Files:
        assert old in files[name]
        made = {**files, name: files[name].replace(old, new)}
        return retold(made) if name == layout.DECISION else made

    return changed


WRONG: dict[str, tuple[Callable[[Files], Files], str]] = {
    "a decision that is turned": (
        _text(layout.DECISION, b'"verdict":"allow"', b'"verdict":"deny"'),
        "says something else",
    ),
    "a decision that decides nothing": (
        _text(layout.DECISION, b'"verdict":"allow"', b'"verdict":"undecided"'),
        "decides nothing",
    ),
    "a decision with spaces": (
        _text(layout.DECISION, b'"verdict":', b'"verdict": '),
        "RFC 8785",
    ),
    "a decision with a key twice": (
        _text(layout.DECISION, b'{"', b'{"clock":"x","'),
        "clock",
    ),
    "a decision with a key too many": (
        _text(layout.DECISION, b'"clock":', b'"clack":0,"clock":'),
        "no decision",
    ),
    "a decision by another pack": (
        _text("policy/pack/pack.yaml", b"Ours", b"Hers"),
        "not the policy pack",
    ),
    "the files of another subject": (
        _text(layout.ARTIFACTS, b"model.safetensors", b"other.safetensors"),
        "not the files of the subject",
    ),
    "a file of the subject that is none": (
        _text(layout.ARTIFACTS, b"model.safetensors", b"../model.safetensors"),
        "no list of files",
    ),
    "a size that is no number": (
        _text(layout.ARTIFACTS, b'"size":16', b'"size":true'),
        "list of objects",
    ),
    "another summary": (
        _text(layout.SUMMARY, b"dsseEnvelope", b"messageSignature"),
        "vsa.sigstore.json",
    ),
    "other findings in OSCAL": (
        _text(layout.OSCAL, b'"state":"satisfied"', b'"state":"not-satisfied"'),
        "not those of the decision",
    ),
    "a list of files that says otherwise": (
        _text(layout.ABOUT, b"policy pack", b"policy pick"),
        "not what the files",
    ),
    "another wish": (_text(layout.ASKED, b'"tier":""', b'"tier":"T9"'), "unknown tier"),
    "a wish that is unknown": (
        _text(layout.ASKED, b'"tier":""', b'"tear":""'),
        "expected an object",
    ),
    "another environment": (
        _text(layout.ASKED, b'"environment":""', b'"environment":"x"'),
        "another environment",
    ),
    "nothing recorded": (_recorded(list.clear), "not what mlgate records"),
    "a record of another file": (
        _recorded(lambda scans: scans[0].update(path="x")),
        "not what mlgate records",
    ),
    "a record with a word too many": (
        _recorded(lambda scans: scans[0].update(at="/")),
        "list of objects",
    ),
    "reasons that are no text": (
        _recorded(lambda scans: scans[0].update(reasons=[1])),
        "not what mlgate records",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_does_not_agree_is_refused_though_it_is_signed(
    signed: World, made: Path, name: str
) -> None:
    change, words = WRONG[name]
    files = archive.unpack(made.read_bytes())
    _refused(signed, sealed(signed, change(files)), words)


def test_a_document_that_was_exchanged_is_refused_though_it_is_signed(
    signed: World, made: Path
) -> None:
    files = archive.unpack(made.read_bytes())
    name = next(n for n in files if n.startswith("evidence/"))
    _refused(signed, sealed(signed, {**files, name: b"other"}), "by this digest")


def test_a_summary_of_another_decision_is_refused_though_it_is_signed(
    signed: World, made: Path
) -> None:
    later = create(signed, out="later.zip", at="2026-11-26T09:00:00Z")
    files = archive.unpack(made.read_bytes())
    other = archive.unpack(later.read_bytes())[layout.SUMMARY]
    _refused(signed, sealed(signed, {**files, layout.SUMMARY: other}), "does not name")


def test_without_a_key_nothing_is_verified(made: Path) -> None:
    message, hint = said(run("bundle", "verify", made))
    assert "its parts agree, but no key was given" in message
    assert "--key" in hint


def test_without_a_key_a_broken_bundle_is_still_refused(made: Path) -> None:
    broken = made.parent / "broken.zip"
    broken.write_bytes(made.read_bytes() + b"\0")
    done = run("bundle", "verify", broken)
    assert done.returncode == 1
    assert done.stdout.decode().startswith(f"REFUSED  {broken}: not written as")


@pytest.mark.parametrize("what", ["folder", "missing", "pipe"])
def test_what_is_no_file_is_neither_a_yes_nor_a_no(
    signed: World, tmp_path: Path, what: str
) -> None:
    path = tmp_path / what
    if what == "folder":
        path.mkdir()
    if what == "pipe":
        import os

        os.mkfifo(path)
    message, _ = said(verify(signed, path))
    assert message.startswith(f"{path}: ")


def test_a_key_that_cannot_be_read_says_nothing_about_a_bundle(
    signed: World, made: Path
) -> None:
    message, _ = said(run("bundle", "verify", made, "--key", key(signed)))
    assert "this is a private key" in message


def test_without_a_decision_no_bundle_is_written(tmp_path: Path) -> None:
    world = sign_decisions(build(tmp_path))
    organise(world, "waivers: [{id: W-1, rule: ACM-001}]\n")
    out = tmp_path / "a.zip"
    given = ("--org", world.org, "--at", AT, "--key", key(world), "--out", out)
    done = run("bundle", "create", world.model, *given)
    assert done.returncode == 2
    assert b"UNDECIDED" in done.stdout
    assert not out.exists()
