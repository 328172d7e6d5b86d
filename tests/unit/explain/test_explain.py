"""What ``mlgate explain`` prints, held against pages that people have read."""

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mlgate.cli.explain import command
from mlgate.packs.read import read
from mlgate.strict.shipped import folder

GOLDEN = Path(__file__).with_name("golden")
UPDATE = "MLGATE_UPDATE_GOLDEN"
SHIPPED = ["LIN-002", "INV-004", "SUP-003", "EXC-002"]
RULE = """\
# METADATA
# title: "\\x1b[2K{title}"
# description: {words}
# custom:
#   id: ACME-001
#   profiles: [strict]
#   severity: {{T1: deny, T2: warn}}
#   overlays: [genai, people]
#   effective_on: 2030-01-01
#   needs: [{{fields: [/release/name, /bom/components/*/version]}}]
#   remediation: {words}
#   next: mlgate evidence sign PATH --key KEY
#   controls: [acme-handbook:7, "slsa:Build L3", {quoted}]
package mlgate.acme.data.acme_001_x

import rego.v1

deny contains {{"at": input.release.at, "message": "no"}} if input.release.name == "x"
"""


def _explain(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def _local(root: Path, controls: str = "slsa:Build L2") -> Path:
    place = root / "acme" / "data" / "acme_001_x"
    place.mkdir(parents=True)
    pack = "name: acme\nversion: 1.0.0\ntitle: Ours\n"
    (root / "acme" / "pack.yaml").write_text(pack, encoding="utf-8")
    words = " ".join(["a long word is", "w" * 20] * 6) + "."
    text = RULE.format(title="Ours", words=words, quoted=f'"{controls}"')
    (place / "rule.rego").write_text(text, encoding="utf-8")
    (place / "cases.yaml").write_text("- {name: a, findings: []}\n", encoding="utf-8")
    org = root / "org.yaml"
    org.write_text(
        "mlgate: organisation/v1\nname: Acme\npacks: [{name: acme, path: acme}]\n",
        encoding="utf-8",
    )
    return org


def _held(name: str, text: str) -> None:
    file = GOLDEN / f"{name}.txt"
    if os.environ.get(UPDATE):
        file.write_text(text, encoding="utf-8", newline="\n")
    wanted = file.read_text(encoding="utf-8")
    assert text == wanted, f"read the change, then run once with {UPDATE}=1"


@pytest.mark.parametrize("rule", SHIPPED)
def test_a_shipped_rule_is_explained_as_the_golden_page_says(rule: str) -> None:
    said = _explain(rule)
    assert said.exit_code == 0
    _held(rule, said.stdout)


def test_a_rule_of_a_local_pack_is_explained_as_well(tmp_path: Path) -> None:
    said = _explain("acme-001", "--org", str(_local(tmp_path)))
    assert said.exit_code == 0
    _held("ACME-001", said.stdout)


def test_there_is_a_golden_page_for_each_rule_asked_for_and_no_other() -> None:
    assert {p.stem for p in GOLDEN.iterdir()} == {*SHIPPED, "ACME-001"}


CLAIMS = re.compile(r"\b(compl(y|ies|iant)|conforms?|satisf(y|ies))\b", re.IGNORECASE)
RULES = [r.id for r in read(folder("policies") / "baseline", "shipped").rules]


@pytest.mark.parametrize("rule", RULES)
def test_each_shipped_rule_fits_80_columns_and_claims_no_compliance(rule: str) -> None:
    said = _explain(rule).stdout
    assert max(map(len, said.splitlines())) <= 80
    assert "Evidence relevant to:" in said
    assert not CLAIMS.search(said)


@pytest.mark.parametrize("rule", RULES)
def test_each_control_of_a_shipped_rule_has_its_title(rule: str) -> None:
    said = _explain(rule).stdout
    _, _, controls = said.partition("Evidence relevant to:\n")
    for line in controls.splitlines():
        # Either a control with two blanks before its title, or a folded title.
        assert "  " in line.strip() or line.startswith(" " * 8)


def test_a_local_rule_cannot_repaint_the_terminal(tmp_path: Path) -> None:
    said = _explain("ACME-001", "--org", str(_local(tmp_path))).stdout
    assert "\x1b" not in said
    assert said.startswith(r"ACME-001  \x1b[2KOurs")


def test_a_control_of_a_framework_that_is_not_shipped_is_named(tmp_path: Path) -> None:
    said = _explain("ACME-001", "--org", str(_local(tmp_path))).stdout
    assert "    acme-handbook:7\n" in said


def test_an_unknown_rule_lists_the_near_ones() -> None:
    said = _explain("LIN-02")
    assert said.exit_code == 2
    assert said.stdout == ""
    assert "mlgate: no rule 'LIN-02' in pack baseline\n" in said.stderr
    assert "hint: did you mean LIN-002" in said.stderr


def test_a_rule_that_nothing_is_near_to_lists_all() -> None:
    said = _explain("???")
    assert said.exit_code == 2
    assert all(rule in said.stderr for rule in RULES)


def test_a_missing_organisation_is_an_error_and_no_traceback(tmp_path: Path) -> None:
    said = _explain("LIN-002", "--org", str(tmp_path / "org.yaml"))
    assert said.exit_code == 2
    assert "hint:" in said.stderr
