"""org.yaml: what it may say, and what is said where it says something else."""

import os
from pathlib import Path

import pytest

from mlgate.config import organisation
from mlgate.config.reading import MAX_BYTES
from mlgate.core.organisation import BOM_SCORE, WAIVER_DAYS, Organisation, Pin
from mlgate.core.rule import RiskTier
from mlgate.core.tiers import Floor
from mlgate.errors import ConfigError
from mlgate.trust import keys

HEAD = "mlgate: organisation/v1\nname: Acme\n"
PRIVATE, PUBLIC = (pem.decode() for pem in keys.generate(None))
DIGEST = f"sha256:{'0' * 64}"


@pytest.fixture
def org(tmp_path: Path) -> Path:
    folder = tmp_path / "protected"
    folder.mkdir()
    (folder / "release.pub").write_text(PUBLIC)
    (folder / "release.key").write_text(PRIVATE)
    (tmp_path / "elsewhere.pub").write_text(PUBLIC)
    (tmp_path / "pack").mkdir()
    (folder / "link.pub").symlink_to(tmp_path / "elsewhere.pub")
    (folder / "org.yaml").write_text(HEAD)
    return folder / "org.yaml"


def _read(org: Path, text: str) -> Organisation:
    org.write_text(HEAD + text, encoding="utf-8")
    return organisation.read(org)


