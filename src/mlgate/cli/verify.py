"""mlgate verify PATH: what an attestation proves about these bytes, and what not."""

from pathlib import Path
from typing import NoReturn

import click

from mlgate.cli import options
from mlgate.cli.finish import Exit, finish
from mlgate.cli.signing import read
from mlgate.core.organisation import Organisation
from mlgate.core.verification import Expected
from mlgate.errors import MlgateError, VerificationError
from mlgate.reporters.text import plain

FOLDER = ".mlgate"
_FILES = ("vsa.sigstore.json", "decision.sigstore.json")


@click.command("verify")
@options.PATH
@click.option(
    "--key", "keys", type=options.FILE, multiple=True, required=True, help="Public key."
)
@click.option(
    "--attestation",
    type=options.FILE,
    help=f"Folder that mlgate attest wrote. Default: PATH/{FOLDER}.",
)
def command(path: Path, keys: tuple[Path, ...], attestation: Path | None) -> NoReturn:
    """Say what the attestation proves about the model in PATH, and by whom."""
    finish(lambda: _verify(path, keys, attestation))


def _verify(path: Path, keys: tuple[Path, ...], attestation: Path | None) -> Exit:
    from mlgate.gate.reading import read as read_subject
    from mlgate.trust import attestation as attested
    from mlgate.trust.bundle import TrustedKey
    from mlgate.trust.keys import load_public

    trusted = [
        TrustedKey(k.name, load_public(read(k), str(k)), frozenset({"decision"}))
        for k in keys
    ]
    folder = attestation or (path if path.is_dir() else path.parent) / FOLDER
    summary, decision = (read(folder / n) for n in _FILES)
    digest = read_subject(path, Organisation()).subject["digest"]
    try:
        proven = attested.check(summary, decision, trusted, Expected(subject=digest))
    except VerificationError as exc:
        return _refused(exc)
    for sentence in proven:
        click.echo(plain(sentence))
    return Exit.YES


def _refused(exc: MlgateError) -> Exit:
    click.echo(f"REFUSED  {plain(str(exc))}")
    return Exit.NO
