"""detect-secrets and gitleaks: what they found is kept, and no secret is."""

from typing import Any

import pytest
from scanned import PATH, of, read, recogniser, source, states

from mlgate.core.dossier import assemble
from mlgate.core.evidence import Binding
from mlgate.errors import EvidenceError
from mlgate.gate.loading import load
from mlgate.loaders import BUILTIN
from mlgate.loaders.source import Source

SECRET = "correct-horse-battery-staple"
SHA1 = "bfd3617727eab0e800e62a776c76381defbc4145"
FOUND = {
    "type": "Secret Keyword",
    "filename": "train.py",
    "hashed_secret": SHA1,
    "is_verified": False,
    "line_number": 12,
}
BASELINE: dict[str, Any] = {
    "version": "1.5.0",
    "plugins_used": [{"name": "KeywordDetector", "keyword_exclude": ""}],
    "filters_used": [{"path": "detect_secrets.filters.heuristic.is_lock_file"}],
    "results": {
        "train.py": [FOUND, {**FOUND, "line_number": 14, "is_secret": False}],
        "serve.py": [{**FOUND, "is_verified": True, "is_secret": True}],
    },
    "generated_at": "2026-11-20T09:00:00Z",
}
LEAK = {
    "RuleID": "generic-api-key",
    "Description": "Detected a Generic API Key",
    "StartLine": 20,
    "EndLine": 20,
    "StartColumn": 3,
    "EndColumn": 44,
    "Match": f'key = "{SECRET}"',
    "Secret": SECRET,
    "File": "config/settings.py",
    "SymlinkFile": "",
    "Commit": "d" * 40,
    "Link": f"https://git.test/blob/{SECRET}#L20",
    "Entropy": 3.68,
    "Author": "Ada",
    "Email": "ada@acme.test",
    "Date": "2026-11-19T10:00:00Z",
    "Message": f"now with key {SECRET}",
    "Tags": [SECRET],
    "Fingerprint": f"{'d' * 40}:config/settings.py:generic-api-key:20",
}


def test_a_baseline_is_a_report_of_secrets_and_an_audited_one_is_suppressed() -> None:
    made = read(BASELINE)
    (report,) = made["reports"]
    assert of(report, "tool", "tool_version", "kind", "state", "ran_at", "scanned") == (
        "detect-secrets",
        "1.5.0",
        "secrets",
        "tested",
        "2026-11-20T09:00:00Z",
        None,
    )
    assert [of(f, "path", "line", "suppressed") for f in made["findings"]] == [
        ("train.py", 12, False),
        ("train.py", 14, True),
        ("serve.py", 12, False),
    ]
    assert "works" in made["findings"][2]["message"]


def test_a_baseline_without_findings_was_tested() -> None:
    made = read({**BASELINE, "results": {}})
    assert (states(made), made["findings"]) == (["tested"], [])


@pytest.mark.parametrize(
    "broken", [{"plugins_used": []}, {"plugins_used": None}, {"results": None}]
)
def test_a_baseline_of_no_detector_or_without_results_is_not_tested(
    broken: dict[str, Any],
) -> None:
    made = read({**BASELINE, **broken})
    assert states(made) == ["not tested"]
    assert made["reports"][0]["reason"]


def test_leaks_are_findings_with_rule_file_and_line() -> None:
    made = read([LEAK, {**LEAK, "StartLine": 21}])
    assert states(made) == ["tested"]
    assert of(made["findings"][1], "tool", "kind", "rule", "path", "line") == (
        "gitleaks",
        "secrets",
        "generic-api-key",
        "config/settings.py",
        21,
    )


def test_an_empty_list_is_nobodys_report() -> None:
    assert recogniser(source([])) is None


@pytest.mark.parametrize("value", [BASELINE, [LEAK]], ids=["detect-secrets", "leaks"])
def test_neither_the_secret_nor_its_hash_is_anywhere_in_the_input(value: Any) -> None:  # noqa: ANN401  # any JSON
    found = source(value)
    loader = BUILTIN[recogniser(found) or ""]
    made = load(found, loader)
    dossier = assemble([_bound(made)], {}, {})
    assert dossier.content["scanners"]["findings"]
    assert SECRET not in repr(dossier)
    assert SHA1 not in repr(dossier)


def _bound(made: Any) -> Any:  # noqa: ANN401  # an Evidence
    from dataclasses import replace

    return replace(made, binding=Binding.ENCLOSED)


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ([{**LEAK, "StartLine": SECRET}], 5),
        ([{**LEAK, "Description": [SECRET]}], 4),
        ([{**LEAK, "StartLine": -1}], 5),
        ([{**LEAK, "StartLine": True}], 5),
        ([LEAK, SECRET], 25),
        ({**BASELINE, "results": [SECRET]}, 14),
    ],
)
def test_a_malformed_report_is_refused_at_its_place_without_a_word_of_the_secret(
    value: Any,  # noqa: ANN401  # any JSON
    line: int,
) -> None:
    found = source(value)
    with pytest.raises(EvidenceError) as caught:
        BUILTIN[recogniser(found) or ""].load(found)
    assert caught.value.place.startswith(f"{PATH}:{line}:")
    assert SECRET not in str(caught.value) + caught.value.hint


def test_a_date_without_a_zone_is_a_gap() -> None:
    made = read({**BASELINE, "generated_at": "2026-11-20 09:00:00"})
    assert made["gaps"] == [("/scanners/reports/0/ran_at", "unreadable")]


def test_documents_that_only_look_alike_are_not_recognised() -> None:
    for text in ('{"RuleID": 1, "StartLine": 1, "Secret": 1}', '["plugins_used"]'):
        assert recogniser(Source(PATH, text.encode())) is None
