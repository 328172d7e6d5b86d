"""``kind: mlgate.dev/evaluation/v1``: what no tool's own format says."""

import pytest
from evaluated import HEX, draft, own, passed, records

from mlgate.errors import EvidenceError

TEXT = f"""kind: mlgate.dev/evaluation/v1
subject: sha256:{HEX}
model: scorer
dataset: holdout
dataset_config: eu
ran_at: 2026-11-01T09:00:00Z
records:
  - metric: selection_rate
    kind: fairness
    slice: sex=female
    number: 0.310
    lower: 0.297
    upper: 0.323
    level: 0.95
    stderr: 6.5e-3
    samples: 5120
    higher_is_better: true
    threshold: 0.3
    threshold_fixed_at: 2026-10-01t09:00:00z
    passed: true
"""


def test_all_that_is_written_is_there_for_rules() -> None:
    assert records(TEXT) == [
        {
            "model": "scorer",
            "model_digest": f"sha256:{HEX}",
            "dataset": "holdout",
            "dataset_config": "eu",
            "ran_at": "2026-11-01T09:00:00Z",
            "metric": "selection_rate",
            "kind": "fairness",
            "slice": "sex=female",
            "value": "0.310",
            "number": 0.31,
            "lower": 0.297,
            "upper": 0.323,
            "level": 0.95,
            "stderr": 0.0065,
            "samples": 5120,
            "higher_is_better": True,
            "threshold": 0.3,
            "threshold_fixed_at": "2026-10-01T09:00:00Z",
            "passed": True,
        }
    ]
    assert draft(TEXT).names == {HEX}


@pytest.mark.parametrize("fields", [{"samples": None}, {"number": None}])
def test_a_pass_without_a_figure_or_samples_is_none(fields: dict[str, object]) -> None:
    assert passed(own(**fields)) == [None]
    assert passed(own(**fields, passed=False)) == [False]
    (gap,) = draft(own(**fields)).gaps
    assert (gap.at, gap.pointer) == ("/evaluations/0/passed", "/records/0/passed")


def test_of_no_samples_nothing_is_tested() -> None:
    (only,) = records(own(samples=0))
    assert (only["state"], only["reason"]) == ("not tested", "no sample was looked at")
    assert "passed" not in only


def test_a_threshold_without_a_zone_is_a_gap() -> None:
    (gap,) = draft(own(threshold_fixed_at="2026-10-01")).gaps
    assert (gap.at, gap.why) == ("/evaluations/0/threshold_fixed_at", "unreadable")


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("lower: 0.297", "lower: 0.4", 13, "before it begins at 0.4"),
        ("level: 0.95", "level: 95", 14, "level"),
        ("samples: 5120", "samples: -1", 16, "samples"),
        ("samples: 5120", "sampels: 1", 16, "did you mean 'samples'"),
        ("passed: true", "passed: yes", 20, "passed"),
    ],
)
def test_what_cannot_be_is_refused_at_its_line(
    old: str, new: str, line: int, message: str
) -> None:
    with pytest.raises(EvidenceError, match=message) as caught:
        draft(TEXT.replace(old, new))
    assert caught.value.place.startswith(f"evidence/x.json:{line}:")
