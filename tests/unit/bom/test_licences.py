"""What is said of a licence label, by the shipped table."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core.licence_expression import Joined, Single, parse
from mlgate.core.licences import classify
from mlgate.strict.shipped import folder

TABLE: dict[str, dict[str, Any]] = json.loads(
    (folder("policies") / "reference" / "licences.json").read_text("utf-8")
)
OPEN = ("open-source",)
CATEGORIES = {r["category"] for r in TABLE.values() if "category" in r}
IDS = sorted(TABLE)


def judge(
    declared: str | None, allowed: tuple[str, ...] = OPEN, **more: str
) -> dict[str, Any]:
    name, link = more.get("name"), more.get("link")
    return classify(declared, name, link, TABLE, allowed)


@pytest.mark.parametrize(
    ("declared", "spdx", "category", "allowed"),
    [
        ("apache-2.0", "Apache-2.0", "open-source", True),
        ("Apache-2.0", "Apache-2.0", "open-source", True),
        (" MIT ", "MIT", "open-source", True),
        ("gpl-3.0", "GPL-3.0-only", "open-source", True),
        ("GPL-3.0-or-later", "GPL-3.0-or-later", "open-source", True),
        ("GPL-3.0+", "GPL-3.0-or-later", "open-source", True),
        ("openrail++", None, "use-restricted", False),
        ("cc-by-4.0", "CC-BY-4.0", "open-data", False),
        ("cc-by-nc-4.0", "CC-BY-NC-4.0", "non-commercial", False),
        ("llama3.1", None, "community-with-thresholds", False),
        ("gemma", None, "use-restricted", False),
        ("BUSL-1.1", "BUSL-1.1", "use-restricted", False),
        ("bsl-1.0", "BSL-1.0", "open-source", True),
        ("MIT OR GPL-3.0-only", "MIT OR GPL-3.0-only", "open-source", True),
        ("mit or gemma", None, "open-source", True),
        ("gemma OR MIT", None, "open-source", True),
        ("MIT AND CC-BY-NC-4.0", "MIT AND CC-BY-NC-4.0", "non-commercial", False),
        ("MIT OR MIT AND CC-BY-NC-4.0", None, "open-source", True),
        ("(MIT OR Apache-2.0) AND gemma", None, "use-restricted", False),
        (
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "open-source",
            True,
        ),
    ],
)
def test_a_known_label_is_placed(
    declared: str, spdx: str | None, category: str, *, allowed: bool
) -> None:
    found = judge(declared)
    assert found["known"] is True
    assert found["category"] == category
    assert found["allowed"] is allowed
    if spdx is not None:
        assert found["spdx"] == spdx


@pytest.mark.parametrize(
    "declared",
    [
        "my-own-licence",
        "llama{{ version }}",
        "mit, apache-2.0",
        "unknown",
        "bsd",
        "gpl",
        "cc",
        "openrail",
        "modified-mit",
        "MIT AND nobody-knows",
        "nobody-knows OR neither-this",
        "MIT OR",
        "OR MIT",
        "MIT Apache-2.0",
        "(MIT",
        "MIT)",
        "()",
        "MIT WITH",
        "MIT WITH OR",
        pytest.param("MIT OR " * 100 + "MIT", id="too long"),
        "+",
        pytest.param("+" * 100_000, id="all plus"),
        pytest.param("(" * 400, id="all brackets"),
    ],
)
def test_what_nobody_can_place_is_neither_known_nor_allowed(declared: str) -> None:
    found = judge(declared, (*OPEN, "unknown", "use-restricted"))
    assert (found["known"], found["allowed"]) == (False, False)
    assert found["declared"] == declared.strip()


def test_all_is_null_where_nothing_is_declared() -> None:
    for nothing in (None, "", "  "):
        found = judge(nothing, name="mit")
        assert found.pop("restrictions") == []
        assert set(found.values()) == {None}


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("qwen-research", "research-only"),
        ("Qwen Research", "research-only"),
        ("tongyi_qianwen", "community-with-thresholds"),
        ("llama3", "community-with-thresholds"),
    ],
)
def test_other_is_looked_up_by_its_name(name: str, category: str) -> None:
    found = judge("Other", name=name)
    assert (found["known"], found["category"]) == (True, category)
    assert found["declared"] == f"other: {name}"


def test_other_without_a_name_is_unknown_and_says_where_its_terms_are() -> None:
    found = judge("other", ("other", "unknown"), link="LICENSE.md")
    assert (found["known"], found["allowed"]) == (False, False)
    assert "LICENSE.md" in " ".join(found["restrictions"])
    assert judge("other")["restrictions"] == found["restrictions"][:1]


@pytest.mark.parametrize(
    "entry", ["my-own-licence", "MY-OWN-LICENCE", " my-own-licence "]
)
def test_a_licence_that_the_organisation_lists_is_known_to_it(entry: str) -> None:
    found = judge("My-Own-Licence", (entry,))
    assert (found["known"], found["allowed"]) == (True, True)
    assert judge("other", (entry,), name="my-own-licence")["allowed"] is True


@pytest.mark.parametrize("entry", ["apache-2.0", "Apache-2.0", "open-source"])
def test_an_entry_may_be_a_hub_id_an_spdx_id_or_a_category(entry: str) -> None:
    assert judge("apache-2.0", (entry,))["allowed"] is True
    assert judge("llama3", (entry,))["allowed"] is False


def test_only_what_is_listed_is_allowed() -> None:
    assert judge("mit", ())["allowed"] is False
    assert judge("mit", ("apache-2.0",))["allowed"] is False
    assert judge("mit and apache-2.0", ("mit",))["allowed"] is False
    assert judge("mit or apache-2.0", ("mit",))["allowed"] is True


def test_the_terms_of_all_parts_are_shown_but_of_the_better_choice_alone() -> None:
    both = judge("gemma AND cc-by-nc-4.0")["restrictions"]
    assert set(both) > set(judge("cc-by-nc-4.0")["restrictions"])
    assert judge("gemma OR mit")["restrictions"] == judge("mit")["restrictions"]


def test_a_threshold_is_among_the_restrictions() -> None:
    assert any("700,000,000" in r for r in judge("llama3.1")["restrictions"])


def test_each_row_of_the_table_is_whole() -> None:
    for key, row in TABLE.items():
        assert key == key.lower()
        if "same_as" in row:
            assert "same_as" not in TABLE[row["same_as"]]
            continue
        assert row["inherits"]
        assert isinstance(row["restrictions"], list)
        assert row["spdx"] is None or row["spdx"].lower() in TABLE


def test_the_categories_are_those_that_policies_name() -> None:
    assert sorted(CATEGORIES) == [
        "community-with-thresholds",
        "non-commercial",
        "open-data",
        "open-source",
        "research-only",
        "unknown",
        "use-restricted",
    ]


def test_and_binds_tighter_than_or() -> None:
    a, b, c = Single("a"), Single("b"), Single("c", "e")
    assert parse("a OR b AND c WITH e") == Joined("OR", (a, Joined("AND", (b, c))))
    assert parse("(a or b) and c with e") == Joined("AND", (Joined("OR", (a, b)), c))


@given(st.sampled_from(IDS), st.sampled_from(IDS))
def test_or_is_as_good_as_the_better_and_as_bad_as_the_worse(a: str, b: str) -> None:
    one, other = judge(a), judge(b)
    either, both = judge(f"{a} OR {b}"), judge(f"{a} AND {b}")
    assert either["allowed"] == (one["allowed"] or other["allowed"])
    assert both["allowed"] == (one["allowed"] and other["allowed"])
    assert both["known"] == (one["known"] and other["known"])


@given(st.text("() abcORANDWITH+-.", max_size=60))
def test_any_text_gets_an_answer_and_is_never_allowed_unless_known(text: str) -> None:
    found = judge(text)
    assert found["allowed"] in {None, False, True}
    assert not found["allowed"] or found["known"]
