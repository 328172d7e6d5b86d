"""A real OPA judges the shipped rules as the embedded engine does, and as they say."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

import opa_server
from mlgate.core.rule import PolicyPack, Rule
from mlgate.engines.embedded import EmbeddedEngine
from mlgate.packs.block import block
from mlgate.packs.cases import Case
from mlgate.strict.shipped import folder
from opa_server import OpaServer
from shipped_rego import CASES, RULES, by_opa, by_us

pytestmark = pytest.mark.peer("opa")


@pytest.mark.parametrize(
    ("pack", "rule", "case"), CASES, ids=[f"{r.id}: {c.name}" for _, r, c in CASES]
)
def test_a_case_has_the_same_findings_under_opa(
    opa: OpaServer, engine: EmbeddedEngine, pack: PolicyPack, rule: Rule, case: Case
) -> None:
    document = json.dumps(case.content, ensure_ascii=False).encode()
    found = by_opa(opa, rule, document)
    assert found == by_us(engine, pack, rule, document)
    # What a rule says of an input that lacks what it needs is never asked for.
    assert case.absent or found == case.findings


def test_there_are_rules_and_cases_to_compare() -> None:
    assert len(RULES) > 10
    assert len(CASES) > 5 * len(RULES)


def _run(*arguments: str) -> str:
    program = opa_server.find("opa")
    done = subprocess.run(
        [str(program), *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


FILES = [str(folder("policies") / rule.path) for _, rule in RULES]


def test_opa_s_strict_check_has_nothing_to_say_of_a_shipped_rule() -> None:
    assert _run("check", "--strict", *FILES) == ""


def _for_opa(schema: Any) -> Any:  # noqa: ANN401  any JSON
    """Return ``schema`` with its lists of types said as OPA understands them."""
    if isinstance(schema, list):
        return [_for_opa(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _for_opa(value) for key, value in schema.items()}
    if isinstance(schema.get("type"), list):
        made["anyOf"] = [{"type": kind} for kind in made.pop("type")]
    return made


def test_opa_finds_what_the_rules_read_in_the_schema_of_the_input(
    tmp_path: Path,
) -> None:
    schema = tmp_path / "input.json"
    shipped = json.loads((folder("schemas") / "input.schema.json").read_text("utf-8"))
    schema.write_text(json.dumps(_for_opa(shipped)), encoding="utf-8")
    assert _run("check", "--strict", "--schema", str(schema), *FILES) == ""
    typo = tmp_path / "typo.rego"
    typo.write_text("package a\n\np if input.release.nme\n", encoding="utf-8")
    with pytest.raises(AssertionError, match=r"undefined ref: input\.release\.nme"):
        _run("check", "--schema", str(schema), str(typo))


def test_the_shipped_rules_are_formatted_as_opa_formats() -> None:
    assert _run("fmt", "--list", *FILES) == ""


@pytest.mark.parametrize("rule", [r for _, r in RULES], ids=[r.id for _, r in RULES])
def test_opa_reads_the_same_annotation(rule: Rule, tmp_path: Path) -> None:
    alone = tmp_path / "rule.rego"
    alone.write_text(rule.source, encoding="utf-8")
    said = json.loads(_run("inspect", "--annotations", "--format", "json", str(alone)))
    (found,) = [a["annotations"] for a in said["annotations"]]
    fields = block(rule.source, rule.path).fields
    assert found["scope"] == "package"
    assert {k: found[k] for k in ("title", "description")} == {
        k: fields[k] for k in ("title", "description")
    }
    assert found["custom"] == fields["custom"]
    assert found["custom"]["id"] == rule.id
    assert found["custom"]["severity"] == {
        t.value: s.value for t, s in rule.severity.items()
    }
