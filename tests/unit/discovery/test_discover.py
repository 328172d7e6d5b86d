import hashlib
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mlgate.errors import EvidenceError
from mlgate.loaders import discover as discovering
from mlgate.loaders import walk
from mlgate.loaders.discover import Discovery, Found, classify, discover
from mlgate.loaders.places import ARTIFACT, EVIDENCE, IGNORED
from mlgate.strict.text import MAX_BYTES

LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize 12\n" % (
    b"0" * 64
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a folder with one artifact, inside of another folder."""
    made = tmp_path / "subject"
    made.mkdir()
    (made / "model.bin").write_bytes(b"\0weights")
    return made


def write(root: Path, path: str, raw: bytes = b"text") -> Path:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(raw)
    return target


def by_path(found: Discovery) -> dict[str, Found]:
    return {f.path: f for f in found.files}


def refused(root: Path, *allowed: Path) -> EvidenceError:
    with pytest.raises(EvidenceError) as caught:
        discover(root, allowed)
    assert caught.value.place
    assert caught.value.hint
    assert str(caught.value).isprintable()
    return caught.value


def test_every_file_is_found_with_size_digest_and_place(root: Path) -> None:
    write(root, "README.md", b"# card")
    write(root, "model/config.json", b"{}")
    found = by_path(discover(root))
    assert list(found) == ["README.md", "model.bin", "model/config.json"]
    card = found["README.md"]
    assert (card.size, card.raw, card.place) == (6, b"# card", EVIDENCE)
    assert card.sha256 == hashlib.sha256(b"# card").hexdigest()
    assert card.why == "README.md is a place for evidence"
    weights = found["model.bin"]
    assert (weights.raw, weights.place, weights.size) == (None, ARTIFACT, 8)
    assert found["model/config.json"].raw == b"{}"


def test_files_are_sorted_by_the_bytes_of_their_paths(root: Path) -> None:
    for name in ("b", "a/z", "a.b", "a-b", "\uff5e", "\U0001f600"):
        write(root, name)
    paths = [f.path for f in discover(root).files]
    assert paths == sorted(paths, key=str.encode)


def test_what_is_ignored_is_listed_and_not_opened(root: Path) -> None:
    write(root, ".git/objects/a")
    write(root, ".mlgate/last.json")
    write(root, ".cache/huggingface/x")
    write(root, "mlgate.yaml")
    os.mkfifo(root / ".git" / "pipe")
    os.mkfifo(root / ".DS_Store")
    found = discover(root)
    ignored = {f.path: (f.size, f.sha256, f.raw) for f in found.files if f.ignored}
    names = (".DS_Store", ".cache/huggingface/", ".git/", ".mlgate/", "mlgate.yaml")
    assert ignored == dict.fromkeys(names, (0, "", None))
    assert [f.path for f in found.files if f.place != IGNORED] == ["model.bin"]


@pytest.mark.parametrize("hidden", ["", ".git/HEAD", "mlgate.yaml", "a/.DS_Store"])
def test_a_folder_without_files_has_nothing_to_judge(
    tmp_path: Path, hidden: str
) -> None:
    (tmp_path / "empty").mkdir()
    if hidden:
        write(tmp_path, hidden)
    error = refused(tmp_path)
    assert "nothing to judge" in error.message
    assert error.place == str(tmp_path)


def test_a_path_that_is_missing_is_refused(tmp_path: Path) -> None:
    assert "no such file" in refused(tmp_path / "missing").message
    assert refused(tmp_path / "missing" / "deeper")
    assert refused(Path("a\0b"))


def test_one_file_is_an_artifact_whatever_it_is_called(tmp_path: Path) -> None:
    path = write(tmp_path, "README.md", b"text")
    found = discover(path)
    assert found.kind == "file"
    (only,) = found.files
    assert (only.path, only.place, only.raw) == ("README.md", ARTIFACT, b"text")
    assert classify(found, {"README.md"}).artifacts[0].path == "README.md"
    assert found.location("README.md") == path


def test_a_symlink_given_as_the_subject_is_followed(root: Path, tmp_path: Path) -> None:
    (tmp_path / "folder-link").symlink_to("subject")
    (tmp_path / "file-link").symlink_to("subject/model.bin")
    folder = discover(tmp_path / "folder-link")
    assert (folder.root, folder.kind) == (root.resolve(), "folder")
    (only,) = discover(tmp_path / "file-link").files
    assert only.path == "file-link"


@pytest.mark.parametrize("raw", [LFS, LFS.replace(b"git-lfs.github", b"hawser.github")])
def test_a_git_lfs_pointer_is_flagged(root: Path, raw: bytes) -> None:
    write(root, "pointer.bin", raw)
    write(root, "about.md", b"A pointer begins with\n" + raw)
    found = by_path(discover(root))
    assert {p for p, f in found.items() if f.lfs} == {"pointer.bin"}


def test_a_file_is_evidence_only_if_it_is_recognised_in_an_evidence_place(
    root: Path,
) -> None:
    for path in ("README.md", "evidence/plot.png", "config.json", "mlgate.yaml"):
        write(root, path)
    recognised = {"README.md", "config.json"}
    artifacts, evidence, ignored = classify(discover(root), recognised)
    assert [a.path for a in artifacts] == [
        "config.json",
        "evidence/plot.png",
        "model.bin",
    ]
    assert [f.path for f in evidence] == ["README.md", "config.json"]
    assert [f.path for f in ignored] == ["mlgate.yaml"]


# Symlinks


def test_a_symlink_to_a_file_inside_is_hashed_under_its_own_path(root: Path) -> None:
    (root / "alias.bin").symlink_to("model.bin")
    write(root, "a/b").parent.joinpath("up.bin").symlink_to("../model.bin")
    found = by_path(discover(root))
    digests = {found[p].sha256 for p in ("alias.bin", "a/up.bin", "model.bin")}
    assert digests == {hashlib.sha256(b"\0weights").hexdigest()}


def test_files_below_a_symlink_to_a_folder_are_found_under_its_path(root: Path) -> None:
    write(root, "real/deep/a")
    (root / "linked").symlink_to("real")
    paths = [f.path for f in discover(root).files]
    assert paths == ["linked/deep/a", "model.bin", "real/deep/a"]


@pytest.mark.parametrize("absolute", [True, False])
@pytest.mark.parametrize("target", ["secret", "folder", "subject2/a"])
def test_a_symlink_that_leaves_the_folder_is_refused_by_name_and_target(
    root: Path, tmp_path: Path, target: str, *, absolute: bool
) -> None:
    write(tmp_path, "secret")
    write(tmp_path, "folder/a")
    # Begins like the root, and is not inside of it.
    write(tmp_path, "subject2/a")
    outside = tmp_path / target
    link = root / "evidence" / "link"
    link.parent.mkdir()
    link.symlink_to(outside if absolute else Path("..", "..", target))
    error = refused(root)
    assert error.place == "evidence/link"
    assert "leaves the folder" in error.message
    assert ascii(str(outside.resolve())) in error.message


def test_a_symlink_out_and_back_in_through_another_one_is_judged_by_where_it_ends(
    root: Path, tmp_path: Path
) -> None:
    (tmp_path / "back").symlink_to("subject/model.bin")
    (root / "fine").symlink_to("../back")
    assert [f.path for f in discover(root).files] == ["fine", "model.bin"]
    write(tmp_path, "secret")
    (root / "inner").symlink_to("middle")
    (root / "middle").symlink_to("../secret")
    assert refused(root).place == "inner"


def test_symlinks_may_lead_into_a_folder_that_was_allowed(
    root: Path, tmp_path: Path
) -> None:
    write(tmp_path, "blobs/a", b"blob")
    (root / "weights").symlink_to("../blobs/a")
    (root / "all").symlink_to("../blobs")
    (tmp_path / "blobs-link").symlink_to("blobs")
    found = by_path(discover(root, [tmp_path / "blobs-link"]))
    assert list(found) == ["all/a", "model.bin", "weights"]
    assert found["weights"].raw == b"blob"
    assert refused(root, root).place == "all"
    assert "no such file" in refused(root, tmp_path / "missing").message


@pytest.mark.parametrize(
    ("links", "place"),
    [
        ({"a": "a"}, "a"),
        ({"a": "b", "b": "a"}, "a"),
        ({"a": "nowhere"}, "a"),
        ({"a": "model.bin/x"}, "a"),
        ({"here": "."}, "here"),
        ({"deep/up": ".."}, "deep/up"),
        ({"deep/up": "../deep"}, "deep/up"),
        ({"one/to": "../two", "two/to": "../one"}, "one/to/to"),
    ],
)
def test_symlinks_in_circles_or_to_nowhere_are_refused(
    root: Path, links: dict[str, str], place: str
) -> None:
    for name, target in links.items():
        link = root / name
        link.parent.mkdir(exist_ok=True)
        link.symlink_to(target)
    error = refused(root)
    assert error.place == place
    assert "symlink" in error.message


def test_a_web_of_symlinks_that_doubles_with_each_level_ends(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "MAX_FILES", 1000)
    for level in range(40):
        (root / f"{level}").mkdir()
        for side in "ab":
            (root / f"{level}" / side).symlink_to(f"../{level + 1}")
    write(root, "40/file")
    assert "more than 1000 files" in refused(root).message


def test_a_file_that_many_symlinks_lead_to_is_hashed_once(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(9):
        (root / f"link{n}").symlink_to("model.bin")
    asked: list[int] = []
    real = discovering.digest_all
    monkeypatch.setattr(
        discovering, "digest_all", lambda files: asked.append(len(files)) or real(files)
    )
    assert len(discover(root).files) == 10
    assert asked == [1]


# What cannot be judged


@pytest.mark.parametrize(
    "path", ["README.md", "evidence/a.json", "model2.bin", "bom.cdx.json"]
)
def test_a_named_pipe_or_socket_is_refused_under_any_name(
    root: Path, path: str
) -> None:
    target = root / path
    target.parent.mkdir(exist_ok=True)
    os.mkfifo(target)
    error = refused(root)
    assert (error.place, error.message) == (path, "is a named pipe, not a file")
    assert "named pipe" in refused(target).message
    target.unlink()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(target))
    assert refused(root).message == "is a socket, not a file"


def test_a_device_is_refused(root: Path) -> None:
    (root / "zeros").symlink_to("/dev/zero")
    assert "leaves the folder" in refused(root).message
    error = refused(root, Path("/dev"))
    assert (error.place, error.message) == ("zeros", "is a device, not a file")


@contextmanager
def nobody() -> Iterator[None]:
    """Lay down root's right to read everything, if we have it."""
    mine = os.geteuid()
    if mine == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(mine)


