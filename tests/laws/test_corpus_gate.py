"""Real documents through the whole gate: no traceback, and nothing lost in silence.

Each document of the corpus is laid beside a small model, read, and decided on. What
single loaders make of it is tested with them; here it must arrive in the input.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema_rs
import pytest

from corpus import MISSING, CorpusFile, files, formats
from mlgate.core.decision import Decision, Outcome, Verdict
from mlgate.core.organisation import Organisation
from mlgate.core.record import canonical, record
from mlgate.core.rule import RiskTier
from mlgate.core.sections import SHAPE
from mlgate.core.shape import schema, total
from mlgate.core.tiers import Floor
from mlgate.engines.embedded import EmbeddedEngine
from mlgate.gate.gate import Gate
from mlgate.gate.reading import Reading, read
from mlgate.loaders import BUILTIN
from mlgate.packs.read import read as read_pack
from mlgate.strict.shipped import folder, read_schema

AT = datetime(2026, 11, 25, tzinfo=UTC)
ORG = Organisation(floors=(Floor("*", RiskTier.T1),))
PACK = read_pack(folder("policies") / "baseline", "shipped")
WEIGHTS = b"\x08\0\0\0\0\0\0\0{}      "
SAMPLE = 6
CARDS = {"hf-readme", "hf-readme-template", "hf-readme-spec", "prose-card"}
LICENCE = re.compile(r"^license:[ \t]*([\w.-]+)[ \t]*$", re.MULTILINE)
NAMES = dict.fromkeys(CARDS, "README.md") | {"mlflow-MLmodel": "model/MLmodel"}


FORMATS = formats()
pytestmark = pytest.mark.skipif(not FORMATS, reason=MISSING)


class Bench(NamedTuple):
    """A folder with a small model, a gate, and the two schemas of what comes out."""

    model: Path
    gate: Gate
    of_input: Any
    of_decision: Any


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    model = tmp_path_factory.mktemp("corpus") / "model"
    (model / "evidence").mkdir(parents=True)
    (model / "model").mkdir()
    (model / "model.safetensors").write_bytes(WEIGHTS)
    engine = EmbeddedEngine()
    checks = (schema(), read_schema("decision"))
    yield Bench(
        model,
        Gate(PACK, ORG, engine, profile="strict"),
        *map(jsonschema_rs.validator_for, checks),
    )
    engine.close()


class Seen(NamedTuple):
    """One document, and what the gate made of it."""

    path: str
    text: str
    reading: Reading
    decision: Decision

    @property
    def format(self) -> str:
        """Name of the loader that knew it; "" if none did."""
        return next((i.format for i in self.reading.inputs), "")


def through(bench: Bench, file: CorpusFile) -> Seen:
    """Lay ``file`` beside the model, let the gate decide, and take it away again."""
    raw = file.path.read_bytes()
    path = NAMES.get(file.format, f"evidence/{file.path.name}")
    place = bench.model / path
    place.write_bytes(raw)
    try:
        reading = read(bench.model, ORG)
        decision = bench.gate.decide(reading, AT)
    finally:
        place.unlink()
    return Seen(path, raw.decode("utf-8", errors="replace"), reading, decision)


def check(bench: Bench, file: CorpusFile) -> Seen:
    """Return what became of ``file``, having checked what holds for every document."""
    seen = through(bench, file)
    bench.of_input.validate(seen.reading.dossier.content)
    bench.of_decision.validate(record(seen.decision))
    assert canonical(seen.decision)
    assert seen.decision.verdict is Verdict.DENY
    assert seen.decision.errors == ()
    assert not [r for r in seen.decision.results if r.outcome is Outcome.ERROR]
    assert seen.path in {i.name for i in seen.reading.inputs} | {
        a.path for a in seen.reading.artifacts
    }
    if seen.format:
        _told(seen)
    return seen


def _told(seen: Seen) -> None:
    """Assert that a document that was recognised says something, or says why not."""
    (listed,) = seen.reading.dossier.content["documents"]
    assert listed["path"] == seen.path
    if listed["problem"]:
        line = "(:[0-9]+)*" if seen.format == "sigstore-bundle" else ":[0-9]+(:[0-9]+)?"
        assert re.match(f"{re.escape(seen.path)}{line}: .", listed["problem"])
        assert "\n" not in listed["problem"]
        gaps = seen.reading.dossier.content["gaps"]
        assert any(g["why"] == "unreadable" for g in gaps) or _filled(seen)
    else:
        assert _filled(seen) or _bound(seen)


def _filled(seen: Seen) -> bool:
    """Say whether any section is not as it would be without the document."""
    content = seen.reading.dossier.content
    empty = total({}, SHAPE)
    fills = {*BUILTIN[seen.format].sections, "lineage", "links", "signatures", "gaps"}
    return any(content[name] != empty[name] for name in fills)


def _bound(seen: Seen) -> bool:
    # A statement of a kind that no rule reads fills nothing: it still says by digest
    # what it is about, and is listed.
    return seen.format == "in-toto"


def sampled(form: str) -> list[CorpusFile]:
    """Return a few documents of a format, spread evenly, and always the same."""
    found = files(form)
    return found[:: max(1, len(found) // SAMPLE)]


@pytest.mark.parametrize("form", FORMATS)
def test_a_document_of_each_kind_goes_through_the_gate(bench: Bench, form: str) -> None:
    for file in sampled(form):
        try:
            check(bench, file)
        except Exception as exc:
            exc.add_note(str(file))
            raise


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMATS)
def test_every_document_goes_through_the_gate(bench: Bench, form: str) -> None:
    for file in files(form):
        try:
            check(bench, file)
        except Exception as exc:
            exc.add_note(str(file))
            raise


KNOWN = {
    "hf-readme": "hf-model-card",
    "prose-card": "hf-model-card",
    "mlflow-MLmodel": "mlmodel",
    "openlineage-event": "openlineage",
    "in-toto": "in-toto",
    "in-toto-chainloop": "sigstore-bundle",
    "oms-bundle": "sigstore-bundle",
    "slsa-dsse": "sigstore-bundle",
    "dsse": "sigstore-bundle",
    "cyclonedx-mlbom": "cyclonedx",
    "cyclonedx-vex": "cyclonedx-vex",
    "spdx2": "spdx-2",
    "spdx3": "spdx-3",
}
# What else a kind is written in.
FORMS = {
    "hf-readme": {"hf-dataset-card"},
    "cyclonedx-vex": {"cyclonedx", "cyclonedx-xml"},
    "spdx2": {"spdx-2-yaml", "spdx-2-tag-value", "spdx-2-xml"},
}


@pytest.mark.parametrize("form", KNOWN)
def test_a_valid_document_of_a_known_kind_is_known(bench: Bench, form: str) -> None:
    valid = [f for f in files(form) if f.validity == "valid"]
    seen = [through(bench, f) for f in valid[:SAMPLE]]
    known = [s.format for s in seen]
    assert known
    # A statement may come in an envelope.
    assert set(known) <= {KNOWN[form], "sigstore-bundle", *FORMS.get(form, ())}
    assert KNOWN[form] in known


def _front(text: str) -> str:
    found = re.match(r"---\r?\n(.*?)\r?\n---", text, re.DOTALL)
    return f"{found[1]}\n" if found else ""


@pytest.mark.parametrize("form", sorted(CARDS))
def test_the_licence_of_a_card_arrives_in_the_input_or_is_a_gap(
    bench: Bench, form: str
) -> None:
    for file in sampled(form):
        seen = through(bench, file)
        (listed,) = seen.reading.dossier.content["documents"]
        written = LICENCE.search(_front(seen.text))
        if not written or listed["problem"]:
            continue
        content = seen.reading.dossier.content
        if seen.format == "hf-dataset-card":
            assert content["datasets"][0]["licence"] == written[1]
            continue
        gap = seen.reading.dossier.gap("/model_card/licence")
        kept = (content["model_card"]["licence"], gap and gap.raw)
        assert written[1] in kept
        assert content["licences"]["model"]["declared"] == kept[0]


def _keys(value: object, under: str) -> Iterator[str]:
    """Yield each key of each object that lies under a key called ``under``."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == under and isinstance(inner, dict):
                yield from _all_keys(inner)
            else:
                yield from _keys(inner, under)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner, under)


def _all_keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _all_keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _all_keys(inner)


def test_every_key_of_every_model_card_in_a_bom_arrives_in_the_input(
    bench: Bench,
) -> None:
    carded = 0
    for file in files("cyclonedx", "cyclonedx-mlbom"):
        text = file.path.read_text("utf-8", errors="replace")
        if '"modelCard"' not in text or file.validity != "valid":
            continue
        seen = through(bench, file)
        if seen.reading.inputs[0].problem:
            continue
        wanted = set(_keys(json.loads(text), "modelCard"))
        found = set(_all_keys(seen.reading.dossier.content["bom"]["model_cards"]))
        assert wanted <= found, file
        carded += bool(wanted)
    assert carded
