"""Whatever a document says, its reader reads it, or refuses it with a place."""

import json
from random import Random

import mutations
import pytest
import seeds
import words
from edits import each_other
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import FindingError, Target, answer
from targets import TARGETS
from together import NAME, Together, documents

from mlgate.errors import EvidenceError
from mlgate.loaders import BUILTIN
from mlgate.loaders.formats.signs import SIGNS
from mlgate.strict import yaml_reader

NAMES = sorted(TARGETS)
# It refuses every document: what it is for is that nothing was said.
NOTHING = {"empty-report"}


def test_every_loader_and_every_model_file_reader_is_a_target() -> None:
    assert BUILTIN.keys() <= TARGETS.keys()
    readers = {module for module, _ in SIGNS} - {"magic"}
    modules = {m.rpartition(".")[2] for t in TARGETS.values() for m in t.modules}
    assert readers <= modules


@pytest.mark.parametrize("name", NAMES)
def test_a_search_begins_with_documents_that_can_be_read(name: str) -> None:
    target = TARGETS[name]
    answers = {answer(target, raw) for raw in seeds.small(name, target)}
    assert "read" in answers or name in NOTHING


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25)
@given(by=st.randoms(use_true_random=False))
def test_a_changed_document_is_read_or_refused(name: str, by: Random) -> None:
    changed_once(name, TARGETS[name], seeds.small(name, TARGETS[name]), by)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60)
@given(by=st.randoms(use_true_random=False))
def test_a_changed_real_document_is_read_or_refused(name: str, by: Random) -> None:
    target = TARGETS[name]
    changed_once(name, target, seeds.small(name, target) + seeds.real(name, target), by)


JSON = sorted(n for n, t in TARGETS.items() if t.syntax in {"json", "yaml"})


@pytest.mark.slow
@pytest.mark.parametrize("name", JSON)
def test_a_value_of_another_kind_in_any_place_is_read_or_refused(name: str) -> None:
    target = TARGETS[name]
    parse = {"json": json.loads, "yaml": lambda raw: yaml_reader.parse(raw, "")}
    for raw in seeds.small(name, target)[:3]:
        try:
            value = parse[target.syntax](raw)
        except (ValueError, EvidenceError):
            continue  # It is several documents, or none.
        for odd in ([], {}, ["x"], "x", 1, True):
            for changed in each_other(value, odd):
                assert answer(target, json.dumps(changed).encode())


def changed_once(name: str, target: Target, found: list[bytes], by: Random) -> None:
    raw = found[by.randrange(len(found))]
    known = words.of(target, seeds.small(name, target))
    syntax = ("bytes", "lines", target.syntax, target.syntax)[by.randrange(4)]
    assert answer(target, mutations.changed(raw, syntax, by, known)) in {
        "read",
        "refused",
    }


@pytest.mark.parametrize("syntax", mutations.SYNTAXES)
@given(by=st.randoms(use_true_random=False))
def test_what_is_of_no_syntax_is_changed_all_the_same(syntax: str, by: Random) -> None:
    assert isinstance(mutations.changed(b"\xff{", syntax, by, ["a"]), bytes)


@pytest.mark.parametrize("name", ["openvex", "spdx-2-xml", "hf-model-card", "bundle"])
def test_most_changes_change_what_is_said_and_keep_the_syntax(name: str) -> None:
    target = TARGETS[name]
    raw = seeds.small(name, target)[0]
    made = {
        mutations.changed(raw, target.syntax, Random(n), ["name", "id"])  # noqa: S311
        for n in range(60)
    }
    assert len(made) > 40
    again = [
        one
        for one in made
        if mutations.changed(one, target.syntax, Random(1), ["x"]) != one  # noqa: S311
    ]
    assert len(again) > len(made) * 3 / 4


def test_the_words_of_a_format_are_those_its_reader_asks_for() -> None:
    known = words.of(TARGETS["openvex"], [b'{"own_key": 1}'])
    assert {"statements", "@context", "own_key"} <= set(known)
    assert '"\\"statements\\""' in words.dictionary(known).splitlines()


def test_together_each_input_goes_to_the_reader_that_its_first_byte_names() -> None:
    both = Together("openvex", "dvc")
    assert both.split(b"\x01abc") == ("dvc", b"abc")
    assert both.split(b"\x02abc") == ("openvex", b"abc")
    assert both.split(b"") == ("openvex", b"")
    assert Together("dvc").split(b"\x01abc") == ("dvc", b"\x01abc")
    assert len(TARGETS) <= 256
    every = Together(*TARGETS)
    assert {every.split(raw)[0] for raw in documents()} >= TARGETS.keys() - NOTHING
    assert NAME not in TARGETS


def fails(exc: BaseException) -> Target:
    def read(_: bytes) -> None:
        raise exc

    return Target(read, "bytes")


@pytest.mark.parametrize(
    "exc", [ValueError("x"), RecursionError(), MemoryError(), KeyError("a")]
)
def test_what_is_no_error_of_mlgate_is_a_finding(exc: Exception) -> None:
    with pytest.raises(type(exc)):
        answer(fails(exc), b"")


def test_a_refusal_without_a_place_is_a_finding() -> None:
    assert answer(fails(EvidenceError("no", place="x:1:1")), b"") == "refused"
    with pytest.raises(FindingError, match="without a place"):
        answer(fails(EvidenceError("no")), b"")
    with pytest.raises(FindingError, match="in several lines"):
        answer(fails(EvidenceError("no", place="x\ny")), b"")


def test_a_reader_that_takes_too_long_is_a_finding(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("judging.MAX_SECONDS", -1.0)
    with pytest.raises(FindingError, match="s for 3 bytes"):
        answer(Target(len, "bytes"), b"abc")