@pytest.mark.parametrize("path", ["README.md", "folder"])
def test_a_file_or_folder_that_may_not_be_read_is_refused(path: str) -> None:
    # pytest's own folder lets nobody but its owner pass.
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        root.chmod(0o755)
        write(root, "folder/a")
        write(root, "README.md")
        (root / path).chmod(0)
        with nobody():
            error = refused(root)
        (root / path).chmod(0o700)
    assert error.place.rstrip("/") == path
    assert error.message == "cannot be read: permission denied"


@pytest.mark.parametrize(
    "name", [b"a\xff.bin", b"a\nb", b"a\x1b[2J", b"a\\b", "a\u202eb".encode()]
)
@pytest.mark.parametrize("folder", [True, False])
def test_a_name_that_cannot_be_written_down_is_refused(
    root: Path, name: bytes, *, folder: bool
) -> None:
    target = os.fsencode(root) + b"/" + name
    if folder:
        os.mkdir(target)  # noqa: PTH102  # a name in bytes
    else:
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY))
    assert refused(root).place.startswith("a")


def test_two_names_that_are_one_elsewhere_are_refused(root: Path) -> None:
    write(root, "README.md")
    write(root, "readme.MD")
    if len(list(root.iterdir())) < 3:
        pytest.skip("this file system tells no letter case apart")
    error = refused(root)
    assert "README.md" in str(error)
    assert "readme.MD" in str(error)


