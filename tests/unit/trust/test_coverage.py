import hashlib
import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core import coverage, statements
from mlgate.core.coverage import Coverage
from mlgate.core.statements import OMS, PROVENANCE, STATEMENT_V1, Statement

A, B, C = (letter * 64 for letter in "abc")
SUBJECT = "5" * 64
FILES = {"model/config.json": A, "model/weights.bin": B}
ALL = Coverage("all")


def root(*digests: str) -> str:
    return hashlib.sha256(b"".join(map(bytes.fromhex, digests))).hexdigest()


def read(kind: str, subjects: list[dict[str, Any]], predicate: object) -> Statement:
    value = {
        "_type": STATEMENT_V1,
        "subject": subjects,
        "predicateType": kind,
        "predicate": predicate,
    }
    return statements.read(value, "a.sig")


def resource(name: object, digest: object, algorithm: str = "sha256") -> dict[str, Any]:
    return {"name": name, "algorithm": algorithm, "digest": digest}


def signed(
    files: dict[str, str] | list[dict[str, Any]],
    subject: str = "",
    **serialization: object,
) -> Statement:
    """Return an OMS statement; its root digest is right unless ``subject`` is given."""
    listed = files
    if isinstance(files, dict):
        listed = [resource(name, digest) for name, digest in files.items()]
        subject = subject or root(*files.values())
    how = {"method": "files", "hash_type": "sha256", **serialization}
    subjects = [{"name": "model", "digest": {"sha256": subject or C}}]
    return read(OMS, subjects, {"serialization": how, "resources": listed})


@pytest.mark.parametrize("folder", ["", "model/", "a/model/"])
def test_a_signature_over_one_folder_with_all_files_covers_all(folder: str) -> None:
    files = {f"{folder}{name}": d for name, d in (("a.bin", A), ("sub/b.bin", B))}
    assert coverage.of_oms(signed({"a.bin": A, "sub/b.bin": B}), files) == ALL
    assert coverage.of_oms(signed(files), files) == ALL


def test_the_order_of_the_list_is_the_signer_s_own() -> None:
    # By parts of the path `sub/x` comes before `sub-1`; by letters it comes after.
    files = {"sub/x": A, "sub-1": B}
    assert coverage.of_oms(signed(files), files) == ALL
    by_letters = signed(files, subject=root(B, A))
    assert coverage.of_oms(by_letters, files) == ALL


def test_a_signature_over_one_file_covers_that_file_whatever_its_name() -> None:
    one = signed({".": A})
    assert coverage.of_oms(one, {"weights.bin": A}) == ALL
    assert coverage.of_oms(one, {"weights.bin": B}).covers == "other"
    found = coverage.of_oms(one, {"config.json": B, "weights.bin": A})
    assert (found.covers, found.changed) == ("part", ("config.json",))
    assert coverage.of_oms(one, {}).covers == "other"


SIGNED = {"config.json": A, "weights.bin": B}
TAMPERED = {
    "edited": (FILES | {"model/weights.bin": C}, ("model/weights.bin",), "changed"),
    "added": (FILES | {"model/evil.py": C}, ("model/evil.py",), "not covered"),
    "added outside": (FILES | {"evil.py": C}, ("evil.py",), "not covered"),
    "removed": ({"model/config.json": A}, ("model/weights.bin",), "gone"),
    "renamed": (
        {"model/config.json": A, "model/evil.py": B},
        ("model/evil.py", "model/weights.bin"),
        "model/evil.py not covered; model/weights.bin gone",
    ),
    "moved": (
        {"model/config.json": A, "weights.bin": B},
        ("config.json", "model/config.json"),
        "model/config.json not covered; config.json gone",
    ),
    "hidden": (FILES | {"model/.git/hooks/x": C}, ("model/.git/hooks/x",), "covered"),
    "ignored": (FILES | {"model/.github/x": C}, ("model/.github/x",), "not covered"),
    "empty file": (
        FILES | {"model/__init__.py": hashlib.sha256().hexdigest()},
        ("model/__init__.py",),
        "not covered",
    ),
}


@pytest.mark.parametrize(("files", "changed", "why"), TAMPERED.values(), ids=TAMPERED)
def test_a_model_that_is_not_the_signed_one_is_covered_in_part_and_says_where(
    files: dict[str, str], changed: tuple[str, ...], why: str
) -> None:
    statement = signed(SIGNED, ignore_paths=[".git", ".github", "evil.py", "."])
    assert coverage.of_oms(statement, FILES) == ALL
    found = coverage.of_oms(statement, files)
    assert (found.covers, found.changed) == ("part", changed)
    assert why in found.reason


def test_two_files_that_swap_contents_are_both_changed() -> None:
    files = {"model/config.json": B, "model/weights.bin": A}
    found = coverage.of_oms(signed(SIGNED), files)
    assert (found.covers, found.changed) == ("other", tuple(FILES))


