"""SARIF 2.1.0 (OASIS) of any scanner.

When a run counts as tested, which the standard leaves to its readers. All must hold:

* it has ``results``, be they none; null means that none were to be had;
* no invocation failed, and none reports an error, be it but of one file;
* results there are, or an invocation says that it was successful, or files are listed
  that were scanned: many tools write the same empty run when they looked at nothing.
"""

from collections.abc import Iterator

from mlgate.core.evidence import Draft
from mlgate.core.statements import strength
from mlgate.core.waivers import instant
from mlgate.loaders.loader import shows
from mlgate.loaders.node import SYNTAX, Node, opens
from mlgate.loaders.scanners.reports import SECTIONS, Reports
from mlgate.loaders.scanners.sarif_results import Run, findings
from mlgate.loaders.source import Source

VERSION = "2.1.0"
MAX_RUNS = 1000
_NOTIFICATIONS = ("toolExecutionNotifications", "toolConfigurationNotifications")
_TARGET = "analysisTarget"
# Part of a tool's name, in lower case -> what it looks for. SARIF is of code, if its
# tool is none of these.
_KINDS = {
    "detect-secrets": "secrets", "ggshield": "secrets", "gitguardian": "secrets",
    "gitleaks": "secrets", "trufflehog": "secrets",
    "fickling": "model", "modelaudit": "model", "modelscan": "model",
    "picklescan": "model",
    "dependency-check": "dependencies", "grype": "dependencies",
    "osv-scanner": "dependencies", "snyk open source": "dependencies",
    "trivy": "dependencies",
}  # fmt: skip


class SarifLoader:
    """Reads one report for each run, and one finding for each result that is one."""

    format = "sarif"
    sections = SECTIONS
    syntax = SYNTAX

    def recognises(self, source: Source) -> bool:
        """Say whether ``source`` is a SARIF log; ``tool`` may stand at its end."""
        if not (shows(source, '"runs"') and opens(source, "{")):
            return False
        return shows(source, "sarif") or shows(source, '"tool"', '"driver"')

    def load(self, source: Source) -> Draft:
        """Return the reports and findings of all runs.

        Raises:
            EvidenceError: It is not JSON, or not SARIF 2.1.0.
        """
        root = Node(source, source.report)
        version = root.get("version")
        if version.text != VERSION:
            hint = "let the tool write SARIF 2.1.0"
            raise version.fault(f"expected SARIF version {VERSION}", hint)
        runs = list(root.get("runs").items)
        if len(runs) > MAX_RUNS:
            raise root.get("runs").fault(f"more than {MAX_RUNS} runs")
        made = Reports()
        names = [_run(run, made) for run in runs]
        if not runs:
            made.report(root, root.null(), "there is no run in it")
        # Of many files that were scanned, some may belong to other models as well.
        return made.draft(frozenset(n for n in names if n and len(runs) == 1))


def _run(node: Node, made: Reports) -> str:
    """Add the report of one run; return the sha256 of the one file it is about."""
    driver = node.get("tool").get("driver")
    name = driver.get("name").text
    lower = (name or "").lower()
    kind = next((k for part, k in _KINDS.items() if part in lower), "code")
    run = Run(node, {"tool": name, "kind": kind})
    files = list(_scanned(node))
    errors = sum(1 for _ in _errors(node))
    digest = _digest(files[0]) if len(files) == 1 else ""
    made.report(
        node,
        _ran(node),
        _reason(node, files, errors),
        tool_version=driver.get("version").text or driver.get("semanticVersion").text,
        target=_target(node, files),
        target_digest=f"sha256:{digest}" if digest else None,
        scanned=len(files) or None,
        skipped=errors or None,
        **run.tool,
    )
    findings(run, made)
    return digest


def _reason(run: Node, files: list[Node], errors: int) -> str:
    """Return why the run tested nothing, or not all; "" if it did."""
    successes = [i.get("executionSuccessful").value for i in _invocations(run)]
    if not all(said is True for said in successes):
        return "the scanner failed, or does not say that it was successful"
    if run.get("results").value is None:
        more = run.get("externalPropertyFileReferences").value
        where = "in another file" if more else "missing"
        return f"its results are {where}"
    if errors:
        return f"the scanner reports {errors} errors: it did not look at everything"
    if successes or files or list(run.get("results").items):
        return ""
    return "it found nothing, and says neither that it was successful nor at what"


def _invocations(run: Node) -> Iterator[Node]:
    return run.get("invocations").items


def _errors(run: Node) -> Iterator[Node]:
    for invocation in _invocations(run):
        for key in _NOTIFICATIONS:
            for said in invocation.get(key).items:
                if said.get("level").value == "error":
                    yield said


def _ran(run: Node) -> Node:
    """Return when the scanner ran: of several invocations, the one longest ago."""
    ends = [(i.get("endTimeUtc"), i.get("startTimeUtc")) for i in _invocations(run)]
    times = [end if end.text else start for end, start in ends]
    known = [(at, n) for n in times if n.text and (at := instant(n.text))]
    if len(known) == len(times) and known:
        return min(known, key=lambda pair: pair[0])[1]
    bad = (n for n in times if n.text and not instant(n.text))
    return next(bad, run.null())


def _scanned(run: Node) -> Iterator[Node]:
    """Yield the files that were looked at; others are there for reference."""
    for file in run.get("artifacts").items:
        roles = [role.text for role in file.get("roles").items]
        if not roles or _TARGET in roles:
            yield file


def _target(run: Node, files: list[Node]) -> str | None:
    if len(files) == 1:
        return files[0].get("location").get("uri").text
    origins = run.get("versionControlProvenance").items
    uris = (origin.get("repositoryUri").text for origin in origins)
    return next((uri for uri in uris if uri), None)


def _digest(file: Node) -> str:
    found = file.get("hashes").get("sha-256").text or ""
    return found.lower() if strength("sha256", found.lower()) else ""
