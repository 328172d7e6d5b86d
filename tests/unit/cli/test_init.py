import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from init_dialogue import (
    ANSWERS,
    AT,
    BOM,
    CARD,
    NO,
    Run,
    answers,
    golden,
    typed,
    written,
)

from mlgate.config import initial

# --- the dialogue ---


def test_the_dialogue_and_the_file_are_the_golden_ones(model: Path, run: Run) -> None:
    (model / "README.md").write_text(CARD, "utf-8")
    keys = typed(
        "ynn-nnyynn" + "nnnnnnnnnn",
        *("", "1.4.0", "", "Ines Marchetti", "lending", "-"),
        *("provider", "high-risk", "Officers decide.", "", "Tomas Lindqvist"),
    )
    result = run(typed=keys)
    assert result.exit_code == 0, result.output
    golden("init-dialogue.txt", result.output.replace(str(model), "MODEL"))
    golden("release-answered.yaml", (model / initial.FILE).read_text("utf-8"))


def test_every_line_fits_into_80_columns(model: Path, run: Run) -> None:
    result = run(typed=typed("-" * 20, *[""] * 10))
    lines = result.output.replace(str(model), "MODEL").splitlines()
    lines += (model / initial.FILE).read_text("utf-8").splitlines()
    assert [line for line in lines if len(line) > 80] == []


def test_what_is_left_open_by_enter_is_null_and_nobody_is_named(
    model: Path, run: Run, home: Path
) -> None:
    (home / ".gitconfig").write_text("[user]\nname = Ada\n")
    result = run(typed=typed("-" * 20, *[""] * 10))
    assert result.exit_code == 0, result.output
    assert "no tier yet" in result.output
    fields = dict(initial.flat(initial.FIELDS))
    assert {initial.get(written(model), field) for field in fields} == {None}


def test_an_empty_folder_is_asked_about_too(model: Path, run: Run) -> None:
    result = run(typed=typed("-" * 9 + "y" + "n" * 10, *[""] * 10, "Ada"))
    assert result.exit_code == 0, result.output
    assert written(model)["tiering"]["answers"]["generative"] == "yes"
    assert written(model)["tiering"]["assessor"] == "Ada"
    # Cut to the second, so that no check finds it in its future.
    assert written(model)["tiering"]["decided_at"] == "2026-11-25T09:00:00Z"


@pytest.mark.parametrize("answer", ["maybe", "yn", "0", "ja"])
def test_another_answer_than_yes_or_no_is_asked_for_again(
    model: Path, run: Run, answer: str
) -> None:
    keys = typed("", answer, "Yes", *["N"] * 19, *[""] * 11)
    result = run(typed=keys.lstrip("\n"))
    assert result.exit_code == 0, result.output
    assert result.output.count("answer y or n, or press Enter") == 1
    assert written(model)["tiering"]["answers"]["annex_iii"] == "yes"
    assert written(model)["tiering"]["answers"]["exposed"] == "no"


def test_a_role_that_is_none_is_asked_for_again(model: Path, run: Run) -> None:
    fields = [*[""] * 6, "boss", "deployer", *[""] * 3]
    result = run(typed=typed("-" * 20, *fields))
    assert "it is none of: provider, deployer" in result.output
    assert written(model)["legal"]["role"] == "deployer"


def test_a_control_character_is_asked_for_again(model: Path, run: Run) -> None:
    result = run(typed=typed("-" * 20, "a\x1b[2Jb", "name", *[""] * 9))
    assert "none a control character" in result.output
    assert written(model)["name"] == "name"


def test_text_that_nobody_sees_is_asked_for_again(model: Path, run: Run) -> None:
    result = run(typed=typed("-" * 20, "\u200b", "name", *[""] * 9))
    assert result.exit_code == 0, result.output
    assert written(model)["name"] == "name"


def test_a_placeholder_is_said_to_be_no_value(run: Run) -> None:
    result = run(typed=typed("-" * 20, "TODO", *[""] * 9))
    assert "name has no value yet: TODO" in result.output


def test_a_prohibited_practice_is_said_to_block_the_release(run: Run) -> None:
    result = run(typed=typed("n" * 10 + "y" + "n" * 9, *[""] * 11))
    assert "tier T0, which blocks the release (prohibited: manipulation)" in (
        " ".join(result.output.split())
    )


@pytest.mark.parametrize("keys", ["", "y\n", typed("y" * 20, "name")])
def test_whoever_stops_leaves_nothing_behind(model: Path, run: Run, keys: str) -> None:
    result = run(typed=keys)
    assert result.exit_code == 2
    assert "mlgate: stopped; nothing was written" in result.stderr
    assert list(model.iterdir()) == []