def test_another_layout_with_the_same_root_digest_is_other_bytes() -> None:
    evil = {"a.bin": A, "evil.py": B}
    assert signed(evil).sha256s == signed(SIGNED).sha256s
    assert coverage.of_oms(signed(SIGNED), evil).covers == "other"


REFUSED = {
    "no resources": (signed([]), "no resources"),
    "a resource is a number": (signed([1]), "no name"),  # type: ignore[list-item]
    "no digest": (signed([resource("a", None)]), "no whole sha256"),
    "short digest": (signed([resource("a", A[:-2])]), "no whole sha256"),
    "upper case": (signed([resource("a", A.upper())]), "no whole sha256"),
    "no name": (signed([resource(None, A)]), "no name"),
    "parent": (signed({"../secret.txt": A}), r"empty part, '\.' or '\.\.'"),
    "inner parent": (signed({"a/../b": A}), r"empty part, '\.' or '\.\.'"),
    "here": (signed({"a/./b": A}), r"empty part, '\.' or '\.\.'"),
    "doubled slash": (signed({"a//b": A}), r"empty part, '\.' or '\.\.'"),
    "absolute": (signed({"/etc/passwd": A}), "not a relative path"),
    "backslash": (signed({"a\\b": A}), "backslash"),
    "NUL": (signed({"a\0b": A}), "control characters"),
    "itself and more": (signed({".": A, "a": B}), "empty part"),
    "twice": (
        signed([resource("a", A), resource("a", A)], subject=root(A, A)),
        "same file",
    ),
    "itself twice": (
        signed([resource(".", A), resource(".", A)], subject=root(A, A)),
        "empty part",
    ),
    "case twin": (signed({"A": A, "a": B}), "same file"),
    "accent twin": (signed({"\u00e9": A, "e\u0301": B}), "same file"),
    "shards": (signed(SIGNED, method="shards"), "hashes 'shards'"),
    "blake3": (signed(SIGNED, hash_type="blake3"), "by 'blake3'"),
    "no method": (read(OMS, [{"digest": {}}], {"resources": []}), "hashes None"),
    "sharded resource": (signed([resource("a:0:1", A, "sha256-sharded-1")]), "hashed"),
    "sha512": (signed([resource("a", "a" * 128, "sha512")]), "hashed by 'sha512'"),
    "root of other resources": (signed(SIGNED, subject=root(A, C)), "root digest"),
    "sha1 subject": (
        read(
            OMS,
            [{"digest": {"sha1": "a" * 40}}],
            dict(signed(SIGNED).predicate),
        ),
        "root digest",
    ),
    "two subjects": (
        read(
            OMS,
            [{"digest": {"sha256": root(A, B)}}, {"digest": {"sha256": C}}],
            dict(signed(SIGNED).predicate),
        ),
        "root digest",
    ),
}


@pytest.mark.parametrize(("statement", "why"), REFUSED.values(), ids=REFUSED)
def test_a_statement_that_cannot_be_trusted_to_list_files_covers_nothing(
    statement: Statement, why: str
) -> None:
    found = coverage.of_oms(statement, FILES)
    assert found.covers == "other"
    assert re.search(why, found.reason), found.reason


names = st.sampled_from(["a", "b", "sub/a", "sub/b", "sub/sub/a", "sub-a"])
digests = st.sampled_from([A, B, C])
layouts = st.dictionaries(names, digests, min_size=1)


@given(layouts, layouts, st.sampled_from(["", "sub/", "x/y/"]))
def test_only_exactly_the_signed_files_are_covered(
    listed: dict[str, str], others: dict[str, str], folder: str
) -> None:
    files = {f"{folder}{name}": digest for name, digest in others.items()}
    found = coverage.of_oms(signed(listed), files)
    folders = {""} | {p[: n + 1] for p in files for n, c in enumerate(p) if c == "/"}
    same = any({f"{at}{n}": d for n, d in listed.items()} == files for at in folders)
    assert (found.covers == "all") is same
    assert bool(found.reason) is not same


PLACES = [
    ([{"name": "m", "digest": {"sha256": SUBJECT}}], "all", ()),
    (
        [
            {"name": "config.json", "digest": {"sha256": A}},
            {"name": "./weights.bin", "digest": {"sha256": B}},
        ],
        "all",
        (),
    ),
    (
        [
            {"name": "model/config.json", "digest": {"sha256": A}},
            {"name": "weights.bin", "digest": {"sha256": B, "sha1": "0" * 40}},
            {"name": "another-output.tar", "digest": {"sha256": C}},
        ],
        "all",
        (),
    ),
    ([{"name": "weights.bin", "digest": {"sha256": B}}], "part", ()),
    (
        [
            {"name": "config.json", "digest": {"sha256": A}},
            {"name": "weights.bin", "digest": {"sha256": C}},
        ],
        "part",
        ("model/weights.bin",),
    ),
    (
        [{"name": "weights.bin", "digest": {"sha256": C}}],
        "other",
        ("model/weights.bin",),
    ),
    ([{"name": "weights.bin", "digest": {"sha1": "0" * 40}}], "other", ()),
    ([{"name": "eights.bin", "digest": {"sha256": B}}], "other", ()),
    ([{"name": "m", "digest": {"sha512": "5" * 128}}], "other", ()),
    ([{"digest": {"sha256": B}}], "other", ()),
]


