"""Records of several documents stand side by side; nothing else is ever merged."""

import pytest

from mlgate.core.dossier import assemble
from mlgate.core.evidence import Assurance, Binding, Draft, Evidence, Gap


def _approval(
    path: str, *people: str, assurance: Assurance = Assurance.DECLARED
) -> Evidence:
    draft = Draft(
        {"approvals": [{"approver": person} for person in people]},
        {f"/approvals/{i}": f"/reviews/{i}" for i in range(len(people))},
        gaps=[Gap("/approvals/0/role", "placeholder", "TODO", pointer="/reviews/0/r")],
    )
    return Evidence(
        path, "0" * 64, "made-up", draft, ("approvals",), Binding.LISTED, assurance
    )


def test_records_of_two_documents_are_all_there_in_the_order_of_their_paths() -> None:
    made = assemble(
        [_approval("b.json", "Cy"), _approval("a.json", "Al", "Bo")], {}, {}
    )
    assert [a["approver"] for a in made.content["approvals"]] == ["Al", "Bo", "Cy"]


@pytest.mark.parametrize(
    ("at", "document", "pointer"),
    [
        ("/approvals/0/approver", "a.json", "/reviews/0"),
        ("/approvals/1/approver", "a.json", "/reviews/1"),
        ("/approvals/2/approver", "b.json", "/reviews/0"),
        ("/approvals/2/role", "b.json", "/reviews/0/r"),
    ],
)
def test_each_record_keeps_its_own_place(at: str, document: str, pointer: str) -> None:
    made = assemble(
        [_approval("b.json", "Cy"), _approval("a.json", "Al", "Bo")], {}, {}
    )
    assert made.place(at) == (document, pointer)


def test_each_record_is_worth_what_its_own_document_is_worth() -> None:
    strong = _approval("b.json", "Cy", assurance=Assurance.ATTESTED)
    made = assemble([strong, _approval("a.json", "Al")], {}, {})
    worth = [made.worth(f"/approvals/{i}/approver").assurance for i in range(2)]
    assert worth == [Assurance.DECLARED, Assurance.ATTESTED]


def test_a_gap_stays_with_its_record() -> None:
    made = assemble(
        [_approval("b.json", "Cy"), _approval("a.json", "Al", "Bo")], {}, {}
    )
    assert {(g.at, g.document) for g in made.gaps} == {
        ("/approvals/0/role", "a.json"),
        ("/approvals/2/role", "b.json"),
    }


def test_a_record_without_a_place_of_its_own_has_that_of_its_list() -> None:
    draft = Draft({"approvals": [{"approver": "Al"}]}, {"/approvals": "/people"})
    one = Evidence("a.json", "0" * 64, "made-up", draft, binding=Binding.LISTED)
    assert assemble([one], {}, {}).place("/approvals/0") == ("a.json", "/people")


def test_a_document_that_belongs_to_nobody_adds_no_record() -> None:
    draft = Draft({"approvals": [{"approver": "Al"}]})
    one = Evidence("a.json", "0" * 64, "made-up", draft, binding=Binding.NONE)
    assert assemble([one], {}, {}).content["approvals"] == []
