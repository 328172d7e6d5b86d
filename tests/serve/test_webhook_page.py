"""What docs/webhook.md says is what the code knows; and how long an answer may take."""

import re

import pytest

from corpus import ROOT
from mlgate.serve import found, store
from mlgate.serve.app import DEFAULT, INTERVAL, deadline
from mlgate.serve.places import KINDS
from mlgate.serve.settings import Mode, age

PAGE = (ROOT / "docs" / "webhook.md").read_text("utf-8")
SPANS = set(re.findall(r"`([^`\n]+)`", PAGE))


def test_every_kind_is_named_on_the_page() -> None:
    assert {kind for _, kind in KINDS} <= SPANS


def test_modes_and_annotations_are_named_on_the_page() -> None:
    assert {*Mode} <= SPANS
    assert found.MODEL in SPANS
    assert f"{found.SUBJECT}: sha256:..." in PAGE


def test_the_limits_on_the_page_are_those_of_the_code() -> None:
    assert f"At most {store.MAX_FILES:,} files" in PAGE
    assert f"{store.MAX_TOTAL // 2**20} MiB" in PAGE
    assert int(INTERVAL) == 2
    assert "every two seconds" in PAGE


@pytest.mark.parametrize(
    ("query", "seconds"),
    [
        (b"timeout=3s", 3),
        (b"timeout=500ms", 0.5),
        (b"a=b&timeout=1.5s&c=d", 1.5),
        (b"timeout=1m", 30),
        (b"timeout=999999s", 30),
        (b"timeout=0s", 0.05),
        (b"", DEFAULT),
        (b"timeout=", DEFAULT),
        (b"timeout=-5s", DEFAULT),
        (b"timeout=1.2.3s", DEFAULT),
        (b"timeout=nan", DEFAULT),
        (b"xtimeout=1s", DEFAULT),
    ],
)
def test_the_api_server_says_how_long_it_waits(query: bytes, seconds: float) -> None:
    assert deadline(query) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90d", 7_776_000), ("12h", 43_200), ("30m", 1800), ("45s", 45)],
)
def test_an_age_is_a_number_and_a_unit(text: str, seconds: int) -> None:
    span = age(text)
    assert span is not None
    assert span.total_seconds() == seconds


@pytest.mark.parametrize("text", ["", "90", "d", "0d", "-1d", "1.5h", "1w", "9999999d"])
def test_what_is_no_age_is_none(text: str) -> None:
    assert age(text) is None
