"""What a rule asks for, some document can say, and somebody is known to write it."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import click
import pytest
from rule_laws import RULES

from mlgate.cli import COMMANDS, Commands
from mlgate.config import organisation
from mlgate.core.dossier import COMPUTED
from mlgate.core.needs import blank
from mlgate.core.pointer import expand, split
from mlgate.core.ports import Reply
from mlgate.core.rule import PolicyPack
from mlgate.core.sections import SHAPE
from mlgate.core.shape import find as shape_at
from mlgate.core.shape import total
from mlgate.errors import EvidenceError
from mlgate.gate.gate import Gate
from mlgate.gate.reading import read
from mlgate.loaders import BUILTIN
from mlgate.loaders.source import Source
from mlgate.packs.producers import COMMAND, find, load, read_by
from mlgate.strict.shipped import folder

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 11, 26, tzinfo=UTC)
KNOWN = load(folder("policies") / "reference" / "producers.yaml")
FIELDS = sorted({field for _, rule in RULES for field in read_by(rule)})
# What rules cannot be judged without; the rest may be empty in a sound release.
NEEDED = {f for _, rule in RULES for need in rule.needs for f in need.fields}
# Sections that the gate makes whole, beside those that are always worth most.
MADE = COMPUTED | {"graph", "licences"}

# By which name a document is known whose content alone does not tell.
PLACES = {
    **dict.fromkeys(("hf-model-card", "nvidia-model-card"), "README.md"),
    "hf-eval-results": "evidence/x.yaml",
}
# A signed statement is read as the statement is.
WRAPS = {"sigstore-bundle": "in-toto"}

each_field = pytest.mark.parametrize("field", FIELDS)


class Listening:
    """An engine that finds nothing, and keeps what the rules were to see."""

    info: dict[str, str] = {}  # noqa: RUF012  # a property of the Protocol

    def evaluate(
        self, pack: PolicyPack, rules: Sequence[str], document: bytes
    ) -> dict[str, Reply]:
        del pack
        self.heard = json.loads(document)
        return dict.fromkeys(rules, Reply(()))

    def close(self) -> None:
        """End nothing."""


@cache
def judged() -> dict[str, Any]:
    """Return all that any rule sees of the example of tier T1."""
    trusted = organisation.read(ROOT / "examples" / "org.yaml")
    reading = read(ROOT / "examples" / "credit-scorer", trusted)
    engine = Listening()
    pack, _ = RULES[0]
    Gate(pack, trusted, engine, profile="strict").decide(reading, AT)
    return engine.heard


@cache
def filled() -> dict[str, set[str]]:
    """Return field -> formats of which some document fills it."""
    found = defaultdict(set)
    for source in _documents():
        loader = next((x for x in BUILTIN.values() if x.recognises(source)), None)
        try:
            sections = loader.load(source).sections if loader else {}
        except EvidenceError:
            continue
        _note(found, loader.format if loader else "", sections)
    return found


def _documents() -> Iterator[Source]:
    """Yield small documents of every format, and those of the examples."""
    for path in sorted((ROOT / "tests" / "fuzz" / "seeds").glob("*/*")):
        place = PLACES.get(path.parent.name, "evidence/x.json")
        yield Source(place, path.read_bytes())
    for example in ("credit-scorer", "support-assistant"):
        home = ROOT / "examples" / example
        for path in sorted(home.rglob("*")):
            if path.is_file() and path.suffix != ".safetensors":
                yield Source(path.relative_to(home).as_posix(), path.read_bytes())


def _note(found: dict[str, set[str]], name: str, sections: dict[str, Any]) -> None:
    content = total(sections, SHAPE)
    for field in FIELDS:
        if not all(blank(value) for _, value in expand(content, field)):
            found[field].add(name)


@each_field
def test_somebody_is_known_to_fill_what_a_rule_reads(field: str) -> None:
    producer = find(field, KNOWN)
    assert producer, "add it to policies/reference/producers.yaml"
    assert producer.formats or producer.computed


@each_field
def test_a_document_of_one_of_its_formats_fills_it_or_mlgate_itself_does(
    field: str,
) -> None:
    producer = find(field, KNOWN)
    assert producer
    if not producer.computed:
        said = filled()[field]
        assert said
        assert said <= {*producer.formats}, "list it in producers.yaml"
        return
    assert split(field)[0] in MADE or field not in filled()
    if field in NEEDED:
        values = [value for _, value in expand(judged(), field)]
        assert values
        assert not any(map(blank, values))


@pytest.mark.parametrize("producer", KNOWN, ids=lambda p: p.at)
def test_a_producer_is_of_a_part_that_exists_and_that_some_rule_reads(
    producer: Any,  # noqa: ANN401  # a Producer
) -> None:
    assert shape_at(split(producer.at)) is not None
    assert producer in [find(field, KNOWN) for field in FIELDS]
    for name in producer.formats:
        assert name in BUILTIN
        section = split(producer.at)[0]
        held = BUILTIN[WRAPS.get(name, name)].sections
        assert producer.computed or section in held


def test_each_command_that_writes_something_is_one_of_ours() -> None:
    named = {by for p in KNOWN for by in p.by if by.startswith(COMMAND)}
    assert named
    for command in named:
        group: click.Command | None = Commands("mlgate")
        for word in command.split()[1:]:
            assert isinstance(group, click.Group)
            group = group.get_command(click.Context(group), word)
        assert group, command
    assert COMMANDS


def test_everybody_who_is_described_writes_something() -> None:
    path = folder("policies") / "reference" / "producers.yaml"
    described = path.read_text("utf-8").partition("who:\n")[2].partition("entries:")[0]
    names = {line.partition(":")[0].strip() for line in described.splitlines()}
    assert names - {""} == {
        by for p in KNOWN for by in p.by if not by.startswith(COMMAND)
    }