def test_folders_may_be_64_deep_and_no_deeper(root: Path) -> None:
    write(root, "/".join(["d"] * 64) + "/file")
    assert len(discover(root).files) == 2
    write(root, "/".join(["d"] * 65) + "/file")
    assert "more than 64 folders deep" in refused(root).message


def test_files_and_folders_are_counted(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "MAX_FILES", 4)
    write(root, "a/b")
    write(root, "a/c")
    assert len(discover(root).files) == 3
    write(root, "d/e")
    assert "more than 4 files" in refused(root).message


# What is kept in memory


def test_a_document_of_64_mib_is_kept_and_a_larger_one_says_that_it_is_not(
    root: Path,
) -> None:
    write(root, "fits", b"a" * MAX_BYTES)
    write(root, "larger", b"a" * (MAX_BYTES + 1))
    found = by_path(discover(root))
    assert found["fits"].raw is not None
    assert len(found["fits"].raw) == MAX_BYTES
    assert found["larger"].raw is None
    assert "not looked into: larger than" in found["larger"].why
    assert "not looked into" not in found["model.bin"].why


def test_evidence_and_then_small_files_are_kept_first(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discovering, "MAX_KEPT", 40)
    for name, size in {"README.md": 20, "a": 25, "b": 5, "c": 4}.items():
        write(root, name, b"t" * size)
    found = by_path(discover(root))
    kept = {p for p, f in found.items() if f.raw is not None}
    assert kept == {"README.md", "b", "c"}
    assert "not looked into" in found["a"].why


def test_more_evidence_than_can_be_read_is_refused_and_not_left_out(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discovering, "MAX_KEPT", 40)
    write(root, "evidence/a", b"t" * 20)
    write(root, "evidence/b", b"t" * 21)
    assert refused(root).place == "evidence/b"
