"""Whatever a shipped rule reads, a real OPA makes of it what the engine makes of it."""

import copy
import json
import unicodedata
from collections.abc import Sequence
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from regorus import Engine

import opa_server
from mlgate.core.pointer import split
from mlgate.core.rule import PolicyPack, Rule
from mlgate.core.sections import SHAPE, Shape
from mlgate.core.shape import total
from mlgate.engines.embedded import EmbeddedEngine
from opa_server import OpaServer
from shipped_rego import CASES, RULES, by_opa, by_us

pytestmark = pytest.mark.peer("opa")

# Of these `lower` says otherwise: one becomes two, the other changes at a word's end.
DOTTED_I, SIGMA = "\u0130", "\u03a3"


def _written() -> st.SearchStrategy[str]:
    """Texts that stand in the rules, so that comparisons are met as well as missed."""
    found = {
        word.strip('`"')
        for _, rule in RULES
        for line in rule.source.splitlines()
        if not line.startswith("#")
        for word in line.replace(",", " ").split()
        if word[:1] in {'"', "`"} and len(word) > 2
    }
    return st.sampled_from(sorted(found))


# Letters of which `lower` is known to differ, and those that nobody knows yet.
_LETTERS = st.characters(
    exclude_categories=("Cs", "Cn"), exclude_characters=(DOTTED_I + SIGMA)
)


def _leaf(kind: str) -> st.SearchStrategy[Any]:
    values: dict[str, st.SearchStrategy[Any]] = {
        "str": st.one_of(_written(), st.text(_LETTERS, max_size=45)),
        "int": st.integers(-(2**53), 2**53),
        "num": st.one_of(st.integers(-9, 99), st.decimals(0, 2, places=2).map(float)),
        "bool": st.booleans(),
        # Free-form, and in a list that a rule reads; no rule may look at it.
        "any": st.none(),
    }
    return st.one_of(values[kind], st.none())


@st.composite
def _judged(draw: st.DrawFn) -> tuple[PolicyPack, Rule, bytes]:
    """Draw a rule, and one of its cases with some of what it reads exchanged."""
    pack, rule, case = draw(st.sampled_from(CASES))
    content = copy.deepcopy(case.content)
    read = [*rule.may_be_empty, *(f for need in rule.needs for f in need.fields)]
    for field in draw(st.lists(st.sampled_from(read), min_size=1, max_size=4)):
        _exchange(draw, content, split(field))
    return pack, rule, json.dumps(total(content, SHAPE), ensure_ascii=False).encode()


def _exchange(draw: st.DrawFn, content: Any, tokens: Sequence[str]) -> None:  # noqa: ANN401  any JSON
    """Put another value at ``tokens``, in any item of the lists on the way."""
    here, shape = content, cast("Any", SHAPE)
    for number, token in enumerate(tokens):
        inner = shape[0 if token == "*" else token]
        key: Any = token
        if token == "*":
            key = draw(st.integers(0, len(here)))
            here += [{} if isinstance(inner, dict) else None] * (key == len(here))
        if number == len(tokens) - 1:
            here[key] = draw(_value(inner))
        elif here.get(key) is None if isinstance(here, dict) else not here[key]:
            here[key] = [] if isinstance(inner, list) else {}
        here, shape = here[key], inner


def _value(shape: Shape) -> st.SearchStrategy[Any]:
    if isinstance(shape, list):
        return st.lists(_value(shape[0]), max_size=3)
    if isinstance(shape, dict):
        return st.fixed_dictionaries({k: _value(v) for k, v in shape.items()})
    return _leaf(shape)


@given(judged=_judged())
@settings(max_examples=150)
def test_whatever_a_rule_reads_opa_judges_it_alike(
    opa: OpaServer, engine: EmbeddedEngine, judged: tuple[PolicyPack, Rule, bytes]
) -> None:
    pack, rule, document = judged
    ours = by_us(engine, pack, rule, document)
    assert ours == by_opa(opa, rule, document)


LETTERS = """\
package letters

lowered := [lower(x) | some x in input.x]

lowered_in_a_word := [lower(concat("", ["A", x, "B"])) | some x in input.x]

lowered_at_its_end := [lower(concat("", ["A", x])) | some x in input.x]

trimmed := [trim_space(concat("", [x, "a", x])) | some x in input.x]

taken_apart := [split(concat("", ["A", x, "B"]), "") | some x in input.x]

counted := [count(split(x, "")) | some x in input.x]

found := [indexof(concat("", ["A", x, "B"]), "B") | some x in input.x]

cut := [substring(concat("", ["A", x, "B"]), 1, 1) | some x in input.x]

printed := [sprintf("%s %v", [x, x]) | some x in input.x]

matched := [regex.match(`^[^A-Z]$`, x) | some x in input.x]

matched_in_any_case := [regex.match(`(?i)^[k-s]$`, x) | some x in input.x]

sorted := sort(input.x)
"""


def _letters() -> list[str]:
    """All letters and marks but Chinese and Korean, which are all alike."""
    ranges = [(0, 0x3400), (0xA000, 0xAC00), (0xF900, 0x20000)]
    every = (chr(code) for low, high in ranges for code in range(low, high))
    return [x for x in every if unicodedata.category(x) not in {"Cn", "Cs", "Co"}]


def test_text_functions_say_the_same_of_every_letter() -> None:
    program = opa_server.find("opa")
    assert program
    mine, letters = Engine(), _letters()
    document = json.dumps({"x": letters}, ensure_ascii=False)
    mine.add_policy("letters.rego", LETTERS)
    mine.set_input_json(document)
    with OpaServer(program, {"letters.rego": LETTERS}) as opa:
        theirs = opa.ask("letters", document.encode())
    differ = {
        (name, letter)
        for name, said in theirs.items()
        for letter, our, their in zip(
            letters,
            json.loads(mine.eval_rule_as_json(f"data.letters.{name}")),
            said,
            strict=True,
        )
        if our != their
    }
    assert len(letters) > 30_000
    assert differ == {
        ("lowered", DOTTED_I),
        ("lowered_in_a_word", DOTTED_I),
        ("lowered_at_its_end", DOTTED_I),
        ("lowered_at_its_end", SIGMA),
    }
