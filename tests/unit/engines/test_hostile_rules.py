"""Every rule of tests/hostile has its exact outcome, and harms only itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import hostile_pack
from hostile_pack import SEEN, document, files, honest, hostile, outcome, pack
from mlgate.core.ports import Reply
from mlgate.engines.embedded import EmbeddedEngine
from mlgate.errors import PolicyError

BEFORE, AFTER, LAST = honest("HON-001"), honest("HON-002"), honest("HON-003", "python")
FIRST_PYTHON = honest("HON-004", "python")
NO_ANSWER = "error: no answer within 0.5 s"


def named(file: Path) -> str:
    return file.parent.name


@pytest.fixture(scope="module")
def patient() -> Iterator[EmbeddedEngine]:
    yield from engine(10.0)


@pytest.fixture(scope="module")
def hasty() -> Iterator[EmbeddedEngine]:
    yield from engine(0.5)


def engine(deadline: float) -> Iterator[EmbeddedEngine]:
    # Less memory than by default: a rule that asks for all is to find the end soon.
    made = EmbeddedEngine(deadline, memory=3 * 2**30)
    yield made
    made.close()


def said(reply: Reply) -> str:
    if reply.denials is None:
        return f"error: {reply.error}"
    return "\n".join(f"{at}: {message}" for at, message in reply.denials)


@pytest.mark.parametrize("file", files("run"), ids=named)
def test_a_hostile_rule_has_its_outcome_and_its_neighbours_keep_theirs(
    file: Path, patient: EmbeddedEngine, hasty: EmbeddedEngine
) -> None:
    engine = hasty if outcome(file) == NO_ANSWER else patient
    rules = (BEFORE, FIRST_PYTHON, hostile(file), AFTER, LAST)
    replies = engine.evaluate(
        pack(*rules, digest=named(file)), [r.id for r in rules], document()
    )
    engine.close()
    assert said(replies.pop("HOSTILE")) == outcome(file)
    assert list(replies) == ["HON-001", "HON-004", "HON-002", "HON-003"]
    assert {reply.denials for reply in replies.values()} == {SEEN}


@pytest.mark.parametrize("file", files("refused"), ids=named)
def test_a_rule_that_must_not_be_run_is_refused_with_its_place(
    file: Path, patient: EmbeddedEngine
) -> None:
    rules = pack(BEFORE, hostile(file), AFTER, digest=named(file))
    with pytest.raises(PolicyError) as refused:
        patient.evaluate(rules, ["HON-001"], document())
    text = f"{refused.value}\n{refused.value.hint}".rstrip("\n")
    assert text == outcome(file)


def test_the_table_of_hostile_rules_is_there() -> None:
    assert hostile_pack.ROOT.is_dir()
    assert len(files("run")) > 40
    assert len(files("refused")) > 50
