"""What statements make of findings: never less than they say, never of another's."""

from typing import Any

import pytest
from core_builders import needing
from hypothesis import given
from hypothesis import strategies as st
from vex_builders import (
    CLEARED,
    FINDING,
    IMAGE,
    MODEL,
    OPEN,
    PURL,
    evidence,
    judged,
    opened,
    settled,
)

from mlgate.core import needs
from mlgate.core.decision import Cause
from mlgate.core.dossier import assemble
from mlgate.core.evidence import Assurance, Binding
from mlgate.core.needs import Worth
from mlgate.core.rule import RiskTier
from mlgate.core.vex import CLOSED, settle, status

AT = "/vulnerabilities/findings/0/status"
LATER = "2026-11-21T00:00:00Z"
OCI = f"pkg:oci/model@{IMAGE}"
SCANNED = {**FINDING, "target_digest": IMAGE}


def test_a_finding_of_which_nobody_speaks_is_affected() -> None:
    assert judged(FINDING)["status"] == "affected"


def test_a_finding_that_was_cleared_says_why_and_by_whom() -> None:
    found = judged(FINDING, CLEARED)
    assert found["status"] == "not_affected"
    assert found["justification"] == "code_not_reachable"
    assert found["author"] == "Ada"


@pytest.mark.parametrize(
    ("finding", "statement", "applies"),
    [
        ({}, {"id": "cve-2024-1"}, True),
        ({}, {"id": "GHSA-1"}, True),
        ({"id": "GHSA-1", "aliases": []}, {"aliases": ["GHSA-1"]}, True),
        ({"id": "PYSEC-1", "aliases": ["CVE-2024-1"]}, {}, True),
        ({}, {"id": "X-1", "aliases": ["CVE-2024-1"]}, True),
        ({"aliases": ["DSA-1"]}, {"id": "CVE-9", "aliases": ["DSA-1"]}, False),
        ({}, {"id": "CVE-2024-2"}, False),
        ({}, {"id": None}, False),
        ({"id": None, "aliases": []}, {"id": None}, False),
        ({"id": "RHSA-1", "aliases": ["CVE-2024-1", "CVE-2024-2"]}, {}, False),
        (
            {"id": "RHSA-1", "aliases": ["CVE-2024-1", "CVE-2024-2"]},
            {"id": "RHSA-1"},
            True,
        ),
    ],
)
def test_a_statement_is_about_one_vulnerability_by_id_or_alias(
    finding: dict[str, Any], statement: dict[str, Any], *, applies: bool
) -> None:
    found = judged({**FINDING, **finding}, {**CLEARED, **statement})
    assert (found["status"] == "not_affected") == applies


@pytest.mark.parametrize(
    ("products", "parts", "applies"),
    [
        ([PURL], [], True),
        (["pkg:pypi/Jinja2@3.0.3"], [], True),
        ([OCI], [], True),
        ([IMAGE], [], True),
        ([MODEL], [], True),
        ([OCI], [PURL], True),
        ([MODEL], ["pkg:pypi/other@1", PURL], True),
        (["sha256:" + "c" * 64], [], True),
        ([], [], False),
        (["jinja2"], [], False),
        (["jinja2@3.0.3"], [], False),
        (["pkg:pypi/jinja2"], [], False),
        (["pkg:pypi/jinja2@3.0.4"], [], False),
        (["model:1"], [], False),
        (["pkg:oci/model?repository_url=example.com"], [], False),
        (["pkg:oci/other@1"], [PURL], False),
        ([OCI], ["pkg:pypi/other@1"], False),
        ([OCI], ["jinja2"], False),
        ([PURL], ["pkg:pypi/other@1"], False),
        (["md5:" + "a" * 32], [], False),
    ],
)
def test_a_statement_is_about_one_product_by_purl_or_digest_and_never_by_name(
    products: list[str], parts: list[str], *, applies: bool
) -> None:
    finding = {**SCANNED, "digest": "sha256:" + "c" * 64, "package": "jinja2"}
    found = judged(finding, {**CLEARED, "products": products, "subcomponents": parts})
    assert (found["status"] == "not_affected") == applies


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"author": None}, "code_not_reachable"),
        ({"justification": None}, None),
        ({"justification": " ", "impact": None}, None),
    ],
)
def test_a_clearance_without_why_or_whom_leaves_it_affected(
    change: dict[str, Any], shown: str | None
) -> None:
    found = judged(FINDING, {**CLEARED, **change})
    assert (found["status"], found["justification"]) == ("affected", shown)


