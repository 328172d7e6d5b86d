"""mlgate verify PATH: what an attestation proves about these bytes, and what not."""

from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from mlgate.cli import options
from mlgate.cli.finish import Exit, finish
from mlgate.config import verifying
from mlgate.reporters.lines import plain


@click.command("verify")
@click.argument("path", type=options.FILE, required=False)
@click.option(
    "--key", "keys", type=options.FILE, multiple=True, required=True, help="Public key."
)
@click.option(
    "--attestation",
    type=options.FILE,
    help=f"Folder that mlgate attest wrote. Default: PATH/{verifying.FOLDER}.",
)
@click.option(
    "--image",
    help="Image that must hold the same files: NAME@sha256:... Without PATH, it alone.",
)
@options.KINDS
@options.AT
def command(
    path: Path | None,
    keys: tuple[Path, ...],
    attestation: Path | None,
    image: str | None,
    org: Path | None,
    at: datetime,
) -> NoReturn:
    """Say what the attestation proves about the model in PATH, and by whom."""
    finish(lambda: _verify(path, keys, attestation, at, image, org))


def _verify(
    path: Path | None,
    keys: tuple[Path, ...],
    attestation: Path | None,
    at: datetime,
    image: str | None,
    org: Path | None,
) -> Exit:
    found = verifying.verify(path, keys, attestation, at, image, org)
    said = list(found.proven)
    said += [f"REFUSED  {found.refused}"] if found.refused else []
    said += [f"  hint: {found.hint}"] if found.hint else []
    for sentence in said:
        click.echo(plain(sentence))
    return Exit.YES if found else Exit.NO
