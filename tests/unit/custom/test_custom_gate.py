"""Custom kinds from end to end: rule, subject, link, attestation, bundle, replay."""

from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from custom_world import DOCUMENT, KIND, World

from mlgate.cli import attest, evidence, verify
from mlgate.config import bundling, replaying, wire
from mlgate.config.wire import Checked, Options
from mlgate.core.decision import Verdict
from mlgate.trust import keys

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
PATH = "evidence/impact/2026/a.yaml"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def check(world: World) -> Checked:
    return wire.check(world.model, Options(org=world.org), AT)


def named(world: World, where: str) -> None:
    if where == "organisation":
        world.put_org(KIND)
    else:
        world.put_repository()


def run(command: click.Command, *arguments: object) -> Result:
    return CliRunner().invoke(command, [str(a) for a in arguments])


BOTH = pytest.mark.parametrize("where", ["organisation", "repository"])


@BOTH
def test_a_rego_rule_reads_a_custom_document(world: World, where: str) -> None:
    named(world, where)
    world.write(f"model/{PATH}", DOCUMENT)
    decision = check(world).decision
    assert decision.verdict is Verdict.DENY
    (finding,) = decision.results[0].findings
    assert (finding.message, finding.file, finding.line) == (
        "the impact assessment leaves a high risk",
        PATH,
        2,
    )
    world.write(f"model/{PATH}", DOCUMENT.replace("high", "low"))
    assert check(world).decision.verdict is Verdict.ALLOW


def test_without_a_document_the_rule_fails_and_a_note_names_the_kind(
    world: World,
) -> None:
    world.put_org(KIND)
    decision = check(world).decision
    assert decision.verdict is Verdict.DENY
    (note,) = decision.notes
    assert note == "no document of the kind 'impact' at evidence/impact/**/*.yaml"


def test_a_note_says_what_else_the_document_is_read_as(world: World) -> None:
    world.put_org(KIND)
    world.write(f"model/{PATH}", "kind: mlgate.dev/access-review/v1\n")
    (note,) = check(world).decision.notes
    assert note.endswith(f": {PATH} is read as access-review")


def test_a_document_that_does_not_fit_is_a_problem_and_never_a_pass(
    world: World,
) -> None:
    world.put_org(KIND)
    world.write(f"model/{PATH}", DOCUMENT.replace("high", "huge"))
    checked = check(world)
    assert checked.decision.verdict is Verdict.DENY
    (item,) = [i for i in checked.decision.inputs if i.role == "evidence"]
    assert item.problem.startswith(f"{PATH}:2:1: risk:")
    assert checked.reading.dossier.content["gaps"][0]["for"] == "/custom"


@BOTH
def test_a_document_in_an_evidence_place_is_no_part_of_the_model(
    world: World, where: str
) -> None:
    named(world, where)
    before = check(world).reading.subject["digest"]
    world.write(f"model/{PATH}", DOCUMENT)
    assert check(world).reading.subject["digest"] == before


def test_one_that_lies_elsewhere_is_artifact_and_evidence(world: World) -> None:
    world.put_org(KIND.replace("evidence/impact/**/*.yaml", "settings/*.yaml"))
    before = check(world).reading.subject["digest"]
    world.write("model/settings/a.yaml", DOCUMENT)
    reading = check(world).reading
    assert reading.subject["digest"] != before
    assert "settings/a.yaml" in [a.path for a in reading.artifacts]
    assert reading.dossier.content["custom"][0]["path"] == "settings/a.yaml"


def test_a_pickle_that_is_called_a_document_stays_part_of_the_model(
    world: World,
) -> None:
    world.put_org(KIND)
    world.write(f"model/{PATH}", b"\x80\x04cos\nsystem\n.")
    reading = check(world).reading
    assert PATH in [a.path for a in reading.artifacts]


@BOTH
def test_the_schema_is_among_the_inputs_of_the_decision(
    world: World, where: str
) -> None:
    named(world, where)
    world.write(f"model/{PATH}", DOCUMENT)
    inputs = {i.role: i.name for i in check(world).decision.inputs}
    assert inputs[f"{where}-schema"] == "kinds/impact.json"


@BOTH
def test_a_bundle_replays_to_the_same_decision(world: World, where: str) -> None:
    named(world, where)
    world.write(f"model/{PATH}", DOCUMENT)
    signer = keys.load_private(world.key.read_bytes(), None, "gate.key")
    checked, raw = bundling.create(world.model, Options(org=world.org), AT, signer)
    file = world.write("a.zip", raw)
    world.model.rename(world.model.with_name("gone"))
    made = replaying.replayed(file, world.org, AT)
    assert made.differs == ()
    assert made.decision == checked.decision


def test_a_replay_by_another_schema_of_the_organisation_is_told(world: World) -> None:
    world.put_org(KIND)
    world.write(f"model/{PATH}", DOCUMENT)
    signer = keys.load_private(world.key.read_bytes(), None, "gate.key")
    _, raw = bundling.create(world.model, Options(org=world.org), AT, signer)
    world.write("acme/kinds/impact.json", "{}")
    made = replaying.replayed(world.write("a.zip", raw), world.org, AT)
    assert made.differs == ("inputs (kinds/impact.json)",)


@BOTH
def test_a_link_lists_the_document_and_attests_it(world: World, where: str) -> None:
    named(world, where)
    world.write(f"model/{PATH}", DOCUMENT)
    sign = ["sign", world.model, "--key", world.key, "--org", world.org]
    done = run(evidence.command, *sign, "--at", "2026-11-25T09:00:00Z")
    assert done.exit_code == 0, done.output
    (item,) = [i for i in check(world).decision.inputs if i.name == PATH]
    assert (item.assurance, item.binding) == ("attested", "listed")


@BOTH
def test_an_attestation_is_verified_with_the_kinds_that_made_it(
    world: World, where: str
) -> None:
    named(world, where)
    world.write(f"model/{PATH}", DOCUMENT.replace("high", "low"))
    at = ["--at", "2026-11-25T09:00:00Z"]
    ours = ["--org", world.org]
    made = run(attest.command, world.model, "--key", world.key, *ours, *at)
    assert made.exit_code == 0, made.output
    asked = [world.model, "--key", world.acme / "gate.pub", *at]
    assert run(verify.command, *asked, *ours).exit_code == 0
    alone = run(verify.command, *asked).exit_code
    assert alone == (0 if where == "repository" else 1)
