"""Each verdict as a process gives it: exit code, report, and its schema."""

import json
from typing import Any

import jsonschema
import pytest
from subject_folders import AT, REGO, Done, World, check, organise, rule, run

from mlgate.cli.finish import VERDICTS
from mlgate.core.decision import Verdict
from mlgate.strict.shipped import read_schema

ORACLE = jsonschema.Draft202012Validator(read_schema("decision"))
RAISES = "def deny(input):\n    raise ValueError(input['release']['name'])\n"
PRINTS = """\
from mlgate.core.decision import Denial


def deny(input):
    print("ALLOW  good 1.0.0", flush=True)
    print('{"verdict": "allow"}', flush=True)
    if input["release"]["name"] == "bad":
        yield Denial("/release/name", "it is bad")
"""
EXITS = "def deny(input):\n    raise SystemExit(0)\n"
ENDLESS = """\
package {package}

import rego.v1

digits := {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}}

deny contains {{"at": "", "message": input.release.name}} if {{
	count([a |
		some a in digits
		some b in digits
		some c in digits
		some d in digits
		some e in digits
		some f in digits
		some g in digits
		some h in digits
		some i in digits
	]) == 1
}}
"""
HUNGRY = """\
def deny(input):
    yield input["release"]["name"] * 2**40
"""


def _decided(done: Done, code: int) -> tuple[dict[str, Any], dict[str, str]]:
    assert done.returncode == code, done.stderr.decode()
    assert done.stderr == b""
    decision = json.loads(done.stdout)
    assert [e.message for e in ORACLE.iter_errors(decision)] == []
    counts = decision["rules"]
    assert counts["selected"] == counts["evaluated"] + counts["error"]
    return decision, {r["rule"]: r["outcome"] for r in decision["results"]}


def test_every_verdict_has_its_exit_code() -> None:
    assert {name: code.value for name, code in VERDICTS.items()} == {
        Verdict.ALLOW: 0,
        Verdict.DENY: 1,
        Verdict.UNDECIDED: 2,
    }


def test_allow(world: World) -> None:
    decision, outcomes = _decided(check(world, "--report", "json"), 0)
    assert (decision["verdict"], decision["tier"]) == ("allow", "T4")
    assert outcomes == {"ACM-001": "pass"}
    text = check(world)
    assert text.returncode == 0
    assert text.stdout.startswith(b"ALLOW  good 1.0.0\n")


def _name_it_bad(world: World) -> None:
    path = world.model / "release.yaml"
    text = path.read_text("utf-8").replace("name: good", "name: bad")
    path.write_text(text, encoding="utf-8")


def test_deny_names_file_line_and_column(world: World) -> None:
    _name_it_bad(world)
    decision, outcomes = _decided(check(world, "--report", "json"), 1)
    assert (decision["verdict"], outcomes) == ("deny", {"ACM-001": "fail"})
    (finding,) = decision["results"][0]["findings"]
    place = (finding["file"], finding["line"], finding["column"])
    assert place == ("release.yaml", 2, 1)
    assert check(world).stdout.startswith(b"DENY  bad 1.0.0\n")


def test_waived_findings_are_kept_and_marked(world: World) -> None:
    _name_it_bad(world)
    digest = json.loads(check(world, "--report", "json").stdout)["subject"]["digest"]
    waiver = (
        f"waivers: [{{id: W-1, rule: ACM-001, subject: '{digest}', reason: agreed,"
        " requested_by: ada, approved_by: [grace], expires_at: '2026-12-24T00:00:00Z'}]"
    )
    organise(world, waiver)
    decision, outcomes = _decided(check(world, "--report", "json"), 0)
    assert (decision["verdict"], outcomes) == ("allow", {"ACM-001": "waived"})
    assert decision["results"][0]["findings"][0]["waiver"] == "W-1"
    sarif = json.loads(check(world, "--report", "sarif").stdout)
    assert "suppressions" in sarif["runs"][0]["results"][0]
    late = check(world, "--report", "json", "--at", "2026-12-24T00:00:00Z")
    assert _decided(late, 1)[1] == {"ACM-001": "fail"}


def test_a_void_waiver_leaves_the_run_undecided(world: World) -> None:
    organise(world, "waivers: [{id: W-1, rule: ACM-009}]\n")
    decision, outcomes = _decided(check(world, "--report", "json"), 2)
    assert decision["verdict"] == "undecided"
    assert "'ACM-009' is not in the policy pack" in decision["errors"][0]
    assert outcomes == {"ACM-001": "pass"}


def test_without_a_tier_the_shipped_pack_denies(world: World) -> None:
    text = "mlgate: release/v1\nname: good\nversion: 1.0.0\n"
    (world.model / "release.yaml").write_text(text, encoding="utf-8")
    done = run("check", world.model, "--at", AT, "--report", "json")
    decision, outcomes = _decided(done, 1)
    assert (decision["tier"], outcomes["INV-002"]) == (None, "fail")
    assert set(outcomes.values()) == {"fail", "not_applicable"}
    assert decision["preview"].keys() == {"T1", "T2", "T3", "T4"}


@pytest.mark.parametrize(
    ("source", "reason"),
    [(RAISES, "raises ValueError: good"), (EXITS, "raises SystemExit: 0")],
    ids=["raises", "exits"],
)
def test_a_python_rule_that_fails_is_an_error_and_the_others_are_judged(
    world: World, source: str, reason: str
) -> None:
    rule(world, "ACM-002", source, "python")
    organise(world)
    decision, outcomes = _decided(check(world, "--report", "json"), 2)
    assert decision["verdict"] == "undecided"
    assert outcomes == {"ACM-001": "pass", "ACM-002": "error"}
    assert reason in decision["results"][1]["reason"]
    text = check(world)
    assert text.returncode == 2
    assert text.stdout.startswith(b"UNDECIDED  good 1.0.0\n")
    assert b"error: ACM-002: " in text.stdout


def test_what_a_python_rule_prints_reaches_nobody(world: World) -> None:
    rule(world, "ACM-002", PRINTS, "python")
    _name_it_bad(world)
    organise(world)
    decision, outcomes = _decided(check(world, "--report", "json"), 1)
    assert outcomes == {"ACM-001": "fail", "ACM-002": "fail"}
    assert "verdict" in decision
    assert b"ALLOW" not in check(world).stdout


def test_rules_that_never_end_or_eat_memory_harm_only_themselves(world: World) -> None:
    rule(world, "ACM-002", ENDLESS)
    rule(world, "ACM-003", REGO)
    rule(world, "ACM-004", HUNGRY, "python")
    organise(world)
    decision, outcomes = _decided(check(world, "--report", "json"), 2)
    assert outcomes == {
        "ACM-001": "pass",
        "ACM-002": "error",
        "ACM-003": "pass",
        "ACM-004": "error",
    }
    assert decision["verdict"] == "undecided"
    reasons = {r["rule"]: r["reason"] for r in decision["results"]}
    assert "no answer within" in reasons["ACM-002"]
    assert "MemoryError" in reasons["ACM-004"]


def test_an_error_never_hides_a_deny(world: World) -> None:
    _name_it_bad(world)
    rule(world, "ACM-002", RAISES, "python")
    organise(world)
    decision, _ = _decided(check(world, "--report", "json"), 1)
    assert decision["verdict"] == "deny"
