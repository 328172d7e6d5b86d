"""Up the chain of licences: nothing is resolved by a guess, and the strictest holds."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core.dossier import Place
from mlgate.core.licence_chain import MAX_LINKS, Declared, climb, effective

HERE = Place("README.md", "/base_model")


def model(name: str, licence: str | None, *bases: str, purl: str = "") -> Declared:
    said = Place(f"{name}.md", "/license")
    named = tuple((base, Place(f"{name}.md", "/base_model")) for base in bases)
    return Declared(name, licence, said, bases=named, purl=purl)


def names(links: list[Declared]) -> list[tuple[str, str | None]]:
    return [(link.name, link.licence) for link in links]


def test_a_model_made_from_nothing_is_its_own_chain() -> None:
    assert names(climb(model("m", "mit"), [])) == [("m", "mit")]


def test_the_chain_is_followed_to_its_root_nearest_first() -> None:
    known = [model("root", "gpl-3.0"), model("a", "mit", "root"), model("b", "mit")]
    links = climb(model("m", "mit", "a", "b"), known)
    assert names(links) == [
        ("m", "mit"),
        ("a", "mit"),
        ("b", "mit"),
        ("root", "gpl-3.0"),
    ]


def test_a_base_that_no_document_names_a_licence_for_stays_unresolved() -> None:
    own = model("m", "mit", "a")
    for known in ([], [model("other", "mit")], [model("a", None)]):
        links = climb(own, known)
        assert names(links) == [("m", "mit"), ("a", None)]
        assert links[1].said == Place("m.md", "/base_model")


@pytest.mark.parametrize(
    ("base", "name", "purl", "found"),
    [
        ("org/Base", "Org/base", "", True),
        ("org/base", "x", "pkg:huggingface/org/base@abc", True),
        ("base", "x", "pkg:generic/base@1.0.0", True),
        ("org/base", "base", "", False),
        ("base", "org/base", "", False),
        ("base", "base-2", "pkg:generic/base-2", False),
    ],
)
def test_a_base_is_found_by_its_whole_name_or_its_package_url(
    base: str, name: str, purl: str, *, found: bool
) -> None:
    links = climb(model("m", "mit", base), [model(name, "gemma", purl=purl)])
    assert names(links)[1] == (base, "gemma" if found else None)


def test_a_base_for_which_documents_name_several_licences_is_there_with_each() -> None:
    known = [model("a", "mit"), model("A", "gemma"), model("a", "MIT")]
    links = climb(model("m", "mit", "a"), known)
    assert sorted(x or "" for _, x in names(links)[1:]) == ["gemma", "mit"]


def test_models_that_name_each_other_end() -> None:
    known = [model("a", "mit", "b"), model("b", "gemma", "a")]
    links = climb(model("m", "mit", "a"), known)
    assert names(links) == [("m", "mit"), ("a", "mit"), ("b", "gemma")]


def test_a_base_called_like_the_model_itself_is_a_base_nevertheless() -> None:
    assert names(climb(model("m", "mit", "m"), [])) == [("m", "mit"), ("m", None)]


def test_a_chain_that_is_too_long_is_not_resolved_any_further() -> None:
    known = [model(str(n), "mit", str(n + 1)) for n in range(MAX_LINKS + 50)]
    links = climb(model("m", "mit", "0"), known)
    assert len(links) == MAX_LINKS + 2
    assert links[-1].licence is None


def link(
    name: str, category: str | None = "open-source", **more: object
) -> dict[str, Any]:
    plain = {"declared": "x", "known": True, "allowed": True, "inherits": True}
    return {"name": name, "category": category, **plain, **more}


@pytest.mark.parametrize(
    ("links", "category", "allowed", "by", "unresolved"),
    [
        ([link("m")], "open-source", True, "m", []),
        (
            [link("m"), link("a", "non-commercial", allowed=False)],
            "non-commercial", False, "a", [],
        ),
        (
            [link("m"), link("a", "use-restricted"), link("b", "open-data")],
            "use-restricted", True, "a", [],
        ),
        # Notices alone follow from a base; of the model itself, all terms count.
        (
            [link("m"), link("a", "open-data", allowed=False, inherits=False)],
            "open-source", True, "m", [],
        ),
        (
            [link("m", "open-data", allowed=False, inherits=False)],
            "open-data", False, "m", [],
        ),
        # What nobody knows could follow.
        (
            [link("m"), link("a", None, allowed=False, inherits=None)],
            None, False, "a", [],
        ),
        # What is not allowed decides, even where something else is stricter.
        (
            [link("m", "research-only"), link("a", "open-data", allowed=False)],
            "open-data", False, "a", [],
        ),
        (
            [link("m"), link("a", declared=None, allowed=None, inherits=None)],
            "unknown", False, "a", ["a"],
        ),
        (
            [link("m", None, declared=None, allowed=None), link("a")],
            "unknown", False, "m", ["m"],
        ),
        ([link("m", None, declared=None, allowed=None)], None, None, None, ["m"]),
    ],
)  # fmt: skip
def test_the_strictest_licence_that_follows_the_model_decides(
    links: list[dict[str, Any]],
    category: str | None,
    by: str | None,
    unresolved: list[str],
    *,
    allowed: bool | None,
) -> None:
    assert effective(links) == {
        "category": category,
        "allowed": allowed,
        "decided_by": by,
        "unresolved": unresolved,
    }


LINKS = st.lists(
    st.builds(
        link,
        st.sampled_from(["a", "b"]),
        st.sampled_from(["open-source", "non-commercial", "unknown", None]),
        declared=st.sampled_from(["x", None]),
        allowed=st.sampled_from([True, False, None]),
        inherits=st.sampled_from([True, False, None]),
    ),
    min_size=1,
    max_size=5,
)


@given(LINKS, st.randoms())
def test_one_more_base_never_allows_what_was_not_allowed(
    links: list[dict[str, Any]],
    random: Any,  # noqa: ANN401
) -> None:
    fewer = [links[0], *random.sample(links[1:], len(links) // 2)]
    if effective(links)["allowed"]:
        assert effective(fewer)["allowed"]