def test_an_impact_statement_says_why_as_well() -> None:
    why = {"justification": None, "impact": "the code is not built in"}
    found = judged(FINDING, {**CLEARED, **why})
    assert found["status"] == "not_affected"
    assert found["justification"] == "the code is not built in"


@pytest.mark.parametrize(
    ("said", "amounts"),
    [
        ("affected", "affected"),
        ("fixed", "fixed"),
        ("under_investigation", "under_investigation"),
        ("harmless", "under_investigation"),
        (None, "under_investigation"),
    ],
)
def test_a_status_that_is_not_known_clears_nothing(
    said: str | None, amounts: str
) -> None:
    assert status({**CLEARED, "status": said}) == amounts
    assert judged(FINDING, {**CLEARED, "status": said})["status"] == amounts


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        ([OPEN, {**CLEARED, "stated_at": LATER}], "not_affected"),
        ([CLEARED, {**OPEN, "stated_at": LATER}], "affected"),
        # The same instant, in two zones.
        ([CLEARED, {**OPEN, "stated_at": "2026-11-20T01:00:00+01:00"}], "conflict"),
        ([CLEARED, OPEN], "conflict"),
        ([{**CLEARED, "status": "fixed"}, CLEARED], "fixed"),
        ([{**OPEN, "status": "under_investigation"}, OPEN], "affected"),
        ([{**OPEN, "status": "under_investigation"}, CLEARED], "conflict"),
        ([{**OPEN, "stated_at": None}, {**CLEARED, "stated_at": LATER}], "conflict"),
        ([{**CLEARED, "stated_at": None}, {**OPEN, "stated_at": LATER}], "conflict"),
        ([{**CLEARED, "stated_at": None}], "not_affected"),
        ([{**CLEARED, "author": None}, CLEARED], "conflict"),
    ],
)
def test_the_newest_counts_and_what_contradicts_it_at_once_is_a_conflict(
    statements: list[dict[str, Any]], says: str
) -> None:
    assert judged(FINDING, *statements)["status"] == says
    assert judged(FINDING, *reversed(statements))["status"] == says


def test_a_bill_that_clears_its_own_finding_is_contradicted_by_a_statement() -> None:
    own = {**FINDING, "status": "not_affected", "justification": "x", "author": "Bo"}
    assert judged(own)["status"] == "not_affected"
    assert judged({**own, "author": None})["status"] == "affected"
    assert judged(own, OPEN)["status"] == "conflict"
    assert judged(own, CLEARED)["status"] == "not_affected"


def test_what_a_scanner_doubts_stays_open_until_somebody_clears_it() -> None:
    doubted = {**FINDING, "status": "under_investigation"}
    assert judged(doubted)["status"] == "under_investigation"
    assert judged(doubted, CLEARED)["status"] == "not_affected"


A, B = Assurance, Binding
WORTHS = [(a, b) for a in (A.DECLARED, A.ATTESTED) for b in (B.ENCLOSED, B.DIGEST)]


@pytest.mark.parametrize("scan", WORTHS)
@pytest.mark.parametrize("vex", WORTHS)
def test_a_status_is_worth_no_more_than_the_finding_and_who_cleared_it(
    scan: tuple[Assurance, Binding], vex: tuple[Assurance, Binding]
) -> None:
    dossier = settled(
        evidence("scan.json", "findings", [FINDING], *scan),
        evidence("vex.json", "vex", [CLEARED], *vex),
    )
    assert dossier.place(AT) == ("vex.json", "/0")
    worth = dossier.worth(AT)
    assert worth.assurance == min(scan[0], vex[0])
    assert worth.binding == min(scan[1], vex[1])
    severity = dossier.worth("/vulnerabilities/findings/0/severity")
    assert (severity.assurance, severity.binding) == scan


def test_a_status_that_several_documents_decide_lies_in_the_weakest() -> None:
    dossier = settled(
        evidence("scan.json", "findings", [FINDING], A.ATTESTED),
        evidence("a.json", "vex", [CLEARED], A.ATTESTED),
        evidence("b.json", "vex", [CLEARED], A.DECLARED),
    )
    assert dossier.place(AT).document == "b.json"
    assert dossier.worth(AT).assurance == A.DECLARED


