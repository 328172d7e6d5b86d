import json
from typing import Any

import pytest

from mlgate.core.evidence import Draft
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.errors import EvidenceError
from mlgate.loaders.in_toto import MAX_EXTRAS, InTotoLoader
from mlgate.loaders.source import Source

LOADER = InTotoLoader()
A, B = "a" * 64, "b" * 64
V1: dict[str, Any] = {
    "buildDefinition": {
        "buildType": "https://example.org/build",
        "resolvedDependencies": [
            {"uri": "git+https://example.org/r", "digest": {"gitCommit": "c" * 40}},
            {"name": "data", "digest": {"sha1": "d" * 40, "sha256": B}},
            {"uri": "pkg:x"},
            {"uri": "short", "digest": {"sha256": B[:40]}},
        ],
    },
    "runDetails": {
        "builder": {"id": "https://example.org/builder"},
        "metadata": {"invocationId": "run/1"},
    },
}
V02: dict[str, Any] = {
    "builder": {"id": "https://example.org/builder"},
    "buildType": "https://example.org/build",
    "metadata": {"buildInvocationID": "run/1"},
    "materials": V1["buildDefinition"]["resolvedDependencies"],
}
V01: dict[str, Any] = {**V02, "recipe": {"type": "https://example.org/build"}}


def statement(predicate_type: str, predicate: object, **more: object) -> dict[str, Any]:
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [
            {"name": "model", "digest": {"sha256": A}},
            {"name": "old", "digest": {"sha1": "e" * 40}},
        ],
        "predicateType": predicate_type,
        "predicate": predicate,
        **more,
    }


def material(uri: str, digest: str | None, weak: str | None) -> dict[str, str | None]:
    return {"uri": uri, "digest": digest, "weak_digest": weak}


def load(value: object) -> Draft:
    raw = json.dumps(value, indent=1).encode()
    draft = LOADER.load(Source("evidence/p.json", raw))
    for section, found in draft.sections.items():
        total(found, SHAPE[section], f"/{section}")
    return draft


@pytest.mark.parametrize("said", [[], {}, ["https://in-toto.io/Statement/v1"], None])
def test_a_type_that_is_no_text_is_refused_with_its_place(said: object) -> None:
    with pytest.raises(EvidenceError, match="not an in-toto statement") as caught:
        load(statement("https://example.org/x", {}, _type=said))
    assert caught.value.place == "evidence/p.json:2:2"


@pytest.mark.parametrize(
    ("version", "predicate", "materials"),
    [
        ("v1", V1, "/predicate/buildDefinition/resolvedDependencies"),
        ("v0.2", V02, "/predicate/materials"),
        ("v0.1", V01, "/predicate/materials"),
    ],
)
def test_each_version_of_slsa_provenance_fills_the_same_fields(
    version: str, predicate: dict[str, Any], materials: str
) -> None:
    draft = load(statement(f"https://slsa.dev/provenance/{version}", predicate))
    assert draft.sections["lineage"]["provenance"] == {
        "predicate_type": f"https://slsa.dev/provenance/{version}",
        "builder": "https://example.org/builder",
        "build_type": "https://example.org/build",
        "invocation": "run/1",
        "materials": [
            material("git+https://example.org/r", None, f"gitCommit:{'c' * 40}"),
            material("data", f"sha256:{B}", f"sha1:{'d' * 40}"),
            material("pkg:x", None, None),
            material("short", None, f"sha256:{B[:40]}"),
        ],
    }
    assert draft.sources["/lineage/provenance/materials/1"] == f"{materials}/1"
    assert draft.names == {A}


@pytest.mark.parametrize(
    "predicate_type",
    [
        "https://mlgate.dev/evidence-link/v1",
        "https://slsa.dev/verification_summary/v1",
        "https://mlgate.dev/decision/v1",
    ],
)
def test_what_the_gate_acts_on_fills_nothing_but_still_names_its_subjects(
    predicate_type: str,
) -> None:
    draft = load(statement(predicate_type, V1))
    assert (draft.sections, draft.gaps, draft.names) == ({}, [], frozenset({A}))


