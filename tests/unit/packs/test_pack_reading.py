import hashlib
import json
from pathlib import Path

import pytest

from mlgate.core.rule import RiskTier, Severity
from mlgate.errors import PolicyError
from mlgate.packs.read import read
from mlgate.strict.shipped import folder

RULE = """\
# METADATA
# title: Every dataset is pinned
# description: A dataset without digest can change.
# custom:
#   id: ACME-001
#   profiles: [strict]
#   severity: {T1: deny}
#   needs: [{fields: [/lineage/datasets/*/name]}]
#   remediation: Record it.
#   next: write it down
#   controls: []
package mlgate.acme.data.acme_001_pinned

import rego.v1
"""
PACK = "name: acme\nversion: 1.0.0\ntitle: Ours\n"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    root = tmp_path / "acme"
    rule = root / "data" / "acme_001_pinned"
    rule.mkdir(parents=True)
    (root / "pack.yaml").write_text(PACK)
    (rule / "rule.rego").write_text(RULE)
    (rule / "cases.yaml").write_text("[]\n")
    return root


def _refusal(root: Path) -> PolicyError:
    with pytest.raises(PolicyError) as caught:
        read(root, "local")
    assert caught.value.place
    assert caught.value.hint
    return caught.value


def test_a_pack_is_its_folder(pack: Path) -> None:
    found = read(pack, "local")
    assert (found.name, found.version, found.title) == ("acme", "1.0.0", "Ours")
    assert found.origin == "local"
    (rule,) = found.rules
    assert rule.id == "ACME-001"
    assert rule.family == "data"
    assert rule.path == "acme/data/acme_001_pinned/rule.rego"
    assert rule.package == "mlgate.acme.data.acme_001_pinned"
    assert rule.severity == {RiskTier.T1: Severity.DENY}
    assert rule.source == RULE
    assert rule.waivable


def test_the_digest_is_that_of_the_canonical_list_of_files(pack: Path) -> None:
    (pack / "README.md").write_text("hello\n")
    listed = [
        {
            "path": path.relative_to(pack).as_posix(),
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in sorted(pack.rglob("*"))
        if path.is_file()
    ]
    text = json.dumps(listed, separators=(",", ":"), sort_keys=True)
    expected = hashlib.sha256(text.encode()).hexdigest()
    assert read(pack, "local").digest == f"sha256:{expected}"


@pytest.mark.parametrize("name", ["pack.yaml", "rule.rego", "cases.yaml"])
def test_one_changed_byte_changes_the_digest(pack: Path, name: str) -> None:
    before = read(pack, "local").digest
    (path,) = pack.rglob(name)
    path.write_bytes(path.read_bytes() + b"\n")
    assert read(pack, "local").digest != before


def test_the_digest_does_not_depend_on_where_the_pack_lies(
    pack: Path, tmp_path: Path
) -> None:
    before = read(pack, "local").digest
    assert read(pack.rename(tmp_path / "elsewhere"), "local").digest == before


def test_no_folder_is_refused(tmp_path: Path) -> None:
    assert _refusal(tmp_path / "none").message == "no such pack folder"


def test_a_pack_without_rules_is_refused(pack: Path) -> None:
    for name in ("rule.rego", "cases.yaml"):
        (pack / "data" / "acme_001_pinned" / name).unlink()
    assert _refusal(pack).message == "a pack without rules"


def test_a_folder_without_pack_yaml_is_refused(pack: Path) -> None:
    (pack / "pack.yaml").unlink()
    assert _refusal(pack).message == "the pack has no pack.yaml"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "pack.yaml has no mapping, expected name, version, title"),
        ("{}", "pack.yaml has no key, expected name, version, title"),
        ("name: a\ntitle: t\n", "pack.yaml has name, title, expected name, version"),
        (PACK + "rules: []\n", "pack.yaml has name, version, title, rules, expected"),
        (PACK.replace("acme", "Acme"), "`name` is 'Acme'"),
        (PACK.replace("acme", "../acme"), "`name` is '../acme'"),
        (PACK.replace("1.0.0", "1.0"), "`version` is '1.0'"),
        (PACK.replace("Ours", '" "'), "`title` is ' '"),
        (PACK + "name: b\n", "duplicate key 'name': first on line 1"),
        ("name: &a x", "anchors and aliases are not read"),
    ],
)
def test_a_malformed_pack_yaml_is_refused(pack: Path, text: str, message: str) -> None:
    (pack / "pack.yaml").write_text(text)
    error = _refusal(pack)
    assert error.message.startswith(message)
    assert error.place.startswith("acme/pack.yaml:")


