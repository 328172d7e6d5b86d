import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlgate.packs import docs, producers
from mlgate.packs.annotation import rule
from mlgate.packs.cases import parse
from mlgate.packs.read import cases, read
from mlgate.strict.shipped import folder

PAGES = Path(__file__).parents[3] / "docs" / "rules"
UPDATE = "MLGATE_UPDATE_GOLDEN"


def _pages() -> Iterator[tuple[str, str]]:
    root = folder("policies") / "baseline"
    pack = read(root, "shipped")
    known = producers.load(folder("policies") / "reference" / "producers.yaml")
    yield "README.md", docs.index(pack.title, pack.rules)
    for found in pack.rules:
        given = parse(cases(root, found), found.path)
        yield f"{found.id}.md", docs.page(found, given, known)


def test_the_pages_in_the_repository_are_those_of_the_rules() -> None:
    pages = dict(_pages())
    if os.environ.get(UPDATE):
        PAGES.mkdir(parents=True, exist_ok=True)
        for old in PAGES.glob("*.md"):
            old.unlink()
        for name, text in pages.items():
            (PAGES / name).write_text(text, encoding="utf-8", newline="\n")
    written = {p.name: p.read_text(encoding="utf-8") for p in PAGES.glob("*")}
    assert written == pages, f"run once with {UPDATE}=1"


HOSTILE = """\
# METADATA
# title: "[click](javascript:x) <img src=x> | `"
# description: "`a<b`, <script>"
# custom:
#   id: ACME-001
#   profiles: [strict]
#   severity: {T1: deny}
#   may_be_empty: [/waivers]
#   remediation: "**Bold** #1"
#   next: "write `a` in release.yaml"
#   controls: []
"""
CASE = '- {name: "a ``` fence", findings: ["/x: it says ```` here"]}'


@pytest.fixture
def hostile() -> str:
    found = rule(HOSTILE, "acme/data/acme_001_x/rule.rego")
    return docs.page(found, parse(CASE, "c.yaml"))


def test_what_a_rule_says_cannot_become_markup(hostile: str) -> None:
    assert r"\[click\](javascript:x) \<img src=x\> \| \`" in hostile
    assert r"`a<b`, \<script\>" in hostile
    assert r"\*\*Bold\*\* \#1" in hostile


def test_code_in_a_next_step_stays_code(hostile: str) -> None:
    assert "Next step: write `a` in release.yaml" in hostile


def test_a_finding_cannot_end_its_fence(hostile: str) -> None:
    assert "`````text\n/x: it says ```` here\n`````" in hostile


def test_an_index_links_each_rule_by_family() -> None:
    found = rule(HOSTILE, "acme/data/acme_001_x/rule.rego")
    text = docs.index("Ours", [found])
    assert "## Data\n" in text
    assert r"| [ACME-001](ACME-001.md) | \[click\](javascript:x)" in text
    assert text.rstrip().endswith("| deny | - | - | - |")
