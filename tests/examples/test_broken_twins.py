"""Each broken twin of the example is denied by exactly the rule that it breaks."""

import json
import pickle
import shutil
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import example_signing as signing
import pytest
import yaml

from mlgate.config import wire
from mlgate.core.decision import Decision, Outcome
from mlgate.packs.read import read
from mlgate.reporters.text import TextReporter

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
TWINS = yaml.safe_load(Path(__file__).with_name("twins.yaml").read_text("utf-8"))
BASELINE = signing.EXAMPLES.parent / "policies" / "baseline"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of all examples."""
    keep = shutil.ignore_patterns("make", ".mlgate")
    return Path(shutil.copytree(signing.EXAMPLES, tmp_path / "examples", ignore=keep))


def decide(home: Path) -> Decision:
    asked = signing.options(home / "org.yaml")
    return wire.check(home / "credit-scorer", asked, NOW).decision


def failed(decision: Decision) -> set[str]:
    return {r.rule for r in decision.results if r.outcome is Outcome.FAIL}


def broken(home: Path, twin: dict[str, Any]) -> Path:
    """Break the copy in the one way that ``twin`` describes."""
    folder = home / "credit-scorer"
    if first := twin.get("add_then_sign"):
        (folder / first["file"]).write_text(first["text"])
        signing.sign_evidence(folder)
    for edit in twin.get("edits", ()):
        change(folder / edit["file"], edit)
    organise(home / "org.yaml", twin)
    if "artifacts" in twin:
        signing.sign_artifacts(folder, twin["artifacts"])
        signing.sign_provenance(folder)
    if "provenance" in twin:
        signing.sign_provenance(folder, twin["provenance"])
    return folder


def change(file: Path, edit: dict[str, Any]) -> None:
    if "replace" in edit:
        old, new = edit["replace"]
        text = file.read_text("utf-8")
        assert text.count(old) == 1, (file, old)
        file.write_text(text.replace(old, new), "utf-8")
    elif "remove" in edit:
        document = json.loads(file.read_text("utf-8"))
        *above, last = edit["remove"].split("/")[1:]
        inner = document
        for token in above:
            inner = inner[int(token) if token.isdigit() else token]
        del inner[last]
        file.write_text(json.dumps(document, indent=2), "utf-8")
    elif "text" in edit:
        file.write_text(edit["text"], "utf-8")
    elif "pickle" in edit:
        module, name = edit["pickle"].split(".")
        file.write_bytes(pickle.dumps(getattr(import_module(module), name)))
    else:
        file.unlink()


def organise(org: Path, twin: dict[str, Any]) -> None:
    text = org.read_text("utf-8")
    if "pinned" in twin:
        text = text.replace("digest: sha256:", f"digest: sha256:{twin['pinned']} # ")
    if "waiver" in twin:
        about = decide(org.parent).subject["digest"]
        entry = {**WAIVER, "subject": about, **twin["waiver"]}
        text += yaml.safe_dump({"waivers": [entry]}, sort_keys=False)
    org.write_text(text, "utf-8")


WAIVER = {
    "id": "W-1",
    "rule": "LIN-002",
    "reason": "The lineage tool loses one digest until its next release",
    "requested_by": "ines@example.com",
    "approved_by": ["risk@example.com"],
    "starts_at": "2026-11-20T00:00:00Z",
    "expires_at": "2026-12-20T00:00:00Z",
}


def names(twin: dict[str, Any]) -> str:
    return str(twin["rule"])


def test_the_example_itself_is_allowed(home: Path) -> None:
    assert decide(home).verdict.value == "allow"


def test_there_is_a_twin_for_every_rule_that_could_deny_the_example() -> None:
    rules = read(BASELINE, "shipped").rules
    could = {r.id for r in rules if {"starter", "standard"} & {*r.profiles}}
    assert {t["rule"] for t in TWINS} == could


@pytest.mark.parametrize("twin", TWINS, ids=names)
def test_a_twin_that_is_signed_anew_breaks_exactly_its_rule(
    home: Path, twin: dict[str, Any]
) -> None:
    folder = broken(home, twin)
    if "add_then_sign" not in twin:
        signing.sign_evidence(folder)
    decision = decide(home)
    assert failed(decision) == {twin["rule"]}
    assert decision.verdict.value == "deny"


@pytest.mark.parametrize("twin", [t for t in TWINS if "names" in t], ids=names)
def test_a_twin_that_is_not_signed_anew_names_what_changed_in_one_line(
    home: Path, twin: dict[str, Any]
) -> None:
    broken(home, twin)
    decision = decide(home)
    assert decision.verdict.value == "deny"
    assert twin["rule"] in failed(decision)
    report = TextReporter().render(decision)
    said = [line for line in report.splitlines() if twin["names"] in line]
    causes = [line for line in said if "evidence link" in line or "changed" in line]
    assert len(causes) == 1
