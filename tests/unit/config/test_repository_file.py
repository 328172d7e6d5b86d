"""mlgate.yaml is written by the judged: it may tighten, and nothing else."""

import os
from pathlib import Path

import pytest

from mlgate.config import repository
from mlgate.config.repository import Wishes
from mlgate.core.organisation import Organisation
from mlgate.core.rule import RiskTier
from mlgate.core.tiers import Floor
from mlgate.errors import ConfigError

HEAD = "mlgate: repository/v1\n"
TRUSTED = Organisation(
    profiles={RiskTier.T1: "strict"},
    floors=(Floor("*", RiskTier.T3), Floor("credit-*", RiskTier.T1)),
    licences=("open-source", "Llama3"),
)


def _read(folder: Path, text: str, trusted: Organisation = TRUSTED) -> Wishes:
    (folder / "mlgate.yaml").write_text(HEAD + text, encoding="utf-8")
    return repository.read(folder / "mlgate.yaml", trusted, judged=True)


def _refusal(folder: Path, text: str, trusted: Organisation = TRUSTED) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        _read(folder, text, trusted)
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    "text",
    [
        "keys: []",
        "packs: [{name: mine, path: .}]",
        "waivers: []",
        "waiver_limits: {days: {T1: 999}}",
        "floors: []",
        "profiles: {T1: starter}",
        "bom_score: {T1: 0}",
        "enforcement: audit",
        "roles: {}",
        "trust: {}",
    ],
)
def test_the_judged_never_sets_the_judge(tmp_path: Path, text: str) -> None:
    refusal = _refusal(tmp_path, text)
    assert refusal.place == f"{tmp_path}/mlgate.yaml:2:1"
    assert refusal.message == f"'{text.partition(':')[0]}' cannot be set here"
    assert "--org" in refusal.hint


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("profile: starter", "2:1", "'starter' is looser than the organisation's"),
        ("tier: T4", "2:1", "tier T4 is looser than the organisation's floor, T3"),
        ("licences: [MIT, cc-by-nc-4.0]", "2:17", "does not allow 'cc-by-nc-4.0'"),
        ("licences: [non-commercial]", "2:12", "does not allow 'non-commercial'"),
        ("licences: [unknown]", "2:12", "does not allow 'unknown'"),
        ("licences: [my-own]", "2:12", "does not allow 'my-own'"),
        ("profil: strict", "2:1", "did you mean 'profile'?"),
        ("profile: stict", "2:1", "did you mean 'strict'?"),
        ("tier: T0", "2:1", "tier"),
        ("tier: t1", "2:1", "tier"),
        ("organisation: x", "2:1", "unknown key 'organisation'"),
        ("name: x", "2:1", "unknown key 'name'"),
        ("licences: []", "2:1", "licences"),
        ("profile: [strict]", "2:1", "profile"),
    ],
)
def test_what_would_loosen_or_does_not_fit_is_refused_with_its_line(
    tmp_path: Path, text: str, place: str, message: str
) -> None:
    refusal = _refusal(tmp_path, text)
    assert refusal.place == f"{tmp_path}/mlgate.yaml:{place}"
    assert message in refusal.message


def test_what_tightens_is_taken(tmp_path: Path) -> None:
    found = _read(tmp_path, "profile: strict\ntier: T1\nlicences: [MIT, llama3]\n")
    assert (found.profile, found.tier) == ("strict", RiskTier.T1)
    assert found.licences == ("MIT", "llama3")
    assert found.file == "mlgate.yaml"


@pytest.mark.parametrize("text", ["", "profile: null\ntier: null\nlicences: null\n"])
def test_no_wish_is_no_wish(tmp_path: Path, text: str) -> None:
    found = _read(tmp_path, text)
    assert (found.profile, found.tier, found.licences) == ("", None, ())


def test_a_looser_profile_that_the_organisation_allows_somewhere_loosens_nothing(
    tmp_path: Path,
) -> None:
    trusted = Organisation(profiles={RiskTier.T4: "starter"})
    found = _read(tmp_path, "profile: starter", trusted)
    assert trusted.profile(RiskTier.T1, found.profile) == "standard"
    assert trusted.profile(RiskTier.T4, found.profile) == "starter"


def test_a_tier_wish_that_one_floor_alone_forbids_is_left_to_the_gate(
    tmp_path: Path,
) -> None:
    assert _read(tmp_path, "tier: T2").tier is RiskTier.T2


def test_a_link_in_the_judged_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("password: hunter2\n", encoding="utf-8")
    (tmp_path / "mlgate.yaml").symlink_to(tmp_path / "secret")
    with pytest.raises(ConfigError, match="is a link") as caught:
        repository.read(tmp_path / "mlgate.yaml", TRUSTED, judged=True)
    assert "hunter2" not in f"{caught.value}{caught.value.hint}"


def test_a_pipe_in_the_judged_folder_does_not_keep_the_gate_waiting(
    tmp_path: Path,
) -> None:
    os.mkfifo(tmp_path / "mlgate.yaml")
    with pytest.raises(ConfigError, match="no regular file"):
        repository.read(tmp_path / "mlgate.yaml", TRUSTED, judged=True)


def test_a_link_that_configuration_names_is_followed(tmp_path: Path) -> None:
    (tmp_path / "shared.yaml").write_text(f"{HEAD}tier: T1\n", encoding="utf-8")
    (tmp_path / "other.yaml").symlink_to(tmp_path / "shared.yaml")
    found = repository.read(tmp_path / "other.yaml", TRUSTED)
    assert found.tier is RiskTier.T1
