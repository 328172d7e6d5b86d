"""Which document speaks for the model, of several that could: through a real folder."""

from pathlib import Path

import pytest

from mlgate.core.organisation import Key, Organisation
from mlgate.core.tiers import QUESTIONS
from mlgate.gate.linking import link
from mlgate.gate.reading import Reading, read
from mlgate.trust import bundle, keys

WEIGHTS = b"\x08\0\0\0\0\0\0\0{}      "
PRIVATE, PUBLIC = keys.generate(None)
ORG = Organisation(keys=(Key("team", PUBLIC.decode(), frozenset({"link"})),))
LINK = "evidence/link.sigstore.json"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    (tmp_path / "model.safetensors").write_bytes(WEIGHTS)
    return tmp_path


def card(model: Path, path: str, licence: str) -> None:
    (model / path).parent.mkdir(parents=True, exist_ok=True)
    text = f"---\nlicense: {licence}\n---\n# A card\n"
    (model / path).write_text(text, encoding="utf-8")


def sign(model: Path) -> None:
    raw, _ = link(read(model, ORG), LINK, "2026-11-01T00:00:00Z")
    (model / "evidence").mkdir(exist_ok=True)
    signer = keys.load_private(PRIVATE, None, "key")
    (model / LINK).write_bytes(bundle.sign(raw, signer))


def licence(reading: Reading) -> tuple[str | None, str]:
    """Return the licence in force, and the document that says it."""
    place = reading.dossier.place("/model_card/licence")
    return reading.dossier.content["model_card"]["licence"], place.document


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize(
    "nested", ["tokenizer/README.md", "a/model_card.md", "prompt.md", "AAA.md"]
)
def test_a_card_among_the_artifacts_never_speaks_for_the_model_that_has_its_own(
    model: Path, nested: str, *, signed: bool
) -> None:
    # It may be the card of whatever this part was taken from.
    card(model, "README.md", "other")
    card(model, nested, "mit")
    if signed:
        sign(model)
    assert licence(read(model, ORG)) == ("other", "README.md")


@pytest.mark.parametrize("signed", [False, True])
def test_two_cards_in_places_for_evidence_that_differ_are_a_conflict(
    model: Path, *, signed: bool
) -> None:
    card(model, "README.md", "other")
    card(model, "evidence/card.md", "mit")
    if signed:
        sign(model)
    reading = read(model, ORG)
    assert licence(reading)[0] is None
    gap = reading.dossier.gap("/model_card/licence")
    assert gap
    assert (gap.why, gap.raw) == ("conflict", "README.md and evidence/card.md differ")


def test_a_signed_card_speaks_before_an_unsigned_one_wherever_they_lie(
    model: Path,
) -> None:
    card(model, "README.md", "other")
    sign(model)
    card(model, "evidence/card.md", "mit")
    assert licence(read(model, ORG)) == ("other", "README.md")


def test_an_artifact_that_is_a_document_is_bound_by_what_lists_it_or_only_enclosed(
    model: Path,
) -> None:
    (model / "MLmodel").write_text("flavors:\n  sklearn: {}\nrun_id: x\n", "utf-8")
    (before,) = read(model, ORG).inputs
    assert (before.binding, before.assurance) == ("enclosed", "declared")
    sign(model)
    _, after = sorted(read(model, ORG).inputs, key=lambda i: i.name != LINK)
    assert (after.name, after.binding, after.assurance) == (
        "MLmodel",
        "listed",
        "attested",
    )


MILD = """\
mlgate: release/v1
tiering: {answers: {%s}}
"""


def answers(model: Path, path: str, annex_iii: str) -> None:
    said = ", ".join(f'{q}: "no"' for q in QUESTIONS if q != "annex_iii")
    (model / path).parent.mkdir(parents=True, exist_ok=True)
    text = MILD % f'annex_iii: "{annex_iii}", {said}'
    (model / path).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("signed", [False, True])
@pytest.mark.parametrize(
    "second", ["base/release.yaml", "conf.yaml", "evidence/release.yaml"]
)
def test_a_second_release_never_lowers_the_tier(
    model: Path, second: str, *, signed: bool
) -> None:
    answers(model, "release.yaml", "yes")
    answers(model, second, "no")
    if signed:
        sign(model)
    said = read(model, ORG).dossier.content["tier"]["answers"]
    given = {a["question"]: a["answer"] for a in said}
    # Either the release's own answers hold, or the two are a conflict and none do.
    assert given.get("annex_iii") in {"yes", None}
    assert bool(given) is not second.startswith("evidence/")
