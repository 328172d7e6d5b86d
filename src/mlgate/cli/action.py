"""mlgate action PATH: decide, and report as a step of GitHub Actions."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import click

from mlgate.cli import options
from mlgate.cli.finish import VERDICTS, Exit, finish
from mlgate.cli.output import show, write_all
from mlgate.cli.reporting import contents, wanted
from mlgate.cli.runner import Runner, here
from mlgate.cli.signing import private_key
from mlgate.config import wire
from mlgate.config.keeping import keep
from mlgate.core.decision import Decision, Outcome, Verdict
from mlgate.errors import ConfigError, MlgateError
from mlgate.reporters import github, markdown
from mlgate.reporters.github import GithubReporter
from mlgate.reporters.markdown import MarkdownReporter
from mlgate.reporters.placed import placed

if TYPE_CHECKING:
    from mlgate.trust.keys import PrivateKey

# Code scanning refuses a finding without a place; what nobody wrote belongs there.
ANCHOR = "release.yaml"


@click.command("action")
@options.checking
@click.option("--reports", default="", help="More reports: FORMAT[=FILE], one a line.")
@click.option("--attest", type=bool, default=False, help="true: sign the decision.")
@click.option("--key", type=options.FILE, help="Private key (PEM) to sign it with.")
def command(path: Path, at: Any, **given: Any) -> NoReturn:  # noqa: ANN401  # click's word
    """Decide on the model in PATH as action.yml does, within a runner.

    Prints annotations, adds the summary and the outputs of the step, and leaves its
    files in the runner's temporary folder. Anywhere else use check and attest.
    """
    reports, attest, key = (given.pop(name) for name in ("reports", "attest", "key"))
    asked = options.options(given)
    wish = Wish(path, asked, at, reports, attest, key)
    finish(lambda: _action(here(), wish))


class Wish(NamedTuple):
    """What the step is asked for."""

    path: Path
    options: wire.Options
    at: datetime
    reports: str
    attest: bool
    key: Path | None


def _action(runner: Runner, wish: Wish) -> Exit:
    where = runner.seen(wish.path)
    try:
        lines = [line.strip() for line in wish.reports.splitlines()]
        to = wanted([line for line in lines if line])
        decision, outputs = _decided(runner.folder(), wish, where, to)
    except MlgateError as exc:
        runner.summarise(markdown.refused(str(exc), exc.hint))
        click.echo(github.refused(str(exc), exc.hint), nl=False)
        raise
    runner.summarise(MarkdownReporter().render(decision, where))
    show(decision, Path(where), to.get(None, "text"))
    click.echo(GithubReporter().render(decision, where).encode(), nl=False)
    # Last of all: a step that fails before has none, which counts as undecided.
    runner.put(outputs)
    return VERDICTS[decision.verdict]


def _decided(
    folder: Path, wish: Wish, where: str, to: Mapping[Path | None, str]
) -> tuple[Decision, dict[str, str]]:
    """Decide once, write every file, and return the decision and the outputs."""
    signer = _signer(wish)
    checked = wire.check(wish.path, wish.options, wish.at)
    decision = checked.decision
    sarif, plain = folder / "findings.sarif", folder / "decision.json"
    seen = placed(decision, where, ANCHOR)
    files = contents({plain: "json", **to}, decision, where)
    files |= contents({sarif: "sarif"}, seen, where)
    signed = ""
    if signer and decision.verdict is not Verdict.UNDECIDED:
        from mlgate.config.attesting import attestations

        made = attestations(checked, signer)
        files |= {folder / "attestation" / name: raw for name, raw in made.items()}
        signed = str(folder / "attestation" / "decision.sigstore.json")
    keep(checked, None, wish.path, datetime.now(UTC))
    write_all(files)
    code = VERDICTS[decision.verdict].value
    return decision, {
        "verdict": decision.verdict.value,
        "exit-code": str(code),
        "findings-count": str(_count(decision)),
        "sarif-file": str(sarif),
        "decision-file": str(plain),
        "attestation-file": signed,
    }


def _signer(wish: Wish) -> "PrivateKey | None":
    """Return the key to sign with, if that is asked for.

    Raises:
        ConfigError: It is, and no key is given.
        SigningError: The key cannot be read.
    """
    if not wish.attest:
        return None
    if wish.key is None:
        hint = "give the path of a private key by the input `key`"
        raise ConfigError("attest is asked for, and no key is given", hint=hint)
    return private_key(wish.key, None)


def _count(decision: Decision) -> int:
    failed = (r for r in decision.results if r.outcome is Outcome.FAIL)
    return sum(not finding.waiver for result in failed for finding in result.findings)
