import hashlib
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core.subject import (
    Artifact,
    check_path,
    check_paths,
    identify,
    manifest,
    subject_digest,
)
from mlgate.errors import EvidenceError

ZERO = "0" * 64
names = st.text(
    st.characters(min_codepoint=32, codec="utf-8", exclude_characters="/\\."),
    min_size=1,
    max_size=8,
)


def artifact(path: str, size: int = 0, sha256: str = ZERO) -> Artifact:
    return Artifact(path, size, sha256)


def test_the_manifest_is_canonical_json_sorted_by_utf_8_bytes() -> None:
    # As UTF-16, the order of RFC 8785 for keys, the last two would be swapped.
    paths = ["b", "a/b", "a.b", "\uff5e", "\U0001f600"]
    made = manifest([artifact(p, 1) for p in paths])
    entries = [
        f'{{"path":"{p}","sha256":"{ZERO}","size":1}}'
        for p in ("a.b", "a/b", "b", "\uff5e", "\U0001f600")
    ]
    assert made.decode() == f"[{','.join(entries)}]"


def test_the_digest_is_the_sha256_of_the_manifest() -> None:
    artifacts = [artifact("a"), artifact("b", 2)]
    expected = hashlib.sha256(manifest(artifacts)).hexdigest()
    assert subject_digest(artifacts) == f"sha256:{expected}"


def test_a_manifest_without_artifacts_is_refused() -> None:
    with pytest.raises(EvidenceError, match="nothing to judge"):
        manifest([])


@given(st.lists(names, min_size=1, unique_by=str.casefold).flatmap(st.permutations))
def test_the_order_of_artifacts_does_not_change_the_digest(paths: list[str]) -> None:
    artifacts = [artifact(p) for p in paths if _sound([p])]
    if not artifacts or not _sound([a.path for a in artifacts]):
        return
    listed = json.loads(manifest(artifacts))
    assert [e["path"].encode() for e in listed] == sorted(
        p.path.encode() for p in artifacts
    )
    assert subject_digest(artifacts) == subject_digest(artifacts[::-1])


def _sound(paths: list[str]) -> bool:
    try:
        check_paths(paths)
    except EvidenceError:
        return False
    return True


@pytest.mark.parametrize(
    "changed", [artifact("b", 1), artifact("a", 2), artifact("a", 1, "f" * 64)]
)
def test_path_size_and_bytes_each_change_the_digest(changed: Artifact) -> None:
    assert subject_digest([changed]) != subject_digest([artifact("a", 1)])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a", "a"),
        ("model/W.bin", "model/w.bin"),
        ("caf\u00e9", "cafe\u0301"),
        ("CAF\u00c9", "cafe\u0301"),
        ("stra\u00dfe", "STRASSE"),
        ("\u212a", "k"),
        ("\u00c5", "\u212b"),
    ],
)
def test_two_paths_that_are_one_file_elsewhere_are_refused_by_both_names(
    one: str, other: str
) -> None:
    with pytest.raises(EvidenceError, match="same file") as caught:
        manifest([artifact(one), artifact("other"), artifact(other)])
    said = f"{caught.value.place} {caught.value.message}"
    assert all(ascii(p)[1:-1] in said or p in said for p in (one, other))
    assert caught.value.hint


@given(names)
def test_a_name_and_its_normal_forms_are_the_same_path(name: str) -> None:
    forms = {unicodedata.normalize(f, name) for f in ("NFC", "NFD")}
    assert len(forms) == 1 or not _sound(sorted(forms))


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/a",
        "a//b",
        "a/",
        "./a",
        "a/./b",
        "..",
        "a/../b",
        "a\\b",
        "C:\\a",
        "a\0b",
        "a\nb",
        "a\x1b[2Jb",
        "a\x7f",
        "a\x85b",
        "a\u2028b",
        "a\u202etxt.exe",
        "a\u2066b",
        "a\udcff",
    ],
)
def test_a_path_that_is_not_plain_is_refused_without_repeating_what_it_hides(
    path: str,
) -> None:
    with pytest.raises(EvidenceError) as caught:
        check_path(path)
    assert caught.value.hint
    assert str(caught.value).isprintable()
    with pytest.raises(EvidenceError):
        manifest([artifact(path)])


@pytest.mark.parametrize(
    "path", ["a", ".a", "..a", "a..", "a b", "a/b/c", "模型/权重.bin", "a:b"]
)
def test_a_plain_path_is_taken(path: str) -> None:
    check_path(path)


def test_a_folder_has_sorted_artifacts_and_no_digest_of_one_file() -> None:
    subject = identify("folder", [artifact("b"), artifact("a", 1, "1" * 64)])
    assert [a.path for a in subject.artifacts] == ["a", "b"]
    assert subject.digest == subject_digest(subject.artifacts)
    assert (subject.kind, subject.file_sha256) == ("folder", "")


def test_a_file_also_has_its_own_digest() -> None:
    subject = identify("file", [artifact("a", 1, "1" * 64)])
    assert (subject.kind, subject.file_sha256) == ("file", "1" * 64)
    assert subject.digest == subject_digest([artifact("a", 1, "1" * 64)])


def test_a_folder_of_one_file_has_no_digest_of_that_file() -> None:
    assert identify("folder", [artifact("a")]).file_sha256 == ""
