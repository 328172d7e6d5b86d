"""The judged never sets the judge: its folder holds no organisation."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mlgate.config.wire import Options, check
from mlgate.core.decision import Verdict
from mlgate.errors import ConfigError

AT = datetime(2026, 11, 25, tzinfo=UTC)
ORG = "mlgate: organisation/v1\nname: Acme\nfloors: [{match: '*', tier: T2}]\n"
WISHES = "mlgate: repository/v1\ntier: T2\n"
TEXTS = {"org": ORG, "config": WISHES}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    (tmp_path / "model" / "sub").mkdir(parents=True)
    weights = tmp_path / "model" / "model.safetensors"
    weights.write_bytes(b"\x08\0\0\0\0\0\0\0{}      ")
    return tmp_path / "model"


def _given(option: str, file: Path) -> Options:
    return Options(**{option: file})  # type: ignore[arg-type]


def _refused(path: Path, option: str, file: Path) -> None:
    with pytest.raises(ConfigError, match="lies in the folder that is judged") as found:
        check(path, _given(option, file), AT)
    assert found.value.place == str(file)
    assert f"--{option}" in found.value.hint


@pytest.mark.parametrize("option", ["org", "config"])
@pytest.mark.parametrize("name", ["x.yaml", "sub/x.yaml", ".git/x.yaml"])
def test_a_file_in_the_judged_folder_sets_nothing(
    model: Path, option: str, name: str
) -> None:
    (model / ".git").mkdir()
    (model / name).write_text(TEXTS[option], encoding="utf-8")
    _refused(model, option, model / name)
    _refused(model, option, model / "sub" / ".." / name)


@pytest.mark.parametrize("option", ["org", "config"])
def test_no_symlink_that_leads_there_or_lies_there_sets_anything(
    model: Path, option: str
) -> None:
    inner, outer = model / "inner.yaml", model.parent / "outer.yaml"
    inner.write_text(TEXTS[option], encoding="utf-8")
    outer.write_text(TEXTS[option], encoding="utf-8")
    (model.parent / "to-inner.yaml").symlink_to(inner)
    (model / "to-outer.yaml").symlink_to(outer)
    (model.parent / "twice.yaml").symlink_to(model / "to-outer.yaml")
    (model.parent / "alias").symlink_to(model, target_is_directory=True)
    for file in ("to-inner.yaml", "model/to-outer.yaml", "twice.yaml"):
        _refused(model, option, model.parent / file)
    _refused(model, option, model.parent / "alias" / "inner.yaml")
    _refused(model.parent / "alias", option, inner)
    (model / "sub" / "x.yaml").write_text(TEXTS[option], encoding="utf-8")
    (model.parent / "deep").symlink_to(model / "sub", target_is_directory=True)
    _refused(model, option, model.parent / "deep" / "x.yaml")
    (model / "away").symlink_to(model.parent, target_is_directory=True)
    _refused(model, option, model / "away" / "outer.yaml")


def test_a_relative_path_counts_from_where_the_command_runs(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (model / "org.yaml").write_text(ORG, encoding="utf-8")
    monkeypatch.chdir(model)
    _refused(Path(), "org", Path("org.yaml"))
    _refused(Path("../model"), "org", Path("org.yaml"))
    (model.parent / "org.yaml").write_text(ORG, encoding="utf-8")
    assert check(Path(), Options(org=Path("../org.yaml")), AT).decision.inputs


def test_the_one_file_that_is_judged_is_no_organisation(model: Path) -> None:
    (model / "org.yaml").write_text(ORG, encoding="utf-8")
    _refused(model / "org.yaml", "org", model / "org.yaml")


@pytest.mark.parametrize("option", ["org", "config"])
def test_a_file_beside_the_judged_folder_is_read(model: Path, option: str) -> None:
    beside = model.parent / "model.yaml"
    beside.write_text(TEXTS[option], encoding="utf-8")
    checked = check(model, _given(option, beside), AT)
    assert [i.name for i in checked.decision.inputs] == ["model.yaml"]
    one = check(model / "model.safetensors", _given(option, beside), AT)
    assert one.decision.verdict is Verdict.DENY


def test_the_repositorys_own_file_may_be_named_for_it_only_tightens(
    model: Path,
) -> None:
    (model / "mlgate.yaml").write_text(WISHES, encoding="utf-8")
    named = check(model, Options(config=model / "mlgate.yaml"), AT).decision
    found = check(model, Options(), AT).decision
    assert named == found
    _refused(model, "org", model / "mlgate.yaml")


def test_the_repositorys_own_file_is_no_link_and_no_pipe_when_it_is_named(
    model: Path,
) -> None:
    own = model / "mlgate.yaml"
    os.mkfifo(own)
    with pytest.raises(ConfigError):
        check(model, Options(config=own), AT)
    own.unlink()
    (model.parent / "other.yaml").write_text(WISHES, encoding="utf-8")
    own.symlink_to(model.parent / "other.yaml")
    with pytest.raises(ConfigError):
        check(model, Options(config=own), AT)


def test_a_missing_file_in_the_judged_folder_is_refused_too(model: Path) -> None:
    _refused(model, "org", model / "none.yaml")
    with pytest.raises(ConfigError, match="no such file"):
        check(model, Options(org=model.parent / "none.yaml"), AT)


@pytest.mark.parametrize("name", ["x" * 300, "x" * 5000, "loop/org.yaml", "loop"])
def test_a_path_that_cannot_be_followed_is_an_error_of_its_own(
    model: Path, name: str
) -> None:
    (model.parent / "loop").symlink_to("loop")
    with pytest.raises(ConfigError) as found:
        check(model, Options(org=model.parent / name), AT)
    assert "judged" not in found.value.message
