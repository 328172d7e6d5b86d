"""mlgate export population URL: the decisions of a period, for an auditor."""

from datetime import datetime
from pathlib import Path
from typing import NoReturn

import click

from mlgate.cli import options
from mlgate.cli.finish import Exit, finish
from mlgate.cli.log import URL
from mlgate.cli.output import write
from mlgate.reporters.lines import plain

FORMATS = ("csv", "json")


@click.group("export")
def command() -> None:
    """Hand out what a decision log holds."""


@command.command("population")
@URL
@click.option(
    "--from",
    "begin",
    type=options.Instant(),
    required=True,
    help="The first instant that counts.",
)
@click.option(
    "--to",
    "end",
    type=options.Instant(),
    required=True,
    help="The first instant that no longer counts.",
)
@click.option("--format", "kind", type=click.Choice(FORMATS), default="csv")
@click.option("--out", type=options.FILE, help="The file. Default: standard output.")
def population(
    url: str, begin: datetime, end: datetime, kind: str, out: Path | None
) -> NoReturn:
    """List every decision written in a period: yes, no and undecided.

    URL is like sqlite:///decisions.db. The instants are those of writing, by the clock
    of the machine that wrote. How many there are, and the hash that the log ends in,
    is said on standard error. Of a log that is not whole nothing is handed out.
    """
    finish(lambda: _population(url, begin, end, kind, out))


def _population(
    url: str, begin: datetime, end: datetime, kind: str, out: Path | None
) -> Exit:
    from mlgate.config import decisions
    from mlgate.stores import population as rendering
    from mlgate.stores.entries import COLUMNS

    found = decisions.population(url, begin, end)
    for problem in found.chain.problems:
        click.echo(plain(f"REFUSED  {problem}"), err=True)
    if found.chain.problems:
        return Exit.NO
    made = rendering.as_json(found)
    text = made if kind == "json" else rendering.as_csv(found, COLUMNS)
    if out:
        write(out, text.encode())
    else:
        click.echo(text.encode(), nl=False)
    count, chain = len(found.entries), found.chain
    click.echo(f"{count} of {chain.rows} rows; the log ends in {chain.head}", err=True)
    return Exit.YES