def test_a_status_that_nobody_stated_lies_where_the_finding_does() -> None:
    finding = evidence("scan.json", "findings", [FINDING], A.ATTESTED)
    other = evidence("vex.json", "vex", [{**CLEARED, "id": "CVE-9"}], A.DECLARED)
    dossier = settled(finding, other)
    assert dossier.place(AT) == ("scan.json", "/0")
    assert dossier.worth(AT) == Worth("scan.json", B.LISTED, A.ATTESTED)


def test_a_rule_that_needs_the_status_sees_a_clearance_that_is_worth_too_little() -> (
    None
):
    rule = needing(AT.replace("/0/", "/*/"))
    scan = evidence("scan.json", "findings", [FINDING], A.ATTESTED)
    strong = settled(scan, evidence("vex.json", "vex", [CLEARED], A.ATTESTED))
    weak = settled(scan, evidence("vex.json", "vex", [CLEARED], A.DECLARED))
    seen = [needs.judge(rule, RiskTier.T1, d.content, d.worth) for d in (strong, weak)]
    assert seen[0] == []
    (short,) = seen[1]
    assert (short.cause, short.places) == (Cause.WEAK, (AT,))
    assert short.worth is not None
    assert short.worth.document == "vex.json"


def test_a_document_that_belongs_to_nobody_clears_nothing() -> None:
    stray = evidence("vex.json", "vex", [CLEARED], A.ATTESTED, B.NONE)
    dossier = settled(evidence("scan.json", "findings", [FINDING]), stray)
    assert dossier.content["vulnerabilities"]["findings"][0]["status"] == "affected"


def test_without_findings_nothing_changes() -> None:
    dossier = assemble([evidence("vex.json", "vex", [CLEARED])], {}, {})
    assert settle(dossier) is dossier


_IDS = st.sampled_from(["CVE-2024-1", "CVE-2024-2", "GHSA-1", "DSA-1"])
_FINDINGS = st.lists(
    st.fixed_dictionaries(
        {
            "id": _IDS,
            "aliases": st.lists(_IDS, max_size=2),
            "purl": st.sampled_from([PURL, "pkg:pypi/other@1", None]),
            "target_digest": st.sampled_from([IMAGE, None]),
            "status": st.sampled_from([None, "not_affected", "under_investigation"]),
            "author": st.sampled_from([None, "Bo"]),
            "justification": st.sampled_from([None, "x"]),
        }
    ),
    max_size=3,
)
_STATEMENTS = st.lists(
    st.fixed_dictionaries(
        {
            "id": _IDS,
            "aliases": st.lists(_IDS, max_size=2),
            "products": st.lists(
                st.sampled_from([PURL, IMAGE, MODEL, "jinja2"]), max_size=2
            ),
            "subcomponents": st.lists(st.sampled_from([PURL, "jinja2"]), max_size=1),
            "status": st.sampled_from(
                ["affected", "fixed", "not_affected", "under_investigation", None]
            ),
            "author": st.sampled_from([None, "Ada"]),
            "justification": st.sampled_from([None, "x"]),
            "stated_at": st.sampled_from([None, CLEARED["stated_at"], LATER]),
        }
    ),
    max_size=4,
)


@given(_FINDINGS, _STATEMENTS)
def test_who_takes_back_a_clearance_never_closes_a_finding(
    findings: list[dict[str, Any]], statements: list[dict[str, Any]]
) -> None:
    before = opened(findings, statements)
    for number, statement in enumerate(statements):
        if status({"impact": None, **statement}) in CLOSED:
            rest = [*statements[:number], *statements[number + 1 :]]
            assert opened(findings, rest) >= before


@given(_FINDINGS, _STATEMENTS)
def test_who_adds_a_doubt_never_closes_a_finding(
    findings: list[dict[str, Any]], statements: list[dict[str, Any]]
) -> None:
    before = opened(findings, statements)
    for said in (s for s in statements if status({"impact": None, **s}) not in CLOSED):
        for at in (None, LATER):
            assert opened(findings, [*statements, {**said, "stated_at": at}]) >= before


@given(_FINDINGS, _STATEMENTS, st.randoms(use_true_random=False))
def test_the_order_of_statements_does_not_matter(
    findings: list[dict[str, Any]],
    statements: list[dict[str, Any]],
    random: Any,  # noqa: ANN401  Hypothesis has no name for its type
) -> None:
    shuffled = [*statements]
    random.shuffle(shuffled)
    assert opened(findings, shuffled) == opened(findings, statements)
