from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from init_dialogue import NO, golden

from mlgate.config import initial, initial_text
from mlgate.config.documents import Legal, Release
from mlgate.core.tiers import PRACTICES, QUESTIONS
from mlgate.errors import ConfigError
from mlgate.strict import schema, yaml_reader
from mlgate.strict.shipped import read_schema

characters = st.characters(codec="utf-8", exclude_characters="\0")
texts = st.text(characters, max_size=20)
keys = st.text(characters, min_size=1, max_size=20)
leaves = texts | st.none() | st.booleans()
trees = st.recursive(
    leaves,
    lambda inner: st.lists(inner) | st.dictionaries(keys, inner),
    max_leaves=8,
)
said = texts.filter(lambda text: any(map(str.isalnum, text)))
yes_no = st.sampled_from(["yes", "no"])


@given(st.dictionaries(keys, trees, min_size=1))
@example({"no": {"Null": ["y", "1.10", "~", None, {"<<": "=", "on": []}]}})
def test_any_mapping_comes_back_from_the_text_as_it_was(
    value: dict[str, Any],
) -> None:
    text = "\n".join(initial_text.tree(value))
    assert yaml_reader.parse(text, "x.yaml") == value
    # Other readers type more of what is not in quotes.
    assert yaml.load(text, yaml.CSafeLoader) == value


@given(st.text(st.characters()))
def test_any_text_comes_back_or_is_refused_because_yaml_has_no_way_to_write_it(
    text: str,
) -> None:
    never = "\0" in text or any("\ud800" <= c <= "\udfff" for c in text)
    try:
        line = initial_text.scalar(text)
    except ConfigError:
        assert never
    else:
        assert not never
        assert line.isprintable()
        assert yaml_reader.parse(f"key: {line}  # comment", "x") == {"key": text}


@given(
    st.fixed_dictionaries(
        {"mlgate": st.just("release/v1")},
        optional={
            "name": said,
            "purpose": said,
            "owner": st.fixed_dictionaries({}, optional={"team": said}),
            "legal": st.fixed_dictionaries(
                {}, optional={"role": st.sampled_from(initial.ROLES)}
            ),
            "tiering": st.fixed_dictionaries(
                {"answers": st.dictionaries(st.sampled_from(list(QUESTIONS)), yes_no)},
                optional={"prohibited_practices": st.just(NO), "assessor": said},
            ),
            "kpi": st.dictionaries(keys, trees),
            "risk_register": st.lists(trees),
        },
    )
)
def test_every_document_is_written_whole_and_fits_the_schema(
    document: dict[str, Any],
) -> None:
    raw = initial_text.render(document)
    value = yaml_reader.parse(raw, "release.yaml")
    assert schema.problems(value, read_schema("release")) == []
    assert initial_text.render(value) == raw
    for field, _ in initial.flat(initial.FIELDS):
        assert initial.get(value, field) == initial.get(document, field), field


def test_a_key_too_long_for_one_line_is_written_and_read() -> None:
    value = {"k" * 3000: "v", 'q"' * 3000: [{"k" * 1100: {"a": "b"}}]}
    text = "\n".join(initial_text.tree(value))
    assert yaml_reader.parse(text, "x.yaml") == value


def test_the_empty_file_is_the_golden_one() -> None:
    golden("release-empty.yaml", initial_text.render({}).decode())


def test_an_empty_field_is_missing_to_the_loader_and_never_a_gap() -> None:
    draft = initial.draft(initial_text.render({}))
    assert draft.gaps == []
    assert initial.tiering(draft).tier is None
    assert len(initial.unfilled(draft)) == len(list(initial.flat(initial.PLAIN))) + 2
    assert initial.unruled(draft) == list(PRACTICES)


def test_every_key_of_the_schema_has_its_line_and_its_comment() -> None:
    tiering = Release.model_fields["tiering"]
    assert list(initial.FIELDS) == [k for k in Release.model_fields if k != "mlgate"]
    assert tiering.annotation is not None
    defined = read_schema("release")["$defs"]
    for part, name in (
        (initial.PLAIN["owner"], "Owner"),
        (initial.PLAIN["legal"], "Legal"),
        (initial.PLAIN["oversight"], "Oversight"),
        (initial.TIERING, "TieringRecord"),
        (initial.TIERING["answers"], "Answers"),
        (initial.TIERING["prohibited_practices"], "Practices"),
    ):
        assert list(part) == list(defined[name]["properties"]), name


@pytest.mark.parametrize("field", sorted(initial.ONE_OF))
def test_the_choices_are_those_of_the_schema(field: str) -> None:
    of = read_schema("release")["$defs"]["Legal"]["properties"]
    name = field.removeprefix("legal.")
    assert set(Legal.model_fields) == {f.removeprefix("legal.") for f in initial.ONE_OF}
    assert list(initial.ONE_OF[field]) == of[name]["anyOf"][0]["enum"]