@pytest.mark.parametrize(("subjects", "covers", "changed"), PLACES)
def test_provenance_covers_the_files_it_names_by_path_and_sha256(
    subjects: list[dict[str, Any]], covers: str, changed: tuple[str, ...]
) -> None:
    statement = read(PROVENANCE[0], subjects, {})
    found = coverage.of_subjects(statement, f"sha256:{SUBJECT}", FILES)
    assert (found.covers, found.changed) == (covers, changed)
    assert bool(found.reason) is (covers != "all")


@pytest.mark.parametrize("order", [1, -1])
def test_a_file_named_once_right_and_once_wrong_is_changed_in_either_order(
    order: int,
) -> None:
    subjects = [{"name": "weights.bin", "digest": {"sha256": d}} for d in (B, C)]
    config = {"name": "config.json", "digest": {"sha256": A}}
    statement = read(PROVENANCE[0], [config, *subjects[::order]], {})
    found = coverage.of_subjects(statement, SUBJECT, FILES)
    assert (found.covers, found.changed) == ("part", ("model/weights.bin",))
    alone = read(PROVENANCE[0], subjects[::order], {})
    assert coverage.of_subjects(alone, SUBJECT, FILES).covers == "other"


def test_which_of_several_files_of_one_name_changed_is_not_guessed() -> None:
    files = {"a/config.json": A, "b/config.json": B, "model.bin": C}
    subjects = [
        {"name": "config.json", "digest": {"sha256": "d" * 64}},
        {"name": "model.bin", "digest": {"sha256": C}},
    ]
    found = coverage.of_subjects(read(PROVENANCE[0], subjects, {}), SUBJECT, files)
    assert (found.covers, found.changed) == ("part", ())
    assert found.reason == "a/config.json, b/config.json not covered"


def test_a_name_that_several_files_end_in_covers_only_the_one_with_its_digest() -> None:
    files = {"a/config.json": A, "b/config.json": B}
    statement = read(
        PROVENANCE[0], [{"name": "config.json", "digest": {"sha256": A}}], {}
    )
    found = coverage.of_subjects(statement, SUBJECT, files)
    assert (found.covers, found.reason) == ("part", "b/config.json not covered")


def test_no_files_are_never_covered() -> None:
    statement = read(PROVENANCE[0], [{"name": "m", "digest": {"sha256": A}}], {})
    assert coverage.of_subjects(statement, SUBJECT, {}).covers == "other"
    assert coverage.compare([], {}) == Coverage(
        "other", reason="there is nothing to cover"
    )
    assert coverage.of_oms(signed(SIGNED), {}).covers == "other"


def test_a_link_is_compared_with_the_files_both_ways() -> None:
    listed = [{"path": path, "sha256": d, "size": 1} for path, d in FILES.items()]
    assert coverage.compare(listed, FILES) == ALL
    found = coverage.compare(listed, FILES | {"plot.png": C})
    assert found == Coverage("part", ("plot.png",), "plot.png not covered")
    for bad in (None, [1], [*listed, listed[0]], [{"path": ["x"], "sha256": A}]):
        assert coverage.compare(bad, FILES).covers == "other"


def test_many_changes_are_counted_and_not_all_shown() -> None:
    files = {f"f{n}": C for n in range(9)}
    found = coverage.compare([{"path": "x", "sha256": A}], files)
    assert found.reason == "f0, f1, f2, f3, f4 and 4 more not covered; x gone"
    assert len(found.changed) == 10


def test_twenty_thousand_files_are_compared_in_linear_time() -> None:
    files = {f"model/{n % 100}/config-{n}.json": A for n in range(20_000)}
    listed = {path.removeprefix("model/"): d for path, d in files.items()}
    statement = signed(listed)
    subjects = [{"name": p, "digest": {"sha256": d}} for p, d in listed.items()]
    provenance = read(PROVENANCE[0], subjects, {})
    start = time.process_time()
    assert coverage.of_oms(statement, files) == ALL
    assert coverage.of_subjects(provenance, SUBJECT, files) == ALL
    # Each by each takes half a minute; in one pass it is well below a second.
    assert time.process_time() - start < 8
