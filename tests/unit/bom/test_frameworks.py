"""Frameworks: the shipped ones hold, and broken ones are refused with their place."""

import re
from pathlib import Path

import pytest

from mlgate.errors import PolicyError
from mlgate.packs import frameworks
from mlgate.strict.shipped import folder

SHIPPED = frameworks.load(folder("policies") / "frameworks")
STATUSES = {"in-force", "not-yet", "superseded", "rescinded", "draft"}
ENTRY = """\
- id: A.1
  title: one
  status: in-force
  source: somewhere
  confidence: verified-id
"""


@pytest.mark.parametrize(
    ("framework", "count"),
    [
        ("eu-ai-act", 266),
        ("g7-sbom-ai", 57),
        ("iso-42001", 38 + 27),
        ("mrm", 69),
        ("nist-ai-600-1", 104),
        ("nist-ai-rmf", 72),
        ("nist-ssdf-218a", 46),
        ("owasp", 40),
        ("slsa", 15),
        ("soc2-tsc", 61),
    ],
)
def test_each_framework_ships_all_its_entries(framework: str, count: int) -> None:
    assert sum(cite.startswith(f"{framework}:") for cite in SHIPPED) == count


@pytest.mark.parametrize(
    "cite",
    [
        "eu-ai-act:Art.10(2)(b)",
        "eu-ai-act:Annex IV(2)(d)",
        "nist-ai-rmf:MAP 2.3",
        "nist-ai-600-1:GV-1.6-003",
        "iso-42001:A.7.5",
        "iso-42001:cl.6.1.3",
        "mrm:SR26-2:V.2",
        "mrm:SS1/23:P4.4",
        "soc2-tsc:CC7.1",
        "nist-ssdf-218a:218A:PW.3.1",
        "slsa:Build L3",
        "owasp:LLM04:2026",
        "g7-sbom-ai:G7AI-MDL-07",
    ],
)
def test_a_citation_is_found_in_the_form_that_rules_write(cite: str) -> None:
    assert frameworks.unknown([cite], SHIPPED) == []


def test_a_sub_point_that_is_not_listed_is_unknown_though_its_parent_is() -> None:
    cites = ["slsa:Build L3", "slsa:Build L9", "eu-ai-act:Art.10(2)(z)", "LIN"]
    assert frameworks.unknown(cites, SHIPPED) == cites[1:]


def test_each_shipped_entry_is_dated_and_marked_in_a_known_way() -> None:
    for cite, entry in SHIPPED.items():
        assert entry.status in STATUSES, cite
        assert entry.confidence in {"verified-text", "verified-id", "unverified"}, cite
        assert re.fullmatch(r"(\d{4}(-\d\d(-\d\d)?)?)?", entry.in_force_from or ""), (
            cite
        )


def test_what_replaces_an_entry_is_in_the_same_framework() -> None:
    for cite, entry in SHIPPED.items():
        framework = cite.partition(":")[0]
        replacing = [x for x in (entry.superseded_by or "").split(", ") if x]
        cites = [f"{framework}:{x}" for x in replacing]
        assert frameworks.unknown(cites, SHIPPED) == [], cite


@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        ("framework: other\nentries:\n" + ENTRY, "own.yaml:1:1", "not 'own'"),
        ("- a\n", "own.yaml:1:1", "not 'own'"),
        ("framework: own\n", "own.yaml:1:1", "`entries`"),
        ("framework: own\nentries: []\n", "own.yaml:2:1", "`entries`"),
        ("framework: own\nentries: [1]\n", "own.yaml:2:11", "not a mapping"),
        ("framework: own\nentries:\n" + 2 * ENTRY, "own.yaml:8:3", "twice"),
        (
            "framework: own\nentries:\n" + ENTRY.replace("one", "''"),
            "own.yaml:3:3",
            "without `title`",
        ),
        (
            "framework: own\nentries:\n" + ENTRY + "  note: [x]\n",
            "own.yaml:3:3",
            "`note` is not text",
        ),
        (
            "framework: own\nentries:\n" + ENTRY + "  titel: x\n",
            "own.yaml:3:3",
            "no key titel",
        ),
    ],
)
def test_a_broken_framework_is_refused_with_its_place(
    tmp_path: Path, text: str, place: str, why: str
) -> None:
    (tmp_path / "own.yaml").write_text(text)
    with pytest.raises(PolicyError, match=re.escape(why)) as caught:
        frameworks.load(tmp_path)
    assert caught.value.place == place
    assert caught.value.hint
