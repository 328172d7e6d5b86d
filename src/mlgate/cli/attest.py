"""mlgate attest PATH: decide, and sign the decision."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from mlgate.cli import options
from mlgate.cli.finish import VERDICTS, Exit, finish
from mlgate.cli.output import show, write_all
from mlgate.cli.signing import private_key
from mlgate.config import wire
from mlgate.config.keeping import keep
from mlgate.core.decision import Verdict
from mlgate.reporters.lines import plain

FOLDER = ".mlgate"


@click.command("attest")
@options.checking
@options.KEY
@options.PASSPHRASE
@options.LOG
@click.option(
    "--out", type=options.FILE, help=f"Folder to write to. Default: PATH/{FOLDER}."
)
def command(path: Path, at: Any, key: Path, **given: Any) -> NoReturn:  # noqa: ANN401
    """Decide on the model in PATH and sign the decision, whether yes or no.

    Writes decision.sigstore.json, vsa.sigstore.json (an SLSA verification summary),
    decision.json and manifest.json. Without a decision nothing is written.
    """
    passphrase_file, out = given.pop("passphrase_file"), given.pop("out")
    log, asked = given.pop("log"), options.options(given)
    finish(lambda: _attest(path, asked, at, key, passphrase_file, out, log=log))


def _attest(
    path: Path,
    asked: wire.Options,
    at: datetime,
    key: Path,
    secret: Path | None,
    out: Path | None,
    *,
    log: str | None,
) -> Exit:
    from mlgate.config.attesting import attestations

    signer = private_key(key, secret)
    checked = wire.check(path, asked, at)
    decided = checked.decision.verdict is not Verdict.UNDECIDED
    folder = out or (path if path.is_dir() else path.parent) / FOLDER
    files = attestations(checked, signer) if decided else {}
    # Nobody gets to see an attestation of what is not in the log.
    keep(checked, log, path, datetime.now(UTC))
    write_all({folder / name: content for name, content in files.items()})
    show(checked.decision, path)
    if decided:
        click.echo(f"\nsigned; wrote {plain(str(folder))}")
    return VERDICTS[checked.decision.verdict]