def _refusal(org: Path, text: str, head: str = HEAD) -> ConfigError:
    org.write_text(head + text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        organisation.read(org)
    assert caught.value.hint
    assert "\n" not in str(caught.value)
    return caught.value


def test_without_more_than_a_name_nobody_is_trusted_and_defaults_hold(
    org: Path,
) -> None:
    found = _read(org, "")
    assert (found.name, found.keys, found.waivers, found.floors) == ("Acme", (), (), ())
    assert found.pack == Pin("baseline", "", "")
    assert found.licences == ("open-source",)
    assert (found.waiver_days, found.bom_score) == (WAIVER_DAYS, BOM_SCORE)
    assert found.profile(RiskTier.T1) == "standard"


def test_each_section_is_read(org: Path) -> None:
    found = _read(
        org,
        f"""\
keys:
  - {{name: a, file: release.pub, purposes: [artifact, link]}}
  - name: b
    purposes: [decision]
    pem: |
{"".join(f"      {line}" for line in PUBLIC.splitlines(keepends=True))}
packs: [{{name: ours, path: packs/ours, digest: "{DIGEST}"}}]
profiles: {{T1: strict, T4: starter}}
floors: [{{match: "credit-*", tier: T2}}]
licences: [open-source, Llama3]
bom_score: {{T1: 1, T3: 0.50}}
waiver_limits: {{days: {{T1: 7}}, renewals: 0}}
waivers:
  - id: W-1
    rule: LIN-002
    approved_by: [ada]
    environments: [staging]
    renewals: 1
""",
    )
    assert [(k.name, k.purposes) for k in found.keys] == [
        ("a", {"artifact", "link"}),
        ("b", {"decision"}),
    ]
    assert [k.pem for k in found.keys] == [PUBLIC, PUBLIC]
    assert found.pack == Pin("ours", str(org.parent / "packs/ours"), DIGEST)
    assert found.profile(RiskTier.T1) == "strict"
    assert found.profile(RiskTier.T4) == "starter"
    assert found.profile(RiskTier.T4, "strict") == "strict"
    assert found.floors == (Floor("credit-*", RiskTier.T2),)
    assert found.licences == ("open-source", "Llama3")
    assert found.bom_score == {**BOM_SCORE, RiskTier.T1: 1, RiskTier.T3: 0.5}
    assert found.waiver_days == {**WAIVER_DAYS, RiskTier.T1: 7}
    assert found.waiver_renewals == 0
    (waiver,) = found.waivers
    assert (waiver.approved_by, waiver.environments) == (("ada",), ("staging",))
    assert (waiver.renewals, waiver.subject, waiver.expires_at) == (1, "", "")


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ("decisions.db", "protected/decisions.db"),
        ("../logs/decisions.db", "logs/decisions.db"),
        ("sqlite:///decisions.db", "protected/decisions.db"),
        ("sqlite:///../logs/a b.db", "logs/a b.db"),
        ("{root}/decisions.db", "decisions.db"),
        ("sqlite:///{root}/decisions.db", "decisions.db"),
    ],
)
def test_a_log_is_named_by_a_path_from_the_folder_of_the_file(
    org: Path, said: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = org.parents[1]
    text = f"decision_log: '{said.format(root=root)}'\n"
    assert _read(org, text).decision_log == f"sqlite:///{root / path}"
    assert not (root / path).exists()
    # Wherever the process is, and however the file is spelt.
    monkeypatch.chdir(root)
    found = organisation.read(Path("protected/org.yaml"))
    assert found.decision_log == f"sqlite:///{root / path}"


def test_a_password_in_the_url_of_a_log_is_never_shown(org: Path) -> None:
    refusal = _refusal(org, "decision_log: postgres://u:secret@h/d")
    assert "secret" not in f"{refusal}{refusal.hint}"


KEY = "keys: [{name: k, purposes: [link], "
TYPOS = {
    "keyz: []": ("3:1", "unknown key 'keyz'; did you mean 'keys'?"),
    "Floors: []": ("3:1", "unknown key 'Floors'; did you mean 'floors'?"),
    "name: b": ("3:1", "duplicate key 'name': first on line 2"),
    "keys: [{name: k, purpose: [link]}]": ("3:18", "did you mean 'purposes'?"),
    "keys: [{name: k, purposes: [links]}]": ("3:29", "did you mean 'link'?"),
    "keys: [{name: k, purposes: []}]": ("3:18", "keys.0.purposes"),
    "keys: [{name: ' ', purposes: [link]}]": ("3:9", "keys.0.name"),
    "keys: {name: k}": ("3:1", "keys: this mapping is not a list"),
    "keys:": ("3:1", "keys: null is not a list"),
    f"{KEY}}}]": ("3:8", "key 'k' needs either `file` or `pem`"),
    f"{KEY}file: null}}]": ("3:8", "needs either `file` or `pem`"),
    f"{KEY}file: null, pem: null}}]": ("3:8", "needs either `file` or `pem`"),
    f"{KEY}file: release.pub, pem: x}}]": ("3:8", "needs either `file` or `pem`"),
    f"{KEY}file: none.pub}}]": ("3:36", "cannot be read as text"),
    f"{KEY}file: .}}]": ("3:36", "cannot be read as text"),
    f"{KEY}file: {'x' * 5000}}}]": ("3:36", "cannot be read as text"),
    f"{KEY}file: release.key}}]": ("3:36", "this is a private key"),
    f"{KEY}file: org.yaml}}]": ("3:36", "found no PEM at all"),
    f"{KEY}file: ../elsewhere.pub}}]": ("3:36", "lies outside the folder of org.yaml"),
    f"{KEY}file: /dev/zero}}]": ("3:36", "lies outside the folder of org.yaml"),
    f"{KEY}file: link.pub}}]": ("3:36", "lies outside the folder of org.yaml"),
    f"{KEY}pem: x}}]": ("3:36", "expected one PEM public key, found no PEM at all"),
    "packs: [{name: a}, {name: b}]": ("3:1", "packs"),
    "packs: [{path: x}]": ("3:9", "the key 'name' is missing"),
    "packs: [{name: a, digest: abc}]": ("3:19", "packs.0.digest"),
    f'packs: [{{name: a, digest: "{DIGEST}0"}}]': ("3:19", "packs.0.digest"),
    "packs: [{name: a, path: ../pack}]": ("3:19", "lies outside the folder"),
    "profiles: {T1: stric}": ("3:12", "did you mean 'strict'?"),
    "profiles: {T0: strict}": ("3:1", '"T0" is not one of'),
    "floors: [{match: a, tier: T0}]": ("3:21", '"T1", "T2", "T3" or "T4"'),
    "floors: [{match: a}]": ("3:10", "the key 'tier' is missing"),
    "licences: []": ("3:1", "licences"),
    "licences: MIT": ("3:1", "licences"),
    "bom_score: {T1: 1.01}": ("3:13", "bom_score.T1"),
    "bom_score: {T1: .nan}": ("3:13", "is not a number"),
    "bom_score: {T1: true}": ("3:13", "is not a number"),
    "waiver_limits: {days: {T1: 0}}": ("3:24", "waiver_limits.days.T1"),
    "waiver_limits: {days: {T1: 1.5}}": ("3:24", "is not a whole number"),
    "waiver_limits: {renewals: -1}": ("3:17", "waiver_limits.renewals"),
    "waivers: [{id: a}]": ("3:11", "the key 'rule' is missing"),
    "waivers: [{id: a, rule: b, approved_by: ada}]": ("3:28", "is not a list"),
    "waivers: [{id: a, rule: b, expire_at: x}]": ("3:28", "did you mean 'expires_at'?"),
    "waivers: [{id: a, rule: b, renewals: yes}]": ("3:28", "is not a whole number"),
    "decision_log: ''": ("3:1", "decision_log"),
    "decision_log: [a]": ("3:1", "decision_log"),
    "decision_log: postgres://u:secret@h/d": ("3:1", "of the scheme 'postgres'"),
    "decision_log: 'sqlite://a.db'": ("3:1", "no log is kept"),
    "decision_log: 'a.db?mode=memory'": ("3:1", "no log is kept"),
    "keys: [": ("", ""),
    "a: !!python/object:os.system x": ("3:", "tag"),
    "a: &x [*x]": ("3:", ""),
}


@pytest.mark.parametrize("text", TYPOS)
def test_what_does_not_fit_is_refused_with_its_place(org: Path, text: str) -> None:
    place, message = TYPOS[text]
    refusal = _refusal(org, text)
    assert refusal.place.startswith(f"{org}:{place}")
    assert message in refusal.message


@pytest.mark.parametrize("text", ["", "- a\n", "name\n", "null\n", "# only\n"])
def test_no_mapping_is_refused_and_the_first_line_is_shown(
    org: Path, text: str
) -> None:
    refusal = _refusal(org, text, head="")
    assert refusal.place == f"{org}:1:1"
    assert "mlgate: organisation/v1" in refusal.hint


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("name: Acme\n", "the key 'mlgate' is missing"),
        ("mlgate: organisation/v2\nname: a\n", "found 'organisation/v2'"),
        ("tier: T1\nmlgate: repository/v1\n", "found 'repository/v1'"),
        ("mlgate:\nname: a\n", "found None"),
        ("mlgate: organisation/v1\n", "the key 'name' is missing"),
    ],
)
def test_another_format_or_version_is_refused(
    org: Path, head: str, message: str
) -> None:
    assert message in _refusal(org, "", head).message


