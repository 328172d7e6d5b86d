"""Waivers: what they cover, and all that they never cover."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from core_builders import finding, result, rule
from hypothesis import given
from hypothesis import strategies as st

from mlgate.core import decide, waivers
from mlgate.core.decision import Cause, Outcome, Verdict
from mlgate.core.rule import Severity
from mlgate.core.waivers import Waiver, instant

AT = datetime(2026, 11, 25, 12, tzinfo=UTC)
SUBJECT = f"sha256:{'a' * 64}"
OTHER = f"sha256:{'b' * 64}"
ID = "AAA-001"
RULES = {ID: rule(ID), "FIX-001": rule("FIX-001", waivable=False)}
GOOD = Waiver(
    id="W-1",
    rule=ID,
    subject=SUBJECT,
    reason="the vendor ships the digest next week",
    requested_by="ada",
    approved_by=("grace",),
    expires_at="2026-12-25T12:00:00Z",
)
FAILED = result(ID, Outcome.FAIL)


def judged(waiver: Waiver, **more: object) -> waivers.Applied:
    """Check and apply one waiver to one failing rule, at the fixed instant."""
    given: dict[str, object] = {
        "results": [FAILED],
        "subject": SUBJECT,
        "environment": "",
        "at": AT,
    }
    given |= more
    checked = waivers.check(waiver, RULES)
    return waivers.apply(waivers=[checked], **given)  # type: ignore[arg-type]


def verdict(applied: waivers.Applied) -> Verdict:
    return decide.verdict(applied.results, applied.errors)


def test_a_valid_waiver_marks_the_findings_and_lets_the_rule_be_waived() -> None:
    many = replace(FAILED, findings=(finding("/a"), finding("/b", cause=Cause.WEAK)))
    applied = judged(GOOD, results=[many])
    assert applied.results[0].outcome is Outcome.WAIVED
    assert [f.waiver for f in applied.results[0].findings] == ["W-1", "W-1"]
    assert (applied.notes, applied.errors) == ((), ())
    assert verdict(applied) is Verdict.ALLOW


@pytest.mark.parametrize(
    "more",
    [
        {"expires_at": ""},
        {"expires_at": "2026-12-25"},
        {"expires_at": "2026-12-25T12:00:00"},
        {"expires_at": "2026-12-25 12:00:00Z"},
        {"expires_at": "2026-02-30T12:00:00Z"},
        {"expires_at": "never"},
        {"expires_at": "20261225T120000Z"},
        {"expires_at": "2026-W52-5T12:00:00Z"},
        {"expires_at": "2026-12-25T24:00:00Z"},
        {"expires_at": "2026-12-25T12:00:00+24:00"},
        {"expires_at": "2026-12-25T12:00:00Z\n"},
        {"expires_at": "9999-12-31T23:59:59-01:00"},
        {"starts_at": "2026-11-01"},
        {"starts_at": "yesterday"},
        {"starts_at": "0001-01-01T00:00:00+01:00"},
        {"subject": ""},
        {"subject": "a" * 64},
        {"subject": f"sha256:{'A' * 64}"},
        {"subject": f"sha256:{'a' * 63}"},
        {"subject": f"sha256:{'a' * 64}\n"},
        {"subject": "*"},
        {"rule": "AAA-002"},
        {"rule": ""},
        {"rule": "*"},
        {"rule": "FIX-001"},
        {"approved_by": ()},
        {"approved_by": (" ",)},
        {"approved_by": ("ada",)},
        {"approved_by": ("grace", "ada")},
        {"approved_by": ("grace", " Ada ")},
        {"requested_by": ""},
        {"requested_by": "  "},
    ],
    ids=str,
)
def test_a_waiver_that_is_wrong_is_void_and_the_run_is_undecided_at_best(
    more: dict[str, object],
) -> None:
    waiver = replace(GOOD, **more)  # type: ignore[arg-type]
    applied = judged(waiver)
    assert applied.results == (FAILED,)
    assert [e.startswith("waiver W-1 is void: ") for e in applied.errors] == [True]
    assert verdict(applied) is Verdict.DENY
    passing = judged(waiver, results=[result(ID, Outcome.PASS)])
    assert verdict(passing) is Verdict.UNDECIDED
    assert waivers.record(waivers.check(waiver, RULES))["valid"] is False


def test_a_void_waiver_for_other_bytes_is_nobody_s_concern_here() -> None:
    void = replace(GOOD, subject=OTHER, expires_at="")
    assert judged(void) == waivers.Applied((FAILED,), (), ())
    assert not waivers.concerns(void, SUBJECT)


@pytest.mark.parametrize(
    ("more", "given"),
    [
        ({"subject": OTHER}, {}),
        ({"rule": "FIX-001"}, {}),
        ({"environments": ("test",)}, {}),
        ({"environments": ("test",)}, {"environment": "prod"}),
        ({"environments": ("test",)}, {"environment": "Test"}),
        ({"environments": ("test", "dev")}, {"environment": "tes"}),
        ({"expires_at": "2026-11-25T12:00:00Z"}, {}),
        ({"expires_at": "2026-11-25T13:00:00+01:00"}, {}),
        ({"expires_at": "2026-11-25T12:00:00.0000009Z"}, {}),
        ({"expires_at": "2020-01-01T00:00:00Z"}, {}),
        ({"starts_at": "2026-11-25T12:00:01Z"}, {}),
        ({"starts_at": "2026-11-25T12:00:00-00:01"}, {}),
        ({}, {"results": [replace(FAILED, rule="BBB-001")]}),
        ({}, {"results": [result(ID, Outcome.ERROR)]}),
        ({}, {"results": [replace(result(ID, Outcome.ERROR), findings=(finding(),))]}),
        ({}, {"results": [result(ID, Outcome.NOT_APPLICABLE)]}),
    ],
    ids=str,
)
def test_a_waiver_never_covers_what_it_is_not_for(
    more: dict[str, object], given: dict[str, object]
) -> None:
    applied = judged(replace(GOOD, **more), **given)  # type: ignore[arg-type]
    assert list(applied.results) == given.get("results", [FAILED])
    assert not any(f.waiver for r in applied.results for f in r.findings)


@pytest.mark.parametrize(
    ("before", "covered"),
    [
        (timedelta(microseconds=1), True),
        (timedelta(0), False),
        (timedelta(microseconds=-1), False),
    ],
)
def test_a_waiver_is_over_at_exactly_the_instant_it_names(
    before: timedelta,
    covered: bool,  # noqa: FBT001  a column of the table
) -> None:
    ends = AT + before
    applied = judged(replace(GOOD, expires_at=ends.isoformat()))
    assert (applied.results[0].outcome is Outcome.WAIVED) is covered
    assert [n.rpartition(" ")[0] for n in applied.notes] == [
        f"waiver W-1 for {ID} {'expires' if covered else 'expired'}"
    ]


@pytest.mark.parametrize("hours", [-12, -1, 0, 5, 14])
def test_a_waiver_starts_at_exactly_the_instant_it_names_in_any_zone(
    hours: int,
) -> None:
    here = AT.astimezone(timezone(timedelta(hours=hours)))
    on_time = replace(GOOD, starts_at=here.isoformat())
    late = replace(GOOD, starts_at=(here + timedelta(microseconds=1)).isoformat())
    assert judged(on_time, at=here).results[0].outcome is Outcome.WAIVED
    assert judged(late).results[0].outcome is Outcome.FAIL


def test_a_waiver_with_nothing_to_waive_is_noted_as_unused() -> None:
    for outcome in (Outcome.PASS, Outcome.ERROR, Outcome.NOT_APPLICABLE):
        applied = judged(GOOD, results=[result(ID, outcome)])
        assert applied.notes == (f"waiver W-1 is unused: {ID} has no finding to waive",)
    assert "is unused" in judged(GOOD, results=[]).notes[0]


@pytest.mark.parametrize(
    ("left", "noted"), [(timedelta(days=14), 1), (timedelta(days=14, seconds=1), 0)]
)
def test_a_waiver_that_ends_within_two_weeks_is_noted(
    left: timedelta, noted: int
) -> None:
    applied = judged(replace(GOOD, expires_at=(AT + left).isoformat()))
    assert applied.results[0].outcome is Outcome.WAIVED
    assert len(applied.notes) == noted


def test_each_waiver_that_does_not_hold_says_why() -> None:
    reasons = {
        "expired 2026-11-25T12:00:00Z": {"expires_at": "2026-11-25T12:00:00Z"},
        "starts 2026-11-26T00:00:00Z": {"starts_at": "2026-11-26T00:00:00Z"},
        "is for test, dev only": {"environments": ("test", "dev")},
    }
    for said, more in reasons.items():
        applied = judged(replace(GOOD, **more))  # type: ignore[arg-type]
        assert applied.notes == (f"waiver W-1 for {ID} {said}",)


def test_of_two_waivers_for_one_rule_the_first_by_id_is_named() -> None:
    both = [replace(GOOD, id="W-2"), GOOD]
    applied = waivers.apply([FAILED], both, SUBJECT, "", AT)
    assert [f.waiver for f in applied.results[0].findings] == ["W-1"]
    assert applied == waivers.apply([FAILED], both[::-1], SUBJECT, "", AT)


def test_the_days_of_a_waiver_are_known_only_if_both_ends_are() -> None:
    assert replace(GOOD, starts_at="2026-12-24T12:00:00Z").days == 1.0
    assert replace(GOOD, starts_at="2026-12-26T12:00:00Z").days == -1.0
    assert GOOD.days is None
    assert replace(GOOD, starts_at="2026-12-24").days is None


texts = st.sampled_from(["", " ", "ada", "Ada", "grace", "x"])
written = st.sampled_from([
    "", "2026-11-25", "2026-11-25T12:00:00Z", "2026-11-25T12:00:00.000001Z",
    "2026-11-25T11:59:59Z", "2026-11-25T12:00:00+14:00", "2027-01-01T00:00:00Z",
    "2027-01-01T00:00:00",
])  # fmt: skip
anything = st.builds(
    Waiver,
    id=st.sampled_from(["W-1", "W-2", "W-3"]),
    rule=st.sampled_from([ID, "BBB-001", "FIX-001", ""]),
    subject=st.sampled_from([SUBJECT, OTHER, "", "sha256:x"]),
    reason=texts,
    requested_by=texts,
    approved_by=st.lists(texts, max_size=2).map(tuple),
    expires_at=written,
    starts_at=written,
    environments=st.lists(st.sampled_from(["", "prod", "test"]), max_size=2).map(tuple),
)
some_results = st.tuples(
    *(
        st.builds(
            result,
            st.just(ident),
            st.sampled_from([o for o in Outcome if o is not Outcome.WAIVED]),
            st.sampled_from(list(Severity)),
        )
        for ident in (ID, "BBB-001", "FIX-001")
    )
)
MANY = {**RULES, "BBB-001": rule("BBB-001")}


@given(some_results, st.lists(anything, max_size=4), st.sampled_from(["", "prod"]))
def test_waivers_mark_and_never_remove_and_only_what_failed(
    given_results: tuple[object, ...], listed: list[Waiver], environment: str
) -> None:
    checked = [waivers.check(w, MANY) for w in listed]
    applied = waivers.apply(given_results, checked, SUBJECT, environment, AT)  # type: ignore[arg-type]
    for before, after in zip(given_results, applied.results, strict=True):
        bare = tuple(replace(f, waiver="") for f in after.findings)
        assert bare == before.findings  # type: ignore[attr-defined]
        if after != before:
            assert before.outcome is Outcome.FAIL  # type: ignore[attr-defined]
            assert after.outcome is Outcome.WAIVED
            assert after.severity is before.severity  # type: ignore[attr-defined]
            assert all(f.waiver for f in after.findings)


@given(some_results, st.lists(anything, max_size=4), st.sampled_from(["", "prod"]))
def test_what_is_waived_is_covered_by_a_waiver_that_holds_in_every_respect(
    given_results: tuple[object, ...], listed: list[Waiver], environment: str
) -> None:
    checked = [waivers.check(w, MANY) for w in listed]
    applied = waivers.apply(given_results, checked, SUBJECT, environment, AT)  # type: ignore[arg-type]
    for after in applied.results:
        for found in after.findings:
            if found.waiver:
                assert any(_holds(w, after.rule, environment) for w in listed)


def _holds(waiver: Waiver, rule_id: str, environment: str) -> bool:
    """Say, by other means than the code, whether ``waiver`` is for this, here, now."""
    ends = datetime.fromisoformat(waiver.expires_at)
    starts = waiver.starts_at and datetime.fromisoformat(waiver.starts_at)
    people = {p.strip().lower() for p in waiver.approved_by} - {""}
    return (
        (waiver.rule, waiver.subject) == (rule_id, SUBJECT)
        and MANY[rule_id].waivable
        and ends.tzinfo is not None
        and ends > AT
        and (not starts or starts <= AT)
        and (not waiver.environments or environment in waiver.environments)
        and waiver.requested_by.strip().lower() not in people | {""}
        and bool(people)
    )


@given(some_results, st.lists(anything, max_size=4), anything)
def test_a_void_waiver_never_improves_a_verdict(
    given_results: tuple[object, ...], listed: list[Waiver], extra: Waiver
) -> None:
    order = (Verdict.DENY, Verdict.UNDECIDED, Verdict.ALLOW)
    void = replace(extra, id="W-0", subject=SUBJECT, expires_at="soon")
    if all(r.outcome is Outcome.NOT_APPLICABLE for r in given_results):  # type: ignore[attr-defined]
        return

    def judge(them: list[Waiver]) -> Verdict:
        checked = [waivers.check(w, MANY) for w in them]
        return verdict(waivers.apply(given_results, checked, SUBJECT, "", AT))  # type: ignore[arg-type]

    with_void = judge([*listed, void])
    assert with_void is not Verdict.ALLOW
    assert order.index(with_void) <= order.index(judge(listed))


@given(some_results, st.lists(anything, max_size=4, unique_by=lambda w: w.id))
def test_the_order_of_waivers_changes_nothing(
    given_results: tuple[object, ...], listed: list[Waiver]
) -> None:
    checked = [waivers.check(w, MANY) for w in listed]
    one = waivers.apply(given_results, checked, SUBJECT, "", AT)  # type: ignore[arg-type]
    assert one == waivers.apply(given_results, checked[::-1], SUBJECT, "", AT)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-25T09:00:00Z", datetime(2026, 11, 25, 9, tzinfo=UTC)),
        ("2026-11-25t09:00:00z", datetime(2026, 11, 25, 9, tzinfo=UTC)),
        ("2026-11-25T10:30:00+01:30", datetime(2026, 11, 25, 9, tzinfo=UTC)),
        ("2026-11-25T09:00:00-00:00", datetime(2026, 11, 25, 9, tzinfo=UTC)),
        ("2026-11-25T09:00:00.5Z", datetime(2026, 11, 25, 9, 0, 0, 500000, UTC)),
        ("2026-11-25T09:00:00.1234567Z", datetime(2026, 11, 25, 9, 0, 0, 123456, UTC)),
        ("2024-02-29T00:00:00Z", datetime(2024, 2, 29, tzinfo=UTC)),
        ("2026-02-29T00:00:00Z", None),
        ("2026-11-25T24:00:00Z", None),
        ("2026-11-25T23:60:00Z", None),
        ("2026-11-25T23:59:60Z", None),
        ("2026-11-25T09:00:00+23:60", None),
        ("2026-11-25T09:00:00+24:00", None),
        ("2026-11-25T09:00Z", None),
        ("2026-11-25T09:00:00,5Z", None),
        ("2026-11-25T09:00:00", None),
        ("2026-11-25T09:00:00+0100", None),
        ("2026-11-25T09:00:00+01:00:00", None),
        ("2026-11-25 09:00:00Z", None),
        ("2026-11-25", None),
        ("\u0662026-11-25T09:00:00Z", None),
        (" 2026-11-25T09:00:00Z", None),
        ("2026-11-25T09:00:00Z\n", None),
        ("0000-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+00:01", None),
        ("9999-12-31T23:59:59-00:01", None),
        ("", None),
    ],
)
def test_an_instant_has_a_date_a_time_and_a_zone(
    text: str, expected: datetime | None
) -> None:
    assert instant(text) == expected


aware = st.datetimes(
    min_value=datetime(2, 1, 1),  # noqa: DTZ001  hypothesis adds the zone itself
    max_value=datetime(9998, 12, 31),  # noqa: DTZ001  as above
    timezones=st.integers(-1439, 1439).map(lambda m: timezone(timedelta(minutes=m))),
)


@given(aware)
def test_an_instant_is_read_as_it_was_written_in_any_zone(moment: datetime) -> None:
    assert instant(moment.isoformat()) == moment
    assert instant(moment.astimezone(UTC).isoformat().replace("+00:00", "z")) == moment


@given(st.text("0123456789TtZz:.+- ", max_size=30) | st.text(max_size=30))
def test_whatever_text_is_given_an_instant_can_be_told_in_utc_or_is_none(
    text: str,
) -> None:
    moment = instant(text)
    assert moment is None or moment.astimezone(UTC) == moment
