"""What no parser is given: texts that would crash it, or end before they end."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile_pack import document, honest, pack, rule
from mlgate.engines import preflight
from mlgate.engines.embedded import EmbeddedEngine
from mlgate.engines.refused import Refused
from mlgate.errors import PolicyError

SOUND = honest("HON-001").source
HIDDEN = "# harmless\n\x00\ndeny contains 1 if true\n"


@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        (SOUND + HIDDEN, (10, 1), "the text has a NUL"),
        ("# a\ud800b", (1, 4), "the text has a lone surrogate"),
        ("# a\rdeny", (1, 4), "the text has a carriage return without a line feed"),
        (f"#\n#{'a' * 1024}", (2, 1025), "the line has 1025 columns, at most 1024 are"),
        ("# é\n" * 100_000, (0, 0), "the text has 500000 bytes, at most 262144 are"),
        ("x :=\n" + "[" * 65, (2, 65), "brackets lie deeper than 64"),
        ("x :=\n" + "{(" * 33, (2, 65), "brackets lie deeper than 64"),
        ('x := $"{y}"', (1, 6), "string interpolation is not known to every engine"),
        ("x := $`{y}`", (1, 6), "string interpolation is not known to every engine"),
    ],
    ids=[
        *("NUL", "surrogate", "carriage return", "wide", "large", "deep", "deep mixed"),
        *("interpolated", "interpolated raw"),
    ],
)
def test_a_text_that_no_parser_is_given(
    text: str, place: tuple[int, int], why: str
) -> None:
    with pytest.raises(Refused) as refused:
        preflight.text(text, "rego")
    assert refused.value.message.startswith(why)
    assert (refused.value.line, refused.value.column) == place


@pytest.mark.parametrize(
    "text",
    [
        SOUND,
        SOUND.replace("\n", "\r\n"),
        "x := " + "[" * 64 + "]" * 64,
        "x := " + "[]," * 300,
        'x := "' + "(" * 100 + '"',
        "x := `" + "(\n" * 100 + "`",
        "# " + "(" * 100,
        'x := "price in $"',
        "#" + "a" * 1023,
    ],
)
def test_a_text_that_a_parser_may_be_given(text: str) -> None:
    preflight.text(text, "rego")


@given(st.text(st.characters(), max_size=200), st.sampled_from(["rego", "python"]))
def test_any_text_is_taken_or_refused(text: str, language: str) -> None:
    with suppress(Refused):
        preflight.text(text, language)


def test_a_rule_behind_a_nul_is_not_lost_in_silence() -> None:
    engine = EmbeddedEngine(10.0)
    one = honest("HON-001")
    cut = pack(rule("HON-001", one.path, one.source + HIDDEN))
    with pytest.raises(PolicyError) as refused:
        engine.evaluate(cut, ["HON-001"], document())
    engine.close()
    assert str(refused.value) == (
        "hostile/honest/hon_001/rule.rego:10:1: the text has a NUL"
    )


@pytest.mark.parametrize("count", [1000, 21_000])
def test_an_endless_sum_is_refused_and_named(count: int) -> None:
    engine = EmbeddedEngine(10.0)
    one = honest("HON-001")
    text = f"{one.source}\nx := 1\n" + "+1\n" * count
    with pytest.raises(PolicyError) as refused:
        engine.evaluate(pack(rule("HON-001", one.path, text)), ["HON-001"], document())
    engine.close()
    assert refused.value.place.startswith("hostile/honest/hon_001/rule.rego")