# --- answers in a file ---


def test_answers_in_a_file_need_nobody_at_a_terminal(model: Path, run: Run) -> None:
    result = run(model, "--answers", answers(model, ANSWERS))
    assert result.exit_code == 0, result.output
    assert "by these answers: tier T3 (in_production: yes)" in result.output
    assert written(model)["tiering"]["decided_at"] == "2026-11-25T09:00:00Z"
    assert written(model)["tiering"]["prohibited_practices"] == NO


def test_a_file_of_answers_may_be_json_with_any_text_or_yaml(
    model: Path, run: Run
) -> None:
    value = ANSWERS | {"purpose": "\U0001f600/", "kpi": {"auc": {"least": 0.5}}}
    result = run(model, "--answers", answers(model, value))
    assert result.exit_code == 0, result.output
    assert written(model)["purpose"] == "\U0001f600/"
    assert written(model)["kpi"] == {"auc": {"least": "0.5"}}
    again, first = model.parent / "answers.yaml", written(model)
    (model / initial.FILE).rename(again)
    assert run(model, "--answers", again).exit_code == 0
    assert written(model) == first


def test_the_file_of_answers_comes_before_what_is_found(model: Path, run: Run) -> None:
    (model / "README.md").write_text(CARD, "utf-8")
    (model / "scorer.cdx.json").write_text(json.dumps(BOM), "utf-8")
    value = ANSWERS | {"name": "ours", "owner": None}
    result = run(model, "--answers", answers(model, value))
    assert result.exit_code == 0, result.output
    made = written(model)
    assert (made["name"], made["version"]) == ("ours", "2.1.0")
    assert made["purpose"] == "Sorting loan applications."
    assert made["owner"]["contact"] == "risk@example.com"
    assert "version: 2.1.0, from scorer.cdx.json" in result.output
    assert "from README.md" in result.output


def test_the_card_comes_before_the_bom_and_its_name_is_taken_as_it_is(
    model: Path, run: Run
) -> None:
    (model / "README.md").write_text(CARD, "utf-8")
    (model / "scorer.cdx.json").write_text(json.dumps(BOM), "utf-8")
    run(model, "--answers", answers(model, ANSWERS))
    assert written(model)["name"] == 'Credit: #1 "scorer"'


def test_who_answered_in_a_file_is_not_guessed(
    model: Path, run: Run, home: Path
) -> None:
    (home / ".gitconfig").write_text("[user]\nname = some-bot\n")
    result = run(model, "--answers", answers(model, ANSWERS))
    assert written(model)["tiering"]["assessor"] is None
    assert "tiering.assessor" in result.output


def test_the_time_is_not_written_if_nothing_is_answered(model: Path, run: Run) -> None:
    value = {"mlgate": "release/v1", "tiering": {"answers": {"exposed": None}}}
    run(model, "--answers", answers(model, value))
    assert written(model)["tiering"]["decided_at"] is None


def test_the_time_in_the_file_is_kept(model: Path, run: Run) -> None:
    value = json.loads(json.dumps(ANSWERS))
    value["tiering"]["decided_at"] = "2026-11-01T09:00:00Z"
    run(model, "--answers", answers(model, value))
    assert written(model)["tiering"]["decided_at"] == "2026-11-01T09:00:00Z"


def test_a_card_that_is_broken_or_a_placeholder_gives_nothing(
    model: Path, run: Run
) -> None:
    (model / "README.md").write_text("---\nlicense: mit\nlicense: x\n---\n")
    (model / "evidence").mkdir()
    (model / "evidence" / "card.md").write_text("---\nmodel_name: TODO\n---\n")
    result = run(model, "--answers", answers(model, ANSWERS))
    assert result.exit_code == 0, result.output
    assert "not used: README.md:3:1: duplicate key 'license'" in result.output
    assert written(model)["name"] is None


# --- refusals ---


@pytest.mark.parametrize(
    ("value", "where", "what"),
    [
        ({"mlgate": "release/v1", "ownr": {}}, ":1:", "did you mean 'owner'"),
        (
            {"mlgate": "release/v1", "tiering": {"answers": {"exposd": "no"}}},
            ":1:",
            "unknown key 'exposd'; did you mean 'exposed'",
        ),
        (
            {"mlgate": "release/v1", "tiering": {"answers": {"exposed": "maybe"}}},
            ":1:",
            "tiering.answers.exposed",
        ),
        ({"tiering": {}}, ":1:", "the key 'mlgate' is missing"),
        ([], "answers.json", "expected a mapping"),
    ],
    ids=["key", "question", "answer", "no mlgate", "list"],
)
def test_answers_that_do_not_fit_are_refused_with_their_place(
    model: Path, run: Run, value: object, where: str, what: str
) -> None:
    result = run(model, "--answers", answers(model, value))
    assert result.exit_code == 2
    assert what in result.stderr
    assert where in result.stderr
    assert list(model.iterdir()) == []


