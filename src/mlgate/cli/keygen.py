"""mlgate keygen NAME: make a P-256 key pair."""

from pathlib import Path
from typing import NoReturn

import click

from mlgate.cli import options
from mlgate.cli.finish import Exit, finish
from mlgate.cli.output import refuse_existing, write
from mlgate.cli.passphrase import for_new_key


@click.command("keygen")
@click.argument("name", type=options.FILE)
@options.PASSPHRASE
@click.option(
    "--no-passphrase", is_flag=True, help="Leave the private key unencrypted."
)
def command(name: Path, passphrase_file: Path | None, no_passphrase: bool) -> NoReturn:  # noqa: FBT001  # click passes flags so
    """Write NAME.key (private, encrypted) and NAME.pub (public)."""
    finish(lambda: _keygen(name, passphrase_file, encrypt=not no_passphrase))


def _keygen(name: Path, passphrase_file: Path | None, *, encrypt: bool) -> Exit:
    from mlgate.trust import keys

    private, public = Path(f"{name}.key"), Path(f"{name}.pub")
    for path in (private, public):
        refuse_existing(path, "a key is never overwritten: choose another name")
    secret = for_new_key(passphrase_file) if encrypt else None
    private_pem, public_pem = keys.generate(secret)
    write(private, private_pem, mode=0o600)
    write(public, public_pem)
    click.echo(f"wrote {private} (keep it secret) and {public}")
    return Exit.YES
