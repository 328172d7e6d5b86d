"""From files to rules: a scan, what is said of it, and what a rule makes of both."""

import json
from pathlib import Path
from typing import Any

import pytest

from mlgate.core import needs
from mlgate.core.decision import Cause
from mlgate.core.organisation import Key, Organisation
from mlgate.core.rule import Need, PolicyPack, RiskTier, Rule, Severity
from mlgate.core.view import view
from mlgate.engines.embedded import EmbeddedEngine
from mlgate.gate.linking import link
from mlgate.gate.reading import Reading, read
from mlgate.trust import bundle, keys

PURL = "pkg:pypi/jinja2@3.0.3"
REPORT: dict[str, Any] = {
    "SchemaVersion": 2,
    "CreatedAt": "2026-11-24T09:00:00Z",
    "ArtifactName": "requirements.txt",
    "ArtifactType": "filesystem",
    "Results": [
        {
            "Target": "requirements.txt",
            "Class": "lang-pkgs",
            "Vulnerabilities": [
                {
                    "VulnerabilityID": "CVE-2024-1",
                    "PkgName": "jinja2",
                    "InstalledVersion": "3.0.3",
                    "PkgIdentifier": {"PURL": PURL},
                    "Severity": "CRITICAL",
                    "PublishedDate": "2024-01-11T03:15:11Z",
                }
            ],
        }
    ],
}
VEX: dict[str, Any] = {
    "@context": "https://openvex.dev/ns/v0.2.0",
    "author": "Security Team",
    "timestamp": "2026-11-20T00:00:00Z",
    "statements": [
        {
            "vulnerability": {"name": "CVE-2024-1"},
            "products": [{"@id": PURL}],
            "status": "not_affected",
            "justification": "vulnerable_code_not_in_execute_path",
        }
    ],
}
SOURCE = """\
package mlgate.try.vulnerability.vul_900_critical

import rego.v1

open := {"affected", "under_investigation", "conflict"}

deny contains {"at": finding.at, "message": message} if {
	some finding in input.vulnerabilities.findings
	finding.severity == "critical"
	finding.status in open
	finding.published_at != null
	age := time.parse_rfc3339_ns(input.context.clock)
	age - time.parse_rfc3339_ns(finding.published_at) > (((7 * 24) * 3600) * 1000000000)
	message := sprintf("%s in %s is open", [finding.id, finding.purl])
}

deny contains {"at": report.at, "message": message} if {
	some report in input.vulnerabilities.reports
	report.state != "tested"
	message := sprintf("%s: %s", [report.tool, report.reason])
}
"""
STATUS = "/vulnerabilities/findings/*/status"
RULE = Rule(
    id="VUL-900",
    title="No open critical vulnerability is older than a week",
    description="",
    family="vulnerability",
    path="try/vulnerability/vul_900_critical/rule.rego",
    language="rego",
    source=SOURCE,
    profiles=("standard",),
    severity=dict.fromkeys(RiskTier, Severity.DENY),
    needs=(Need(("/vulnerabilities/reports/*/state", "/context/clock", STATUS)),),
    remediation="",
    next="",
    may_be_empty=("/vulnerabilities/findings",),
)
PACK = PolicyPack("try", "0.1.0", "To try fields", "sha256:0", (RULE,))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    (tmp_path / "model.safetensors").write_bytes(b"\x08\0\0\0\0\0\0\0{}      ")
    (tmp_path / "evidence").mkdir()
    return tmp_path


def put(model: Path, name: str, value: object) -> None:
    raw = json.dumps(value, indent=1) if value != "" else ""
    (model / "evidence" / name).write_text(raw, encoding="utf-8")


def said(reading: Reading) -> list[str]:
    """Return what the rule says of what was read."""
    clock = {"clock": "2026-11-25T00:00:00Z", "environment": "x", "at": "/context"}
    content = {**reading.dossier.content, "context": clock}
    document = json.dumps(view(content, [RULE])).encode()
    engine = EmbeddedEngine()
    try:
        reply = engine.evaluate(PACK, [RULE.id], document)[RULE.id]
    finally:
        engine.close()
    assert not reply.error
    return [denial.message for denial in reply.denials or ()]


