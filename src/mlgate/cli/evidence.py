"""mlgate evidence sign PATH: one signed link over all evidence of a model."""

from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from mlgate.cli import options
from mlgate.cli.finish import Exit, finish
from mlgate.cli.output import write
from mlgate.cli.signing import private_key
from mlgate.reporters.lines import plain

LINK = Path("evidence", "link.sigstore.json")


@click.group("evidence")
def command() -> None:
    """Sign the evidence of a model."""


@command.command("sign")
@options.PATH
@options.KEY
@options.PASSPHRASE
@options.KINDS
@options.AT
def sign(
    path: Path,
    key: Path,
    passphrase_file: Path | None,
    org: Path | None,
    at: datetime,
) -> NoReturn:
    """Vouch for every document about the model in PATH, as it is now.

    The link names the model's bytes and each document by digest, so it stops
    holding when any of them changes. It is written to evidence/link.sigstore.json.
    """
    finish(lambda: _sign(path, key, passphrase_file, org, at))


def _sign(
    path: Path,
    key: Path,
    passphrase_file: Path | None,
    org: Path | None,
    at: datetime,
) -> Exit:
    from mlgate.config.wire import known_kinds
    from mlgate.core.organisation import Organisation
    from mlgate.gate.gate import clock
    from mlgate.gate.linking import link
    from mlgate.gate.reading import read
    from mlgate.trust import bundle

    signer = private_key(key, passphrase_file)
    reading = read(path, Organisation(), kinds=known_kinds(path, org))
    statement, documents = link(reading, LINK.as_posix(), clock(at))
    write(path / LINK, bundle.sign(statement, signer))
    click.echo(f"signed {len(documents)} documents for {reading.subject['digest']}")
    for document in documents:
        click.echo(f"  {plain(document['path'])}")
    click.echo(f"wrote {plain(str(path / LINK))}")
    return Exit.YES
