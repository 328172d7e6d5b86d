"""The population of a period: complete, and safe to open in a spreadsheet."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from logged import NOW, decision
from mlgate.config.decisions import population
from mlgate.errors import ConfigError
from mlgate.stores import decision_log
from mlgate.stores.chain import Walk
from mlgate.stores.entries import COLUMNS, Entry
from mlgate.stores.population import Population, as_csv, as_json

HOUR = timedelta(hours=1)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return a log with a decision in each of five hours."""
    log = f"sqlite:///{tmp_path / 'log.db'}"
    for number in range(5):
        decision_log(log).append(decision(f"m{number}"), NOW + number * HOUR)
    return log


def test_the_first_instant_counts_and_the_last_one_does_not(url: str) -> None:
    found = population(url, NOW + HOUR, NOW + 3 * HOUR)
    assert [e.row["name"] for e in found.entries] == ["m1", "m2"]
    assert found.chain.rows == 5
    head = decision_log(url).verify().head
    assert found.chain.head == head


def test_a_period_that_ends_before_it_begins_is_refused(url: str) -> None:
    for end in (NOW, NOW - HOUR):
        with pytest.raises(ConfigError, match="ends before it begins"):
            population(url, NOW, end)


def test_json_says_how_it_was_asked_for_and_counted(url: str) -> None:
    found = population(url, NOW, NOW + 9 * HOUR)
    document = json.loads(as_json(found))
    assert document["from"] == "2026-11-25T09:00:00Z"
    assert (document["count"], document["log"]["rows"]) == (5, 5)
    assert document["log"]["head"] == document["decisions"][-1]["hash"]
    prevs = [row["prev"] for row in document["decisions"]]
    assert prevs[1:] == [row["hash"] for row in document["decisions"]][:-1]
    listed = document["decisions"][0]["listed"]
    assert [o["outcome"] for o in listed] == [
        "fail",
        "waived",
        "error",
        "not_applicable",
    ]


def test_csv_has_a_line_for_each_decision_and_all_columns(url: str) -> None:
    found = population(url, NOW, NOW + 9 * HOUR)
    lines = list(csv.DictReader(io.StringIO(as_csv(found, COLUMNS), newline="")))
    assert [line["name"] for line in lines] == [f"m{n}" for n in range(5)]
    assert list(lines[0]) == list(COLUMNS)
    assert lines[0]["outcomes"] == "A-001:p A-002:f A-003:w A-004:e A-005:n"


def _entry(name: str, folder: Path) -> Population:
    log = decision_log(f"sqlite:///{folder / 'one.db'}")
    log.append(decision(name), NOW)
    walk = Walk()
    entries = tuple(log.walked(walk))
    return Population(NOW, NOW + HOUR, entries, walk.result())


@pytest.mark.parametrize(
    "name",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        "\uff1d1",
        "|calc",
        "%0A=1",
        '=HYPERLINK("https://evil.example";"x")',
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_is_text(name: str, tmp_path: Path) -> None:
    text = as_csv(_entry(name, tmp_path), ("name",))
    _, (cell,) = csv.reader(io.StringIO(text, newline=""))
    assert cell[0] in {"'", "\\"}
    assert len(text.split("\r\n")) == 3


@given(st.text(max_size=20))
def test_no_name_breaks_out_of_its_cell_or_begins_a_formula(name: str) -> None:
    entry = Entry({"name": name}, ())
    found = Population(NOW, NOW, (entry,), Walk().result())
    text = as_csv(found, ("name",))
    _, (cell,) = csv.reader(io.StringIO(text, newline=""))
    assert not cell.lstrip().startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert not any(ord(c) < 32 for c in cell)
