"""Whatever is taken out of a report, nothing that was not passed is passed then."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from evaluated import (
    draft,
    evidently,
    expectations,
    garak,
    garak_hit,
    inspect_log,
    lm_eval,
    own,
    parts,
    passed,
    promptfoo,
    records,
    replaced,
    without,
)
from hypothesis import given
from hypothesis import strategies as st

from mlgate.errors import EvidenceError

ENDS = st.lists(st.booleans(), max_size=4)
STATUSES = st.sampled_from(["SUCCESS", "FAIL", "WARNING", "ERROR", "SKIPPED"])
REPORTS = st.one_of(
    st.builds(expectations, ENDS),
    st.builds(promptfoo, st.lists(st.lists(st.sampled_from([True, False, None])))),
    st.builds(
        garak,
        st.lists(st.integers(0, 2), max_size=4),
        st.integers(0, 1),
        ended=st.booleans(),
    ),
    st.builds(evidently, st.lists(STATUSES, max_size=4)),
    st.builds(own, passed=st.sampled_from([True, False, None])),
)


def passes(document: object) -> tuple[int, int]:
    """Return how many pass, and do not drift; of what is no report any more, none."""
    try:
        watched = [one.get("drifted") for one in records(document, "monitoring")]
        return passed(document).count(True), watched.count(False)
    except (EvidenceError, StopIteration):
        return 0, 0


@pytest.mark.parametrize(
    "report",
    [evidently(), expectations([True]), garak(), promptfoo(), own(), lm_eval()],
    ids=["evidently", "expectations", "garak", "promptfoo", "own", "lm_eval"],
)
@pytest.mark.parametrize("odd", [[], {}, ["a"], {"a": "b"}, 1, True], ids=str)
def test_a_value_of_another_kind_anywhere_is_read_or_refused(
    report: Any,  # noqa: ANN401  # JSON
    odd: object,
) -> None:
    for holder, key in list(slots(report)):
        kept, holder[key] = holder[key], odd
        # Or it is no such report any more: then no loader knows it.
        with suppress(EvidenceError, StopIteration):
            records(report)
        holder[key] = kept


def slots(value: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401  # JSON
    """Yield each place in ``value``: what holds it, and its key there."""
    keys = list(value) if isinstance(value, dict) else range(len(value))
    for key in keys:
        yield value, key
        if isinstance(value[key], dict | list):
            yield from slots(value[key])


@given(report=REPORTS, data=st.data())
def test_taking_something_out_of_a_report_adds_no_pass(
    report: Any,  # noqa: ANN401  # JSON
    data: st.DataObject,
) -> None:
    before = passes(report)
    for _ in range(data.draw(st.integers(1, 4))):
        if found := list(parts(report)):
            report = without(report, data.draw(st.sampled_from(found)))
    after = passes(report)
    assert after[0] <= before[0]
    assert after[1] <= before[1]


@pytest.mark.parametrize(
    "report",
    [
        expectations([True, False]),
        promptfoo([[True, False], [True, None]]),
        garak([0, 2], lost=3),
        garak([0, 0], ended=False),
        evidently(["SUCCESS", "FAIL", "WARNING"]),
    ],
    ids=["great-expectations", "promptfoo", "lossy", "unended", "evidently"],
)
def test_no_single_part_is_what_keeps_a_report_from_passing(report: Any) -> None:  # noqa: ANN401  # JSON
    before = passes(report)
    for path in parts(report):
        after = passes(without(report, path))
        assert after[0] <= before[0], path
        assert after[1] <= before[1], path


@given(ends=ENDS, data=st.data())
def test_a_suite_that_did_not_pass_passes_without_none_of_its_parts(
    ends: list[bool], data: st.DataObject
) -> None:
    report = expectations(ends)
    less = without(report, data.draw(st.sampled_from(list(parts(report)))))
    if passed(report)[0] is not True:
        try:
            found = passed(less)
        except (EvidenceError, StopIteration):
            return
        assert found[0] is not True


@given(
    report=st.one_of(
        st.builds(lm_eval, st.sampled_from([None, 20]), st.sampled_from([0, 20, 1319])),
        st.builds(
            inspect_log,
            st.sampled_from(["success", "error", "cancelled", "started"]),
            st.integers(0, 5),
            st.just(5),
            st.integers(1, 3),
        ),
    ),
    data=st.data(),
)
def test_taking_something_out_makes_no_whole_run_of_a_part_of_one(
    report: Any,  # noqa: ANN401  # JSON
    data: st.DataObject,
) -> None:
    def whole(document: object) -> int:
        try:
            return [one.get("state") for one in records(document)].count("tested")
        except (EvidenceError, StopIteration):
            return 0

    less = without(report, data.draw(st.sampled_from(list(parts(report)))))
    assert whole(less) <= whole(report)


@pytest.mark.parametrize(
    "report",
    [expectations([True, True]), promptfoo([[True]]), garak([0]), own()],
    ids=["great-expectations", "promptfoo", "garak", "own"],
)
def test_what_a_report_bears_out_is_a_pass(report: object) -> None:
    assert set(passed(report)) == {True}
    assert passes(report)[0] >= 1


def test_evidently_passes_by_a_test_and_by_nothing_else() -> None:
    assert passed(evidently(["SUCCESS"])) == [True]
    assert passed(evidently(["SUCCESS"]) | {"tests": []}) == [None]


def refusal(document: object) -> str:
    """Return where ``document`` is wrong; "" if it is read, or is no report at all."""
    try:
        draft(document)
    except StopIteration:
        return ""
    except EvidenceError as exc:
        return exc.place or exc.message
    return ""


ODD: list[Any] = [
    None, True, 0, -1, 10**30, 1e300, "", "x", "NOASSERTION", [], ["x"], {}, {"x": 1},
    [{}], [None], {"x": None},
]  # fmt: skip


@pytest.mark.parametrize(
    "report",
    [
        lm_eval(20, 20),
        inspect_log(),
        garak([0, 2], lost=1),
        [garak_hit(), garak_hit("x")],
        promptfoo(),
        expectations(),
        evidently(),
        own(lower=0.1, upper=0.9),
    ],
    ids=[
        "lm-eval", "inspect", "garak", "hits", "promptfoo", "expectations",
        "evidently", "own",
    ],
)  # fmt: skip
def test_whatever_stands_in_a_place_is_read_or_refused(report: Any) -> None:  # noqa: ANN401  # JSON
    for path in parts(report):
        for odd in ODD:
            place = refusal(replaced(report, path, odd))
            assert place.startswith("evidence/x.json:") or not place