def short(reading: Reading, tier: RiskTier) -> list[needs.Shortfall]:
    """Return what the rule lacks, the clock apart, which only a gate knows."""
    dossier = reading.dossier
    found = needs.judge(RULE, tier, dossier.content, dossier.worth)
    return [one for one in found if not one.pattern.startswith("/context")]


def test_an_open_finding_is_denied_and_one_that_was_cleared_is_not(
    model: Path,
) -> None:
    put(model, "scan.json", REPORT)
    assert said(read(model, Organisation())) == [f"CVE-2024-1 in {PURL} is open"]
    put(model, "vex.json", VEX)
    assert said(read(model, Organisation())) == []


def test_a_clean_report_passes_and_one_of_nothing_does_not(model: Path) -> None:
    clean = {"Target": "requirements.txt", "Class": "lang-pkgs"}
    put(model, "scan.json", {**REPORT, "Results": [clean]})
    reading = read(model, Organisation())
    assert (said(reading), short(reading, RiskTier.T3)) == ([], [])
    put(model, "scan.json", {**REPORT, "Results": []})
    reading = read(model, Organisation())
    assert said(reading) == ["trivy: no package was found to look at"]


def test_without_a_report_the_rule_has_nothing_to_judge_by(model: Path) -> None:
    reading = read(model, Organisation())
    (lacking,) = short(reading, RiskTier.T3)
    assert (lacking.cause, lacking.pattern) == (
        Cause.ABSENT,
        "/vulnerabilities/reports/*/state",
    )


def test_an_empty_file_is_a_document_that_is_broken(model: Path) -> None:
    put(model, "scan.json", "")
    reading = read(model, Organisation())
    (document,) = reading.dossier.content["documents"]
    assert document["problem"].startswith("evidence/scan.json:1:1: not JSON")
    assert short(reading, RiskTier.T3)


def _signed(model: Path) -> Organisation:
    """Sign all evidence that lies there now; return an organisation that trusts it."""
    private, public = keys.generate(None)
    signer = keys.load_private(private, None, "key")
    trusted = (Key("team", public.decode(), frozenset({"link"})),)
    organisation = Organisation(keys=trusted)
    own = "evidence/link.sigstore.json"
    raw, _ = link(read(model, organisation), own, "2026-11-25T00:00:00Z")
    (model / own).write_bytes(bundle.sign(raw, signer))
    return organisation


def test_what_nobody_signed_does_not_clear_what_was_signed(model: Path) -> None:
    put(model, "scan.json", REPORT)
    organisation = _signed(model)
    assert short(read(model, organisation), RiskTier.T1) == []
    put(model, "vex.json", VEX)
    reading = read(model, organisation)
    (weak,) = short(reading, RiskTier.T1)
    assert (weak.cause, weak.pattern) == (Cause.WEAK, STATUS)
    assert weak.worth is not None
    assert weak.worth.document == "evidence/vex.json"
    place = reading.dossier.place("/vulnerabilities/findings/0/status")
    assert place == ("evidence/vex.json", "/statements/0")
    # At T3 whoever lies in the folder is believed, and named.
    assert short(reading, RiskTier.T3) == []


def test_what_was_signed_as_well_clears_it(model: Path) -> None:
    put(model, "scan.json", REPORT)
    put(model, "vex.json", VEX)
    reading = read(model, _signed(model))
    assert (said(reading), short(reading, RiskTier.T1)) == ([], [])


@pytest.mark.parametrize(
    "change",
    [
        {"author": "Unknown Author"},
        {"statements": [{**VEX["statements"][0], "products": [{"@id": "jinja2"}]}]},
        {"statements": [{**VEX["statements"][0], "justification": ""}]},
    ],
    ids=["nobody says so", "of a name", "for no reason"],
)
def test_a_statement_that_does_not_hold_leaves_the_finding_open(
    model: Path, change: dict[str, Any]
) -> None:
    put(model, "scan.json", REPORT)
    put(model, "vex.json", {**VEX, **change})
    assert said(read(model, Organisation())) == [f"CVE-2024-1 in {PURL} is open"]