def test_the_hint_names_the_keys_that_may_stand_there(org: Path) -> None:
    nested = _refusal(org, "keys: [{name: k, purpose: [link]}]")
    assert nested.hint == "keys: name, file, pem, purposes"
    assert _refusal(org, "profiles: {T9: strict}").hint == "keys: T1, T2, T3, T4"
    assert _refusal(org, "keyz: []").hint.startswith("keys: mlgate, name, keys, packs")


def test_two_keys_or_waivers_of_one_name_are_refused(org: Path) -> None:
    keys_ = f"{KEY}file: release.pub}}, {{name: k, purposes: [link], pem: x}}]"
    assert _refusal(org, keys_).message == "two of `keys` have the name 'k'"
    waivers = "waivers:\n  - {id: W, rule: A-1}\n  - {id: W, rule: A-2}\n"
    refusal = _refusal(org, waivers)
    assert refusal.message == "two of `waivers` have the id 'W'"
    assert refusal.place == f"{org}:5:6"


def test_a_private_key_in_the_text_is_refused_and_never_shown(org: Path) -> None:
    lines = "".join(f"    {line}\n" for line in PRIVATE.splitlines())
    refusal = _refusal(org, f"keys:\n- name: k\n  purposes: [link]\n  pem: |\n{lines}")
    assert refusal.message == "this is a private key"
    assert PRIVATE.splitlines()[1] not in f"{refusal}{refusal.hint}"


def test_two_public_keys_in_one_file_are_refused(org: Path) -> None:
    (org.parent / "both.pub").write_text(PUBLIC * 2)
    refusal = _refusal(org, f"{KEY}file: both.pub}}]")
    assert "found public key, public key" in refusal.message


def test_a_pack_elsewhere_is_named_with_its_digest(org: Path) -> None:
    pack = f'packs: [{{name: pack, path: ../pack, digest: "{DIGEST}"}}]'
    assert _read(org, pack).pack == Pin("pack", str(org.parent / "../pack"), DIGEST)


def test_a_file_that_is_not_there_is_refused_with_the_one_that_is(org: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        organisation.read(org.with_name("orgs.yaml"))
    assert caught.value.message == "no such file or directory"
    assert caught.value.hint == f"did you mean '{org}'?"


@pytest.mark.parametrize("path", ["none/org.yaml", f"{'x' * 5000}/org.yaml", "x" * 300])
def test_a_path_that_leads_nowhere_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(ConfigError) as caught:
        organisation.read(tmp_path / path)
    assert caught.value.hint == "check the path"


def test_a_folder_or_a_huge_file_is_refused(org: Path) -> None:
    with pytest.raises(ConfigError, match="is a directory"):
        organisation.read(org.parent)
    os.truncate(org, MAX_BYTES + 1)
    with pytest.raises(ConfigError, match="larger than"):
        organisation.read(org)


def test_the_file_is_named_without_its_folder_and_by_its_digest(org: Path) -> None:
    import hashlib

    found = _read(org, "")
    assert found.file == "org.yaml"
    assert found.sha256 == hashlib.sha256(org.read_bytes()).hexdigest()
