"""What pages list is what the code knows: formats, places, keys, messages, paths."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from doc_blocks import ROOT, prose

from mlgate.core.decision import Cause, Outcome, Verdict
from mlgate.core.evidence import Assurance, Binding
from mlgate.core.organisation import PURPOSES
from mlgate.core.rule import PROFILES
from mlgate.core.tiers import OVERLAYS
from mlgate.core.version import VERSION
from mlgate.loaders import BUILTIN
from mlgate.loaders.places import EVIDENCE_ROWS, IGNORED_ROWS
from mlgate.packs import annotation
from mlgate.packs.read import read
from mlgate.strict.shipped import folder, read_schema

ROW = re.compile(r"^\| (.+?) \|", re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")
SECTIONS = ["## Context", "## Decision", "## Consequences"]
ADRS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))


def _page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _spans(name: str) -> list[str]:
    """Return all code spans of a page."""
    return SPAN.findall(prose(ROOT / name))


def _listed(name: str) -> set[str]:
    """Return the code spans in the first column of the tables of a page."""
    rows = ROW.findall(prose(ROOT / name))
    return {span for row in rows for span in SPAN.findall(row)}


def test_every_format_that_is_read_is_listed() -> None:
    assert BUILTIN.keys() <= _listed("docs/evidence.md")


def test_every_place_is_listed() -> None:
    patterns = {row.pattern for row in (*IGNORED_ROWS, *EVIDENCE_ROWS)}
    assert patterns <= _listed("docs/evidence.md")


def test_every_degree_of_worth_is_listed() -> None:
    worth = {word.name.lower() for word in (*Binding, *Assurance)}
    assert worth <= _listed("docs/evidence.md")


def test_every_purpose_of_a_key_is_listed() -> None:
    assert set(PURPOSES) <= _listed("docs/trust.md")


def test_every_verdict_outcome_and_cause_is_named() -> None:
    assert {*Verdict, *Outcome} <= _listed("docs/decision.md")
    assert set(Cause) <= set(_spans("docs/decision.md"))


def test_the_keys_of_a_decision_are_those_of_its_schema() -> None:
    listed = _listed("docs/decision.md") - {*Verdict, *Outcome}
    assert listed == read_schema("decision")["properties"].keys()


def test_the_keys_of_a_waiver_and_of_org_yaml_are_those_of_the_schema() -> None:
    schema = read_schema("organisation")
    waiver = schema["$defs"]["WaiverDocument"]["properties"]
    assert _listed("docs/waivers.md") == waiver.keys()
    said = {*_spans("docs/trust.md"), "keys", "packs", "mlgate", "name"}
    assert schema["properties"].keys() <= said


def test_the_rules_that_cannot_be_waived_are_named() -> None:
    pack = read(folder("policies") / "baseline", "shipped")
    fixed = sorted(rule.id for rule in pack.rules if not rule.waivable)
    said = " ".join(_page("docs/waivers.md").split())
    assert f"cannot be waived: {', '.join(fixed)}." in said


def test_the_keys_of_an_annotation_are_those_that_are_read() -> None:
    known = {*annotation._REQUIRED, *annotation._OPTIONAL} - {"custom"}  # noqa: SLF001  # there is no other list
    assert _listed("docs/write-a-rule.md") == known
    spans = set(_spans("docs/write-a-rule.md"))
    assert {*PROFILES, *OVERLAYS} <= spans


def _texts() -> Iterator[str]:
    """Yield every piece of constant text in the package."""
    for path in (ROOT / "src" / "mlgate").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
    for path in (ROOT / "policies").rglob("rule.*"):
        yield path.read_text(encoding="utf-8")


def test_every_message_that_is_explained_can_be_met() -> None:
    known = list(_texts())
    messages = _listed("docs/troubleshooting.md")
    assert len(messages) > 20
    pieces = {
        piece.strip(" '") for message in messages for piece in message.split("...")
    }
    unknown = [p for p in pieces if p and not any(p in text for text in known)]
    assert unknown == []


@pytest.mark.parametrize("page", ADRS, ids=[page.stem for page in ADRS])
def test_a_decision_of_design_has_its_parts_on_one_page(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.startswith("## ")] == SECTIONS
    assert re.match(rf"# {int(page.name[:4])}\. \S", text)
    assert len(text.splitlines()) <= 50


def test_every_path_that_contributing_names_exists() -> None:
    text = _page("CONTRIBUTING.md")
    where = text.partition("## Where a new thing goes")[2].partition("\n## ")[0]
    paths = [span for span in SPAN.findall(where) if "/" in span and " " not in span]
    assert len(paths) > 10
    for path in paths:
        pattern = re.sub(r"<[^>]+>", "*", path).rstrip("/")
        assert list(ROOT.glob(pattern)), path


def test_every_recipe_of_the_justfile_is_named_in_contributing() -> None:
    recipes = re.findall(r"^([a-z]+)(?: .*)?:", _page("justfile"), re.MULTILINE)
    assert {"test", "lint", "types", "docs", "schemas", "bench", "ci"} <= set(recipes)
    named = {span for span in _spans("CONTRIBUTING.md") if span.startswith("just ")}
    assert named == {f"just {recipe}" for recipe in recipes}


def test_the_changelog_keeps_policies_apart_from_code() -> None:
    _, *releases = re.split(r"^## ", _page("CHANGELOG.md"), flags=re.MULTILINE)
    for release in releases:
        parts = re.findall(r"^### (.+)$", release, re.MULTILINE)
        assert parts == ["Code", "Policies"], release.splitlines()[0]


def test_the_version_is_the_same_everywhere() -> None:
    assert f'\nversion = "{VERSION}"\n' in _page("pyproject.toml")
