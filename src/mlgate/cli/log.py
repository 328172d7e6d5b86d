"""mlgate log verify URL: whether a decision log is whole."""

from typing import NoReturn

import click

from mlgate.cli.finish import Exit, finish
from mlgate.reporters.lines import plain

URL = click.argument("url")


@click.group("log")
def command() -> None:
    """Look after a decision log, which mlgate check --log writes."""


@command.command("verify")
@URL
@click.option(
    "--head", default="", help="A hash that the log once ended in, kept elsewhere."
)
def verify(url: str, head: str) -> NoReturn:
    """Say whether every row of the log is there, in order and as it was written.

    URL is like sqlite:///decisions.db. Rows that were cut off at the end are found
    out only by --head: note down the hash that this command prints.
    """
    finish(lambda: _verify(url, head))


def _verify(url: str, head: str) -> Exit:
    from mlgate.config.decisions import verified

    chain = verified(url, head)
    for problem in chain.problems:
        click.echo(plain(f"REFUSED  {problem}"))
    if not chain.problems:
        click.echo("VERIFIED  every row is there, in order and as it was written")
    click.echo(f"{chain.rows} rows, the last one with the hash {plain(chain.head)}")
    return Exit.NO if chain.problems else Exit.YES
