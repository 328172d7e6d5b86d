"""``mlgate.check`` gives what the command line gives, and refuses what is wrong."""

import subprocess
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from library_doors import AT, CLI

import mlgate
from mlgate.core.record import canonical
from mlgate.stores import decision_log
from mlgate.stores.chain import Walk

ORG = "mlgate: organisation/v1\nname: Acme\nfloors: [{match: '*', tier: T2}]\n"


def _cli(*arguments: str | Path) -> tuple[int, bytes]:
    done = subprocess.run(
        [*CLI, "check", *map(str, arguments), "--report", "json"],
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""
    return done.returncode, done.stdout


@pytest.fixture
def org(tmp_path: Path) -> Path:
    file = tmp_path / "org.yaml"
    file.write_text(ORG, encoding="utf-8")
    return file


def test_the_decision_is_the_command_lines_to_the_byte(model: Path) -> None:
    decision = mlgate.check(model, at=AT)
    code, said = _cli(model, "--at", "2026-11-25T00:00:00Z")
    assert decision.verdict is mlgate.Verdict.ALLOW
    assert (code, said) == (0, canonical(decision) + b"\n")


def test_every_option_means_what_it_means_on_the_command_line(
    model: Path, org: Path, tmp_path: Path
) -> None:
    config = tmp_path / "ours.yaml"
    config.write_text("mlgate: repository/v1\ntier: T2\n", encoding="utf-8")
    decision = mlgate.check(
        str(model),
        org=org,
        config=config,
        tier="T1",
        environment="production",
        profile="strict",
        at=AT,
    )
    code, said = _cli(
        model, "--org", org, "--config", config, "--tier", "T1", "--env", "production",
        "--profile", "strict", "--at", "2026-11-25T00:00:00Z",
    )  # fmt: skip
    assert (code, said) == (1, canonical(decision) + b"\n")
    assert decision.tier is mlgate.RiskTier.T1
    assert decision.environment == "production"
    assert decision.policy["profile"] == "strict"


@pytest.fixture
def log(org: Path) -> Path:
    """Return where the log lies that ``org`` names from now on; it is not made yet."""
    org.write_text(f"{ORG}decision_log: log.db\n", encoding="utf-8")
    return org.with_name("log.db")


def _kept(log: Path) -> list[str]:
    found = decision_log(f"sqlite:///{log}")
    return [str(entry.row["decision"]) for entry in found.walked(Walk())]


def test_nothing_is_written_unless_the_caller_asks_for_it(
    model: Path, org: Path, log: Path
) -> None:
    before = sorted(org.parent.rglob("*"))
    mlgate.check(model, org=org, at=AT)
    assert sorted(org.parent.rglob("*")) == before
    decision = mlgate.check(model, org=org, at=AT, log=True)
    digest = sha256(canonical(decision) + b"\n").hexdigest()
    assert _kept(log) == [f"sha256:{digest}"]


def test_a_log_given_by_its_url_is_written_instead(
    model: Path, org: Path, log: Path, tmp_path: Path
) -> None:
    mlgate.check(model, org=org, at=AT, log=f"sqlite:///{tmp_path}/other.db")
    assert len(_kept(tmp_path / "other.db")) == 1
    assert not log.exists()


def test_the_command_line_keeps_the_same_decision_as_the_same_entry(
    model: Path, org: Path, log: Path
) -> None:
    mlgate.check(model, org=org, at=AT, log=True)
    _cli(model, "--org", org, "--at", "2026-11-25T00:00:00Z")
    assert len(_kept(log)) == 1


def test_without_the_log_that_was_asked_for_there_is_no_decision(
    model: Path, org: Path, tmp_path: Path
) -> None:
    for log, why in (
        (True, "`org` names no log"),
        ("", "no log is kept"),
        (f"sqlite:///{tmp_path}", "cannot be used"),
        (f"sqlite:///{model}/log.db", "the judged never sets the judge"),
    ):
        with pytest.raises(mlgate.ConfigError, match=why) as caught:
            mlgate.check(model, org=org, at=AT, log=log)
        assert caught.value.hint
    assert not (model / "log.db").exists()


def test_the_zone_of_the_instant_changes_nothing(model: Path) -> None:
    tokyo = AT.astimezone(timezone(timedelta(hours=9)))
    assert mlgate.check(model, at=tokyo) == mlgate.check(model, at=AT)


def test_how_the_path_is_spelt_changes_nothing(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(model)
    spelt: list[str | Path] = [model, str(model), ".", "../model", f"{model}/"]
    said = {canonical(mlgate.check(path, at=AT)) for path in spelt}
    assert len(said) == 1


def test_no_instant_means_now(model: Path) -> None:
    before = datetime.now(UTC)
    decision = mlgate.check(model)
    assert before <= datetime.fromisoformat(decision.clock) <= datetime.now(UTC)


def test_a_no_is_a_value_and_is_not_true(denied: Path) -> None:
    decision = mlgate.check(denied, at=AT)
    assert decision.verdict is mlgate.Verdict.DENY
    assert not decision


def test_a_decision_is_true_for_allow_alone(model: Path) -> None:
    assert mlgate.check(model, at=AT)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"at": datetime(2026, 11, 25)}, "`at` is no instant"),  # noqa: DTZ001
        ({"at": date(2026, 11, 25)}, "`at` is no instant"),
        ({"at": "2026-11-25T00:00:00Z"}, "`at` is no instant"),
        (
            {"at": datetime.min.replace(tzinfo=timezone(timedelta(hours=14)))},
            "`at` is no instant",
        ),
        ({"tier": "T9"}, "no tier 'T9'"),
        ({"tier": "T0"}, "no tier 'T0'"),
        ({"tier": ""}, "no tier ''"),
        ({"profile": "lax"}, "no profile 'lax'"),
        ({"org": ""}, "`org` is empty"),
        ({"config": ""}, "`config` is empty"),
        ({"org": "a\0b"}, "`org` is not a path"),
        ({"org": "/nowhere/org.yaml"}, "no such file"),
    ],
)
def test_a_wrong_argument_is_a_config_error_with_a_hint(
    model: Path, wrong: dict[str, Any], message: str
) -> None:
    with pytest.raises(mlgate.ConfigError, match=message) as found:
        mlgate.check(model, **wrong)
    assert found.value.hint


@pytest.mark.parametrize("path", ["", "a\0b"])
def test_a_path_that_names_nothing_is_refused_and_never_the_working_folder(
    model: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.chdir(model)
    with pytest.raises(mlgate.ConfigError, match="`path` is"):
        mlgate.check(path, at=AT)


def test_nothing_to_judge_is_an_error_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(mlgate.EvidenceError, match="no files") as found:
        mlgate.check(tmp_path, at=AT)
    assert found.value.hint
    assert isinstance(found.value, mlgate.MlgateError)


@pytest.mark.parametrize("option", [[], ["--org", ""], ["--config", ""]])
def test_the_command_line_refuses_an_empty_path_as_well(
    model: Path, option: list[str]
) -> None:
    # As in `mlgate check "$MODEL"` where nobody has set MODEL.
    path = str(model) if option else ""
    done = subprocess.run(
        [*CLI, "check", path, *option],
        cwd=model,
        capture_output=True,
        check=False,
        text=True,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "it is empty" in done.stderr