@pytest.mark.parametrize(
    "predicate_type",
    ["https://slsa.dev/provenance/v1.0?draft", "slsa.dev/provenanc", "https://x/scai"],
)
def test_another_predicate_is_shown_whole_and_is_no_provenance(
    predicate_type: str,
) -> None:
    written = statement(predicate_type, V1)
    draft = load(written)
    del written["_type"]
    assert draft.sections == {"lineage": {"extras": {"statement": written}}}
    assert (draft.gaps, draft.names) == ([], frozenset({A}))
    # It never displaces a document that is about lineage.
    assert draft.secondary == {"lineage"}


def test_of_a_very_large_statement_its_subjects_are_shown() -> None:
    draft = load(statement("https://x/scai", {"text": "x" * MAX_EXTRAS}))
    shown = draft.sections["lineage"]["extras"]["statement"]
    assert set(shown) == {"predicateType", "subject"}


def test_weak_digests_name_nothing() -> None:
    weak = [{"digest": {"sha1": A[:40], "sha256": A[:63], "gitCommit": A}}]
    assert load(statement("x", {}, subject=weak)).names == frozenset()


PROVENANCE = "https://slsa.dev/provenance/v1"


@pytest.mark.parametrize(
    ("value", "message", "line_has"),
    [
        ([], "not an in-toto statement", "[]"),
        (statement("x", {}, _type="y"), "not an in-toto statement", '"_type"'),
        (statement("", {}), "`predicateType` is missing", '"predicateType"'),
        (statement(7, {}), "`predicateType` is missing", '"predicateType"'),  # type: ignore[arg-type]  # on purpose
        (statement("x", []), "`predicate` is not an object", '"predicate"'),
        (statement("x", {}, subject=[]), "`subject` is missing or empty", "{"),
        (statement("x", {}, subject={}), "`subject` is missing or empty", '"subject"'),
        (
            statement("x", {}, subject=[{"digest": {"sha256": A}}, {"digest": A}]),
            "a subject has no digest map",
            "{",
        ),
        (
            statement("x", {}, subject=[{"digest": {"sha256": 7}}]),
            "a subject's digest is not text",
            "{",
        ),
        (statement("x", {}, PredicateType="y"), "two keys differ only by case", "{"),
        (
            statement(PROVENANCE, {"runDetails": []}),
            "'runDetails' is a list, not an object",
            '"runDetails"',
        ),
        (
            statement(PROVENANCE, {"buildDefinition": {"resolvedDependencies": {}}}),
            "'resolvedDependencies' is an object, not a list",
            '"resolvedDependencies"',
        ),
        (
            statement(PROVENANCE, {"buildDefinition": {"resolvedDependencies": ["x"]}}),
            "is text, not an object",
            '"x"',
        ),
        (
            statement(
                PROVENANCE,
                {"buildDefinition": {"resolvedDependencies": [{"digest": "x"}]}},
            ),
            "'digest' is text, not an object",
            '"digest"',
        ),
    ],
)
def test_a_malformed_statement_is_an_error_that_names_the_line(
    value: object, message: str, line_has: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        load(value)
    assert message in caught.value.message
    path, line, _ = caught.value.place.split(":")
    assert path == "evidence/p.json"
    assert line_has in json.dumps(value, indent=1).split("\n")[int(line) - 1]


def test_a_bad_subject_is_named_even_among_many() -> None:
    subjects: list[object] = [{"digest": {"sha256": A}}] * 1000
    value = statement("x", {}, subject=[*subjects, {"digest": None}])
    with pytest.raises(EvidenceError) as caught:
        load(value)
    lines = json.dumps(value, indent=1).split("\n")
    line = int(caught.value.place.split(":")[1])
    assert lines[line].strip() == '"digest": null'


def test_a_builder_id_that_is_not_text_is_a_gap() -> None:
    draft = load(statement(PROVENANCE, {"runDetails": {"builder": {"id": 7}}}))
    assert [(g.at, g.why) for g in draft.gaps] == [
        ("/lineage/provenance/builder", "unreadable")
    ]


@pytest.mark.parametrize(
    ("text", "mine"),
    [
        ('{"_type": "x", "predicateType": [', True),
        ('{"type": "https://in-toto.io/Statement/v1"', True),
        ('{"predicateType": "x"}', False),
    ],
)
def test_a_statement_is_recognised_even_if_it_is_broken(
    text: str, *, mine: bool
) -> None:
    assert LOADER.recognises(Source("a.json", text.encode())) is mine
