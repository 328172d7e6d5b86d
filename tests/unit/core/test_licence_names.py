"""Two ways of writing one licence are one; what may be two licences stays two."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core.licence_names import find, named

TABLE: dict[str, dict[str, Any]] = {
    "mit": {"spdx": "MIT"},
    "apache-2.0": {"spdx": "Apache-2.0"},
    "gpl-3.0": {"spdx": "GPL-3.0-only"},
    "gpl-3.0-only": {"same_as": "gpl-3.0"},
    "gpl-3.0-or-later": {"spdx": "GPL-3.0-or-later"},
    "llama3.1": {"spdx": None},
    "licenseref-scancode-llama-3.1-license-2024": {"same_as": "llama3.1"},
}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("apache-2.0", "Apache-2.0"),
        ("Apache 2.0", "apache-2.0"),
        ("gpl-3.0", "GPL-3.0-only"),
        ("GPL-3.0+", "GPL-3.0-or-later"),
        ("llama3.1", "LicenseRef-scancode-llama-3.1-license-2024"),
        ("MIT OR Apache-2.0", "(apache-2.0 or mit)"),
        ("MIT OR (MIT OR Apache-2.0)", "Apache-2.0 OR MIT"),
        ("MIT AND (Zlib OR Apache-2.0)", "(Apache-2.0 OR zlib) AND MIT"),
        ("GPL-3.0-only WITH GCC-exception-3.1", "gpl-3.0 WITH gcc-exception-3.1"),
        ("MIT OR MIT", "mit"),
        (" My  own Licence ", "my own licence"),
        ("NONE", "none"),
    ],
)
def test_one_licence_is_one_however_it_is_written(one: str, other: str) -> None:
    assert named(one, None, TABLE) == named(other, None, TABLE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MIT OR Apache-2.0", "MIT AND Apache-2.0"),
        ("MIT OR (Apache-2.0 AND Zlib)", "(MIT OR Apache-2.0) AND Zlib"),
        ("gpl-3.0", "GPL-3.0-or-later"),
        ("GPL-3.0-only", "GPL-3.0-only WITH GCC-exception-3.1"),
        ("Apache License 2.0", "apache-2.0"),
        ("mit", "m\u0456t"),
        ("other", "mit"),
        ("", "mit"),
    ],
)
def test_what_may_be_another_licence_is_another(one: str, other: str) -> None:
    assert named(one, None, TABLE).expression != named(other, None, TABLE).expression


def test_a_card_that_says_other_is_known_by_the_name_it_gives() -> None:
    assert named("other", "Llama3.1", TABLE).expression == "llama3.1"
    assert named("other", " ", TABLE).expression == "other"
    assert named("mit", "Llama3.1", TABLE).expression == "MIT"


def test_the_licences_in_an_expression_are_listed_once_and_in_order() -> None:
    found = named("MIT AND (apache-2.0 OR mit)", None, TABLE)
    assert found.ids == ("Apache-2.0", "MIT")
    assert found.expression == "(Apache-2.0 OR MIT) AND MIT"


def test_what_the_table_does_not_have_is_not_found() -> None:
    assert find("foo", TABLE) == ("foo", {})
    assert find("foo+", TABLE) == ("foo+", {})
    assert find("GPL-3.0+", TABLE)[0] == "GPL-3.0-or-later"


IDS = st.sampled_from(["MIT", "Apache-2.0", "GPL-3.0-only", "Zlib"])


@given(
    ids=st.lists(IDS, min_size=1, max_size=6),
    operator=st.sampled_from(["OR", "AND"]),
)
def test_order_and_repetition_make_no_difference(ids: list[str], operator: str) -> None:
    found = named(f" {operator} ".join(ids), None, TABLE)
    assert found == named(f" {operator} ".join(sorted(set(ids))), None, TABLE)
    assert named(found.expression, None, TABLE) == found


@given(text=st.text(max_size=80))
def test_any_text_has_a_name_and_that_name_is_its_own(text: str) -> None:
    found = named(text, None, TABLE)
    assert found.ids
    assert named(found.expression, None, TABLE).ids == found.ids
