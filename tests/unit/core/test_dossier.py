"""The dossier: one source for each field, the strongest, and never a silent choice."""

from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_shape import check, values

from mlgate.core.dossier import Dossier, Place, assemble
from mlgate.core.evidence import Assurance, Binding, Draft, Evidence, Gap
from mlgate.core.needs import Worth
from mlgate.core.pointer import resolve
from mlgate.core.sections import SHAPE

A, B = Assurance, Binding
CARD = "/model_card/licence"


def document(
    path: str,
    sections: dict[str, Any] | None = None,
    binding: Binding = B.ENCLOSED,
    assurance: Assurance = A.DECLARED,
    **more: Any,  # noqa: ANN401  fields of the evidence
) -> Evidence:
    """Return evidence that says ``sections``, each at a place of the same name."""
    filled = sections or {}
    gaps = more.pop("gaps", [])
    sources = more.pop("sources", {f"/{s}": f"/here/{s}" for s in filled})
    draft = Draft(filled, sources, gaps=gaps)
    names = more.pop("fills", tuple(filled))
    placed = path.startswith("evidence/")
    return Evidence(
        path, "0" * 64, "x", draft, names, binding, assurance, placed, **more
    )


def card(path: str, licence: str | None, *worth: Any, **more: Any) -> Evidence:  # noqa: ANN401
    return document(path, {"model_card": {"licence": licence}}, *worth, **more)


def join(*evidence: Evidence) -> Dossier:
    return assemble(evidence, {}, {})


def test_nothing_becomes_a_total_dossier_without_places() -> None:
    empty = join()
    check(empty.content, SHAPE, "")
    assert empty.place(CARD) == Place("", "")
    assert empty.gap(CARD) is None


@pytest.mark.parametrize(
    ("strong", "weak"),
    [
        (("z.md", B.ENCLOSED, A.ATTESTED), ("evidence/a.md", B.DIGEST, A.MEASURED)),
        (("z.md", B.ENCLOSED, A.VERIFIED), ("evidence/a.md", B.DIGEST, A.ATTESTED)),
        (("z.md", B.ENCLOSED, A.MEASURED), ("evidence/a.md", B.DIGEST, A.DECLARED)),
        (("z.md", B.DIGEST, A.DECLARED), ("evidence/a.md", B.LISTED, A.DECLARED)),
        (("z.md", B.LISTED, A.DECLARED), ("evidence/a.md", B.ENCLOSED, A.DECLARED)),
        (("evidence/z.md", B.LISTED, A.DECLARED), ("a.md", B.LISTED, A.DECLARED)),
    ],
)
def test_assurance_goes_before_binding_and_binding_before_place(
    strong: tuple[str, Binding, Assurance], weak: tuple[str, Binding, Assurance]
) -> None:
    winner, loser = card(strong[0], "mit", *strong[1:]), card(weak[0], "gpl", *weak[1:])
    for order in permutations((winner, loser)):
        found = join(*order)
        assert found.content["model_card"]["licence"] == "mit"
        assert found.place(CARD) == Place(strong[0], "/here/model_card/licence") or (
            found.place(CARD) == Place(strong[0], "/here/model_card")
        )
        assert found.gaps == ()
        assert found.worth(CARD) == Worth(strong[0], strong[1], strong[2])


def test_where_two_of_equal_strength_agree_the_first_by_path_is_the_source() -> None:
    for order in permutations((card("b.md", "mit"), card("a.md", "mit"))):
        assert join(*order).place(CARD).document == "a.md"


@pytest.mark.parametrize("many", [2, 3])
def test_where_equals_differ_the_field_is_null_and_the_gap_names_them_all(
    many: int,
) -> None:
    cards = [card(f"{name}.md", name) for name in "abc"[:many]]
    weaker = card("z.md", "mit", B.ENCLOSED, A.DECLARED)
    strong = [replace(c, binding=B.LISTED) for c in cards]
    for order in permutations((*strong, weaker)):
        found = join(*order)
        assert found.content["model_card"]["licence"] is None
        (gap,) = found.gaps
        assert (gap.at, gap.why) == (CARD, "conflict")
        for name in "abc"[:many]:
            assert f"{name}.md" in gap.raw
        assert found.gap(CARD) == gap
        (listed,) = found.content["gaps"]
        assert (listed["for"], listed["why"]) == (CARD, "conflict")


def test_a_list_is_taken_whole_from_one_document_and_never_merged() -> None:
    one = document("a.md", {"model_card": {"tags": ["x"]}}, B.LISTED)
    two = document("b.md", {"model_card": {"tags": ["y", "z"]}})
    assert join(one, two).content["model_card"]["tags"] == ["x"]
    equal = join(one, replace(two, binding=B.LISTED))
    assert equal.content["model_card"]["tags"] == []
    assert [g.why for g in equal.gaps] == ["conflict"]