def test_a_second_answer_to_one_question_is_refused_with_both_lines(
    model: Path, run: Run
) -> None:
    file = model.parent / "a.yaml"
    file.write_text("mlgate: release/v1\nname: a\nname: b\n")
    result = run(model, "--answers", file)
    assert result.exit_code == 2
    assert f"{file}:3:1: duplicate key 'name': first on line 2" in result.stderr


def _file(folder: Path) -> Path:
    (folder / "model.bin").write_bytes(b"x")
    return folder / "model.bin"


def _existing(folder: Path) -> Path:
    (folder / initial.FILE).write_text("mine")
    return folder


def _dangling(folder: Path) -> Path:
    (folder / initial.FILE).symlink_to("nowhere")
    return folder


def _leaves(folder: Path) -> Path:
    (folder / "README.md").symlink_to("/etc/hostname")
    return folder


@pytest.mark.parametrize(
    ("make", "what", "hint"),
    [
        (lambda f: f / "missing", "there is no such folder", "give the folder"),
        (_file, "is a file, not a folder", "give the folder"),
        (_existing, "exists already", "edit it"),
        (_dangling, "exists already", "edit it"),
        (_leaves, "is a symlink to", "replace the symlink"),
        (lambda f: f, "there are questions and nobody to ask", "--answers FILE"),
    ],
    ids=["missing", "file", "existing", "dangling", "symlink out", "no terminal"],
)
def test_a_place_that_will_not_do_is_one_message_with_a_hint(
    model: Path, run: Run, make: Callable[[Path], Path], what: str, hint: str
) -> None:
    path = make(model)
    before = sorted(model.iterdir())
    result = run(path)
    assert result.exit_code == 2
    assert result.stderr.count("mlgate:") == 1
    assert what in result.stderr
    assert f"hint: {hint}" in result.stderr or hint in result.stderr
    assert sorted(model.iterdir()) == before


def test_what_somebody_wrote_meanwhile_is_never_replaced(
    model: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mlgate.config import initial_text as module

    def meanwhile(document: Mapping[str, Any]) -> bytes:
        (model / initial.FILE).write_text("theirs")
        return initial_text_render(document)

    initial_text_render = module.render
    monkeypatch.setattr(module, "render", meanwhile)
    result = run(model, "--answers", answers(model, ANSWERS))
    assert result.exit_code == 2
    assert (model / initial.FILE).read_text() == "theirs"


# --- the program ---

MLGATE = [sys.executable, "-c", "from mlgate.cli import main; main()"]


def test_the_program_writes_what_its_check_reads(model: Path) -> None:
    (model / "model.npy").write_bytes(
        b"\x93NUMPY\x01\x00\x36\x00"
        + b"{'descr': '<f4', 'fortran_order': False, 'shape': ()}"[:53].ljust(53)
        + b"\n"
        + bytes(4)
    )
    value = json.loads(json.dumps(ANSWERS))
    value["tiering"]["assessor"] = "Tomas Lindqvist"
    file = answers(model, value)
    made = subprocess.run(
        [*MLGATE, "init", model, "--answers", file, "--at", AT],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert made.returncode == 0, made.stderr
    checked = subprocess.run(
        [*MLGATE, "check", model, "--at", AT, "--report", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    decision = json.loads(checked.stdout)
    assert decision["tier"] == "T3"
    outcomes = {r["rule"]: r["outcome"] for r in decision["results"]}
    assert (outcomes["INV-002"], outcomes["INV-004"]) == ("pass", "pass")


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    ("keys", "code"),
    [(b"n\n" * 20 + b"\n" * 12, 0), (b"n\n\x04", 2)],
    ids=["answered", "end of input"],
)
def test_the_program_asks_at_a_terminal(model: Path, keys: bytes, code: int) -> None:
    import pty

    above, below = pty.openpty()
    os.write(above, keys)
    process = subprocess.Popen(
        [*MLGATE, "init", model], stdin=below, stdout=below, stderr=below
    )
    os.close(below)
    said = b"".join(iter(lambda: _read(above), b""))
    os.close(above)
    assert process.wait(60) == code, said.decode()
    assert (model / initial.FILE).exists() == (code == 0)
    assert (b"mlgate: stopped; nothing was written" in said) == (code == 2)


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # How Linux says that the other end is closed.
        return b""
