"""A rule reads what the input has, and what is needed or declared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core.sections import SHAPE
from mlgate.core.shape import fields
from mlgate.engines.reads import Reads, shown, unknown

NEEDS = ["/lineage/datasets/*/name", "/release/name", "/links/*/entries/*/state"]
EMPTY = ["/waivers", "/release/owner", "/signatures/*/changed"]


@pytest.mark.parametrize(
    "path",
    [
        "release/name",
        "release/owner",
        "release/owner/team",
        "release/at",
        "lineage/run/at",
        "lineage/datasets",
        "lineage/datasets/*/digest",
        "lineage/datasets/*/at",
        "waivers",
        "waivers/*/approved_by/*",
        "links/*/entries/*/path",
        "links/*/changed",
    ],
)
def test_a_path_that_is_needed_or_declared_may_be_read(path: str) -> None:
    assert Reads(NEEDS, EMPTY).problem(tuple(path.split("/"))) == ("", "")


@pytest.mark.parametrize(
    ("path", "shown_as", "add"),
    [
        ("release/version", "input.release.version", "/release/version"),
        ("release", "input.release", "/release"),
        ("lineage", "input.lineage", "/lineage"),
        ("lineage/outputs/*/name", "input.lineage.outputs", "/lineage/outputs"),
        ("lineage/outputs/*/at", "input.lineage.outputs", "/lineage/outputs"),
        # What may be empty inside the items says nothing of the list around them.
        ("signatures/*/changed", "input.signatures", "/signatures"),
    ],
)
def test_any_other_path_must_be_declared(path: str, shown_as: str, add: str) -> None:
    why, todo = Reads(NEEDS, EMPTY).problem(tuple(path.split("/")))
    assert why == f"`{shown_as}` is read but neither needed nor declared"
    assert todo == f"add {add} to `needs` or `may_be_empty`"


@pytest.mark.parametrize(
    "pointer", [p for s in SHAPE for p in fields(SHAPE[s], f"/{s}")]
)
def test_a_need_of_a_field_is_leave_to_read_it(pointer: str) -> None:
    path = tuple(pointer.split("/")[1:])
    why, _ = Reads([pointer], []).problem(path)
    assert why == "" or "free-form" in why
    assert Reads([], []).problem(path)[0] != ""


@given(st.lists(st.text(max_size=3) | st.sampled_from(["*", "at", *SHAPE]), max_size=4))
def test_a_path_is_known_or_its_fault_is_said(tokens: list[str]) -> None:
    path = tuple(tokens)
    assert unknown(path).startswith("`input") or unknown(path) == ""
    assert shown(path).startswith("input")