def test_what_the_stronger_is_silent_on_the_weaker_fills_at_its_own_worth() -> None:
    strong = card("a.md", None, B.LISTED, A.ATTESTED)
    for nothing in (None, "", " \t"):
        silent = replace(strong, draft=card("a.md", nothing).draft)
        found = join(silent, card("b.md", "mit"))
        assert found.content["model_card"]["licence"] == "mit"
        assert found.worth(CARD) == Worth("b.md", B.ENCLOSED, A.DECLARED)


def second(path: str, licence: str | None, *worth: Any) -> Evidence:  # noqa: ANN401
    """Return a document that speaks of the model, and is no card of it."""
    found = card(path, licence, *worth)
    secondary = frozenset({"model_card"})
    return replace(found, draft=replace(found.draft, secondary=secondary))


def test_a_document_for_the_section_goes_before_a_stronger_one_that_is_not() -> None:
    bom = second("evidence/bom.json", "gpl", B.DIGEST, A.VERIFIED)
    for order in permutations((bom, card("a.md", "mit"))):
        found = join(*order)
        assert found.content["model_card"]["licence"] == "mit"
        assert found.place("/model_card").document == "a.md"
        assert found.worth(CARD) == Worth("a.md", B.ENCLOSED, A.DECLARED)
        assert found.gaps == ()


def test_a_document_that_is_not_for_the_section_fills_what_no_other_does() -> None:
    bom = second("evidence/bom.json", "gpl", B.DIGEST, A.VERIFIED)
    for order in permutations((bom, card("a.md", None, B.LISTED, A.ATTESTED))):
        found = join(*order)
        assert found.content["model_card"]["licence"] == "gpl"
        assert found.worth(CARD) == Worth("evidence/bom.json", B.DIGEST, A.VERIFIED)
        assert found.place("/model_card/users").document == "a.md"


def test_two_that_are_not_for_the_section_conflict_like_any_others() -> None:
    found = join(second("a.json", "gpl"), second("b.json", "mit"))
    assert found.content["model_card"]["licence"] is None
    assert [g.why for g in found.gaps] == ["conflict"]


def test_free_form_parts_of_several_documents_are_all_kept_under_their_paths() -> None:
    one = document("a/b.md", {"model_card": {"extras": {"x": 1}}}, B.LISTED)
    two = document("c.md", {"model_card": {"extras": {"y": 2}}})
    found = join(two, one)
    extras = found.content["model_card"]["extras"]
    assert extras == {"a/b.md": {"x": 1}, "c.md": {"y": 2}}
    assert found.place("/model_card/extras/c.md/y").document == "c.md"
    assert found.place("/model_card/extras/a~1b.md").document == "a/b.md"
    assert found.gaps == ()
    assert join(one).content["model_card"]["extras"] == {"x": 1}


def test_a_document_that_nothing_binds_is_never_used() -> None:
    stray = card(
        "a.md", "mit", B.NONE, A.VERIFIED, gaps=[Gap("/release/name", "placeholder")]
    )
    broken = document(
        "b.md", None, B.NONE, A.VERIFIED, fills=("bom",), problem="b.md:1: broken"
    )
    found = join(stray, broken)
    assert found.content == join().content
    assert (found.places, found.gaps) == ({}, ())
    assert set(found.evidence) == {"a.md", "b.md"}


def test_a_broken_document_is_a_gap_in_each_section_it_would_fill() -> None:
    broken = document(
        "bom.json", fills=("bom", "lineage"), problem="bom.json:1:2: no JSON"
    )
    found = join(broken)
    for pointer in ("/bom/format", "/lineage/run/id", "/bom/components"):
        gap = found.gap(pointer)
        assert gap
        assert (gap.why, gap.document) == ("unreadable", "bom.json")
        assert gap.raw == "bom.json:1:2: no JSON"
    assert found.gap(CARD) is None


def test_what_another_document_says_after_all_is_no_gap() -> None:
    gap = Gap(CARD, "placeholder", "{license}", pointer="L2")
    unfilled = card("a.md", None, B.LISTED, gaps=[gap])
    filled = join(unfilled, card("b.md", "mit"))
    assert filled.gaps == ()
    alone = join(unfilled)
    assert alone.gap(CARD) == replace(gap, document="a.md")
    assert alone.place(CARD) == Place("a.md", "L2")


