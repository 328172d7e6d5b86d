"""Real documents: each loads, or is refused with a place, and nothing is lost."""

import re

import pytest

from corpus import MISSING, CorpusFile, files
from mlgate.core.evidence import Draft
from mlgate.core.sections import SHAPE
from mlgate.core.shape import total
from mlgate.errors import EvidenceError
from mlgate.loaders import BUILTIN
from mlgate.loaders.sigstore import payload_source
from mlgate.loaders.source import Source
from mlgate.strict import positions

CARDS = files("hf-readme", "hf-readme-template", "hf-readme-spec", "prose-card")
EVENTS = files("openlineage-event", "openlineage-expected-template")
MODELS = files("mlflow-MLmodel")
SIGNED = files("sigstore-bundle", "oms-bundle", "slsa-dsse", "dsse", "cosign")
STATEMENTS = files("in-toto", "in-toto-chainloop")
# The name that a card has in its repository; the corpus gives it another.
NAMES = {"hf-model-card": "README.md", "mlmodel": "model/MLmodel"}

BROKEN_FACETS = {
    "run": "/0/run/facets/",
    "job": "/0/job/facets/",
    "dataset": "/0/outputs/0/facets/",
    "input_dataset": "/0/inputs/0/inputFacets/",
    "output_dataset": "/0/outputs/0/outputFacets/",
}

pytestmark = pytest.mark.skipif(not CARDS, reason=MISSING)


def source(file: CorpusFile, path: str = "") -> Source:
    return Source(path or f"evidence/{file.path.name}", file.path.read_bytes())


def load(name: str, found: Source) -> Draft | EvidenceError:
    """Load ``found`` and check what holds for each draft; return a refusal."""
    loader = BUILTIN[name]
    try:
        draft = loader.load(found)
    except EvidenceError as exc:
        return sound(exc, found)
    for section, value in draft.sections.items():
        assert section in loader.sections
        total(value, SHAPE[section], f"/{section}")
        assert f"/{section}" in draft.sources or section == "evaluations"
    pointers = [*draft.sources.values(), *(g.pointer for g in draft.gaps)]
    found_at = positions.locate(found.raw, loader.syntax, pointers)
    assert set(found_at) == set(pointers)
    return draft


def sound(refusal: EvidenceError, found: Source) -> EvidenceError:
    assert refusal.place.startswith(found.path)
    assert refusal.message
    assert "\n" not in refusal.message
    return refusal


def recogniser(found: Source) -> str | None:
    return next((n for n, each in BUILTIN.items() if each.recognises(found)), None)


@pytest.mark.parametrize("file", CARDS, ids=str)
def test_a_real_card_loads_or_is_refused_and_its_licence_is_never_lost(
    file: CorpusFile,
) -> None:
    found = source(file, NAMES["hf-model-card"])
    name = recogniser(found)
    assert name in {"hf-model-card", "hf-dataset-card"}
    draft = load(name, found)
    if isinstance(draft, EvidenceError):
        assert file.validity == "invalid"
        return
    assert draft.sections or draft.gaps
    kept = f"{draft.sections} {[g.raw for g in draft.gaps]}"
    front = re.match(r"---\r?\n(.*?)\r?\n---", found.text, re.DOTALL)
    written = re.search(
        r"^license:(.*\n(?:[ \t]*- .*\n)*)",
        f"{front[1]}\n" if front else "",
        re.MULTILINE,
    )
    for word in re.findall(
        r"[\w.]+(?:-[\w.]+)*", re.sub(r"\s#.*", "", written[1]) if written else ""
    ):
        assert word in kept


@pytest.mark.parametrize("file", EVENTS, ids=str)
def test_a_real_event_loads_or_is_refused_with_its_place(file: CorpusFile) -> None:
    found = source(file)
    if file.validity == "fragment":
        assert recogniser(found) is None
        return
    assert recogniser(found) == "openlineage"
    draft = load("openlineage", found)
    partial = "eventTime" not in found.json
    if isinstance(draft, Draft):
        assert draft.sections["lineage"]["producer"]
        told = draft.sections["lineage"]["extras"].get("broken_facets", [])
        if file.validity == "invalid":
            (only,) = told
            wanted = file.reason.removeprefix("event_invalid_").removesuffix("_facet")
            assert only["at"].startswith(BROKEN_FACETS[wanted])
    else:
        assert file.validity == "invalid" or partial


def test_real_events_with_a_zone_have_times_and_those_without_have_gaps() -> None:
    naive = 0
    for file in EVENTS:
        if file.validity == "valid" and isinstance(
            draft := load("openlineage", source(file)), Draft
        ):
            run = draft.sections["lineage"].get("run", {})
            naive += any(g.at.endswith("_at") for g in draft.gaps)
            assert all(
                t.endswith("Z") or t[-6] in "+-"
                for k, t in run.items()
                if k.endswith("_at")
            )
    assert naive


@pytest.mark.parametrize("file", MODELS, ids=str)
def test_a_real_mlmodel_loads(file: CorpusFile) -> None:
    for path in ("", NAMES["mlmodel"]):
        found = source(file, path)
        assert recogniser(found) == "mlmodel"
        draft = load("mlmodel", found)
        assert isinstance(draft, Draft)
        assert draft.sections["lineage"]["mlflow"]["flavors"]


@pytest.mark.parametrize("file", SIGNED, ids=str)
def test_a_real_signature_is_listed_or_refused_and_its_payload_loads_or_is_refused(
    file: CorpusFile,
) -> None:
    found = source(file)
    if recogniser(found) is None:
        # An empty file, and a list of trusted keys, are no signatures.
        assert not found.raw or "trustedroot" in found.text
        return
    assert recogniser(found) == "sigstore-bundle"
    if isinstance(load("sigstore-bundle", found), EvidenceError):
        assert '"attestations"' in found.text or '"provenance_summary"' in found.text
        return
    payload = payload_source(found)
    if payload is not None and isinstance(draft := load("in-toto", payload), Draft):
        assert draft.names or draft.sections


@pytest.mark.parametrize("file", STATEMENTS, ids=str)
def test_a_real_statement_loads_or_is_refused_with_its_place(file: CorpusFile) -> None:
    found = source(file)
    name = recogniser(found)
    if name is None:
        assert file.validity == "invalid"
        return
    if name == "sigstore-bundle":
        found = payload_source(found) or found
    draft = load("in-toto", found)
    if isinstance(draft, Draft):
        assert draft.names or "slsa.dev" not in found.text