@pytest.mark.parametrize(
    "path",
    [
        "notes.txt",
        "data/notes.txt",
        "data/acme_001_pinned/helper.rego",
        "data/acme_001_pinned/.DS_Store",
    ],
)
def test_a_file_that_no_pack_has_is_refused(pack: Path, path: str) -> None:
    (pack / path).write_text("x")
    error = _refusal(pack)
    assert error.message == "a file unknown to packs"
    assert error.place == f"acme/{path}"


def test_a_folder_that_no_pack_has_is_refused(pack: Path) -> None:
    (pack / "data" / "acme_001_pinned" / "notes").mkdir()
    assert _refusal(pack).message == "a folder that a pack does not have"


def test_what_pip_compiles_into_an_installed_pack_is_not_read(pack: Path) -> None:
    before = read(pack, "local")
    cache = pack / "data" / "acme_001_pinned" / "__pycache__"
    cache.mkdir()
    (cache / "rule.cpython-311.pyc").write_bytes(b"\0anything")
    assert read(pack, "local") == before


@pytest.mark.parametrize("inside", ["data/acme_001_pinned/rule.py", "more", "LICENSE"])
def test_a_link_is_refused_wherever_it_points(
    pack: Path, tmp_path: Path, inside: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (pack / inside).symlink_to(outside)
    error = _refusal(pack)
    assert error.message == "a link in a pack"
    assert error.place == f"acme/{inside}"


def test_a_file_that_is_too_large_is_refused(pack: Path) -> None:
    (pack / "README.md").write_bytes(b"x" * (256 * 1024 + 1))
    assert _refusal(pack).message == "more than 256 KiB"
    (pack / "README.md").write_bytes(b"x" * (256 * 1024))
    assert read(pack, "local").rules


def test_a_rule_without_cases_is_refused(pack: Path) -> None:
    (pack / "data" / "acme_001_pinned" / "cases.yaml").unlink()
    assert _refusal(pack).message == "the folder holds rule.rego"


def test_a_folder_with_two_rules_is_refused(pack: Path) -> None:
    (pack / "data" / "acme_001_pinned" / "rule.py").write_text(RULE)
    message = "the folder holds cases.yaml, rule.py, rule.rego"
    assert _refusal(pack).message == message


def test_an_id_in_two_families_is_refused_with_both_places(pack: Path) -> None:
    twin = pack / "other" / "acme_001_again"
    twin.mkdir(parents=True)
    (twin / "rule.rego").write_text(RULE)
    (twin / "cases.yaml").write_text("[]\n")
    error = _refusal(pack)
    assert error.message == (
        "ACME-001 is also the id of acme/data/acme_001_pinned/rule.rego"
    )
    assert error.place == "acme/other/acme_001_again/rule.rego:1"


def test_a_family_that_is_no_plain_name_is_refused(pack: Path) -> None:
    (pack / "data").rename(pack / "Data-Sets")
    assert _refusal(pack).message == "a family's name is not plain"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"\xff\xfe\x00", "not valid UTF-16"),
        (RULE.encode().replace(b"pinned", b"p\xffnned", 1), "not valid UTF-8"),
        (RULE.encode() + b"\0deny contains 1", "a NUL character"),
    ],
)
def test_a_rule_that_is_not_text_is_refused(
    pack: Path, raw: bytes, message: str
) -> None:
    (pack / "data" / "acme_001_pinned" / "rule.rego").write_bytes(raw)
    error = _refusal(pack)
    assert error.message.startswith(message)
    assert error.place.startswith("acme/data/acme_001_pinned/rule.rego:")


def test_the_shipped_pack_is_read_the_same_twice() -> None:
    baseline = folder("policies") / "baseline"
    first, second = read(baseline, "shipped"), read(baseline, "shipped")
    assert first == second
    assert {rule.language for rule in first.rules} == {"rego", "python"}