def test_a_gap_in_a_list_that_another_document_gave_is_not_told_of_this_one() -> None:
    datasets = [{"name": "x"}]
    gap = Gap("/lineage/datasets/0/digest", "conflict", "two digests", pointer="/9")
    strong = document("a.json", {"lineage": {"datasets": datasets}}, B.LISTED)
    weak = document("b.json", {"lineage": {"datasets": datasets}}, gaps=[gap])
    for order in permutations((strong, weak)):
        found = join(*order)
        assert found.gaps == ()
        assert found.place(gap.at).document == "a.json"
        assert found.worth(gap.at).binding is B.LISTED
    assert join(weak).gap(gap.at) == replace(gap, document="b.json")


def test_what_is_computed_is_taken_as_it_is_and_is_worth_most() -> None:
    loud = document(
        "a.json", {"signatures": [{"path": "forged"}], "subject": {"digest": "forged"}}
    )
    computed = {"signatures": [{"path": "x.sig"}], "subject": {"digest": "real"}}
    found = assemble([loud], computed, {"/signatures/0": Place("x.sig", "")})
    assert found.content["subject"]["digest"] == "real"
    assert [s["path"] for s in found.content["signatures"]] == ["x.sig"]
    assert found.worth("/signatures/0/path") == Worth("x.sig", B.DIGEST, A.VERIFIED)
    assert found.place("/signatures/0/path").document == "x.sig"


NAMES = ("release", "model_card", "lineage", "evaluations", "bom")
drafts = st.fixed_dictionaries({}, optional={n: values(SHAPE[n]) for n in NAMES})
places_of_gaps = st.sampled_from([
    CARD, "/bom", "/lineage/datasets/0/digest", "/release/owner/team", "/evaluations",
])  # fmt: skip
gaps = st.lists(
    st.builds(
        Gap,
        places_of_gaps,
        st.sampled_from(["placeholder", "no_assertion", "unreadable"]),
        st.sampled_from(["raw", "other"]),
        pointer=st.sampled_from(["", "/x", "L3"]),
    ),
    max_size=2,
)
paths = ("README.md", "bom.cdx.json", "evidence/a.json", "evidence/b.json")


@st.composite
def documents(draw: st.DrawFn) -> list[Evidence]:
    """Return documents of different paths that say, and are worth, anything."""
    chosen = draw(st.lists(st.sampled_from(paths), unique=True, max_size=3))
    return [
        document(
            path,
            {k: v for k, v in draw(drafts).items() if v is not None},
            draw(st.sampled_from(list(B))),
            draw(st.sampled_from(list(A))),
            gaps=draw(gaps),
            problem=draw(st.sampled_from(["", "", "x:1: broken"])),
            fills=NAMES[:2],
        )
        for path in chosen
    ]


@given(documents())
def test_whatever_documents_say_the_input_is_total(evidence: list[Evidence]) -> None:
    check(join(*evidence).content, SHAPE, "")


@given(documents())
def test_the_order_of_documents_changes_nothing(evidence: list[Evidence]) -> None:
    first = join(*evidence)
    for order in permutations(evidence):
        other = join(*order)
        assert other.content == first.content
        assert dict(other.places) == dict(first.places)
        assert other.gaps == first.gaps


@given(documents())
def test_every_value_comes_from_a_document_that_is_bound_and_says_just_that(
    evidence: list[Evidence],
) -> None:
    found = join(*evidence)
    for pointer in (CARD, "/release/owner/team", "/evaluations", "/bom/score"):
        value = resolve(found.content, pointer)
        if value in (None, []):
            continue
        place = found.place(pointer)
        source = found.evidence[place.document]
        assert source.binding is not B.NONE
        said = resolve(source.draft.sections, pointer)
        if isinstance(value, list):
            # Records of others stand beside its own; empty ones may be but a gap.
            assert len(said or value) <= len(value)
        else:
            assert said == value
        worth = Worth(source.path, source.binding, source.assurance)
        assert found.worth(pointer) == worth


@given(documents())
def test_no_stronger_document_says_otherwise_than_the_input(
    evidence: list[Evidence],
) -> None:
    found = join(*evidence)
    value = found.content["model_card"]["licence"]
    for source in evidence:
        said = resolve(source.draft.sections, CARD)
        spoken = isinstance(said, str) and said.strip()
        if not spoken or source.binding is B.NONE or said == value:
            continue
        if value is None:
            gap = found.gap(CARD)
            assert gap
            assert gap.why == "conflict"
        else:
            mine = found.evidence[found.place(CARD).document]
            assert (mine.assurance, mine.binding) >= (source.assurance, source.binding)


@given(documents())
def test_a_gap_is_only_where_nothing_is_and_names_its_document(
    evidence: list[Evidence],
) -> None:
    found = join(*evidence)
    for gap in found.gaps:
        assert gap.document in found.evidence
        assert found.evidence[gap.document].binding is not B.NONE
    assert len(found.content["gaps"]) == len(found.gaps)
